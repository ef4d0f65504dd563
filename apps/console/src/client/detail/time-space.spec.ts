import type { CorridorConfig, CorridorTiming } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { timeSpace } from './time-space.js';

const config = {
  stops: [{ junctionId: 'a' }, { junctionId: 'b' }, { junctionId: 'c' }],
  sections: [{ forward: 'ab', backward: 'ba', progressionKmh: 36 }, { forward: 'bc', backward: 'cb', progressionKmh: 36 }],
} as unknown as CorridorConfig;
const lengthM = (id: string): number => (id === 'ab' || id === 'ba' ? 300 : 100);
const stop = (junctionId: string, startS: number, cycleS = 60) => ({ junctionId, plan: { id: 'p', cycleS, offsetS: 0, stages: [] }, forward: [{ startS, lengthS: 20 }], backward: [{ startS, lengthS: 20 }] });
const bands = { forward: { startS: 0, lengthS: 20 }, backward: { startS: 0, lengthS: 0 }, forwardSections: [{ startS: 0, lengthS: 20 }, { startS: 30, lengthS: 20 }], backwardSections: [{ startS: 40, lengthS: 8 }, { startS: 50, lengthS: 0 }] };
const timing = { cycleS: 60, delayS: 1, stopsPerVeh: 1, bands, stops: [stop('a', 0), stop('b', 30), stop('c', 40)] } as CorridorTiming;

describe('timeSpace', () => {
  it('shows two cycles, distances true to scale with room for the shortest', () => {
    const { spanS, heightPx, rows } = timeSpace(config, lengthM, timing);
    expect([spanS, rows.map((r) => r.atPx), heightPx]).toEqual([120, [14, 156.5, 204], 232]);
    const close = timeSpace(config, (id) => (id === 'bc' ? 30 : 300), timing);
    expect((close.rows[2]?.atPx ?? 0) - (close.rows[1]?.atPx ?? 0)).toBeCloseTo(30, 6);
  });
  it('repeats greens and cuts them at the sides', () => {
    const late = timeSpace(config, lengthM, { ...timing, stops: [stop('a', 50), stop('b', 30), stop('c', 40)] });
    expect(late.rows[0]?.greens.forward).toEqual([{ fromS: 0, toS: 10 }, { fromS: 50, toS: 70 }, { fromS: 110, toS: 120 }]);
  });
  it('leads bands up one way and down the other, at the speed of the wave', () => {
    const { bands: shown, rows } = timeSpace(config, lengthM, timing);
    const [a, b, c] = rows.map((r) => r.atPx);
    const first = shown.find((x) => x.direction === 'forward' && x.points[0]?.[0] === 0);
    // 300 m at 10 m/s.
    expect(first?.points).toEqual([[0, a], [20, a], [50, b], [30, b]]);
    const back = shown.filter((x) => x.direction === 'backward');
    expect(back[0]?.points).toEqual([[40, c], [48, c], [58, b], [50, b]]);
    // The one before has left the picture by then.
    expect(back).toHaveLength(2);
    // A band of no width is none.
    expect(back.every((x) => x.points[0]?.[1] === c)).toBe(true);
  });
  it('has no bands where the cycles differ', () => {
    const apart = timeSpace(config, lengthM, { ...timing, cycleS: null, bands: null, stops: [stop('a', 0), stop('b', 30, 90), stop('c', 40)] });
    expect([apart.bands, apart.spanS]).toEqual([[], 180]);
    expect(apart.rows[0]?.greens.forward).toHaveLength(3);
  });
});

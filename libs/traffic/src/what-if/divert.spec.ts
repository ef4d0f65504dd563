import { describe, expect, it } from 'vitest';
import { divert, wayRound, type TypicalLink } from './divert.js';

const link = (id: string, from: string, to: string, lengthM = 400, flow: number | null = 500, speed: number | null = 40): TypicalLink => ({ id, from, to, lengthM, freeSpeedKmh: 50, laneCount: 1, flowVehPerH: [flow, flow], meanSpeedKmh: [speed, speed] });
/** Straight from a to c by b, or round by d (short) or e (long). */
const NET = [link('ab', 'a', 'b'), link('bc', 'b', 'c'), link('bd', 'b', 'd', 300), link('dc', 'd', 'c', 300), link('be', 'b', 'e', 900), link('ec', 'e', 'c', 100)];
const [, BC] = NET as [TypicalLink, TypicalLink];

describe('what if: closed links', () => {
  it('the flow goes the quickest way round, while it is closed', () => {
    const result = divert(NET, [{ id: 'bc', fromQuarter: 1, toQuarter: 2 }]);
    const of = (id: string) => result.find((r) => r.id === id)!;
    expect(['bd', 'dc', 'be', 'ec', 'ab'].map((id) => of(id).extraVehPerH)).toEqual([500, 500, 0, 0, 0]);
    expect(of('bc')).toMatchObject({ level: ['free', 'unknown'], baseLevel: ['free', 'free'] });
    expect([of('bd').baseLevel, of('bd').level]).toEqual([['free', 'free'], ['free', 'dense']]);
  });
  it('slows a link down to a jam when twice its flow comes', () => {
    const busy = NET.map((l) => ({ ...l, flowVehPerH: [900, 900], meanSpeedKmh: [25, 25] }));
    expect(divert(busy, [{ id: 'bc', fromQuarter: 0, toQuarter: 2 }]).find((r) => r.id === 'bd')!.level).toEqual(['jam', 'jam']);
  });
  it('knows the other way round when that is closed, too, and when there is none', () => {
    expect(wayRound(NET, BC, new Set(['bc', 'bd']))).toEqual(['be', 'ec']);
    expect(wayRound(NET, BC, new Set(['bd', 'be']))).toEqual([]);
    expect(divert(NET, [{ id: 'bc', fromQuarter: 0, toQuarter: 2 }, { id: 'bd', fromQuarter: 0, toQuarter: 2 }, { id: 'be', fromQuarter: 0, toQuarter: 2 }]).every((r) => r.extraVehPerH === 0)).toBe(true);
  });
  it('says nothing where nothing is known', () => {
    const result = divert([link('x', 'a', 'b', 100, null), link('y', 'a', 'b', 100, 10, null), link('z', 'a', 'b', 100, 10, 0)], [{ id: 'x', fromQuarter: 0, toQuarter: 2 }]);
    expect(result.map((r) => r.level[0])).toEqual(['unknown', 'unknown', 'unknown']);
    expect(divert([], [])).toEqual([]);
    expect(divert([{ ...link('x', 'a', 'b'), flowVehPerH: [], meanSpeedKmh: [] }], []).map((r) => r.level)).toEqual([[]]);
  });
});

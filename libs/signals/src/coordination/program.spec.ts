import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardCorridor, offsets, solve } from '../testing/corridor.js';
import { bandsOf, shifted } from './bands.js';
import type { Corridor } from './corridor.js';
import { DEFAULT_GROUP_PARAMS as PARAMS } from './params.js';
import { coordinate, programOf } from './program.js';

const plansOf = (corridor: Corridor) => corridor.stops.map((s) => s.plan);
const widths = (corridor: Corridor, plans: Parameters<typeof bandsOf>[1]) => {
  const bands = bandsOf(corridor, plans);
  return [bands?.forward.through.widthS ?? 0, bands?.backward.through.widthS ?? 0];
};
const BACK_ONLY = { n1: 700, s1: 0, e1: 200, w1: 150, w2: 150 };

describe('the program of a green wave', () => {
  it('finds the whole green both ways where the travel time is half a cycle', () => {
    const corridor = heardCorridor(offsets(0, 0), [35]);
    const plans = coordinate(corridor, plansOf(corridor), solve, PARAMS);
    expect(plans?.map((p) => p.offsetS)).toEqual([0, 35]);
    expect(widths(corridor, plans ?? [])).toEqual([26, 26]);
  });
  it('gives the band to the direction that drives', () => {
    const corridor = heardCorridor(offsets(0, 0), [17], [BACK_ONLY, BACK_ONLY]);
    const plans = coordinate(corridor, plansOf(corridor), solve, PARAMS) ?? [];
    // Less the queue of the 70 vehicles an hour who turned in: 70 x 44 s / 1800.
    expect(widths(corridor, plans)[1]).toBeGreaterThanOrEqual(24);
  });
  it('lets the queue of those who turned in go first', () => {
    const turnedIn = [BACK_ONLY, { ...BACK_ONLY, n1: 200 }];
    const corridor = heardCorridor(offsets(0, 0), [17], turnedIn);
    const plans = coordinate(corridor, plansOf(corridor), solve, PARAMS) ?? [];
    // Backward they start at the second stop. 520 of 700 vehicles turn in: 520 x 44 s / 1800 = 12.7 s of queue, at most 0.3 of the green.
    expect(programOf(corridor, plansOf(corridor), PARAMS)).toContain('r0c: vr0 - 0.5 br0 - 7.8 zr0 >= 0');
    expect(plans).toHaveLength(2);
  });
  it('says the same to the same, and nothing where the solver says nothing', () => {
    const corridor = heardCorridor(offsets(0, 5, 9), [20, 30]);
    expect(programOf(corridor, plansOf(corridor), PARAMS)).toBe(programOf(corridor, plansOf(corridor), PARAMS));
    expect(coordinate(corridor, plansOf(corridor), () => null, PARAMS)).toBeNull();
    expect(coordinate(corridor, plansOf(corridor), () => ({ o0: 0, o1: Number.NaN }), PARAMS)).toBeNull();
  });
  it('is as good as every pair of offsets that there is', () => {
    fc.assert(fc.property(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 0, max: 69 }), (travelS, offsetS) => {
      const corridor = heardCorridor(offsets(offsetS, 0), [travelS]);
      const running = plansOf(corridor);
      const sumOf = (plans: Parameters<typeof bandsOf>[1]): number => widths(corridor, plans).reduce((a, b) => a + b, 0);
      const found = sumOf(coordinate(corridor, running, solve, { ...PARAMS, queueShare: 0 }) ?? []);
      // Both directions carry nearly the same; whole seconds cost up to one second a direction.
      const best = Math.max(...Array.from({ length: 70 }, (_, o) => sumOf([running[0] as never, shifted(running[1] as never, o)])));
      expect(found).toBeGreaterThanOrEqual(best - 2);
    }), { numRuns: 25 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignalsError } from '../errors.js';
import { heardCorridor, offsets } from '../testing/corridor.js';
import { bandsOf, shifted } from './bands.js';
import { greenMask, groupOf, longestRun, runsOf, type Corridor, type Stop } from './corridor.js';

const plansOf = (corridor: Corridor) => corridor.stops.map((s) => s.plan);

describe('green on the common clock', () => {
  it('begins at the offset and lasts its stage', () => {
    const { stops: [stop] } = heardCorridor(offsets(10, 10), [20]);
    const mask = greenMask(stop as Stop, 'forward', (stop as Stop).plan);
    expect(longestRun(mask)).toEqual({ startS: 10, lengthS: 26 });
    expect(mask.filter(Boolean)).toHaveLength(26);
  });
  it('names a stop without a lane of the way', () => {
    const { stops: [stop] } = heardCorridor(offsets(0, 0), [20]);
    expect(() => groupOf({ ...(stop as Stop), lanes: { forward: ['ghost'], backward: ['n1'] } }, 'forward')).toThrow(SignalsError);
  });
  it('finds the longest run across the end of the cycle', () => {
    expect(longestRun([true, false, true, true])).toEqual({ startS: 2, lengthS: 3 });
    expect(runsOf([true, false, true, false, false])).toEqual([{ startS: 0, lengthS: 1 }, { startS: 2, lengthS: 1 }]);
    expect(longestRun([true, false, true, false])).toEqual({ startS: 0, lengthS: 1 });
    expect(longestRun([true, true])).toEqual({ startS: 0, lengthS: 2 });
    expect(longestRun([false])).toEqual({ startS: 0, lengthS: 0 });
  });
});

describe('green bands', () => {
  it('by hand: 20 s apart, the second 20 s later, all of the green forward', () => {
    const corridor = heardCorridor(offsets(0, 20), [20]);
    const bands = bandsOf(corridor, plansOf(corridor));
    expect(bands?.forward).toEqual({ sections: [{ startS: 0, widthS: 26 }], through: { startS: 0, widthS: 26 } });
    // Back they leave from 20 to 46 and come to green from 0 to 26, which is 40 s off the cycle of 70: nothing fits.
    expect(bands?.backward.through.widthS).toBe(0);
  });
  it('there are none where cycles differ', () => {
    const corridor = heardCorridor(offsets(0, 20), [20]);
    const [a, b] = plansOf(corridor);
    expect(bandsOf(corridor, [a, { ...b, cycleS: 71 }] as never)).toBeNull();
  });
  it('never lie in red, and a shift of all plans changes no width', () => {
    const offset = fc.integer({ min: 0, max: 69 });
    fc.assert(fc.property(fc.tuple(offset, offset, offset), fc.tuple(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 5, max: 60 })), offset, (o, travelS, shift) => {
      const corridor = heardCorridor(offsets(...o), travelS);
      const plans = plansOf(corridor);
      const bands = bandsOf(corridor, plans);
      const [first] = corridor.stops as [Stop];
      for (let s = 0; s < (bands?.forward.through.widthS ?? 0); s++) expect(greenMask(first, 'forward', first.plan)[((bands?.forward.through.startS ?? 0) + s) % 70]).toBe(true);
      const moved = bandsOf(corridor, plans.map((p) => shifted(p, p.offsetS + shift)));
      expect([moved?.forward.through.widthS, moved?.backward.through.widthS]).toEqual([bands?.forward.through.widthS, bands?.backward.through.widthS]);
      for (const d of ['forward', 'backward'] as const) for (const section of bands?.[d].sections ?? []) expect(section.widthS).toBeGreaterThanOrEqual(bands?.[d].through.widthS as number);
    }));
  });
});

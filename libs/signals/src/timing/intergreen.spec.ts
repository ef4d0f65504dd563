import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intergreenDetails, intergreenS, type ClearingCase, type EnteringCase } from './intergreen.js';

describe('intergreen time', () => {
  it('adds crossing and clearing time, takes off the entering time, and rounds up', () => {
    // 3 + (18 + 6) / 10 - 10 / 11.11 = 3 + 2.4 - 0.9 = 4.5
    const parts = intergreenDetails({ clearing: 'vehicleThrough', clearingPathM: 18, entering: 'vehicle', enteringPathM: 10 });
    expect(parts).toEqual({ crossingTimeS: 3, clearingTimeS: 2.4, enteringTimeS: expect.closeTo(0.9, 10), intergreenS: 5 });
  });
  it.each([
    // 0 + 12 / 1.2 - 6 / 11.11 = 9.46
    ['pedestrian', 12, 'vehicle', 6, 10],
    // 2 + (15 + 6) / 7 - 0 = 5
    ['vehicleTurning', 15, 'pedestrian', 0, 5],
    // 2 + (4 + 6) / 5 - 5 / 5 = 3
    ['vehicleTightTurn', 4, 'bicycle', 5, 3],
    // 1 + 20 / 4 - 20 / 5.56 = 2.4
    ['bicycle', 20, 'tram', 20, 3],
    // 3 + 25 / 8.33 = 6
    ['tram', 10, 'pedestrian', 0, 6],
    // A long way to the conflict point: never negative.
    ['pedestrian', 1, 'vehicle', 100, 0],
  ] as const)('%s over %d m before %s over %d m: %d s', (clearing, clearingPathM, entering, enteringPathM, expected) => {
    expect(intergreenS({ clearing, clearingPathM, entering, enteringPathM })).toBe(expected);
  });
  it('takes measured values instead of the standard ones', () => {
    const input = { clearing: 'tram', clearingPathM: 15, entering: 'vehicle', enteringPathM: 10 } as const;
    // 5 + (15 + 30) / 5 - 10 / 10
    expect(intergreenS({ ...input, override: { crossingTimeS: 5, clearingSpeedMps: 5, vehicleLengthM: 30, enteringSpeedMps: 10 } })).toBe(13);
  });
  it.each([
    { clearingPathM: -1 }, { enteringPathM: Number.NaN }, { override: { clearingSpeedMps: 0 } }, { override: { enteringSpeedMps: -1 } },
  ])('refuses %o', (over) => {
    expect(() => intergreenS({ clearing: 'bicycle', clearingPathM: 1, entering: 'vehicle', enteringPathM: 1, ...over })).toThrow(expect.objectContaining({ code: 'badInput' }));
  });
  it('grows with the clearing path and falls with the entering path', () => {
    const clearing = fc.constantFrom<ClearingCase[]>('vehicleThrough', 'vehicleTurning', 'vehicleTightTurn', 'bicycle', 'pedestrian', 'tram');
    const entering = fc.constantFrom<EnteringCase[]>('vehicle', 'bicycle', 'pedestrian', 'tram');
    const metres = fc.integer({ min: 0, max: 80 });
    fc.assert(
      fc.property(clearing, entering, metres, metres, metres, (c, e, s0, sE, more) => {
        const base = intergreenS({ clearing: c, clearingPathM: s0, entering: e, enteringPathM: sE });
        expect(Number.isInteger(base) && base >= 0).toBe(true);
        expect(intergreenS({ clearing: c, clearingPathM: s0 + more, entering: e, enteringPathM: sE })).toBeGreaterThanOrEqual(base);
        expect(intergreenS({ clearing: c, clearingPathM: s0, entering: e, enteringPathM: sE + more })).toBeLessThanOrEqual(base);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveThresholds, hysteresisVehicles, scaleThresholds, thresholdProblems } from './thresholds.js';

describe('thresholds', () => {
  it('derives sound ones for every capacity', () => {
    fc.assert(fc.property(fc.nat(20_000), (capacity) => {
      expect(thresholdProblems(deriveThresholds(capacity))).toEqual([]);
    }));
  });

  it('keeps the hysteresis wider than a counter that is off by three either way', () => {
    for (const capacity of [28, 60, 186, 560, 1437]) expect(hysteresisVehicles(capacity)).toBeGreaterThan(6);
    expect(hysteresisVehicles(1437)).toBe(29);
    expect(hysteresisVehicles(8)).toBe(2);
    expect(hysteresisVehicles(1)).toBe(1);
  });

  it('takes what is given, in spaces or percent', () => {
    expect(deriveThresholds(500)).toEqual({ fullVacant: 5, fullClear: 15, almostFullVacant: 50, almostFullClear: 60 });
    expect(deriveThresholds(500, { almostFullPct: 20 }).almostFullVacant).toBe(100);
    expect(deriveThresholds(500, { almostFullPct: 20, almostFullVacant: 30 }).almostFullVacant).toBe(30);
  });

  it('names everything wrong at once', () => {
    expect(thresholdProblems({ fullVacant: -1, fullClear: -2, almostFullVacant: -5, almostFullClear: -6 })).toHaveLength(4);
    expect(thresholdProblems({ fullVacant: Number.NaN, fullClear: 1, almostFullVacant: 2, almostFullClear: 3 })).toHaveLength(2);
  });

  it('shrinks with the capacity in force and stays sound', () => {
    const t = deriveThresholds(800);
    expect(scaleThresholds(t, 800, 800)).toBe(t);
    expect(scaleThresholds(t, 800, 900)).toBe(t);
    expect(scaleThresholds(t, 800, 300).almostFullVacant).toBe(30);
    fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(3000), (capacity, inForce) => {
      expect(thresholdProblems(scaleThresholds(deriveThresholds(capacity), capacity, inForce))).toEqual([]);
    }));
  });
});

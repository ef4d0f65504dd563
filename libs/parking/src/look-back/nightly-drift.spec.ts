import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOfSorted, nightlyDrift } from './nightly-drift.js';

const nights = (rest: readonly number[]) => rest.map((occupied, dayNumber) => ({ dayNumber, occupied }));

describe('nightly drift', () => {
  it('needs five nights, and nights that differ', () => {
    expect(nightlyDrift(nights([1, 2, 3, 4]))).toBeNull();
    expect(nightlyDrift(Array.from({ length: 6 }, () => ({ dayNumber: 3, occupied: 4 })))).toBeNull();
  });
  it('finds vehicles that never left, whatever one night says', () => {
    expect(nightlyDrift(nights([10, 12, 14, 90, 18, 20, 22, 24, 26, 28]))).toEqual({ perNight: 2, sure: true });
  });
  it('does not take coming and going for drift', () => {
    expect(nightlyDrift(nights([10, 12, 9, 13, 10, 11, 9, 12]))!.sure).toBe(false);
    expect(nightlyDrift(nights([7, 7, 7, 7, 7]))).toEqual({ perNight: 0, sure: false });
  });
  it('is moved by nothing but slope: shift and scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 5, maxLength: 12 }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 4 }), (rest, by, slope) => {
        const before = nightlyDrift(nights(rest))!.perNight;
        expect(nightlyDrift(nights(rest.map((r) => r + by)))!.perNight).toBeCloseTo(before, 9);
        expect(nightlyDrift(nights(rest.map((r, n) => r + n * slope)))!.perNight).toBeCloseTo(before + slope, 9);
      }),
    );
  });
  it('takes the middle of even and odd numbers of values', () => {
    expect([medianOfSorted([1, 2, 9]), medianOfSorted([1, 2, 4, 9])]).toEqual([2, 3]);
  });
});

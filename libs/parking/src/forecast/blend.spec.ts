import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestShare, blend } from './blend.js';

const off = (truth: readonly number[]) => (value: number, row: number) => Math.abs(value - truth[row]!);

describe('two opinions', () => {
  it('are weighed by what came of their mean', () => {
    const truth = [4, 5, 6];
    expect(bestShare(Float64Array.of(4, 5, 6), [9, 9, 9], off(truth))).toBe(0);
    expect(bestShare(Float64Array.of(9, 9, 9), [4, 5, 6], off(truth))).toBe(1);
    expect(bestShare(Float64Array.of(3, 4, 5), [5, 6, 7], off(truth))).toBe(0.5);
  });

  it('leave the first alone where they are the same, or nothing is known', () => {
    expect(bestShare(Float64Array.of(1, 2), [1, 2], off([3, 3]))).toBe(0);
    expect(bestShare(new Float64Array(0), [], off([]))).toBe(0);
  });

  it('are never worse together, by the rows that they were weighed with, than either alone', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, (all) => {
        const [one, two, truth] = [0, 1, 2].map((k) => all.map((row) => row[k]!)) as [number[], number[], number[]];
        const error = (share: number) => one.reduce((sum, a, i) => sum + off(truth)(blend(a, two[i]!, share), i), 0);
        const share = bestShare(Float64Array.from(one), two, off(truth));
        expect(error(share)).toBeLessThanOrEqual(Math.min(error(0), error(1)));
      }),
    );
  });
});

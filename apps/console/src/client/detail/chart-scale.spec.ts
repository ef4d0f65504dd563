import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceCeiling, runsOf } from './chart-scale.js';
import type { Point } from './history-data.js';

const at = (atMs: number, value: number | null): Point => ({ atMs, value, min: null, max: null });

describe('niceCeiling', () => {
  it.each([[0, 1], [-5, 1], [7, 10], [12, 20], [24, 25], [50, 50], [51, 100], [257, 500], [1204, 2000], [0.3, 0.5]])('%d -> %d', (value, top) => {
    expect(niceCeiling(value)).toBeCloseTo(top, 9);
  });
  it('is never below the value and never more than 2.5 times it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), (value) => {
      expect(niceCeiling(value)).toBeGreaterThanOrEqual(value);
      expect(niceCeiling(value)).toBeLessThanOrEqual(value * 2.5);
    }));
  });
});

describe('runsOf', () => {
  it('keeps one run where nothing is missing', () => {
    expect(runsOf([at(0, 1), at(10, 2), at(20, 3)])).toHaveLength(1);
  });
  it('cuts at missing values and at gaps, and bridges neither', () => {
    const runs = runsOf([at(0, 1), at(10, 2), at(20, null), at(30, 4), at(40, 5), at(200, 6), at(210, 7)]);
    expect(runs.map((run) => run.map((p) => p.value))).toEqual([[1, 2], [4, 5], [6, 7]]);
  });
  it('knows nothing of nothing', () => {
    expect(runsOf([])).toEqual([]);
    expect(runsOf([at(0, null)])).toEqual([]);
  });
});

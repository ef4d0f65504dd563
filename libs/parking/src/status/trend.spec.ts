import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrendState } from '../model/state.js';
import { nextTrend, trendOf } from './trend.js';

const OPTIONS = { windowSeconds: 600, pctPerHour: 6 };
const run = (counts: readonly number[], stepMs: number, capacity = 200): TrendState | null =>
  counts.reduce<TrendState | null>((t, occupied, i) => nextTrend(t, occupied, i * stepMs, capacity, OPTIONS), null);

describe('trend', () => {
  it('sees a slow rise that whole-number division calls steady', () => {
    // 24 vehicles an hour of 200: 0.4 a minute, 0 when divided in whole numbers.
    const counts = Array.from({ length: 60 }, (_, minute) => Math.floor(minute * 0.4));
    expect(trendOf(run(counts, 60_000), 600)).toBe('increasing');
    expect(trendOf(run(counts.map((c) => 100 - c), 60_000), 600)).toBe('decreasing');
  });

  it('is the same for readings every minute and every quarter hour', () => {
    const every = (minutes: number) => run(Array.from({ length: 60 / minutes + 1 }, (_, i) => i * minutes * 0.5), minutes * 60_000);
    expect(every(15)?.refOccupied).toBeCloseTo(every(1)?.refOccupied ?? 0, 6);
  });

  it('stays steady under a counter that is off by one', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(100, 101), { minLength: 30, maxLength: 60 }), (counts) => {
      expect(run(counts, 60_000)?.level).toBe('steady');
    }));
  });

  it('ends a trend only below half the limit', () => {
    const rising = Array.from({ length: 60 }, (_, i) => i * 0.4);
    const easing = [...rising, ...Array.from({ length: 30 }, (_, i) => 23.6 + (i + 1) * 0.13)];
    expect(run(easing, 60_000)?.level).toBe('increasing');
    expect(run([...easing, ...Array.from({ length: 40 }, () => 27.5)], 60_000)?.level).toBe('steady');
  });

  it('says nothing before half a window and starts afresh after an hour of silence', () => {
    expect(trendOf(null, 600)).toBeNull();
    expect(trendOf(run([1, 2, 3], 60_000), 600)).toBeNull();
    const before = run(Array.from({ length: 60 }, (_, i) => i), 60_000);
    expect(before?.level).toBe('increasing');
    expect(nextTrend(before, 5, 60 * 60_000 + 59 * 60_000 + 1, 200, OPTIONS)).toMatchObject({ refOccupied: 5, level: 'steady' });
  });

  it('takes one count per instant', () => {
    const t = nextTrend(null, 5, 1000, 200, OPTIONS);
    expect(nextTrend(t, 9, 1000, 200, OPTIONS)).toBe(t);
  });
});

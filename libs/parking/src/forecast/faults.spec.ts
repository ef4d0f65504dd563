import { describe, expect, it } from 'vitest';
import { describeDays } from './calendar.js';
import { forgetFaults } from './faults.js';
import { createGrid, recordFree } from './grid.js';
import { advancePast, createPast, type CityPast } from './past.js';

const START = Date.parse('2026-03-02T00:00Z');
const QUARTER = 900_000;
const DAYS = 15;

/** Free spaces of a garage of 100 that moves all day, with something else on the last day. */
function garage(lastDay: (free: number, slot: number) => number, usual = (slot: number) => Math.abs(48 - slot) + 20): CityPast {
  const lots = [{ id: 'a', capacity: 100 }];
  const grid = createGrid({ stepMinutes: 15, startMs: START, endMs: START + DAYS * 96 * QUARTER, lots, timeZone: 'UTC' });
  const past = createPast(grid, describeDays({ timeZone: 'UTC', holidays: [] }, grid.day[0]!, DAYS + 2));
  for (let t = 0; t < DAYS * 96; t++) {
    const free = usual(t % 96);
    recordFree(grid, 0, START + t * QUARTER, t < (DAYS - 1) * 96 ? free : lastDay(free, t % 96), 100);
  }
  advancePast(past, DAYS * 96);
  return past;
}

const UNTIL = DAYS * 96;
const lastDay = (past: CityPast): Float32Array => past.grid.rate[0]!.subarray(UNTIL - 96, UNTIL);

describe('faults', () => {
  it('of a sound garage are none', () => expect(forgetFaults(garage((free) => free), UNTIL)).toBe(0));

  it('frozen hours are forgotten, all but the first value', () => {
    const past = garage((free, slot) => (slot >= 20 && slot < 60 ? 33 : free));
    expect(forgetFaults(past, UNTIL)).toBe(39);
    expect(lastDay(past)[20]).toBeCloseTo(0.67);
    expect(lastDay(past)[21]).toBeNaN();
    expect(lastDay(past)[60]).not.toBeNaN();
  });

  it('a garage may be full or empty for hours', () => {
    expect(forgetFaults(garage((free, slot) => (slot >= 20 && slot < 60 ? 0 : free)), UNTIL)).toBe(0);
    expect(forgetFaults(garage((free, slot) => (slot >= 20 && slot < 60 ? 100 : free)), UNTIL)).toBe(0);
  });

  it('but not for a whole day when it never is', () => expect(forgetFaults(garage(() => 0), UNTIL)).toBe(95));

  it('a garage that always stands still is sound', () => expect(forgetFaults(garage((free) => free, () => 33), UNTIL)).toBe(0));

  it('single outliers are forgotten', () => {
    const past = garage((free, slot) => (slot === 30 ? free + 60 : free));
    expect(forgetFaults(past, UNTIL)).toBe(1);
    expect(lastDay(past)[30]).toBeNaN();
  });

  it('nothing after the limit is touched', () => {
    const past = garage(() => 33);
    expect(forgetFaults(past, UNTIL - 96)).toBe(0);
  });

  describe('of a whole city', () => {
    /** So many of six garages show zero from noon of the last day for two hours. */
    function cityOf(zeros: number): CityPast {
      const lots = Array.from({ length: 6 }, (_, i) => ({ id: `g${i}`, capacity: 100 }));
      const grid = createGrid({ stepMinutes: 15, startMs: START, endMs: START + DAYS * 96 * QUARTER, lots, timeZone: 'UTC' });
      const past = createPast(grid, describeDays({ timeZone: 'UTC', holidays: [] }, grid.day[0]!, DAYS + 2));
      for (let t = 0; t < UNTIL; t++) {
        const dark = t >= UNTIL - 48 && t < UNTIL - 40;
        for (const [lot] of lots.entries()) recordFree(grid, lot, START + t * QUARTER, dark && lot < zeros ? 0 : 40 + lot + Math.abs(48 - (t % 96)) / 2, 100);
      }
      advancePast(past, UNTIL);
      return past;
    }

    it('that shows zeros at once, they are forgotten', () => {
      const past = cityOf(4);
      expect(forgetFaults(past, UNTIL)).toBe(4 * 8);
      expect(past.grid.rate[3]![UNTIL - 41]).toBeNaN();
      expect(past.grid.rate[4]![UNTIL - 41]).not.toBeNaN();
      expect(past.grid.rate[3]![UNTIL - 40]).not.toBeNaN();
    });

    it('of which a few fill, they are full', () => expect(forgetFaults(cityOf(3), UNTIL)).toBe(0));
  });
});

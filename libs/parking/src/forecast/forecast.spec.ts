import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from './boost/random.js';
import {
  advancePast, createGrid, createPast, DEFAULT_TRAINING, describeDays, forgetFaults, issueForecast, recordFree, stepAt, stepMsAt, trainForecast, viewLots,
  type CityPast, type ForecastModel, type TrainOptions,
} from './index.js';
import { referenceDays } from './past.js';

const DAY = 96;
const DAY_MS = 86_400_000;
const QUARTER = 900_000;
const START = Date.parse('2026-03-02T00:00Z');
const TINY: TrainOptions = {
  ...DEFAULT_TRAINING,
  horizons: [15, 20, 60],
  folds: 2,
  maxRows: 3000,
  centre: { ...DEFAULT_TRAINING.centre, trees: 15, maxLeaves: 8, learningRate: 0.2 },
  around: { ...DEFAULT_TRAINING.around, trees: 10, maxLeaves: 4 },
  free: { ...DEFAULT_TRAINING.free, trees: 10, maxLeaves: 4 },
  net: { ...DEFAULT_TRAINING.net, hidden: [8, 4], steps: 60, nextSteps: 20, batch: 64, rate: 0.01 },
};
const LOTS = [{ id: 'small', capacity: 60 }, { id: 'large', capacity: 400 }, { id: 'quiet', capacity: 200 }, { id: 'silent', capacity: 50 }] as const;

/** Vehicles in a garage: low at night, high at noon, less on Sundays, a little noise; the small one fills. */
function occupied(lot: number, t: number, random: () => number): number {
  const noon = Math.max(0, Math.sin(((t % DAY) / DAY) * 2 * Math.PI - Math.PI / 2));
  const sunday = Math.floor(t / DAY) % 7 === 6 ? 0.3 : 1;
  return [Math.min(60, Math.round(80 * noon * sunday + 4 * random())), Math.round(300 * noon * sunday + 20 * random()), Math.round(30 + 2 * random())][lot]!;
}

function city(days: number, alter: (lot: number, t: number, free: number) => number = (_lot, _t, free) => free, until = days * DAY): CityPast {
  const grid = createGrid({ stepMinutes: 15, startMs: START, endMs: START + days * DAY_MS, lots: LOTS, timeZone: 'Europe/Berlin' });
  const past = createPast(grid, describeDays({ timeZone: 'Europe/Berlin', holidays: [] }, grid.day[0]!, days + 3));
  const random = seeded(9);
  for (let t = 0; t <= until; t++) {
    for (let lot = 0; lot < 3; lot++) {
      const { capacity } = LOTS[lot]!;
      recordFree(grid, lot, START + t * QUARTER, alter(lot, t, capacity - occupied(lot, t, random)), capacity);
    }
  }
  advancePast(past, until);
  return past;
}

const everything = (model: ForecastModel, past: CityPast, t: number) => viewLots(past, model.lots).map((view) => issueForecast(model, past, view, t));

const learned = city(32);
const UNTIL = 30 * DAY;
const model = trainForecast(learned, UNTIL, TINY)!;

describe('grid', () => {
  const grid = createGrid({ stepMinutes: 30, startMs: START, endMs: START + DAY_MS, lots: [{ id: 'a', capacity: 10 }], timeZone: 'Europe/Berlin' });

  it('knows a count only from the next step on', () => {
    expect(stepAt(grid, START + 1)).toBe(1);
    expect(stepMsAt(grid, 1)).toBe(START + 1_800_000);
    expect(recordFree(grid, 0, START + 1, 4, 10)).toBe(true);
    expect(grid.rate[0]![0]).toBeNaN();
    expect(grid.rate[0]![1]).toBeCloseTo(0.6);
    expect(grid.slot[0]).toBe(2);
  });

  it('takes no nonsense, and follows a changed capacity', () => {
    for (const [time, free, capacity] of [[START - DAY_MS, 4, 10], [START + 3 * DAY_MS, 4, 10], [START, -1, 10], [START, 16, 10], [START, 1, 0], [START, Number.NaN, 10]] as const) {
      expect(recordFree(grid, 0, time, free, capacity)).toBe(false);
    }
    expect(recordFree(grid, 0, START, 5, 20)).toBe(true);
    expect(grid.capacity).toEqual([20]);
    expect(() => createGrid({ stepMinutes: 7, startMs: 0, endMs: 1, lots: [], timeZone: 'UTC' })).toThrow(RangeError);
    expect(() => createGrid({ stepMinutes: 15, startMs: 1, endMs: 0, lots: [], timeZone: 'UTC' })).toThrow(RangeError);
  });
});

describe('days alike', () => {
  const week = describeDays({ timeZone: 'UTC', holidays: [] }, 4, 21);

  it('are former ones of the same weekday; workdays help out while there are few', () => {
    expect(referenceDays(week, 20)).toEqual([13, 6]);
    expect(referenceDays(week, 14)).toEqual([7, 0]);
    expect(referenceDays(week, 3)).toEqual([2, 1, 0]);
    expect(referenceDays(week, 6)).toEqual([]);
    expect(referenceDays(week, 12)).toEqual([5]);
  });

  it('have the same local time across the change of clocks', () => {
    // 29 March 2026 02:00 -> 03:00: Tuesday 31 March 08:00 UTC is 10:00 local, as 09:00 UTC was a week earlier.
    const t = 29 * DAY + 8 * 4;
    const { grid, lots } = learned;
    expect(lots[1]!.last[t]).toBe(grid.rate[1]![t - 7 * DAY + 4]);
    expect(lots[1]!.yesterday[t]).toBe(grid.rate[1]![t - DAY]);
  });
});

describe('forecast', () => {
  it('has every divisible horizon, and nothing for a garage without a count', () => {
    expect(model.horizons.map(({ minutes }) => minutes)).toEqual([15, 60]);
    const [small, , , silent] = everything(model, learned, UNTIL);
    expect(small!.map(({ minutes }) => minutes)).toEqual([15, 60]);
    expect(silent).toEqual([]);
  });

  it('beats the last count on days not learned from', () => {
    let [ours, last] = [0, 0];
    for (let t = UNTIL; t < UNTIL + DAY; t++) {
      const rate = learned.grid.rate[1]!;
      const issued = everything(model, learned, t)[1]![1]!;
      ours += Math.abs(issued.free / 400 - 1 + rate[t + 4]!);
      last += Math.abs(rate[t]! - rate[t + 4]!);
    }
    expect(ours).toBeLessThan(0.5 * last);
  });

  it('orders the levels and keeps chances in 0..1, whatever the counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10 * DAY, max: 32 * DAY }), (t) => {
        for (const { quantiles, pFree, free } of everything(model, learned, t).flat()) {
          expect(pFree >= 0 && pFree <= 1).toBe(true);
          expect(free).toBeGreaterThanOrEqual(0);
          for (let i = 1; i < 5; i++) expect(quantiles[i]!).toBeGreaterThanOrEqual(quantiles[i - 1]!);
          expect(quantiles).toContain(free);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tells whole spaces at every level, as counts are', () => {
    const told = [10, 40, 47, 60, 80].flatMap((t) => everything(model, learned, UNTIL + t).flat()).flatMap(({ free, quantiles }) => [free, ...quantiles]);
    expect(told.length).toBeGreaterThan(100);
    expect(told.filter((one) => !Number.isInteger(one))).toEqual([]);
  });

  it('doubts the small garage at noon, never the quiet one', () => {
    const noon = UNTIL - 2 * DAY + 46;
    const [small, , quiet] = everything(model, learned, noon);
    expect(small![1]!.pFree).toBeLessThan(0.5);
    expect(quiet![1]!.pFree).toBeGreaterThan(0.99);
  });

  it('is the same again, and the same from a stored model', () => {
    expect(trainForecast(city(32), UNTIL, TINY)).toEqual(model);
    const stored = JSON.parse(JSON.stringify(model)) as ForecastModel;
    expect(everything(stored, learned, UNTIL + 40)).toEqual(everything(model, learned, UNTIL + 40));
  });

  it('never looks ahead: another future changes neither what is learned nor what is forecast', () => {
    const other = city(32, (_lot, t, free) => (t >= UNTIL ? Math.floor(free / 3) : free));
    expect(trainForecast(other, UNTIL, TINY)).toEqual(model);
    const t = UNTIL - 5;
    expect(everything(model, other, t)).toEqual(everything(model, learned, t));
    expect(everything(model, city(32, undefined, t), t)).toEqual(everything(model, learned, t));
    expect(everything(model, other, UNTIL + 1)).not.toEqual(everything(model, learned, UNTIL + 1));
  });

  it('survives gaps, zeros and a frozen feed in what it learns from', () => {
    const hurt = city(32, (lot, t, free) => (lot === 0 && t < 6 * DAY ? Number.NaN : lot === 1 && t > 9 * DAY && t < 11 * DAY ? 0 : lot === 2 && t % 7 === 0 ? Number.NaN : free));
    const own = trainForecast(hurt, UNTIL, TINY)!;
    const issued = everything(own, hurt, UNTIL + 47)[1]![1]!;
    const usual = everything(model, learned, UNTIL + 47)[1]![1]!;
    expect(Math.abs(issued.free - usual.free)).toBeLessThan(40);
  });
});

describe('what it learns from may be hurt', () => {
  const days = 32;
  /** Mean error of the noon hours of the large garage on the last two days, which are sound; percent of the capacity. */
  function errorOf(past: CityPast): number {
    forgetFaults(past, UNTIL);
    const own = trainForecast(past, UNTIL, TINY)!;
    let [sum, n] = [0, 0];
    for (let t = UNTIL + 30; t < UNTIL + 70; t += 4) {
      const hour = everything(own, past, t)[1]![1]!;
      sum += Math.abs(hour.free / past.grid.capacity[1]! - (1 - past.grid.rate[1]![t + 4]!));
      n++;
    }
    return (100 * sum) / n;
  }
  const dice = seeded(3);
  const outliers = Array.from({ length: days * DAY }, () => dice());
  const sound = (t: number) => t >= 29 * DAY;
  const hurts: Record<string, (lot: number, t: number, free: number) => number> = {
    'a feed that froze for two days': (lot, t, free) => (lot === 1 && t > 26 * DAY + 30 && t < 28 * DAY + 30 ? 333 : free),
    'a counter that was reset and mended within the hour': (lot, t, free) => (lot === 1 && !sound(t) && t % (3 * DAY) === 50 ? LOTS[1].capacity : free),
    'one outlier in fifty': (lot, t, free) => (lot === 1 && !sound(t) && outliers[t]! < 0.02 ? outliers[t]! * 50 * 400 : free),
    'a feed that was silent for two weeks': (_lot, t, free) => (t > 10 * DAY && t < 24 * DAY ? Number.NaN : free),
  };

  it.each(Object.keys(hurts))('by %s', (what) => {
    expect(errorOf(city(days, hurts[what]))).toBeLessThan(1.3 * errorOf(city(days)) + 0.5);
  });

  it('by a garage that was rebuilt: shares hold, spaces follow', () => {
    const past = city(days);
    const half = createGrid({ stepMinutes: 15, startMs: START, endMs: START + days * DAY_MS, lots: LOTS, timeZone: 'Europe/Berlin' });
    const rebuilt = createPast(half, past.days);
    for (let t = 0; t <= days * DAY; t++) {
      for (const [lot, { capacity }] of LOTS.entries()) {
        const spaces = lot === 1 && t < 20 * DAY ? 2 * capacity : capacity;
        recordFree(half, lot, START + t * QUARTER, Math.round((1 - past.grid.rate[lot]![t]!) * spaces), spaces);
      }
    }
    advancePast(rebuilt, days * DAY);
    expect(errorOf(rebuilt)).toBeLessThan(1.3 * errorOf(past) + 0.5);
  });
});

describe('with little history', () => {
  it('works from a week and from a day', () => {
    for (const days of [7, 1]) {
      const past = city(days + 1, undefined, days * DAY);
      const young = trainForecast(past, days * DAY, TINY)!;
      const [small] = everything(young, past, days * DAY);
      expect(small!.every(({ free }) => free >= 0 && free <= 75)).toBe(true);
    }
  });

  it('gives a garage the model has never seen the city\'s forecast', () => {
    const renamed: ForecastModel = { ...model, lots: model.lots.filter(({ id }) => id !== 'large') };
    const [, large] = everything(renamed, learned, UNTIL + 40);
    expect(large).toHaveLength(2);
  });

  it('has nothing to learn from nothing', () => {
    const past = city(2, () => Number.NaN);
    expect(trainForecast(past, DAY)).toBeNull();
  });

  it('is sure where no garage was ever near full', () => {
    const past = city(9, (lot, _t, free) => (lot === 2 ? free : Number.NaN));
    const own = trainForecast(past, 8 * DAY, TINY)!;
    expect(own.horizons[0]!.free.boosted).toEqual([]);
    expect(everything(own, past, 8 * DAY)[2]![0]!.pFree).toBeGreaterThan(0.99);
  });
});

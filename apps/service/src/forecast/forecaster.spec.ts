import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TRAINING, type TrainOptions } from '@wegweiser/parking/forecast';
import { Forecaster } from './forecaster.js';
import { learn } from './lesson.js';
import type { CountNow, History } from './messages.js';

const QUARTER = 900_000;
const DAY_MS = 86_400_000;
/** Monday, midnight in Berlin. */
const T0 = Date.parse('2026-03-02T23:00Z');
const SETUP = { lots: [{ id: 'nord', capacity: 100 }, { id: 'neu', capacity: 100 }], calendar: { timeZone: 'Europe/Berlin', holidays: [] }, weather: false };
const TINY: TrainOptions = {
  ...DEFAULT_TRAINING, folds: 2, maxRows: 2000,
  centre: { ...DEFAULT_TRAINING.centre, trees: 12, maxLeaves: 8, learningRate: 0.3 }, around: { ...DEFAULT_TRAINING.around, trees: 6, maxLeaves: 4 }, free: { ...DEFAULT_TRAINING.free, trees: 6, maxLeaves: 4 },
  net: { ...DEFAULT_TRAINING.net, hidden: [8, 4], steps: 60, nextSteps: 20, batch: 64, rate: 0.01 },
};
/** Every day the same: empty at night, nearly full at noon. */
const vacantAt = (ms: number): number => Math.round(90 - 85 * Math.max(0, Math.sin(((((ms - T0) % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS * 2 * Math.PI - Math.PI / 2)));
const counts = (ms: number, ids = ['nord']): CountNow[] => ids.map((id) => ({ id, vacant: vacantAt(ms), capacity: 100, counted: true }));

function historyUntil(endMs: number, days: number): History {
  const times = Array.from({ length: days * 96 }, (_, i) => endMs - (days * 96 - i) * QUARTER);
  return { id: 'nord', timesMs: Float64Array.from(times), vacant: Float32Array.from(times, vacantAt), capacity: Float32Array.from(times, () => 100) };
}

const START = T0 + 10 * 3_600_000;
let taught: Forecaster;
beforeAll(() => {
  taught = new Forecaster(SETUP, START);
  taught.remember(historyUntil(START, 20));
  taught.historyEnds();
  const lesson = taught.lesson('unused')!;
  const { model, learned } = learn(lesson, TINY);
  taught.learned(lesson, learned);
  taught.adopt({ forecast: model!, rows: learned.rows, days: taught.days, seconds: 1 });
});

describe('a forecaster', () => {
  it('without a past says so, and leans on the count of now', () => {
    const f = new Forecaster(SETUP, START);
    f.observe(START, counts(START));
    const [only] = f.issue(START, ['nord', 'neu', 'nobody']);
    expect(only).toMatchObject({ id: 'nord', forecast: { issuedAtMs: START, basis: 'none', skill: null } });
    expect(only!.forecast.horizons.map((h) => [h.minutes, h.p50])).toEqual([15, 30, 60, 120].map((m) => [m, vacantAt(START)]));
    expect(f.lesson('unused')).toBeNull();
    expect(f.skill()).toMatchObject({ model: null, sinceMs: null, city: [], facilities: [{ id: 'nord', basis: 'none' }, { id: 'neu' }] });
  });

  it('knows from its past that the garage fills by noon', () => {
    taught.observe(START, counts(START));
    const hour = taught.issue(START, ['nord'])[0]!.forecast.horizons.find((h) => h.minutes === 60)!;
    expect(Math.abs(hour.p50 - vacantAt(START + 4 * QUARTER))).toBeLessThan(0.5 * Math.abs(vacantAt(START) - vacantAt(START + 4 * QUARTER)));
  });

  it('tells what it leans on: its own weeks, or the other garages', () => {
    taught.observe(START, counts(START, ['nord', 'neu']));
    expect(taught.issue(START, ['nord', 'neu']).map(({ forecast }) => forecast.basis)).toEqual(['week', 'borrowed']);
  });

  it('follows a count that moved between two steps', () => {
    const later = START + 5 * 60_000;
    taught.observe(later, [{ id: 'nord', vacant: 60, capacity: 100, counted: true }]);
    const high = taught.issue(later, ['nord'])[0]!.forecast;
    taught.observe(later, [{ id: 'nord', vacant: 10, capacity: 100, counted: true }]);
    const low = taught.issue(later, ['nord'])[0]!.forecast;
    expect(high.issuedAtMs).toBe(later);
    expect(high.horizons[0]!.p50).toBeGreaterThan(low.horizons[0]!.p50 + 20);
  });

  it('adds up what came of its forecasts, and keeps it', () => {
    const f = new Forecaster(SETUP, START);
    for (let ms = START; ms <= START + 12 * QUARTER; ms += QUARTER) f.observe(ms, counts(ms));
    const kept = new Forecaster(SETUP, START + 12 * QUARTER, JSON.parse(JSON.stringify(f.saveScores())) as never);
    for (const one of [f, kept]) {
      const [quarter, , hour] = one.skill().city;
      expect(quarter).toMatchObject({ minutes: 15, outcomes: 11 });
      expect(hour).toMatchObject({ minutes: 60, outcomes: 8 });
      // Without a model it stays as it is: no better, no worse.
      expect(hour!.maePct).toBeCloseTo(hour!.persistenceMaePct, 9);
    }
    f.observe(START + 12 * QUARTER + 1000, counts(START));
    expect(f.issue(START + 12 * QUARTER + 1000, ['nord'])[0]!.forecast.skill).toMatchObject({ outcomes: 8 });
  });

  it('does not count what is only estimated', () => {
    const f = new Forecaster(SETUP, START);
    for (let ms = START; ms <= START + 4 * QUARTER; ms += QUARTER) f.observe(ms, counts(ms).map((c) => ({ ...c, counted: false })));
    expect(f.skill().city).toEqual([]);
    expect(f.days).toBe(0);
    expect(f.issue(START + 4 * QUARTER, ['nord'])).toHaveLength(1);
  });

  it('moves its memory on when it comes to the end of it', () => {
    const f = new Forecaster(SETUP, START);
    f.remember(historyUntil(START, 3));
    f.historyEnds();
    const days = f.days;
    for (let ms = START; ms <= START + 5 * DAY_MS; ms += QUARTER) f.observe(ms, counts(ms));
    expect(f.days).toBeCloseTo(days + 5, 1);
    expect(f.issue(START + 5 * DAY_MS, ['nord'])).toHaveLength(1);
  });
});

describe('a lesson', () => {
  it('is learned alike every time', () => {
    const lesson = taught.lesson('unused')!;
    expect(JSON.stringify(learn(lesson, TINY).model)).toBe(JSON.stringify(learn(lesson, TINY).model));
  });

  it('leaves out what cannot have been counts', () => {
    const f = new Forecaster(SETUP, START);
    const history = historyUntil(START, 20);
    history.vacant.fill(40, 10 * 96 + 20, 10 * 96 + 70);
    f.remember(history);
    const { learned } = learn(f.lesson('unused')!, TINY);
    expect(learned.rates[0]!.filter((r) => Number.isNaN(r)).length).toBeGreaterThan(f.lesson('unused')!.from + 40);
  });
});

/** A garage that fills by a third in the hour after an hour of rain. */
describe('with a weather station', () => {
  const SLOTS = 40 * 96;
  const HOUR = 4 * QUARTER;
  const from = START - SLOTS * QUARTER;
  /** Hours of rain that the day knows nothing of, about one in three. */
  const rains = (ms: number): boolean => (Math.floor((ms - from) / HOUR) * 7919 + 13) % 101 < 33;
  const freeAt = (ms: number): number => 80 - (rains(ms - HOUR) ? 11 * (((ms - from) % HOUR) / QUARTER) : 0) - ((ms / QUARTER) % 2);
  const WET: TrainOptions = { ...TINY, horizons: [60], maxRows: 6000, centre: { ...TINY.centre, trees: 30, learningRate: 0.2, minWeight: 5 }, around: { ...TINY.around, trees: 10 } };
  const times = Array.from({ length: SLOTS }, (_, i) => from + i * QUARTER);

  function taughtWith(weather: boolean): Forecaster {
    const f = new Forecaster({ ...SETUP, weather }, START);
    f.remember({ id: 'nord', timesMs: Float64Array.from(times), vacant: Float32Array.from(times, freeAt), capacity: Float32Array.from(times, () => 100) });
    f.rememberWeather(times.map((timeMs) => ({ timeMs, rainMm: rains(timeMs) ? 3 : 0, temperatureC: 10 })));
    f.historyEnds();
    const lesson = f.lesson('unused')!;
    const { model, learned } = learn(lesson, WET);
    f.learned(lesson, learned);
    f.adopt({ forecast: model!, rows: learned.rows, days: f.days, seconds: 1 });
    return f;
  }
  /** An hour ahead, where the station says this of the hour that ends. */
  function nextHour(f: Forecaster, rainMm: number): number {
    const nowMs = START + 7 * QUARTER;
    for (let ms = START; ms <= nowMs; ms += QUARTER) f.observe(ms, [{ id: 'nord', vacant: freeAt(from + (ms - START)), capacity: 100, counted: true }], ms < nowMs - QUARTER ? null : { measuredAtMs: ms, rainMm, temperatureC: 10 });
    return f.issue(nowMs, ['nord'])[0]!.forecast.horizons.find((h) => h.minutes === 60)!.vacant;
  }

  it('learns what rain does to a garage', () => {
    expect(nextHour(taughtWith(true), 0) - nextHour(taughtWith(true), 3)).toBeGreaterThan(5);
  });
  it('forecasts without one as if there were no weather at all', () => {
    expect(nextHour(taughtWith(false), 0)).toBe(nextHour(taughtWith(false), 3));
    const [silent, none] = [true, false].map((weather) => new Forecaster({ ...SETUP, weather }, START)) as [Forecaster, Forecaster];
    for (const f of [silent, none]) {
      f.remember(historyUntil(START, 20));
      f.historyEnds();
    }
    expect(silent.lesson('unused')!.weather).toBeNull();
    expect(JSON.stringify(learn(silent.lesson('unused')!, TINY).model)).toBe(JSON.stringify(learn(none.lesson('unused')!, TINY).model));
  });
  it('does not take a word again after a start that stands in the archive', () => {
    const f = new Forecaster({ ...SETUP, weather: true }, START);
    f.remember(historyUntil(START, 2));
    f.rememberWeather([{ timeMs: START - 300_000, rainMm: 2, temperatureC: 7 }]);
    f.historyEnds();
    const words = () => [...f.lesson('unused')!.weather!.rainMm].filter((mm) => !Number.isNaN(mm));
    for (let ms = START; ms <= START + 2 * QUARTER; ms += QUARTER) f.observe(ms, counts(ms), { measuredAtMs: START - 900_000, rainMm: 2, temperatureC: 7 });
    expect(words()).toEqual([2]);
    f.rememberWeather([]);
    for (let ms = START + 3 * QUARTER; ms <= START + 4 * QUARTER; ms += QUARTER) f.observe(ms, counts(ms), { measuredAtMs: START + 3 * QUARTER - 60_000, rainMm: 5, temperatureC: 7 });
    expect(words()).toEqual([2, 5]);
  });
  it('takes a word once, at the first step after it was heard, and keeps it when its memory moves on', () => {
    const f = new Forecaster({ ...SETUP, weather: true }, START);
    const word = { measuredAtMs: START - 60_000, rainMm: 2, temperatureC: 7 };
    for (let ms = START; ms <= START + 5 * DAY_MS; ms += QUARTER) f.observe(ms, counts(ms), word);
    const { weather, until } = f.lesson('unused')!;
    const at = [...weather!.rainMm].flatMap((mm, t) => (Number.isNaN(mm) ? [] : [[t, mm]]));
    expect(at).toEqual([[until - 1 - 5 * 96 + 1, 2]]);
    expect([...weather!.temperatureC].filter((c) => !Number.isNaN(c))).toEqual([7]);
  });
});

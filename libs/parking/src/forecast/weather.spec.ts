import { describe, expect, it } from 'vitest';
import { seeded } from './boost/random.js';
import { advancePast, createGrid, createPast, createWeather, DEFAULT_TRAINING, describeDays, issueForecast, recordFree, recordWeather, trainForecast, viewLots, type TrainOptions, type Weather } from './index.js';
import { fillWeather } from './weather.js';

const START = Date.parse('2026-03-02T00:00Z');
const QUARTER = 900_000;
const DAY = 96;
const DAYS = 40;
const grid = () => createGrid({ stepMinutes: 15, startMs: START, endMs: START + DAYS * 86_400_000, lots: [{ id: 'a', capacity: 200 }], timeZone: 'UTC' });
const said = (t: number, rainMm: number | null, temperatureC: number | null) => ({ timeMs: START + t * QUARTER, rainMm, temperatureC });
const asked = (weather: Weather | null, t: number) => {
  const x = new Float32Array(5).fill(-1);
  fillWeather(weather, 15, t, x, 1);
  return [...x];
};

describe('weather on the grid', () => {
  it('takes what a station can have said, where there is a step for it', () => {
    const [g, w] = [grid(), createWeather(grid())];
    expect(recordWeather(g, w, said(4, 2.5, 11))).toBe(true);
    expect(recordWeather(g, w, said(5, null, -20))).toBe(true);
    for (const [rain, degrees] of [[-1, 61], [201, -61], [Number.NaN, Number.NaN], [null, null]] as const) expect(recordWeather(g, w, said(6, rain, degrees))).toBe(false);
    expect(recordWeather(g, w, said(-1, 1, 1))).toBe(false);
    expect(recordWeather(g, w, said(DAYS * DAY + 9, 1, 1))).toBe(false);
    expect(Array.from(w.rainMm.subarray(4, 7))).toEqual([2.5, Number.NaN, Number.NaN]);
    expect(Array.from(w.temperatureC.subarray(4, 7))).toEqual([11, -20, Number.NaN]);
  });

  it('is known for two hours, and never before it was said', () => {
    const [g, w] = [grid(), createWeather(grid())];
    const noon = 8 * DAY + 48;
    recordWeather(g, w, said(noon, 2, 15));
    recordWeather(g, w, said(noon - 4, 1, null));
    recordWeather(g, w, said(noon - 8, 0.5, null));
    recordWeather(g, w, said(noon - DAY, null, 10));
    recordWeather(g, w, said(noon - 2 * DAY, null, 12));
    expect(asked(w, noon)).toEqual([-1, 2, 3.5, 15, 4]);
    expect(asked(w, noon - 1)[1]).toBe(1);
    expect(asked(w, noon + 8).slice(1, 2)).toEqual([2]);
    expect(asked(w, noon + 9).slice(1)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(asked(w, 0).slice(1)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(asked(null, noon).slice(1)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('counts no hour of rain twice when the station goes silent', () => {
    const [g, w] = [grid(), createWeather(grid())];
    const noon = 8 * DAY + 48;
    for (const [hour, rainMm] of [[-2, 0], [-1, 0], [0, 6]] as const) recordWeather(g, w, said(noon + hour * 4, rainMm, null));
    for (let t = noon; t <= noon + 8; t++) expect(asked(w, t).slice(1, 3)).toEqual([6, 6]);
    const lone = createWeather(grid());
    recordWeather(g, lone, said(noon, 6, null));
    expect(asked(lone, noon + 6).slice(1, 3)).toEqual([6, Number.NaN]);
  });

  it('without a week to compare with, is neither warm nor cold', () => {
    const [g, w] = [grid(), createWeather(grid())];
    recordWeather(g, w, said(48, 0, 15));
    expect(asked(w, 48)[4]).toBeNaN();
  });
});

describe('a forecast with weather', () => {
  const TINY: TrainOptions = {
    ...DEFAULT_TRAINING, horizons: [60], folds: 2,
    centre: { ...DEFAULT_TRAINING.centre, trees: 30, maxLeaves: 8, learningRate: 0.2, minWeight: 5 },
    around: { ...DEFAULT_TRAINING.around, trees: 10, maxLeaves: 4 }, free: { ...DEFAULT_TRAINING.free, trees: 5, maxLeaves: 4 },
    net: { ...DEFAULT_TRAINING.net, hidden: [4, 2], steps: 30, batch: 64 },
  };
  /** A garage that fills by a third within the hour after a shower, and not otherwise; showers come at random. */
  function town(tells: boolean) {
    const g = grid();
    const weather = tells ? createWeather(g) : null;
    const past = createPast(g, describeDays({ timeZone: 'UTC', holidays: [] }, g.day[0]!, DAYS + 3), weather);
    const random = seeded(4);
    const wet = Array.from({ length: (DAYS * DAY) / 4 + 2 }, () => random() < 0.3);
    for (let t = 0; t <= DAYS * DAY; t++) {
      const hour = Math.floor(t / 4);
      const filled = (wet[hour - 1] === true ? 0.33 : 0) * ((t % 4) / 3);
      recordFree(g, 0, START + t * QUARTER, Math.round(200 * (0.6 - filled)), 200);
      if (weather !== null) recordWeather(g, weather, said(t, wet[hour] === true ? 3 : 0, 10));
    }
    advancePast(past, DAYS * DAY);
    return past;
  }
  const until = 32 * DAY;
  /** Error of the hours before each full hour, on the days after. */
  function errorOf(past: ReturnType<typeof town>): number {
    const model = trainForecast(past, until, TINY)!;
    const [view] = viewLots(past, model.lots);
    let error = 0;
    for (let t = until + 3; t < until + 5 * DAY; t += 4) error += Math.abs(issueForecast(model, past, view!, t)[0]!.free / 200 - (1 - past.grid.rate[0]![t + 4]!));
    return error;
  }

  it('sees a shower\'s cars coming, which the counts alone do not tell', () => {
    expect(errorOf(town(true))).toBeLessThan(errorOf(town(false)) / 2);
  });

  it('says so in the model, is the same again, and answers while the station is silent', () => {
    const past = town(true);
    const model = trainForecast(past, until, TINY)!;
    expect(model.weather).toBe(true);
    expect(trainForecast(town(true), until, TINY)).toEqual(model);
    expect(trainForecast(town(false), until, TINY)!.weather).toBeUndefined();
    const silent = { ...past, weather: null };
    const [view] = viewLots(silent, model.lots);
    const [issued] = issueForecast(model, silent, view!, until + 3);
    expect(issued!.quantiles.every((q) => Number.isFinite(q) && q >= 0)).toBe(true);
  });
});

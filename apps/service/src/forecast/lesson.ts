import { DEFAULT_TRAINING, advancePast, createGrid, forgetFaults, trainForecast, type ForecastModel, type TrainOptions } from '@wegweiser/parking/forecast';
import { openWeather, pastOf } from './memory.js';
import type { Learned, Lesson } from './messages.js';

/** Fewer trees than the offline programme and fewer rows: a city of twenty garages in about a minute of one core. */
export const NIGHTLY: TrainOptions = { ...DEFAULT_TRAINING, folds: 2, maxRows: 150_000, centre: { ...DEFAULT_TRAINING.centre, trees: 120 }, net: { ...DEFAULT_TRAINING.net, steps: 2000, nextSteps: 500 } };

/** Learns a city. The same lesson gives the same model. */
export function learn(lesson: Lesson, options: TrainOptions = NIGHTLY): { model: ForecastModel | null; learned: Learned } {
  const { calendar, stepMinutes, startMs, endMs, lots, rates, from, until } = lesson;
  const grid = createGrid({ stepMinutes, startMs, endMs, lots, timeZone: calendar.timeZone });
  for (const [lot, rate] of rates.entries()) grid.rate[lot]!.set(rate);
  const weather = lesson.weather === null ? null : openWeather(grid);
  if (weather !== null && lesson.weather !== null) {
    weather.rainMm.set(lesson.weather.rainMm);
    weather.temperatureC.set(lesson.weather.temperatureC);
  }
  const past = pastOf(grid, calendar, from, weather);
  advancePast(past, until - 1);
  if (forgetFaults(past, until) > 0) {
    const cleaned = pastOf(grid, calendar, from, weather);
    advancePast(cleaned, until - 1);
    return finish(cleaned, until, options);
  }
  return finish(past, until, options);
}

function finish(past: ReturnType<typeof pastOf>, until: number, options: TrainOptions): { model: ForecastModel | null; learned: Learned } {
  const model = trainForecast(past, until, options);
  const rows = model?.horizons.reduce((sum, h) => sum + h.rows, 0) ?? 0;
  return { model, learned: { rows, rates: past.grid.rate.map((rate) => rate.slice(0, until)) } };
}

import { advancePast, createGrid, createPast, createWeather, describeDays, recordFree, stepAt, stepMsAt, type CityCalendar, type CityGrid, type CityPast, type LotInfo, type Weather } from '@wegweiser/parking/forecast';

export const STEP_MINUTES = 15;
const STEP_MS = STEP_MINUTES * 60_000;
const DAY_MS = 86_400_000;
/** Learned from: a year and a month, so that the same weeks of last year are in it. */
export const KEPT_DAYS = 400;
const WEATHER_SERIES = ['rainMm', 'temperatureC'] as const;
/** Room ahead until the memory is moved on. */
const ROOM_DAYS = 3;

/** What a series of an older grid knew, at its place in another one. */
function moved(grid: CityGrid, before: CityGrid, from: Float32Array, into: Float32Array): void {
  const shift = (grid.startMs - before.startMs) / STEP_MS;
  into.set(from.subarray(Math.max(0, shift), Math.max(0, Math.min(from.length, shift + grid.size))), Math.max(0, -shift));
}

/** The grid that begins `KEPT_DAYS` before a time, with what an older one knew. */
export function openGrid(lots: readonly LotInfo[], timeZone: string, nowMs: number, before?: CityGrid): CityGrid {
  const grid = createGrid({ stepMinutes: STEP_MINUTES, startMs: nowMs - KEPT_DAYS * DAY_MS, endMs: nowMs + ROOM_DAYS * DAY_MS, lots, timeZone });
  if (before !== undefined) {
    for (const [lot, rate] of before.rate.entries()) {
      moved(grid, before, rate, grid.rate[lot]!);
      grid.capacity[lot] = before.capacity[lot]!;
    }
  }
  return grid;
}

/** Weather for a grid, with what that of an older one knew. */
export function openWeather(grid: CityGrid, before?: { grid: CityGrid; weather: Weather }): Weather {
  const weather = createWeather(grid);
  if (before !== undefined) for (const series of WEATHER_SERIES) moved(grid, before.grid, before.weather[series], weather[series]);
  return weather;
}

/** The weather up to before a step, `null` where nothing was ever said. */
export function spokenWeather(weather: Weather | null, until: number): Weather | null {
  if (weather === null || WEATHER_SERIES.every((series) => weather[series].subarray(0, until).every((value) => Number.isNaN(value)))) return null;
  return { rainMm: weather.rainMm.slice(0, until), temperatureC: weather.temperatureC.slice(0, until) };
}

export function pastOf(grid: CityGrid, calendar: CityCalendar, from: number, weather: Weather | null = null): CityPast {
  const past = createPast(grid, describeDays(calendar, grid.day[0]!, grid.day.at(-1)! - grid.day[0]! + 1), weather);
  // Nothing is known before: there is nothing to be looked up for it.
  past.filled = from;
  return past;
}

/** First step at which any garage is known; the grid's size when none is. */
export function firstKnown(grid: CityGrid): number {
  let first = grid.size;
  for (const rate of grid.rate) {
    const at = rate.findIndex((value) => !Number.isNaN(value));
    if (at >= 0) first = Math.min(first, at);
  }
  return first;
}

/** Days that a garage was counted on, before `until`. */
export function knownDays(rate: Float32Array, until: number): number {
  let known = 0;
  for (let t = 0; t < until; t++) if (!Number.isNaN(rate[t]!)) known++;
  return (known * STEP_MINUTES) / (24 * 60);
}

/** Without a row a count stands; for longer than this the service may not have been there. */
const STANDS_STEPS = (6 * 60) / STEP_MINUTES;

/** What the archive has of one garage, on the grid. Rows tell changes: between two of them the count stood. */
export function fillHistory(grid: CityGrid, lot: number, timesMs: Float64Array, vacant: Float32Array, capacity: Float32Array): void {
  const rate = grid.rate[lot]!;
  for (let i = 0; i < timesMs.length; i++) {
    if (Number.isNaN(vacant[i]!)) continue;
    const t = stepAt(grid, timesMs[i]!);
    if (!recordFree(grid, lot, timesMs[i]!, vacant[i]!, capacity[i]!)) continue;
    const next = i + 1 < timesMs.length ? stepAt(grid, timesMs[i + 1]!) : t + 1;
    rate.fill(rate[t]!, t, Math.min(next, t + STANDS_STEPS, grid.size));
  }
}

/** Step that has begun. */
export const stepBefore = (grid: CityGrid, nowMs: number): number => Math.floor((nowMs - grid.startMs) / STEP_MS);

export { advancePast, stepMsAt };

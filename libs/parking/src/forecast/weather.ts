import { stepAt, type CityGrid } from './grid.js';

/** What a weather station said, on the grid of the counts; NaN = unknown. */
export interface Weather {
  /** Rain of the hour before, mm. */
  readonly rainMm: Float32Array;
  readonly temperatureC: Float32Array;
}

export interface WeatherReading {
  readonly timeMs: number;
  /** Rain of the hour before, 0..200 mm; null = not told. */
  readonly rainMm: number | null;
  /** -60..60 degrees; null = not told. */
  readonly temperatureC: number | null;
}

/** Beside the features of the counts, for the trees alone, and only in a city that has weather. */
export const WEATHER_NAMES = ['rain', 'rain3h', 'temperature', 'warmth'] as const;

const MOST_RAIN_MM = 200;
const MOST_DEGREES = 60;
/** An older word of the station says nothing about now. */
const HOLDS_MINUTES = 120;
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

const blank = (size: number): Float32Array => new Float32Array(size).fill(Number.NaN);
export const createWeather = ({ size }: CityGrid): Weather => ({ rainMm: blank(size), temperatureC: blank(size) });

/** Writes what a station said, to be known from the next step on; a number that is none is left out. False when nothing was written. */
export function recordWeather(grid: CityGrid, weather: Weather, { timeMs, rainMm, temperatureC }: WeatherReading): boolean {
  const t = stepAt(grid, timeMs);
  if (!(t >= 0 && t < grid.size)) return false;
  const isRain = rainMm !== null && rainMm >= 0 && rainMm <= MOST_RAIN_MM;
  const isDegrees = temperatureC !== null && Math.abs(temperatureC) <= MOST_DEGREES;
  if (isRain) weather.rainMm[t] = rainMm;
  if (isDegrees) weather.temperatureC[t] = temperatureC;
  return isRain || isDegrees;
}

/** Step of the newest value that was known at step `t`; -1 where none was. */
function newestStep(series: Float32Array, t: number, stepMinutes: number): number {
  for (let s = t; s >= 0 && (t - s) * stepMinutes <= HOLDS_MINUTES; s--) if (!Number.isNaN(series[s]!)) return s;
  return -1;
}

/** Newest value that was known at step `t`. */
function newest(series: Float32Array, t: number, stepMinutes: number): number {
  const s = newestStep(series, t, stepMinutes);
  return s < 0 ? Number.NaN : series[s]!;
}

/** Rain of the last three hours that were told: each word is about the hour before it, so the next that counts is an hour older. */
function rainOfThreeHours(rainMm: Float32Array, t: number, stepMinutes: number): number {
  let sum = 0;
  for (let hour = 0, from = t; hour < 3; hour++) {
    const s = newestStep(rainMm, from, stepMinutes);
    if (s < 0) return Number.NaN;
    sum += rainMm[s]!;
    from = s - 60 / stepMinutes;
  }
  return sum;
}

/** How much warmer it is than it was at this time on the last seven days. */
function warmth(temperatureC: Float32Array, t: number, stepMinutes: number): number {
  const perDay = (24 * 60) / stepMinutes;
  const days = WEEK.map((d) => newest(temperatureC, t - d * perDay, stepMinutes)).filter((v) => !Number.isNaN(v));
  return days.length === 0 ? Number.NaN : newest(temperatureC, t, stepMinutes) - days.reduce((a, b) => a + b, 0) / days.length;
}

/** Weather as it was known at step `t`, written from `at` on; all unknown where the city has none. No weather forecast is read. */
export function fillWeather(weather: Weather | null, stepMinutes: number, t: number, x: Float32Array, at: number): void {
  if (weather === null) {
    x.fill(Number.NaN, at, at + WEATHER_NAMES.length);
    return;
  }
  x[at] = newest(weather.rainMm, t, stepMinutes);
  x[at + 1] = rainOfThreeHours(weather.rainMm, t, stepMinutes);
  x[at + 2] = newest(weather.temperatureC, t, stepMinutes);
  x[at + 3] = warmth(weather.temperatureC, t, stepMinutes);
}

import { toWallMs } from '../hours/zone.js';

/** Longest horizon in grid steps of a quarter hour. */
export const AHEAD_MINUTES = 120;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** More free than this share of the capacity is no count of that garage. */
const MOST_FREE = 1.5;

export interface LotInfo {
  readonly id: string;
  readonly capacity: number;
}

/**
 * Occupancy rates of a city on an even UTC grid: working memory of the forecast, refilled from the archive at a start
 * (not a state to be stored). Step `t` stands for `startMs + t * step` and knows only what was heard until then.
 */
export interface CityGrid {
  readonly stepMinutes: number;
  readonly startMs: number;
  readonly size: number;
  readonly ids: readonly string[];
  /** As last told, per garage. */
  readonly capacity: number[];
  /** Per garage: 1 - free / capacity; NaN = unknown. Slightly below 0 when more is free than the capacity says. */
  readonly rate: readonly Float32Array[];
  /** Local day (from 1970-01-01) and step of the local day, for `size` steps and the longest horizon after them. */
  readonly day: Int32Array;
  readonly slot: Int16Array;
}

export interface GridOptions {
  readonly stepMinutes: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly lots: readonly LotInfo[];
  readonly timeZone: string;
}

export const aheadSteps = (stepMinutes: number): number => Math.ceil(AHEAD_MINUTES / stepMinutes);

/** @throws RangeError when the step does not divide an hour, or the end is before the start. */
export function createGrid({ stepMinutes, startMs, endMs, lots, timeZone }: GridOptions): CityGrid {
  if (60 % stepMinutes !== 0 || !(endMs >= startMs)) throw new RangeError('forecast: bad grid');
  const stepMs = stepMinutes * MINUTE_MS;
  const first = Math.floor(startMs / stepMs) * stepMs;
  const size = Math.ceil((endMs - first) / stepMs) + 1;
  const all = size + aheadSteps(stepMinutes);
  const day = new Int32Array(all);
  const slot = new Int16Array(all);
  for (let t = 0; t < all; t++) {
    const wallMinutes = Math.floor(toWallMs(first + t * stepMs, timeZone) / MINUTE_MS);
    day[t] = Math.floor(wallMinutes / DAY_MINUTES);
    slot[t] = Math.floor((wallMinutes % DAY_MINUTES) / stepMinutes);
  }
  return {
    stepMinutes,
    startMs: first,
    size,
    ids: lots.map(({ id }) => id),
    capacity: lots.map(({ capacity }) => capacity),
    rate: lots.map(() => new Float32Array(size).fill(Number.NaN)),
    day,
    slot,
  };
}

/** Step at which something heard at `timeMs` is known first. */
export function stepAt(grid: CityGrid, timeMs: number): number {
  return Math.ceil((timeMs - grid.startMs) / (grid.stepMinutes * MINUTE_MS));
}

export const stepMsAt = (grid: CityGrid, t: number): number => grid.startMs + t * grid.stepMinutes * MINUTE_MS;

/**
 * Writes one count into the grid; false when it cannot be a count of that garage or lies outside the grid. A changed
 * capacity holds from then on: what was before stays a share of the capacity of its time.
 */
export function recordFree(grid: CityGrid, lot: number, timeMs: number, free: number, capacity: number): boolean {
  const t = stepAt(grid, timeMs);
  if (!(t >= 0 && t < grid.size) || !(capacity > 0) || !(free >= 0 && free <= capacity * MOST_FREE)) return false;
  grid.capacity[lot] = capacity;
  grid.rate[lot]![t] = 1 - free / capacity;
  return true;
}

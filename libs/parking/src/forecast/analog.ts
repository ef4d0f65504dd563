import type { DayInfo } from './calendar.js';
import { sameTimeOn, type CityPast } from './past.js';

/** Former days whose last hours ran like today's tell how it goes on (analogues, as in weather forecasts). */
const LOOK_BACK_DAYS = 56;
const NEAREST = 6;
/** Minutes back at which the days are compared. */
const COMPARED = [0, 30, 60, 120, 180] as const;
/** A day of another weekday of the same class must be this much more alike. */
const OTHER_KIND = 1.25;
const CLOSENESS = 0.01;

export interface Analogue {
  /** Weighted mean change of the rate after the like moments, its spread, and how unlike the nearest was. */
  readonly change: number;
  readonly spread: number;
  readonly distance: number;
}

const NONE: Analogue = { change: Number.NaN, spread: Number.NaN, distance: Number.NaN };

interface Candidate {
  readonly step: number;
  readonly factor: number;
}

function sameClass(a: DayInfo, b: DayInfo): boolean {
  return a.kind === b.kind || (a.kind < 5 && b.kind < 5);
}

/** Steps of the same local time on former days of the same class. */
export function likeMoments(past: CityPast, t: number): readonly Candidate[] {
  const { grid, days, firstDay } = past;
  const today = grid.day[t]! - firstDay;
  const out: Candidate[] = [];
  for (let d = today - 1; d >= Math.max(0, today - LOOK_BACK_DAYS); d--) {
    if (!sameClass(days[d]!, days[today]!)) continue;
    const step = sameTimeOn(grid, t, d + firstDay);
    if (step >= 0) out.push({ step, factor: days[d]!.kind === days[today]!.kind ? 1 : OTHER_KIND });
  }
  return out;
}

/** Mean distance over the compared moments that both days know; infinite when they share none. */
function distanceOf(rate: Float32Array, t: number, s: number, lags: readonly number[]): number {
  let sum = 0;
  let n = 0;
  for (const lag of lags) {
    if (s - lag < 0) break;
    const gap = rate[t - lag]! - rate[s - lag]!;
    if (Number.isNaN(gap)) continue;
    sum += Math.abs(gap);
    n++;
  }
  return n === 0 ? Number.POSITIVE_INFINITY : sum / n;
}

/** How the rate changed within `n` steps after the moments most like `t`. Reads no count after `t`. */
export function analogueOf(rate: Float32Array, moments: readonly Candidate[], t: number, n: number, stepMinutes: number): Analogue {
  const lags = COMPARED.map((minutes) => Math.round(minutes / stepMinutes));
  const near: { distance: number; change: number }[] = [];
  for (const { step, factor } of moments) {
    const change = rate[step + n]! - rate[step]!;
    const distance = distanceOf(rate, t, step, lags) * factor;
    if (Number.isNaN(change) || !(distance < (near[NEAREST - 1]?.distance ?? Number.POSITIVE_INFINITY))) continue;
    let i = Math.min(near.length, NEAREST - 1);
    while (i > 0 && near[i - 1]!.distance > distance) {
      near[i] = near[i - 1]!;
      i--;
    }
    near[i] = { distance, change };
  }
  if (near.length === 0) return NONE;
  let [sum, squares, weights] = [0, 0, 0];
  for (const { distance, change } of near) {
    const weight = 1 / (CLOSENESS + distance);
    sum += weight * change;
    squares += weight * change * change;
    weights += weight;
  }
  const change = sum / weights;
  return { change, spread: Math.sqrt(Math.max(0, squares / weights - change * change)), distance: near[0]!.distance };
}

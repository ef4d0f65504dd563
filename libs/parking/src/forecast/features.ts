import { analogueOf, likeMoments, type Analogue } from './analog.js';
import { aheadSteps } from './grid.js';
import type { LotTraits } from './lots.js';
import type { CityPast, LotPast } from './past.js';

/** Looks back of the rate itself and of its departure from the usual, in minutes. */
const LAGS = [15, 30, 45, 60, 90, 120, 180, 240] as const;
const REST_LAGS = [15, 30, 60, 120] as const;
const WINDOW_MINUTES = 240;

/** The first `LINEAR` features go into the linear stage too. */
const LINEAR_NAMES = [
  'rate', ...LAGS.map((m) => `change${m}`), 'toMean', 'toRecent', 'toLast', 'toYesterday',
  'mean', 'recent', 'restNow', 'restYesterday', 'restWindow', ...REST_LAGS.map((m) => `restChange${m}`),
  'toMeanTwice', 'city', 'city30', 'neighbours', 'neighbours30', 'neighbours60', 'analogue', 'toLong', 'long', 'restLong',
] as const;
const OTHER_NAMES = [
  'toSecond', 'toThird', 'spread', 'fullShare', 'restLast', 'jitter', 'free', 'freeUsual', 'slot', 'kind', 'weekday',
  'holiday', 'beforeHoliday', 'afterHoliday', 'schoolHoliday', 'event', 'order', 'logCapacity', 'meanRate', 'volatility',
  'analogueSpread', 'analogueDistance', 'stillMinutes',
] as const;

export const FEATURE_NAMES: readonly string[] = [...LINEAR_NAMES, ...OTHER_NAMES];
export const LINEAR: number = LINEAR_NAMES.length;

/** A garage as the forecast sees it: its place in the grid, its traits, and its neighbours' places. */
export interface LotView {
  readonly lot: number;
  readonly traits: LotTraits;
  readonly neighbours: readonly number[];
}

const STRANGER = { order: Number.NaN, meanRate: Number.NaN, volatility: Number.NaN, neighbours: [] } as const;

/** Views of all garages of a grid; one that the model has never seen gets unknown traits. */
export function viewLots(past: CityPast, traits: readonly LotTraits[]): readonly LotView[] {
  const { ids } = past.grid;
  return ids.map((id, lot) => {
    const own = traits.find((x) => x.id === id) ?? { id, ...STRANGER };
    return { lot, traits: own, neighbours: own.neighbours.map((other) => ids.indexOf(other)).filter((i) => i >= 0) };
  });
}

const at = (series: Float32Array, t: number): number => (t < 0 ? Number.NaN : series[t]!);

function neighbourRest(past: CityPast, neighbours: readonly number[], t: number): number {
  let sum = 0;
  let n = 0;
  for (const i of neighbours) {
    const r = at(past.grid.rate[i]!, t) - at(past.lots[i]!.mean, t);
    if (Number.isNaN(r)) continue;
    sum += r;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}

/** Mean departure from the usual, and mean size of its changes, over the last hours. */
function windowOf(rate: Float32Array, mean: Float32Array, t: number, steps: number): { rest: number; jitter: number } {
  let [sum, n, moved, m] = [0, 0, 0, 0];
  let last = Number.NaN;
  for (let s = Math.max(0, t - steps + 1); s <= t; s++) {
    const r = rate[s]! - mean[s]!;
    if (!Number.isNaN(r)) {
      sum += r;
      n++;
      if (!Number.isNaN(last)) {
        moved += Math.abs(r - last);
        m++;
      }
    }
    last = r;
  }
  return { rest: n === 0 ? Number.NaN : sum / n, jitter: m === 0 ? Number.NaN : moved / m };
}

/** Minutes for which the rate has not moved, up to the window. */
function stillMinutes(rate: Float32Array, t: number, stepMinutes: number): number {
  let s = t;
  while (s > 0 && (t - s) * stepMinutes < WINDOW_MINUTES && rate[s - 1] === rate[t]) s--;
  return (t - s) * stepMinutes;
}

function fillLinear(past: CityPast, view: LotView, t: number, n: number, x: Float32Array, analogue: number): void {
  const { stepMinutes, rate: rates } = past.grid;
  const rate = rates[view.lot]!;
  const own = past.lots[view.lot]!;
  const lag = (minutes: number) => Math.max(1, Math.round(minutes / stepMinutes));
  const y = rate[t]!;
  const change = (series: Float32Array, s = n) => series[t + s]! - series[t]!;
  const rest = (s: number) => at(rate, s) - at(own.mean, s);
  const now = rest(t);
  const near = neighbourRest(past, view.neighbours, t);
  let i = 0;
  x[i++] = y;
  for (const m of LAGS) x[i++] = y - at(rate, t - lag(m));
  x[i++] = change(own.mean);
  x[i++] = change(own.recent);
  x[i++] = change(own.last);
  x[i++] = change(own.yesterday);
  x[i++] = own.mean[t + n]!;
  x[i++] = own.recent[t + n]! - own.mean[t + n]!;
  x[i++] = now;
  x[i++] = y - own.yesterday[t]!;
  x[i++] = windowOf(rate, own.mean, t, lag(WINDOW_MINUTES)).rest;
  for (const m of REST_LAGS) x[i++] = now - rest(t - lag(m));
  x[i++] = change(own.mean, Math.min(2 * n, aheadSteps(stepMinutes)));
  x[i++] = past.cityResidual[t]!;
  x[i++] = past.cityResidual[t]! - at(past.cityResidual, t - lag(30));
  x[i++] = near;
  x[i++] = near - neighbourRest(past, view.neighbours, t - lag(30));
  x[i++] = near - neighbourRest(past, view.neighbours, t - lag(60));
  x[i++] = analogue;
  x[i++] = change(own.long);
  x[i++] = own.long[t + n]!;
  x[i++] = y - own.long[t]!;
}

function fillCalendar(past: CityPast, t: number, n: number, x: Float32Array, from: number): number {
  const { day, slot, stepMinutes } = past.grid;
  const info = past.days[day[t + n]! - past.firstDay]!;
  let i = from;
  x[i++] = slot[t]! * stepMinutes;
  x[i++] = info.kind;
  x[i++] = info.weekday;
  x[i++] = Number(info.holiday);
  x[i++] = Number(info.beforeHoliday);
  x[i++] = Number(info.afterHoliday);
  x[i++] = Number(info.schoolHoliday);
  x[i++] = info.event;
  return i;
}

function fillOther(past: CityPast, view: LotView, t: number, n: number, x: Float32Array, analogue: Analogue): void {
  const { grid } = past;
  const own: LotPast = past.lots[view.lot]!;
  const rate = grid.rate[view.lot]!;
  const capacity = grid.capacity[view.lot]!;
  const y = rate[t]!;
  const usual = own.mean[t + n]! - own.mean[t]!;
  let i = LINEAR;
  x[i++] = own.second[t + n]! - own.second[t]!;
  x[i++] = own.third[t + n]! - own.third[t]!;
  x[i++] = own.spread[t + n]!;
  x[i++] = own.fullShare[t + n]!;
  x[i++] = y - own.last[t]!;
  x[i++] = windowOf(rate, own.mean, t, Math.round(WINDOW_MINUTES / grid.stepMinutes)).jitter;
  x[i++] = (1 - y) * capacity;
  x[i++] = (1 - y - usual) * capacity;
  i = fillCalendar(past, t, n, x, i);
  x[i++] = view.traits.order;
  x[i++] = Math.log(capacity);
  x[i++] = view.traits.meanRate;
  x[i++] = view.traits.volatility;
  x[i++] = analogue.spread;
  x[i++] = analogue.distance;
  x[i++] = stillMinutes(rate, t, grid.stepMinutes);
}

/** All garages of a step share the moments: a pure cache of the last step asked, by the past it belongs to. */
const moments = new WeakMap<CityPast, { t: number; like: ReturnType<typeof likeMoments> }>();

function likeMomentsOnce(past: CityPast, t: number): ReturnType<typeof likeMoments> {
  const known = moments.get(past);
  if (known?.t === t) return known.like;
  const like = likeMoments(past, t);
  moments.set(past, { t, like });
  return like;
}

/** Everything the models see of one garage at step `t` about step `t + n`. Reads no count after `t`. Unknown = NaN. */
export function fillFeatures(past: CityPast, view: LotView, t: number, n: number, x: Float32Array): void {
  const { grid } = past;
  const analogue = analogueOf(grid.rate[view.lot]!, likeMomentsOnce(past, t), t, n, grid.stepMinutes);
  fillLinear(past, view, t, n, x, analogue.change);
  fillOther(past, view, t, n, x, analogue);
}

import { aheadSteps, type CityGrid } from './grid.js';
import type { DayInfo } from './calendar.js';
import type { Weather } from './weather.js';

/** Days of the same kind looked back at, and how far. */
const REFERENCES = 26;
const USUAL = 8;
const RECENT = 3;
const LOOK_BACK_DAYS = 190;

/**
 * What former days of the same kind (weekday; holidays as Sundays) showed at a step's time of day, per garage. The value
 * for a step needs counts of earlier days only, so it is known as far ahead as the longest horizon.
 */
export interface LotPast {
  /** Of half a year. */
  readonly long: Float32Array;
  /** Of the last eight such days. */
  readonly mean: Float32Array;
  readonly recent: Float32Array;
  readonly last: Float32Array;
  readonly second: Float32Array;
  readonly third: Float32Array;
  readonly yesterday: Float32Array;
  readonly spread: Float32Array;
  readonly fullShare: Float32Array;
}

export interface CityPast {
  readonly grid: CityGrid;
  readonly days: readonly DayInfo[];
  readonly firstDay: number;
  readonly lots: readonly LotPast[];
  /** Mean over the garages of rate - mean rate of such days. */
  readonly cityResidual: Float32Array;
  /** null = none is told: nothing of it is learned or asked for. */
  readonly weather: Weather | null;
  /** Steps whose past is filled. */
  filled: number;
}

const FIELDS = ['long', 'mean', 'recent', 'last', 'second', 'third', 'yesterday', 'spread', 'fullShare'] as const;

/** @param weather kept by the caller, with the grid; left out, the forecast is the same as if there were no weather */
export function createPast(grid: CityGrid, days: readonly DayInfo[], weather: Weather | null = null): CityPast {
  const length = grid.size + aheadSteps(grid.stepMinutes);
  const blank = () => new Float32Array(length).fill(Number.NaN);
  const lots = grid.ids.map(() => Object.fromEntries(FIELDS.map((name) => [name, blank()])) as unknown as LotPast);
  return { grid, days, firstDay: grid.day[0]!, lots, cityResidual: blank(), weather, filled: 0 };
}

/** Days of the same event, whatever the weekday, nearest first. */
function sameEvents(days: readonly DayInfo[], today: number): readonly number[] {
  const { event } = days[today]!;
  const alike: number[] = [];
  for (let d = today - 1; event !== 0 && d >= 0 && alike.length < USUAL; d--) if (days[d]!.event === event) alike.push(d);
  return alike;
}

/**
 * Earlier days alike, nearest first: of the same event; or of the same kind; with few of those, of the same class (workday,
 * Saturday, Sunday). Days of an event are no reference for others.
 */
export function referenceDays(days: readonly DayInfo[], today: number): readonly number[] {
  const events = sameEvents(days, today);
  if (events.length >= 2) return events;
  const kind = days[today]!.kind;
  const alike: number[] = [...events];
  const akin: number[] = [];
  for (let d = today - 1; d >= Math.max(0, today - LOOK_BACK_DAYS) && alike.length < REFERENCES; d--) {
    const other = days[d]!;
    if (other.event !== 0) continue;
    if (other.kind === kind) alike.push(d);
    else if (kind < 5 && other.kind < 5 && akin.length < REFERENCES) akin.push(d);
  }
  return alike.length >= 2 ? alike : [...alike, ...akin];
}

/** Grid step of the same local time on another local day: both hold whole steps, the zone's offset may differ. */
export function sameTimeOn(grid: CityGrid, t: number, day: number): number {
  const perDay = (24 * 60) / grid.stepMinutes;
  const guess = t + (day - grid.day[t]!) * perDay;
  if (!(guess >= 0)) return -1;
  const wall = (i: number) => grid.day[i]! * perDay + grid.slot[i]!;
  return guess + (day * perDay + grid.slot[t]!) - wall(guess);
}

function summarise(past: LotPast, t: number, all: readonly number[], fullAt: number): void {
  const values = all.slice(0, USUAL);
  const n = values.length;
  past.long[t] = all.reduce((a, b) => a + b, 0) / all.length;
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / n;
  const recent = values.slice(0, RECENT);
  past.mean[t] = mean;
  past.recent[t] = recent.reduce((a, b) => a + b, 0) / recent.length;
  past.last[t] = values[0]!;
  past.second[t] = values[1] ?? Number.NaN;
  past.third[t] = values[2] ?? Number.NaN;
  past.spread[t] = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
  past.fullShare[t] = values.filter((v) => v > fullAt).length / n;
}

function fillStep(past: CityPast, t: number): void {
  const { grid } = past;
  const today = grid.day[t]! - past.firstDay;
  const from = referenceDays(past.days, today).map((d) => sameTimeOn(grid, t, d + past.firstDay));
  const before = sameTimeOn(grid, t, grid.day[t]! - 1);
  let known = 0;
  let sum = 0;
  for (const [i, lot] of past.lots.entries()) {
    const rate = grid.rate[i]!;
    const values: number[] = [];
    for (const s of from) if (s >= 0 && !Number.isNaN(rate[s]!)) values.push(rate[s]!);
    if (before >= 0) lot.yesterday[t] = rate[before]!;
    if (values.length === 0) continue;
    summarise(lot, t, values, 1 - 0.5 / grid.capacity[i]!);
    known++;
    sum += lot.mean[t]!;
  }
  // A garage without any past borrows the city's mean.
  if (known > 0) for (const lot of past.lots) if (Number.isNaN(lot.mean[t]!)) lot.mean[t] = sum / known;
}

/** Mean departure of the city from its usual day at a step that is over. */
function fillResidual(past: CityPast, t: number): void {
  let n = 0;
  let sum = 0;
  for (const [i, lot] of past.lots.entries()) {
    const r = past.grid.rate[i]![t]! - lot.mean[t]!;
    if (Number.isNaN(r)) continue;
    n++;
    sum += r;
  }
  past.cityResidual[t] = n === 0 ? Number.NaN : sum / n;
}

/** Brings the past up to date for issuing at step `now` (all counts until then are in the grid). Steps go forward only. */
export function advancePast(past: CityPast, now: number): void {
  const ahead = aheadSteps(past.grid.stepMinutes);
  const from = Math.max(0, past.filled - ahead);
  for (let t = past.filled; t <= now + ahead; t++) fillStep(past, t);
  for (let t = from; t <= now; t++) fillResidual(past, t);
  past.filled = Math.max(past.filled, now + ahead + 1);
}

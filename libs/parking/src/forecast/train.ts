import { binColumns, type Binned } from './boost/bins.js';
import { boost, boostedProbability, type Boosted, type BoostOptions, type Loss } from './boost/boost.js';
import { seeded } from './boost/random.js';
import { bestShare, blend } from './blend.js';
import { fitCorrection, UNCORRECTED } from './correct.js';
import { inDoubt } from './doubt.js';
import { FEATURE_NAMES, fillFeatures, LINEAR, viewLots, type LotView } from './features.js';
import { stepMsAt } from './grid.js';
import { learnTraits, type LotTraits } from './lots.js';
import { crossNets, type NetModel } from './net/cross.js';
import { DEFAULT_TRAINING, LEVELS, type ForecastModel, type HorizonModel, type TrainOptions } from './model.js';
import type { CityPast } from './past.js';
import { fillWeather, WEATHER_NAMES } from './weather.js';
import { fitRidge, ridgeInput, ridgeValue, ridgeWidth, type RidgeModel } from './ridge.js';

/** Steps learned from: the day wholly, of the night one in four (little happens, but it must not be unknown). */
const DAY_FROM = 5 * 60;
const DAY_TO = 23 * 60;
const NIGHT_ONE_IN = 4;
/** First days, for want of earlier days to compare with, teach nothing when there is more. */
const WARM_UP_DAYS = 7;

interface Sample {
  readonly lot: number;
  readonly t: number;
}

function eligible(past: CityPast, lot: number, t: number, n: number): boolean {
  const rate = past.grid.rate[lot]!;
  const change = rate[t + n]! - rate[t]!;
  if (Number.isNaN(change)) return false;
  const minute = past.grid.slot[t]! * past.grid.stepMinutes;
  return (minute >= DAY_FROM && minute < DAY_TO) || (t + lot) % NIGHT_ONE_IN === 0;
}

function samples(past: CityPast, from: number, until: number, n: number, maxRows: number): Sample[] {
  const all: Sample[] = [];
  for (let t = from; t + n < until; t++) {
    for (let lot = 0; lot < past.lots.length; lot++) if (eligible(past, lot, t, n)) all.push({ lot, t });
  }
  const share = maxRows / all.length;
  if (share >= 1) return all;
  const random = seeded(7);
  return all.filter(() => random() < share);
}

interface Table {
  readonly rows: readonly Sample[];
  readonly columns: readonly Float32Array[];
  readonly target: Float32Array;
  readonly kinds: Uint8Array;
}

function tabulate(past: CityPast, views: readonly LotView[], rows: readonly Sample[], n: number): Table {
  const columns = FEATURE_NAMES.map(() => new Float32Array(rows.length));
  const target = new Float32Array(rows.length);
  const kinds = new Uint8Array(rows.length);
  const x = new Float32Array(FEATURE_NAMES.length);
  for (const [r, { lot, t }] of rows.entries()) {
    fillFeatures(past, views[lot]!, t, n, x);
    for (let f = 0; f < x.length; f++) columns[f]![r] = x[f]!;
    const rate = past.grid.rate[lot]!;
    target[r] = rate[t + n]! - rate[t]!;
    kinds[r] = past.days[past.grid.day[t + n]! - past.firstDay]!.kind;
  }
  return { rows, columns, target, kinds };
}

/** Columns of the weather behind the two that the trees' own stages take; none in a city without. */
function weatherColumns({ weather, grid }: CityPast, rows: readonly Sample[]): Float32Array[] {
  if (weather === null) return [];
  const columns = WEATHER_NAMES.map(() => new Float32Array(rows.length));
  const x = new Float32Array(WEATHER_NAMES.length);
  for (const [r, { t }] of rows.entries()) {
    fillWeather(weather, grid.stepMinutes, t, x, 0);
    for (const [f, column] of columns.entries()) column[r] = x[f]!;
  }
  return columns;
}

interface Linear {
  readonly ridge: RidgeModel;
  readonly values: Float32Array;
}

function linearStage(past: CityPast, { rows, columns, target, kinds }: Table): Linear {
  const { ids, slot, stepMinutes } = past.grid;
  const x = new Float32Array(LINEAR);
  const design = (r: number, out: Float64Array) => {
    for (let f = 0; f < LINEAR; f++) x[f] = columns[f]![r]!;
    ridgeInput(x, LINEAR, slot[rows[r]!.t]! * stepMinutes, kinds[r]!, out);
  };
  const width = ridgeWidth(LINEAR);
  const ridge = fitRidge(ids, width, rows.map(({ lot }, r) => ({ lot, target: target[r]! })), design);
  const z = new Float64Array(width);
  const values = Float32Array.from(rows, ({ lot }, r) => {
    design(r, z);
    return ridgeValue(ridge, ids[lot]!, z);
  });
  return { ridge, values };
}

/** Weeks in turn, so that neighbouring days, which are alike, are held out together; with little history days, or parts of a day. */
function foldOf({ grid }: CityPast, { rows }: Table, folds: number): Uint8Array {
  const perDay = (24 * 60) / grid.stepMinutes;
  const first = rows[0]!.t;
  const days = (rows.at(-1)!.t - first) / perDay;
  const unit = [7, 1].find((length) => days >= 2 * folds * length) ?? 0.25;
  return Uint8Array.from(rows, ({ t }) => Math.floor((t - first) / (unit * perDay)) % folds);
}

/** How far changes are to be believed: the share of them that comes nearest to what happened on rows that were held out. */
function trustIn(scores: Float64Array, target: Float32Array): number {
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  for (let tenths = 10; tenths >= 0; tenths--) {
    let error = 0;
    for (let i = 0; i < target.length; i++) error += Math.abs(target[i]! - (scores[i]! * tenths) / 10);
    if (error < least) [best, least] = [tenths / 10, error];
  }
  return best;
}

/**
 * One model for each part of the rows, learned without it; `scores` then hold what each row was given by the model that
 * had not seen it: as good as on days to come, so that what is built on it is not misled.
 */
function crossFit(data: Binned, target: Float32Array, scores: Float64Array, fit: { loss: Loss; options: BoostOptions; folds: number; fold: Uint8Array }): Boosted[] {
  const start = Float64Array.from(scores);
  return Array.from({ length: fit.folds }, (_, held) => {
    const own = Float64Array.from(start);
    const fitted = boost(data, target, own, fit.loss, { ...fit.options, seed: fit.options.seed + held }, (row) => fit.fold[row] === held);
    for (let i = 0; i < own.length; i++) if (fit.fold[i] === held) scores[i] = own[i]!;
    return fitted;
  });
}

function fitAround(data: Binned, target: Float32Array, mean: Float64Array, options: TrainOptions): Boosted[] {
  return LEVELS.filter((level) => level !== 0.5).map((level) =>
    boost(data, target, Float64Array.from(mean), { kind: 'quantile', level }, options.around),
  );
}

function takeRows(columns: readonly Float32Array[], which: readonly number[]): Float32Array[] {
  return columns.map((column) => Float32Array.from(which, (r) => column[r]!));
}

/** Whether a space was free at the end, of rows where that is in doubt; NaN elsewhere. And what came of the others. */
function outcomes(past: CityPast, { rows, columns }: Table, n: number): { free: Float32Array; sure: number; sureFree: number } {
  const { rate, capacity } = past.grid;
  const x = new Float32Array(FEATURE_NAMES.length);
  const free = new Float32Array(rows.length).fill(Number.NaN);
  let [sure, sureFree] = [0, 0];
  for (const [r, { lot, t }] of rows.entries()) {
    const was = (1 - rate[lot]![t + n]!) * capacity[lot]! >= 0.5 ? 1 : 0;
    for (let f = 0; f < x.length; f++) x[f] = columns[f]![r]!;
    if (inDoubt(x)) free[r] = was;
    else {
      sure++;
      sureFree += was;
    }
  }
  return { free, sure, sureFree };
}

/** Chance of a free space: rows in doubt get trees of their own and ask the nets, the others one share. */
function fitFree({ free, sure, sureFree }: ReturnType<typeof outcomes>, columns: readonly Float32Array[], fold: Uint8Array, odds: Float64Array, options: TrainOptions) {
  const doubtful = Array.from(free.keys()).filter((r) => !Number.isNaN(free[r]!));
  const freeBeyondDoubt = (sureFree + 1) / (sure + 1);
  const target = Float32Array.from(doubtful, (r) => free[r]!);
  const share = (target.reduce((a, b) => a + b, 0) + 1) / (target.length + 2);
  const start = Math.log(share / (1 - share));
  if (doubtful.length === 0) return { free: { start, boosted: [], netShare: 0, correction: UNCORRECTED }, freeBeyondDoubt };
  const scores = new Float64Array(target.length).fill(start);
  const own = { loss: { kind: 'logistic' as const }, options: options.free, folds: options.folds, fold: Uint8Array.from(doubtful, (r) => fold[r]!) };
  const boosted = crossFit(binColumns(takeRows(columns, doubtful)), target, scores, own);
  const netOdds = Float64Array.from(doubtful, (r) => odds[r]!);
  const netShare = bestShare(scores, netOdds, (score, i) => (boostedProbability(score) - target[i]!) ** 2);
  const told = scores.map((score, i) => boostedProbability(blend(score, netOdds[i]!, netShare)));
  const correction = fitCorrection(told, target, { promised: sure, broken: sure - sureFree });
  return { free: { start, boosted, netShare, correction }, freeBeyondDoubt };
}

function trainHorizon(past: CityPast, views: readonly LotView[], span: readonly [number, number], minutes: number, options: TrainOptions, before: NetModel | null): HorizonModel | null {
  const n = minutes / past.grid.stepMinutes;
  const rows = samples(past, span[0], span[1], n, options.maxRows);
  if (rows.length === 0) return null;
  const table = tabulate(past, views, rows, n);
  const { ridge, values } = linearStage(past, table);
  const weather = weatherColumns(past, rows);
  // Weather has its place behind that of the centre, which these trees do not know.
  const data = binColumns([...table.columns, values, ...(weather.length === 0 ? [] : [new Float32Array(rows.length), ...weather])]);
  const fold = foldOf(past, table, options.folds);
  const mean = new Float64Array(table.target.length);
  // Starts from no change; the linear stage is one of the features (as a start it carried its faults into other seasons).
  const centre = crossFit(data, table.target, mean, { loss: { kind: 'quantile', level: 0.5 }, options: options.centre, folds: options.folds, fold });
  const came = outcomes(past, table, n);
  const nets = crossNets({ columns: [...table.columns, values], lot: rows.map(({ lot }) => lot), ids: past.grid.ids, change: table.target, free: came.free, fold }, options.folds, options.net, before);
  const netShare = bestShare(mean, nets.change, (value, i) => Math.abs(value - table.target[i]!));
  for (let i = 0; i < mean.length; i++) mean[i] = blend(mean[i]!, nets.change[i]!, netShare);
  const trust = trustIn(mean, table.target);
  for (let i = 0; i < mean.length; i++) mean[i]! *= trust;
  const around = fitAround(data, table.target, mean, options);
  const columns = [...table.columns, values, Float32Array.from(mean), ...weather];
  return { minutes, rows: rows.length, ridge, centre, nets: nets.model, netShare, trust, around, ...fitFree(came, columns, fold, nets.odds, options) };
}

/**
 * Learns a city from all steps before `until` (exclusive) of an advanced past. Deterministic. Horizons that the grid's
 * step does not divide are left out; null when there is nothing to learn from.
 */
export function trainForecast(past: CityPast, until: number, options: TrainOptions = DEFAULT_TRAINING): ForecastModel | null {
  const { stepMinutes } = past.grid;
  const lots: readonly LotTraits[] = learnTraits(past, until);
  const views = viewLots(past, lots);
  const warmUp = (WARM_UP_DAYS * 24 * 60) / stepMinutes;
  const from = until > 4 * warmUp ? warmUp : 0;
  const horizons: HorizonModel[] = [];
  for (const minutes of options.horizons.filter((one) => one % stepMinutes === 0)) {
    const model = trainHorizon(past, views, [from, until], minutes, options, horizons.at(-1)?.nets ?? null);
    if (model !== null) horizons.push(model);
  }
  if (horizons.length === 0) return null;
  return { version: 3, stepMinutes, trainedUntilMs: stepMsAt(past.grid, until - 1), lots, ...(past.weather === null ? {} : { weather: true as const }), horizons };
}

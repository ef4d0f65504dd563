import { binColumns, type Binned } from './boost/bins.js';
import { boost, type Boosted } from './boost/boost.js';
import { seeded } from './boost/random.js';
import { inDoubt } from './doubt.js';
import { FEATURE_NAMES, fillFeatures, LINEAR, viewLots, type LotView } from './features.js';
import { stepMsAt } from './grid.js';
import { learnTraits, type LotTraits } from './lots.js';
import { DEFAULT_TRAINING, LEVELS, type ForecastModel, type HorizonModel, type TrainOptions } from './model.js';
import type { CityPast } from './past.js';
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

/** Starts from no change; the linear stage is one of the features (as a start it carried its faults into other seasons). */
function fitCentre(data: Binned, target: Float32Array, options: TrainOptions) {
  const mean = new Float64Array(target.length);
  const centre = options.centreSeeds.map((seed) => {
    const scores = new Float64Array(target.length);
    const fitted = boost(data, target, scores, { kind: 'quantile', level: 0.5 }, { ...options.centre, seed });
    for (let i = 0; i < mean.length; i++) mean[i]! += scores[i]! / options.centreSeeds.length;
    return fitted;
  });
  return { centre, mean };
}

function fitAround(data: Binned, target: Float32Array, mean: Float64Array, options: TrainOptions): Boosted[] {
  return LEVELS.filter((level) => level !== 0.5).map((level) =>
    boost(data, target, Float64Array.from(mean), { kind: 'quantile', level }, options.around),
  );
}

function takeRows(columns: readonly Float32Array[], which: readonly number[]): Float32Array[] {
  return columns.map((column) => Float32Array.from(which, (r) => column[r]!));
}

/** Chance of a free space: rows in doubt get trees of their own, the others one share. */
function fitFree(past: CityPast, table: Table, columns: readonly Float32Array[], n: number, options: TrainOptions) {
  const { rate, capacity } = past.grid;
  const x = new Float32Array(FEATURE_NAMES.length);
  const isFree = (r: number): number => {
    const { lot, t } = table.rows[r]!;
    return (1 - rate[lot]![t + n]!) * capacity[lot]! >= 0.5 ? 1 : 0;
  };
  const doubtful: number[] = [];
  let [sure, sureFree] = [0, 0];
  for (let r = 0; r < table.rows.length; r++) {
    for (let f = 0; f < x.length; f++) x[f] = columns[f]![r]!;
    if (inDoubt(x)) doubtful.push(r);
    else {
      sure++;
      sureFree += isFree(r);
    }
  }
  const target = Float32Array.from(doubtful, isFree);
  const share = (target.reduce((a, b) => a + b, 0) + 1) / (target.length + 2);
  const start = Math.log(share / (1 - share));
  const scores = new Float64Array(target.length).fill(start);
  const boosted =
    doubtful.length === 0
      ? { loss: { kind: 'logistic' as const }, trees: [] }
      : boost(binColumns(takeRows(columns, doubtful)), target, scores, { kind: 'logistic' }, options.free);
  return { free: { start, boosted }, freeBeyondDoubt: (sureFree + 1) / (sure + 1) };
}

function trainHorizon(past: CityPast, views: readonly LotView[], span: readonly [number, number], minutes: number, options: TrainOptions): HorizonModel | null {
  const n = minutes / past.grid.stepMinutes;
  const rows = samples(past, span[0], span[1], n, options.maxRows);
  if (rows.length === 0) return null;
  const table = tabulate(past, views, rows, n);
  const { ridge, values } = linearStage(past, table);
  const data = binColumns([...table.columns, values]);
  const { centre, mean } = fitCentre(data, table.target, options);
  const around = fitAround(data, table.target, mean, options);
  const columns = [...table.columns, values, Float32Array.from(mean)];
  return { minutes, rows: rows.length, ridge, centre, around, ...fitFree(past, table, columns, n, options) };
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
  const horizons = options.horizons
    .filter((minutes) => minutes % stepMinutes === 0)
    .map((minutes) => trainHorizon(past, views, [from, until], minutes, options))
    .filter((model) => model !== null);
  if (horizons.length === 0) return null;
  return { version: 1, stepMinutes, trainedUntilMs: stepMsAt(past.grid, until - 1), lots, horizons };
}

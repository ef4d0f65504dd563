import type { CityPast } from './past.js';

/** What training learns of a garage beside its curve; plain data, part of the model. */
export interface LotTraits {
  readonly id: string;
  /** Place in the model: garages in order of their mean rate, so that neighbours in number are alike. */
  readonly order: number;
  readonly meanRate: number;
  /** Mean absolute change per step beyond the usual one. */
  readonly volatility: number;
  /** Garages of the city whose departures from the usual go together most, best first. */
  readonly neighbours: readonly string[];
}

const NEIGHBOURS = 5;
/** Every second step is enough for a correlation. */
const STRIDE = 2;

function residuals(past: CityPast, lot: number, until: number): Float32Array {
  const out = new Float32Array(Math.ceil(until / STRIDE));
  const rate = past.grid.rate[lot]!;
  const mean = past.lots[lot]!.mean;
  for (let i = 0; i < out.length; i++) {
    const r = rate[i * STRIDE]! - mean[i * STRIDE]!;
    out[i] = Number.isNaN(r) ? 0 : r;
  }
  return out;
}

function cosine(a: Float32Array, b: Float32Array): number {
  let ab = 0;
  let aa = 1e-9;
  let bb = 1e-9;
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return ab / Math.sqrt(aa * bb);
}

function moments(past: CityPast, lot: number, until: number): { meanRate: number; volatility: number } {
  const rate = past.grid.rate[lot]!;
  const mean = past.lots[lot]!.mean;
  let [n, sum, m, moved] = [0, 0, 0, 0];
  for (let t = 0; t < until; t++) {
    if (Number.isNaN(rate[t]!)) continue;
    n++;
    sum += rate[t]!;
    const step = t === 0 ? Number.NaN : rate[t]! - mean[t]! - rate[t - 1]! + mean[t - 1]!;
    if (Number.isNaN(step)) continue;
    m++;
    moved += Math.abs(step);
  }
  return { meanRate: n === 0 ? 0.5 : sum / n, volatility: m === 0 ? 0.02 : moved / m };
}

/** Traits from all steps before `until`. */
export function learnTraits(past: CityPast, until: number): readonly LotTraits[] {
  const { ids } = past.grid;
  const rest = ids.map((_, lot) => residuals(past, lot, until));
  const known = ids.map((_, lot) => moments(past, lot, until));
  const byRate = ids.map((_, lot) => lot).toSorted((a, b) => known[a]!.meanRate - known[b]!.meanRate);
  return ids.map((id, lot) => ({
    id,
    order: byRate.indexOf(lot),
    ...known[lot]!,
    neighbours: ids
      .map((other, i) => ({ other, i, score: cosine(rest[lot]!, rest[i]!) }))
      .filter(({ i }) => i !== lot)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, NEIGHBOURS)
      .map(({ other }) => other),
  }));
}

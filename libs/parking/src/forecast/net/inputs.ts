import { FEATURE_NAMES, LINEAR } from '../features.js';

/** How features become inputs of a network: its own scale for each, so that all are of one size. */
export interface NetScale {
  readonly mean: readonly number[];
  readonly spread: readonly number[];
}

const OTHERS = ['toSecond', 'toThird', 'spread', 'fullShare', 'restLast', 'jitter', 'analogueSpread', 'analogueDistance', 'stillMinutes', 'logCapacity'] as const;
const placeOf = (name: string): number => FEATURE_NAMES.indexOf(name);
/** The linear features, some others, and last the answer of the linear stage. */
const SCALED: readonly number[] = [...Array.from({ length: LINEAR }, (_, i) => i), ...OTHERS.map(placeOf), FEATURE_NAMES.length];
const FEW = ['free', 'freeUsual'].map(placeOf);
const FLAGS = ['holiday', 'beforeHoliday', 'afterHoliday', 'schoolHoliday'].map(placeOf);
const SLOT = placeOf('slot');
const KIND = placeOf('kind');
const KINDS = 7;
const HARMONICS = 6;
const DAY_MINUTES = 1440;
/** Spaces by which "few" fades. */
const FEW_SPACES = 20;
/** No input is further from its mean than so many spreads. */
const FURTHEST = 5;

export const NET_INPUTS: number = SCALED.length + FEW.length + FLAGS.length + KINDS + 2 * HARMONICS;

/** Scale of each input from the columns of the features and, last, of the linear stage. */
export function learnScale(columns: readonly Float32Array[]): NetScale {
  const moments = SCALED.map((f) => {
    let [n, sum, squares] = [0, 0, 0];
    for (const v of columns[f]!) {
      if (Number.isNaN(v)) continue;
      n++;
      sum += v;
      squares += v * v;
    }
    const mean = n === 0 ? 0 : sum / n;
    return { mean, spread: n === 0 ? 1 : Math.sqrt(Math.max(0, squares / n - mean * mean)) + 1e-6 };
  });
  return { mean: moments.map(({ mean }) => mean), spread: moments.map(({ spread }) => spread) };
}

/** Inputs of one row, written from `at` on; unknown = as on the mean. @param x features and, last, the linear stage. */
export function fillInputs({ mean, spread }: NetScale, x: Float32Array, out: Float32Array, at: number): void {
  let i = at;
  for (const [k, f] of SCALED.entries()) {
    const v = (x[f]! - mean[k]!) / spread[k]!;
    out[i++] = Number.isNaN(v) ? 0 : Math.min(FURTHEST, Math.max(-FURTHEST, v));
  }
  for (const f of FEW) out[i++] = Number.isNaN(x[f]!) ? 0 : Math.min(1, Math.exp(-x[f]! / FEW_SPACES));
  for (const f of FLAGS) out[i++] = x[f]!;
  for (let k = 0; k < KINDS; k++) out[i++] = x[KIND] === k ? 1 : 0;
  const angle = (2 * Math.PI * x[SLOT]!) / DAY_MINUTES;
  for (let k = 1; k <= HARMONICS; k++) {
    out[i++] = Math.sin(k * angle);
    out[i++] = Math.cos(k * angle);
  }
}

/** A promise: so sure that a driver is sent there. */
export const PROMISE = 0.9;
/** Just no promise. */
export const NEARLY = 0.899;
/** Of the promises at most this share may be broken; kept on days that were not learned from, with room for other seasons. */
export const BROKEN_SHARE = 0.002;
/** Weight of "nothing to correct", in outcomes: little history corrects little. */
const PRIOR = 20;
const ROUNDS = 12;
const EDGE = 1e-6;

/**
 * How given probabilities are to be read, as learned from what came of them: log odds = a ln p - b ln(1 - p) + c (beta
 * calibration, Kull et al. 2017), and from where on one is a promise.
 */
export interface Correction {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Corrected probabilities below this, 0.9 or more, are kept just below 0.9: too many such promises were broken. */
  readonly promiseFrom: number;
}
export const UNCORRECTED: Correction = { a: 1, b: 1, c: 0, promiseFrom: PROMISE };

const bounded = (p: number): number => Math.min(1 - EDGE, Math.max(EDGE, p));
const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

function read({ a, b, c }: Correction, p: number): number {
  const q = bounded(p);
  return logistic(a * Math.log(q) - b * Math.log(1 - q) + c);
}

/** The probability as it is told. */
export function corrected(correction: Correction, p: number): number {
  const told = read(correction, p);
  return told >= correction.promiseFrom ? told : Math.min(told, NEARLY);
}

/** Solves the 3 x 3 system; the prior keeps it regular. */
function solve(m: readonly (readonly number[])[], v: readonly number[]): [number, number, number] {
  const rows = m.map((row, i) => [...row, v[i]!]);
  for (let i = 0; i < 3; i++) {
    for (let k = i + 1; k < 3; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j < 4; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const z = rows[2]![3]! / rows[2]![2]!;
  const y = (rows[1]![3]! - rows[1]![2]! * z) / rows[1]![1]!;
  return [(rows[0]![3]! - rows[0]![1]! * y - rows[0]![2]! * z) / rows[0]![0]!, y, z];
}

/** Newton's method on the log loss, drawn towards the identity. */
function fitCurve(p: ArrayLike<number>, came: ArrayLike<number>): Correction {
  let [a, b, c] = [1, 1, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = [PRIOR * (a - 1), PRIOR * (b - 1), PRIOR * c];
    const curvature = [[PRIOR, 0, 0], [0, PRIOR, 0], [0, 0, PRIOR]];
    for (let i = 0; i < p.length; i++) {
      const q = bounded(p[i]!);
      const x = [Math.log(q), -Math.log(1 - q), 1];
      const now = logistic(a * x[0]! + b * x[1]! + c);
      for (let j = 0; j < 3; j++) {
        gradient[j]! += (now - came[i]!) * x[j]!;
        for (let k = 0; k < 3; k++) curvature[j]![k]! += now * (1 - now) * x[j]! * x[k]!;
      }
    }
    const step = solve(curvature, gradient);
    // Never turned round: what was given a higher chance keeps it.
    [a, b, c] = [Math.max(0, a - step[0]), Math.max(0, b - step[1]), c - step[2]];
  }
  return { a, b, c, promiseFrom: PROMISE };
}

/** From where on of all promises, with those beyond doubt, few enough are broken. */
function promiseFrom(told: Float64Array, came: ArrayLike<number>, beyond: { promised: number; broken: number }): number {
  const order = Array.from(told.keys()).filter((i) => told[i]! >= PROMISE).toSorted((i, j) => told[j]! - told[i]!);
  let { promised, broken } = beyond;
  let from = order.length === 0 ? PROMISE : 1;
  for (const [k, i] of order.entries()) {
    promised++;
    broken += 1 - came[i]!;
    const isLastOfLevel = told[order[k + 1] ?? -1] !== told[i];
    if (isLastOfLevel && broken <= BROKEN_SHARE * promised) from = k + 1 === order.length ? PROMISE : told[i]!;
  }
  return from;
}

/**
 * Learns how probabilities are to be read from outcomes that those who gave them had not seen.
 * @param p 0..1. @param came 1 where a space was free. @param beyond promises that were beyond doubt, and how many were broken.
 */
export function fitCorrection(p: ArrayLike<number>, came: ArrayLike<number>, beyond: { promised: number; broken: number }): Correction {
  const curve = fitCurve(p, came);
  const told = Float64Array.from(p, (one) => read(curve, one));
  return { ...curve, promiseFrom: promiseFrom(told, came, beyond) };
}

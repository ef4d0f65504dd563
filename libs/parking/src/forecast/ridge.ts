/** Linear stage: one regression for the city, and one per garage drawn towards it, so that little history borrows. */

export interface RidgeModel {
  readonly scale: readonly number[];
  readonly city: readonly number[];
  readonly lots: Readonly<Record<string, readonly number[]>>;
}

export interface RidgeRow {
  readonly lot: number;
  readonly target: number;
}

/** Rows' worth of trust in the city against the garage's own rows. */
const CITY_ROWS = 200;
const DAY_MINUTES = 1440;
/** Constant, two harmonics of the day, weekend, and the first harmonic on weekends. */
const EXTRA = 8;

export const ridgeWidth = (linear: number): number => linear + EXTRA;

/** Design row: linear features (unknown = 0) and the smooth time of day. */
export function ridgeInput(x: Float32Array, linear: number, slotMinutes: number, kind: number, out: Float64Array): void {
  for (let i = 0; i < linear; i++) out[i] = Number.isNaN(x[i]!) ? 0 : x[i]!;
  const angle = (2 * Math.PI * slotMinutes) / DAY_MINUTES;
  const weekend = kind >= 5 ? 1 : 0;
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  out.set([1, s, c, Math.sin(2 * angle), Math.cos(2 * angle), weekend, weekend * s, weekend * c], linear);
}

/** Solves the symmetric positive definite system in place (Cholesky); `a` is row-major k x k. */
export function solveSpd(a: Float64Array, b: Float64Array): Float64Array {
  const k = b.length;
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let sum = a[i * k + j]!;
      for (let p = 0; p < j; p++) sum -= a[i * k + p]! * a[j * k + p]!;
      a[i * k + j] = i === j ? Math.sqrt(sum) : sum / a[j * k + j]!;
    }
  }
  for (let i = 0; i < k; i++) {
    for (let p = 0; p < i; p++) b[i]! -= a[i * k + p]! * b[p]!;
    b[i]! /= a[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    for (let p = i + 1; p < k; p++) b[i]! -= a[p * k + i]! * b[p]!;
    b[i]! /= a[i * k + i]!;
  }
  return b;
}

interface Sums {
  readonly rows: number;
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

function gather(width: number, rows: readonly RidgeRow[], design: (row: number, out: Float64Array) => void, lots: number): Sums[] {
  const sums = Array.from({ length: lots }, () => ({ rows: 0, xx: new Float64Array(width * width), xy: new Float64Array(width) }));
  const z = new Float64Array(width);
  for (const [r, { lot, target }] of rows.entries()) {
    design(r, z);
    const own = sums[lot]!;
    own.rows++;
    for (let i = 0; i < width; i++) {
      const zi = z[i]!;
      if (zi === 0) continue;
      own.xy[i]! += zi * target;
      for (let j = 0; j <= i; j++) own.xx[i * width + j]! += zi * z[j]!;
    }
  }
  return sums;
}

/** (X'X / s s' + pull I) b = X'y / s + pull b0, in units where every column has mean square 1. */
function solve(sums: Sums, scale: Float64Array, pull: number, towards: Float64Array): Float64Array {
  const k = scale.length;
  const a = new Float64Array(k * k);
  const b = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    b[i] = sums.xy[i]! / scale[i]! + pull * towards[i]!;
    for (let j = 0; j <= i; j++) a[i * k + j] = sums.xx[i * k + j]! / (scale[i]! * scale[j]!);
    a[i * k + i]! += pull;
  }
  return solveSpd(a, b);
}

function total(all: readonly Sums[], width: number): Sums {
  const sum = { rows: 0, xx: new Float64Array(width * width), xy: new Float64Array(width) };
  for (const one of all) {
    sum.rows += one.rows;
    for (let i = 0; i < width * width; i++) sum.xx[i]! += one.xx[i]!;
    for (let i = 0; i < width; i++) sum.xy[i]! += one.xy[i]!;
  }
  return sum;
}

export function fitRidge(
  ids: readonly string[],
  width: number,
  rows: readonly RidgeRow[],
  design: (row: number, out: Float64Array) => void,
): RidgeModel {
  const sums = gather(width, rows, design, ids.length);
  const city = total(sums, width);
  const scale = new Float64Array(width);
  for (let i = 0; i < width; i++) scale[i] = Math.sqrt(city.xx[i * width + i]! / Math.max(1, city.rows)) + 1e-6;
  const zero = new Float64Array(width);
  const shared = solve(city, scale, 1 + city.rows * 1e-4, zero);
  const own = ids.map((id, lot) => [id, [...solve(sums[lot]!, scale, CITY_ROWS, shared)]] as const);
  return { scale: [...scale], city: [...shared], lots: Object.fromEntries(own) };
}

export function ridgeValue(model: RidgeModel, id: string, z: Float64Array): number {
  const weights = model.lots[id] ?? model.city;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i]! * z[i]!) / model.scale[i]!;
  return sum;
}

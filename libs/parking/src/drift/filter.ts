import type { DriftState } from '../model/state.js';

/**
 * Kalman filter over a counter's offset (vehicles its raw count is too high by) and the offset's growth per day.
 * Everything is in terms of the *raw* counter, so a re-zero on our side does not disturb it.
 */
const DAY_MS = 86_400_000;
/** Growth per day wanders by this much a day (standard deviation, vehicles per day). */
const RATE_WANDER = 0.2;
/** So many successive samples off the estimate by more than five sigma mean that the source was re-zeroed. */
const OUTLIERS_TO_RESTART = 2;
const OUTLIER_SIGMA = 5;

export type DriftSource = 'night' | 'bound' | 'space' | 'operator';

export function newDrift(capacity: number, atMs: number): DriftState {
  const offsetSigma = Math.max(10, capacity * 0.1);
  const rateSigma = Math.max(2, capacity * 0.02);
  return {
    offset: 0,
    perDay: 0,
    p00: offsetSigma ** 2,
    p01: 0,
    p11: rateSigma ** 2,
    atMs,
    samples: { night: 0, bound: 0, space: 0, operator: 0 },
    outliers: 0,
    lastSpaceMs: 0,
    lastBoundMs: 0,
    lastNightMs: 0,
  };
}

/** The estimate carried on to an instant; miscounts without a trend let it spread. */
export function predict(d: DriftState, atMs: number, capacity: number): DriftState {
  const days = Math.max(0, atMs - d.atMs) / DAY_MS;
  const wander = Math.max(0.5, capacity * 0.002);
  return {
    ...d,
    offset: d.offset + d.perDay * days,
    p00: d.p00 + 2 * days * d.p01 + days * days * d.p11 + wander ** 2 * days,
    p01: d.p01 + days * d.p11,
    p11: d.p11 + RATE_WANDER ** 2 * days,
    atMs: Math.max(d.atMs, atMs),
  };
}

function restarted(d: DriftState, capacity: number, atMs: number): DriftState {
  const { lastSpaceMs, lastBoundMs, lastNightMs } = d;
  return { ...newDrift(capacity, atMs), lastSpaceMs, lastBoundMs, lastNightMs };
}

/**
 * Takes in one observed offset (raw count minus truth). A single sample far off is set aside (an event left cars over
 * night); a second one in a row means a changed counter, and the filter starts afresh with it.
 */
export function update(
  before: DriftState,
  sample: { readonly offset: number; readonly sigma: number; readonly source: DriftSource; readonly atMs: number },
  capacity: number,
): DriftState {
  let d = predict(before, sample.atMs, capacity);
  const isOutlier = Math.abs(sample.offset - d.offset) > OUTLIER_SIGMA * Math.sqrt(d.p00 + sample.sigma ** 2);
  if (isOutlier && sample.source !== 'operator') {
    if (d.outliers + 1 < OUTLIERS_TO_RESTART) return { ...d, outliers: d.outliers + 1 };
    d = restarted(d, capacity, sample.atMs);
  }
  const innovation = sample.offset - d.offset;
  const spread = d.p00 + sample.sigma ** 2;
  const gain0 = d.p00 / spread;
  const gain1 = d.p01 / spread;
  return {
    ...d,
    offset: d.offset + gain0 * innovation,
    perDay: d.perDay + gain1 * innovation,
    p00: (1 - gain0) * d.p00,
    p01: (1 - gain0) * d.p01,
    p11: d.p11 - gain1 * d.p01,
    samples: { ...d.samples, [sample.source]: d.samples[sample.source] + 1 },
    outliers: 0,
  };
}

/** Probability that a normal deviate lies within +-x sigma (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
export function within(x: number): number {
  const z = x / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return 1 - poly * Math.exp(-z * z);
}

import type { FreeForecast } from './issue.js';

/** Place of the level 0.1 between 0.05 and 0.25 where the tail is a normal one: (1.645 - 1.282) / (1.645 - 0.674). */
const TENTH = 0.374;
/** Extended Pearson-Tukey: mean of a distribution from its levels 0.05, 0.5, 0.95 (Keefer and Bodily 1983). */
const OUTER = 0.185;

/** A forecast in the figures that people are told: expected number and the levels 0.1, 0.5, 0.9. */
export interface FreeSpread {
  readonly minutes: number;
  readonly vacant: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly pFree: number;
}

export function spreadOf({ minutes, quantiles: [q05, q25, q50, q75, q95], pFree }: FreeForecast): FreeSpread {
  return {
    minutes,
    vacant: OUTER * (q05 + q95) + (1 - 2 * OUTER) * q50,
    p10: q05 + TENTH * (q25 - q05),
    p50: q50,
    p90: q95 - TENTH * (q95 - q75),
    pFree,
  };
}

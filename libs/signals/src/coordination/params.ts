import { DEFAULT_RECOMMEND_PARAMS, type AssessParams, type RecommendParams } from '../strategic/params.js';
import type { Dispersion } from './profile.js';

export interface GroupParams {
  readonly assess: AssessParams;
  /** For the splits of each junction, and what its demand must be like. */
  readonly recommend: RecommendParams;
  readonly dispersion: Dispersion;
  /** Part of what leaves a stop line straight on that arrives at the next, 0..1; the rest turned in evenly. */
  readonly throughShare: number;
  /** A stop is worth this many seconds of waiting. */
  readonly stopCostS: number;
  /** Longest part of a green that the queue of those who turned in may take before the band begins, 0..1. */
  readonly queueShare: number;
  /** A group has to gain both: per cent of the cost, and vehicle hours an hour. */
  readonly minGainPct: number;
  readonly minGainVehHPerH: number;
  /** How long a proposal may be accepted, seconds. */
  readonly proposalTtlS: number;
  /** A proposal that waits gives way to one that gains this multiple of it. */
  readonly supersedeFactor: number;
}

export const DEFAULT_GROUP_PARAMS: GroupParams = {
  assess: DEFAULT_RECOMMEND_PARAMS,
  recommend: DEFAULT_RECOMMEND_PARAMS,
  dispersion: { alpha: 0.35, beta: 0.8 },
  throughShare: 0.9,
  stopCostS: 4,
  queueShare: 0.3,
  minGainPct: 5,
  minGainVehHPerH: 0.5,
  proposalTtlS: 900,
  supersedeFactor: 1.25,
};

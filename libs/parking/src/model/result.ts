import type { ParkingStatus } from './public.js';
import type { FacilityState } from './state.js';

export type Outcome =
  | 'applied'
  /** Same device time and sequence number as the last one. */
  | 'duplicate'
  /** Older than what is known; totals and states lose nothing by it. */
  | 'late'
  /** Stamped ahead of its receipt. */
  | 'future'
  | 'unknownCounter'
  | 'kindMismatch'
  /** A number that is none, or an action that does not fit. */
  | 'invalid'
  /** Operator asked for a re-zero and there is nothing to base it on. */
  | 'nothingToDo';

/** What an operator or a rule changed, for the audit trail. */
export interface AuditItem {
  readonly facilityId: string;
  readonly action: string;
  readonly atMs: number;
  /** Operator id or `rule:quietHours`. */
  readonly by: string;
  readonly reason: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface FacilityResult {
  /** The same object that came in, changed in place. */
  readonly state: FacilityState;
  readonly outcome: Outcome;
  /** Anything but `measuredAtMs` differs for at least one audience or the opening. */
  readonly changed: boolean;
  /** The evidence is newer though the value may be the same: ages shown to people shrink. */
  readonly refreshed: boolean;
  readonly audit: readonly AuditItem[];
}

/** One audience's share of a proposed re-zero, with its effect. */
export interface RezeroEffect {
  readonly audience: string;
  /** Estimated vehicles the published count is too high by (negative: too low). */
  readonly offsetVehicles: number;
  readonly perDay: number;
  readonly confidence: number;
  readonly correctionBefore: number;
  readonly correctionAfter: number;
  readonly before: RezeroView;
  readonly after: RezeroView;
}

export interface RezeroView {
  readonly vacant: number | null;
  readonly occupied: number | null;
  readonly status: ParkingStatus;
}

export interface RezeroProposal {
  readonly facilityId: string;
  readonly atMs: number;
  readonly effects: readonly RezeroEffect[];
}

export interface DriftEstimate {
  readonly audience: string;
  /** Vehicles the published (corrected) count is too high by now. */
  readonly offsetVehicles: number;
  readonly offsetStdError: number;
  readonly perDay: number;
  readonly perDayStdError: number;
  /** Probability that the true offset lies within the audience's `minOffsetVehicles` of the estimate, 0..1. */
  readonly confidence: number;
  readonly samples: { readonly night: number; readonly bound: number; readonly space: number; readonly operator: number };
  readonly appliedCorrection: number;
}

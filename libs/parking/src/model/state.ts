import type { BarrierState } from './reading.js';
import type { AudiencePublic, OpeningPublic, RawCount, Reason, Trend } from './public.js';

export interface AbsoluteCounterState {
  kind: 'absolute';
  timeMs: number;
  seq: number;
  occupied: number | null;
  vacant: number | null;
  /** As the device said it, codes for "unknown" included. */
  raw: RawCount;
  /** Accepted reported capacity. */
  capacity: number | null;
  reasons: Reason[];
}

export interface TotalsCounterState {
  kind: 'totals';
  timeMs: number;
  seq: number;
  entries: number;
  exits: number;
  /** Vehicles in minus out, unwrapped over resets. */
  net: number;
  /** Set by a reset or jump until a balance or re-zero clears it. */
  suspect: 'counterReset' | 'counterJump' | null;
}

export type CounterState = AbsoluteCounterState | TotalsCounterState;

/** [0 free | 1 occupied | -1 does not know, timeMs, seq] */
export type SpaceState = [number, number, number];

/** [time bucket, spaces whose last message lies in it, of these occupied] */
export type SpaceBucket = [number, number, number];

/** Two-state Kalman filter over (offset of the raw counter, its growth per day). */
export interface DriftState {
  offset: number;
  perDay: number;
  p00: number;
  p01: number;
  p11: number;
  atMs: number;
  samples: { night: number; bound: number; space: number; operator: number };
  /** Successive samples far off the estimate. */
  outliers: number;
  lastSpaceMs: number;
  lastBoundMs: number;
  /** Start of the closed period or quiet hours that has its balance already. */
  lastNightMs: number;
}

export interface TrendState {
  refOccupied: number;
  occupied: number;
  atMs: number;
  sinceMs: number;
  level: Trend;
}

export interface CorrectionState {
  vehicles: number;
  atMs: number;
  by: string;
}

export interface AudienceState {
  published: AudiencePublic;
  buckets: SpaceBucket[];
  /** Buckets below are gone for good. */
  bucketFloor: number;
  /** Newest device time of any space; null = none heard. */
  spaceHeardMs: number | null;
  correction: CorrectionState | null;
  drift: DriftState | null;
  /** Offset of the re-zero that an operator declined; left out where none was. */
  declined?: { offsetVehicles: number; atMs: number; by: string } | null;
  trend: TrendState | null;
  /** Last plausible fresh count, for the estimate. */
  lastGood: { occupied: number; atMs: number } | null;
  /** Raw counter (without correction) and when it last moved. */
  counter: { occupied: number; changedMs: number } | null;
  /** 7 x 96 quarter hours from Monday 00:00 local, occupancy in per mille of capacity, -1 = not learned. */
  profile: number[] | null;
  profileSlot: number;
  reportedCapacity: number | null;
}

export interface TemporaryCapacity {
  capacityId: string;
  audience: string;
  capacity: number;
  startMs: number;
  endMs: number | null;
  counterFollows: boolean;
  reason: string;
  by: string;
}

export interface ScheduleState {
  state: 'open' | 'closed' | 'unknown';
  /** Evaluated at, and good until: between the two no evaluation is needed. */
  fromMs: number;
  untilMs: number;
  /** Last time the schedule was seen to change. */
  sinceMs: number;
  nextChangeMs: number | null;
}

/** Plain JSON. The reducers of `engine/` change it in place and hand it back. */
export interface FacilityState {
  version: 1;
  facilityId: string;
  /** Latest time seen, never goes back. */
  nowMs: number;
  /** Before this instant a tick changes nothing. */
  nextDueMs: number;
  counters: Record<string, CounterState>;
  spaces: Record<string, SpaceState>;
  audiences: Record<string, AudienceState>;
  schedule: ScheduleState | null;
  opening: OpeningPublic;
  garage: { timeMs: number; seq: number; opening: 'open' | 'closed' | 'unknown'; openingMs: number; barrier: BarrierState };
  /** When anything was last heard over the link that single spaces come by. */
  linkHeardMs: number;
  /** Window that the buckets of single spaces are cut for. */
  spaceStaleSeconds: number;
  manual: { kind: 'close' | 'open'; untilMs: number | null; by: string; reason: string; atMs: number } | null;
  temporary: TemporaryCapacity[];
  /** Local night (start of quiet hours) in which the rule has last re-zeroed. */
  lastAutoRezeroMs: number;
}

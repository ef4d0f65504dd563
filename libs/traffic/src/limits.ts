import type { DetectorFault } from './quantity.js';
import type { FlowWeights } from './weighting.js';
import type { SmoothingLimits } from './smoothing.js';

/** What B15-B22 do with a value above its maximum: nothing, reduce it to the maximum (WertMaxLogisch), or drop it. */
export type MaxMode = 'off' | 'reduce' | 'faulty';
export interface MaxLimit {
  /** Largest credible value; counts in vehicles per hour, speeds in km/h, occupancy in %. */
  readonly max: number;
  readonly mode: MaxMode;
}
export type MaxQuantity =
  | 'vehicles' | 'heavyVehicles' | 'cars'
  | 'meanSpeedKmh' | 'meanSpeedHeavyKmh' | 'meanSpeedCarKmh'
  | 'smoothedSpeedKmh' | 'occupancyPct';

/** Longest credible run of identical successive intervals per group (Differenzialkontrolle); 0 switches a group off. */
export interface ConstancyLimits {
  readonly flow: number;
  readonly speed: number;
  readonly speedDeviation: number;
  readonly occupancy: number;
  /** Flow is not checked up to this many vehicles per interval: small counts repeat by nature. MARZ: 0. */
  readonly exemptVehicles: number;
  /** Occupancy is not checked up to this, %. MARZ test: 2. */
  readonly exemptOccupancyPct: number;
}

export interface TrustLimits {
  readonly windowSeconds: number;
  /** More implausible time than this within the window: all values are faulty. */
  readonly distrustAboveSeconds: number;
  /** Less than this: the lane is trusted again. */
  readonly trustBelowSeconds: number;
}

export interface OutageLimits {
  readonly windowSeconds: number;
  readonly alarmAboveSeconds: number;
}

export interface SubstitutionLimits {
  /** The last good value stands in for at most this long ... */
  readonly repeatMaxSeconds: number;
  /** ... and at most this often. */
  readonly repeatMaxTimes: number;
  /** Then the substitute lane, until this long after the last good value. */
  readonly totalMaxSeconds: number;
}

export interface FaultLimit {
  readonly triggerSeconds: number;
  readonly clearSeconds: number;
  /** Whether an active fault takes the lane's values away, or only alarms. */
  readonly invalidates: boolean;
}
/** `null` switches a fault off. */
export type FaultLimits = Readonly<Record<DetectorFault, FaultLimit | null>> & {
  /** Chatter: at least this many vehicles per minute. IRIS: 38 in 30 s. */
  readonly chatterVehPerMinute: number;
  /** Locked on: at least this occupancy, %. */
  readonly lockedOnPct: number;
};

/** Quality 0-1 of a value by what happened to it; a measured value has 1. */
export interface QualityFactors {
  readonly reduced: number;
  readonly repeated: number;
  readonly substituteLane: number;
  readonly missing: number;
}

/** All limits of one lane. Plain data from configuration; `null` switches a check off. */
export interface LaneLimits {
  /** B10-B12: a speed without a count condemns the counts. `false` trusts the counts (see README, "Soll erwartet"). */
  readonly speedWithoutCount: boolean;
  /** B14 (vKfzGrenz, bGrenz). */
  readonly fastAndCovered: { readonly speedAboveKmh: number; readonly occupancyFromPct: number } | null;
  /** B15-B22. */
  readonly max: Readonly<Record<MaxQuantity, MaxLimit>>;
  readonly constancy: ConstancyLimits | null;
  readonly trust: TrustLimits | null;
  readonly outage: OutageLimits | null;
  readonly substitution: SubstitutionLimits | null;
  readonly faults: FaultLimits | null;
  readonly smoothing: SmoothingLimits | null;
  readonly weights: FlowWeights;
  readonly quality: QualityFactors;
  /** Without an interval for this long a lane is silent and its values unknown. */
  readonly silentAfterSeconds: number;
}

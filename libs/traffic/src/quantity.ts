/**
 * What a lane's loop can measure in one interval, in the order of the arrays in `LaneState`. MARZ names: qKfz, qPkw,
 * qLkw, vKfz, vPkw, vLkw, b, tNetto, sKfz, vgKfz.
 */
export const LOOP_QUANTITIES = [
  'vehicles', 'cars', 'heavyVehicles',
  'meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh',
  'occupancyPct', 'netTimeGapS', 'speedDeviationKmh', 'smoothedSpeedKmh',
] as const;
export type LoopQuantity = (typeof LOOP_QUANTITIES)[number];

/**
 * Why a value is not a number. The first three are the special values -1, -2, -3 of TLS and MARZ; `not-supplied` means
 * that this detector never measures the quantity, so that no rule may hold its absence against it.
 */
export type MissingReason = 'not-determinable' | 'faulty' | 'not-determinable-or-faulty' | 'not-supplied';

/** `plausible` and `reduced` are measured; `substituted` is a stand-in; `faulty` and `unknown` carry no number. */
export type ValueFlag = 'plausible' | 'reduced' | 'substituted' | 'faulty' | 'unknown';

export type MaxRule = 'B15' | 'B16' | 'B17' | 'B18' | 'B19' | 'B20' | 'B21' | 'B22';
export type ContradictionRule = 'B7' | 'B8' | 'B9' | 'B10' | 'B11' | 'B12' | 'B13' | 'B14';
/** Detector faults after MnDOT IRIS, see `detector-faults.ts`. */
export type DetectorFault = 'no-hits' | 'chatter' | 'locked-on' | 'no-change' | 'occupancy-spike';

/** What made a value other than `plausible`. `device`: it said so itself. `range`: outside of what can exist. */
export type RuleId =
  | ContradictionRule
  | MaxRule
  | DetectorFault
  | 'device'
  | 'range'
  | 'constancy'
  | 'distrust'
  | 'repeat-last'
  | 'substitute-lane';

/** One quantity of one interval: raw as the device said it, `value` after the rules, and what happened in between. */
export interface LaneValue {
  /** As delivered, whatever it is; `null` when the device gave no number. */
  readonly raw: number | null;
  /** After all rules; `null` when nothing may be shown. Counts are vehicles per interval. */
  value: number | null;
  flag: ValueFlag;
  /** `null` exactly when `value` is a number. */
  missing: MissingReason | null;
  /** First rule that touched the value, or the substitution that filled it. */
  rule: RuleId | null;
  /** 0 (nothing) to 1 (measured and untouched). */
  quality: number;
}

export type LaneValues = Readonly<Record<LoopQuantity, LaneValue>>;

/** The one value of every quantity that a detector does not measure: shared, so that it costs nothing. */
export const NOT_SUPPLIED: LaneValue = Object.freeze({ raw: null, value: null, flag: 'unknown', missing: 'not-supplied', rule: null, quality: 0 });

/** Values by name, and the same objects in the order of LOOP_QUANTITIES for the loops that visit all. */
export interface ReadInterval {
  readonly values: LaneValues;
  readonly list: readonly LaneValue[];
}

/** Takes the number away. A quantity that the detector never measures stays what it is. */
export function setFaulty(value: LaneValue, rule: RuleId): void {
  if (value.missing === 'not-supplied') return;
  value.value = null;
  value.missing = 'faulty';
  value.rule = value.flag === 'faulty' ? value.rule : rule;
  value.flag = 'faulty';
}

/** Replaces the number by the largest credible one. */
export function reduce(value: LaneValue, to: number, rule: MaxRule): void {
  value.value = to;
  value.flag = 'reduced';
  value.rule = rule;
}

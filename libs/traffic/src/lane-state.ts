import type { SlidingShare } from './sliding-share.js';

/** Bits of a lane's alarms, in this order. */
export const LANE_ALARMS = [
  'no-hits', 'chatter', 'locked-on', 'no-change', 'occupancy-spike',
  'constancy', 'distrust', 'outage', 'silent',
] as const;
export type LaneAlarm = (typeof LANE_ALARMS)[number];
export const ALARM_BIT = {
  'no-hits': 1, chatter: 2, 'locked-on': 4, 'no-change': 8, 'occupancy-spike': 16,
  constancy: 32, distrust: 64, outage: 128, silent: 256,
} as const satisfies Record<LaneAlarm, number>;

/** Stands where no time is known yet, and where nothing is published or smoothed: no such value is below 0. */
export const NONE_YET = -1;
/** Stands where there is no interval before: unlike any value and any special value as delivered. */
export const NO_INTERVAL = -5;

/** Places in `LaneState.numbers`; runs of several are in the order of LOOP_QUANTITIES, DETECTOR_FAULTS and `PUBLISHED`. */
export const AT = {
  /** First interval or tick that was seen, and end of the last interval that was applied, or NONE_YET. */
  sinceMs: 0,
  lastEndMs: 1,
  /** Bit set of LANE_ALARMS. */
  alarms: 2,
  /** Length of the run of identical intervals: flow, speed, speed deviation, occupancy. */
  runs: 3,
  /** Last good value (counts as vehicles per hour, -1 none), when, and how often it stood in; first seven quantities. */
  good: 7,
  goodEndMs: 14,
  repeats: 21,
  /** Per detector fault: time towards its trigger, and towards its clearing. */
  faultMs: 28,
  faultClearMs: 33,
  /**
   * Values as delivered in the last interval, all ten quantities, in the code of TLS: -1 not determinable, -2 faulty,
   * -3 either; -4 not supplied. NO_INTERVAL after a gap.
   */
  previous: 38,
  /** Smoothed, trend, forecast; NONE_YET before the first measurement. */
  flow: 48,
  speed: 51,
  /** What it showed last, see `lane-published.ts`; NONE_YET for nothing. */
  published: 54,
} as const;
const LENGTH = 66;

/**
 * All that a lane remembers between intervals: plain JSON, about 600 bytes. Owned and mutated by `applyInterval` and
 * `tickLane`; others only store and restore it. The numbers lie in one row and are written in place: with a hundred
 * thousand lanes an object a message, or a dozen small arrays a lane, cost more time in memory than the rules take.
 */
export interface LaneState {
  readonly version: 2;
  /** By the places of AT. */
  numbers: number[];
  /** Implausible time in the trust window and in the outage window; `null` before there was any. */
  trust: SlidingShare | null;
  outage: SlidingShare | null;
}

/** A lane that was never heard of. */
export function createLaneState(): LaneState {
  const numbers = Array.from({ length: LENGTH }, () => 0);
  numbers.fill(NONE_YET, AT.sinceMs, AT.alarms);
  numbers.fill(-1, AT.good, AT.goodEndMs);
  numbers.fill(NO_INTERVAL, AT.previous, AT.flow);
  numbers.fill(NONE_YET, AT.flow, LENGTH);
  return { version: 2, numbers, trust: null, outage: null };
}

/** One number of a state: it is as long as its places. */
export const numberAt = (state: LaneState, at: number): number => state.numbers[at] as number;

const NO_ALARMS: readonly LaneAlarm[] = Object.freeze([]);

/** Names of the set bits; the same empty array for none, so that the quiet case allocates nothing. */
export function alarmNames(bits: number): readonly LaneAlarm[] {
  if (bits === 0) return NO_ALARMS;
  return LANE_ALARMS.filter((name) => (bits & ALARM_BIT[name]) !== 0);
}

export const isRaised = (state: LaneState, alarm: LaneAlarm): boolean => (numberAt(state, AT.alarms) & ALARM_BIT[alarm]) !== 0;

/** Sets or clears one alarm. */
export function setAlarm({ numbers }: LaneState, alarm: LaneAlarm, active: boolean): void {
  const bits = numbers[AT.alarms] as number;
  numbers[AT.alarms] = active ? bits | ALARM_BIT[alarm] : bits & ~ALARM_BIT[alarm];
}

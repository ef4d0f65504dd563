import type { SlidingShare } from './sliding-share.js';
import type { SmoothingState } from './smoothing.js';

/** Bits of `LaneState.alarms`, in this order. */
export const LANE_ALARMS = [
  'no-hits', 'chatter', 'locked-on', 'no-change', 'occupancy-spike',
  'constancy', 'distrust', 'outage', 'silent',
] as const;
export type LaneAlarm = (typeof LANE_ALARMS)[number];
export const ALARM_BIT = {
  'no-hits': 1, chatter: 2, 'locked-on': 4, 'no-change': 8, 'occupancy-spike': 16,
  constancy: 32, distrust: 64, outage: 128, silent: 256,
} as const satisfies Record<LaneAlarm, number>;

/**
 * All that a lane remembers between intervals: plain JSON, about 600 bytes, a few arrays of fixed length. Owned and
 * mutated by `applyInterval` and `tickLane`; others only store and restore it.
 */
export interface LaneState {
  readonly version: 1;
  /** First interval or tick that was seen. */
  sinceMs: number | null;
  /** End of the last interval that was applied. */
  lastEndMs: number | null;
  /**
   * Values as delivered in the last interval, in the order of LOOP_QUANTITIES, in the code of TLS: -1 not determinable,
   * -2 faulty, -3 either; -4 not supplied. Empty after a gap.
   */
  previous: number[];
  /** Length of the run of identical intervals: flow, speed, speed deviation, occupancy. */
  runs: number[];
  /** Last good value (counts as vehicles per hour, -1 none), when, and how often it stood in; first seven quantities. */
  good: number[];
  goodEndMs: number[];
  repeats: number[];
  /** Per detector fault: time towards its trigger, and towards its clearing. */
  faultMs: number[];
  faultClearMs: number[];
  /** Implausible time in the trust window and in the outage window. */
  trust: SlidingShare;
  outage: SlidingShare;
  /** Bit set of LANE_ALARMS. */
  alarms: number;
  flow: SmoothingState | null;
  speed: SmoothingState | null;
}

/** A lane that was never heard of. */
export function createLaneState(): LaneState {
  return {
    version: 1,
    sinceMs: null,
    lastEndMs: null,
    previous: [],
    runs: [0, 0, 0, 0],
    good: [-1, -1, -1, -1, -1, -1, -1],
    goodEndMs: [0, 0, 0, 0, 0, 0, 0],
    repeats: [0, 0, 0, 0, 0, 0, 0],
    faultMs: [0, 0, 0, 0, 0],
    faultClearMs: [0, 0, 0, 0, 0],
    trust: { entries: [], sumMs: 0 },
    outage: { entries: [], sumMs: 0 },
    alarms: 0,
    flow: null,
    speed: null,
  };
}

const NONE: readonly LaneAlarm[] = Object.freeze([]);

/** Names of the set bits; the same empty array for none, so that the quiet case allocates nothing. */
export function alarmNames(bits: number): readonly LaneAlarm[] {
  if (bits === 0) return NONE;
  return LANE_ALARMS.filter((name) => (bits & ALARM_BIT[name]) !== 0);
}

/** Sets or clears one alarm. */
export function setAlarm(state: LaneState, alarm: LaneAlarm, active: boolean): void {
  if (active) state.alarms |= ALARM_BIT[alarm];
  else state.alarms &= ~ALARM_BIT[alarm];
}

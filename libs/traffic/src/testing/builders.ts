import { MARZ_LANE_LIMITS } from '../defaults.js';
import type { LoopInterval } from '../interval.js';
import { applyInterval, type LaneApplied } from '../lane.js';
import type { LaneState } from '../lane-state.js';
import type { LaneLimits } from '../limits.js';
import type { LanePublished } from '../published.js';

export const MINUTE = 60_000;
/** 2026-01-05 00:00 UTC, a Monday; any round time would do. */
export const T0 = 1_767_571_200_000;

/** A plausible minute of ordinary traffic, `minute` minutes after T0. */
export function anInterval(minute: number, over: Partial<LoopInterval> = {}): LoopInterval {
  return {
    startMs: T0 + minute * MINUTE,
    endMs: T0 + (minute + 1) * MINUTE,
    vehicles: 10 + (minute % 3),
    heavyVehicles: 2,
    occupancyPct: 12 + (minute % 5),
    meanSpeedKmh: 48 + (minute % 4),
    status: 'ok',
    ...over,
  };
}

/** MARZ limits with every check off that looks further than one interval. */
export const PLAIN_LIMITS: LaneLimits = {
  ...MARZ_LANE_LIMITS, constancy: null, trust: null, outage: null, substitution: null, faults: null, smoothing: null,
};

/** Applies an interval that must be accepted. */
export function apply(state: LaneState, interval: LoopInterval, limits: LaneLimits, lane: LanePublished | null = null): LaneApplied {
  const result = applyInterval(state, interval, limits, lane);
  if (result.kind !== 'applied') throw new Error(`not applied: ${result.kind}`);
  return result;
}

/** What a lane publishes for the minute before `endMs`. */
export function aPublished(over: Partial<LanePublished> = {}): LanePublished {
  const endMs = over.endMs ?? T0;
  return {
    startMs: endMs - MINUTE, endMs, flowVehPerH: 600, carFlowVehPerH: null, heavyFlowVehPerH: null, weightedFlowVehPerH: null,
    meanSpeedKmh: 50, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null, occupancyPct: 8, quality: 1, measured: true, ...over,
  };
}

import { createLaneHealth, type LaneHealth } from './lane-health.js';
import type { TacticalJunction, TacticalLane } from './layout.js';
import type { TacticalParams } from './params.js';

/** Measured discharge of a lane in one stage: vehicles and seconds, both fading. */
export interface Discharge {
  readonly veh: number;
  readonly seconds: number;
}

/** Plain JSON, one per lane. */
export interface LaneState {
  /** Vehicles that would be at the stop line by now if nothing held them. */
  readonly queueVeh: number;
  /** Expected vehicles by second from now on that have passed an upstream loop. */
  readonly comingVeh: readonly number[];
  /** Part of the queue that is thought to stand upstream of the upstream loop. */
  readonly hiddenVeh: number;
  /** Smoothed arrivals, vehicles per second. */
  readonly arrivalVehPerS: number;
  /** Seconds since the stop loop was last covered while the lane had green. */
  readonly freeS: number;
  /** Seconds of green with a covered stop loop and no departure. */
  readonly blockedS: number;
  /** Seconds that the stop loop has been covered since a vehicle last left it. */
  readonly coverS: number;
  /** The last vehicle that left on green did so at a crawl: it stands in the middle of the junction. */
  readonly crept: boolean;
  /** Seconds since some stream of a waiting lane last had green. */
  readonly waitS: number;
  /** Seconds of unbroken green. */
  readonly greenS: number;
  /** The stop loop has not stayed free since the last green began. */
  readonly neverFree: boolean;
  /** A queue that stood at the begin of green is being discharged. */
  readonly discharging: boolean;
  /** Seconds that each upstream loop has been covered without a break. */
  readonly coveredS: readonly number[];
  readonly discharge: readonly Discharge[];
  /** Part of each upstream loop's passages that is bound for this lane, as measured. */
  readonly share: readonly number[];
  /** Passages of each upstream loop since the lane was last known to be empty, and departures. */
  readonly sinceEmpty: { readonly enteredVeh: readonly number[]; readonly leftVeh: number };
  readonly health: LaneHealth;
  /** Part of the arrivals that no believed upstream loop shows, 0..1. */
  readonly unseenPart: number;
}

export interface TacticalState {
  readonly version: 2;
  readonly lanes: readonly LaneState[];
}

const firstArrivalVehPerS = (lane: TacticalLane, params: TacticalParams): number =>
  lane.stopLoop === null && lane.upstream.length === 0 ? params.noLoopArrivalVehPerS : params.firstArrivalVehPerS;

/** Nothing known: no queues, first guesses. */
export function createTacticalState(junction: TacticalJunction, params: TacticalParams): TacticalState {
  return {
    version: 2,
    lanes: junction.lanes.map((lane) => ({
      queueVeh: 0, comingVeh: [], hiddenVeh: 0, arrivalVehPerS: firstArrivalVehPerS(lane, params), freeS: 0, blockedS: 0, coverS: 0, crept: false, waitS: 0, greenS: 0,
      neverFree: true, discharging: false, coveredS: lane.upstream.map(() => 0), discharge: junction.stageIds.map(() => ({ veh: 0, seconds: 0 })),
      share: lane.upstream.map((up) => up.share), sinceEmpty: { enteredVeh: lane.upstream.map(() => 0), leftVeh: 0 },
      health: createLaneHealth(lane), unseenPart: 0,
    })),
  };
}

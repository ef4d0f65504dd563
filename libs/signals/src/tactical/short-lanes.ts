import { frees } from './clear-turners.js';
import type { TacticalJunction, TacticalLane } from './layout.js';
import type { LaneState, TacticalState } from './lane-state.js';
import { isNear, LEAST_SHARE, nearShare, type NearSignal } from './near.js';
import type { TacticalParams } from './params.js';

/** A short lane ahead: part of what leaves a lane stands there some seconds later. */
export interface Onward {
  /** Index in the scene. */
  readonly lane: number;
  readonly share: number;
  readonly travelS: number;
}

/** Vehicles that a short lane takes: those between its loop and the stop line, and one more. */
export const roomVeh = (lane: TacticalLane): number => Math.max(1, ...lane.upstream.map((up) => up.storageVeh)) + 1;

/** Short lanes ahead, by lane of all signals in their order. */
export function onwardOf(signals: readonly Pick<NearSignal, 'junction' | 'shares'>[], params: TacticalParams): Onward[][] {
  const index = new Map(signals.flatMap(({ junction }) => junction.lanes.map((lane) => `${junction.id} ${lane.id}`)).map((key, i) => [key, i]));
  const onward: Onward[][] = [...index].map(() => []);
  let at = 0;
  for (const { junction, shares } of signals) {
    junction.lanes.forEach((lane, i) => {
      lane.feeders.forEach((feeder, k) => {
        const from = index.get(`${feeder.junctionId} ${feeder.laneId}`);
        const share = shares[i]?.[k] as number;
        if (from !== undefined && isNear(feeder, params) && share >= LEAST_SHARE) onward[from]?.push({ lane: at, share, travelS: Math.max(1, Math.round(feeder.travelS)) });
      });
      at++;
    });
  }
  return onward;
}

/** Lanes of a junction that cannot show what they would discharge, because somebody stands in the short lane ahead. */
export const heldUp = (junction: TacticalJunction, near: readonly NearSignal[], params: TacticalParams): boolean[] =>
  junction.lanes.map((lane) => near.some((other) => other.junction.lanes.some((ahead, i) => {
    const share = nearShare(ahead, other.shares[i] as readonly number[], junction.id, lane.id, params);
    return share !== null && share >= LEAST_SHARE && (other.state.lanes[i] as LaneState).queueVeh >= 1;
  })));

/** Turners of a lane give way in this stage. */
const givesWay = (lane: TacticalLane, stage: number): boolean => lane.streams.some((s) => s.green[stage] === 'permitted');

/**
 * Stages that let those go who give way and stand over the whole of a short lane; empty where nobody does. The last of them stands in
 * the junction behind, in the way of turners who do the same in the other direction: then neither can ever go.
 */
export function clearingShortLanes(junction: TacticalJunction, state: TacticalState, shown: number, params: TacticalParams): number[] {
  const full = junction.lanes.filter((lane, i) =>
    lane.feeders.some((f) => isNear(f, params)) && givesWay(lane, shown) && (state.lanes[i] as LaneState).coveredS.some((s) => s >= params.shortFullS));
  return junction.stageIds.map((_, p) => p).filter((p) => p !== shown && full.some((lane) => frees(lane, shown, p)));
}

import type { TacticalJunction, TacticalLane } from './layout.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';

/** Turners give way in this stage in a lane in which others need not: who follows a turner is caught behind in the middle. */
const catches = (lane: TacticalLane, stage: number): boolean => lane.streams.some((s) => s.green[stage] === 'permitted') && lane.streams.some((s) => s.green[stage] === 'protected');

/** Turners that gave way in such a lane lose their green. */
const cutsOff = (lane: TacticalLane, from: number, to: number): boolean => catches(lane, from) && lane.streams.some((s) => s.green[from] === 'permitted' && s.green[to] === 'red');

/** All of the lane's turners who had to give way get priority. */
const frees = (lane: TacticalLane, from: number, to: number): boolean => lane.streams.every((s) => s.green[from] !== 'permitted' || s.green[to] === 'protected');

/** The second stage after the first would cut off turners that a stage of their own could clear from the middle. */
export const strands = (junction: TacticalJunction, lane: TacticalLane, from: number, to: number): boolean =>
  cutsOff(lane, from, to) && junction.stageIds.some((_, p) => frees(lane, from, p));

/** Nothing leaves although there is green, or the last who left crept in behind somebody who stands. */
const standsInside = (state: LaneState, params: TacticalParams): boolean => state.crept || state.blockedS >= params.middleFullAfterS;

/** Turners of a queue that gets green would drive into the middle at once. */
const drivesIn = (lane: TacticalLane, state: LaneState, from: number, to: number, params: TacticalParams): boolean =>
  state.queueVeh + state.hiddenVeh >= params.crossQueueVeh && lane.streams.some((s) => s.green[from] === 'red' && s.green[to] === 'permitted');

/**
 * Stages that may follow the shown one. Who is caught behind a turner leaves the middle late, and locks with the turners of
 * cross traffic that drive in: each then has to let the other go first, and no signal can free them any more. So where somebody
 * stands inside and such a queue waits, the turners' own stage follows first. Any other
 * stage where none is safe.
 */
export function stagesAfter(junction: TacticalJunction, state: TacticalState, shown: number, params: TacticalParams): number[] {
  const others = junction.stageIds.map((_, p) => p).filter((p) => p !== shown);
  const inside = junction.lanes.filter((_, i) => standsInside(state.lanes[i] as LaneState, params));
  const locks = (p: number): boolean =>
    inside.some((lane) => strands(junction, lane, shown, p)) && junction.lanes.some((lane, i) => drivesIn(lane, state.lanes[i] as LaneState, shown, p, params));
  const safe = others.filter((p) => !locks(p));
  return safe.length > 0 ? safe : others;
}

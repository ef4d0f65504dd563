import { dischargeVehPerS } from './discharge.js';
import type { TacticalJunction, TacticalLane } from './layout.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';

/** Turners give way in this stage in a lane in which others need not: who follows a turner is caught behind in the middle. */
const catches = (lane: TacticalLane, stage: number): boolean => lane.streams.some((s) => s.green[stage] === 'permitted') && lane.streams.some((s) => s.green[stage] === 'protected');

/** Turners that gave way in such a lane lose their green. */
const cutsOff = (lane: TacticalLane, from: number, to: number): boolean => catches(lane, from) && lane.streams.some((s) => s.green[from] === 'permitted' && s.green[to] === 'red');

/** All of the lane's turners who have to give way in the first stage have priority in the second. */
export const frees = (lane: TacticalLane, from: number, to: number): boolean => lane.streams.every((s) => s.green[from] !== 'permitted' || s.green[to] === 'protected');

/** The second stage after the first would cut off turners that a stage of their own could clear from the middle. */
const strands = (junction: TacticalJunction, lane: TacticalLane, from: number, to: number): boolean =>
  cutsOff(lane, from, to) && junction.stageIds.some((_, p) => frees(lane, from, p));

/** Nobody waits in the middle of this stage, so nobody can lock with whoever only follows a turner: he is let out first. */
const flows = (junction: TacticalJunction, stage: number): boolean => junction.lanes.every((lane) => lane.streams.every((s) => s.green[stage] !== 'permitted'));

/** Nothing leaves although there is green: the turner himself still finds no gap. */
const blocked = (state: LaneState, params: TacticalParams): boolean => state.blockedS >= params.middleFullAfterS;

/** Nothing leaves although there is green, or the last who left crept in behind somebody who stands. */
const standsInside = (state: LaneState, params: TacticalParams): boolean => state.crept || blocked(state, params);

/** After this stage somebody of the lane would be caught in the middle. A turner who is stuck himself is let out by a stage of his own alone. */
const traps = (junction: TacticalJunction, lane: TacticalLane, state: LaneState, from: number, to: number, params: TacticalParams): boolean =>
  standsInside(state, params) && strands(junction, lane, from, to) && (blocked(state, params) || !flows(junction, to));

/** Seconds within which the queues that stand are to leave, when the load is judged. */
const LOAD_PERIOD_S = 900;

/**
 * Part of the time that the junction needs as green, by what arrives and stands now: sum over stages of the busiest lane that each
 * serves best (critical flow ratios, Webster). 1 = more than it can ever serve, lost times left out.
 */
export function loadOf(junction: TacticalJunction, state: TacticalState, params: TacticalParams): number {
  const needed = junction.stageIds.map(() => 0);
  junction.lanes.forEach((lane, i) => {
    const s = state.lanes[i] as LaneState;
    const rates = junction.stageIds.map((_, p) => dischargeVehPerS(lane, s, p, params));
    const best = rates.reduce((a, r, p) => (r > (rates[a] as number) ? p : a), 0);
    const rate = rates[best] as number;
    if (rate > 0) needed[best] = Math.max(needed[best] as number, (s.arrivalVehPerS + (s.queueVeh + s.hiddenVeh) / LOAD_PERIOD_S) / rate);
  });
  return needed.reduce((a, b) => a + b, 0);
}

/**
 * Stages that may follow the shown one. Who is caught behind a turner leaves the middle late, and locks with the turners of
 * cross traffic: each then has to let the other go first, and no signal can free them any more. One of them is enough, so
 * where somebody stands inside, the turners' own stage follows first, or, unless the turner himself cannot get away, another in which nobody gives way.
 * Any other stage where none is safe.
 */
export function stagesAfter(junction: TacticalJunction, state: TacticalState, shown: number, params: TacticalParams): number[] {
  const others = junction.stageIds.map((_, p) => p).filter((p) => p !== shown);
  if (!state.lanes.some((lane) => standsInside(lane, params)) || loadOf(junction, state, params) < params.loadedPart) return others;
  const safe = others.filter((p) => !junction.lanes.some((lane, i) => traps(junction, lane, state.lanes[i] as LaneState, shown, p, params)));
  return safe.length > 0 ? safe : others;
}

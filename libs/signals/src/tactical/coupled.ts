import type { TacticalChoice } from './choose.js';
import type { LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import type { TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';
import { createPlatoonState, platoonOf, stepPlatoons, type Departures, type PlatoonState } from './platoon.js';
import { createNearState, learnNear, nearSignal, type NearSignal, type NearState } from './near.js';
import { createTacticalState } from './lane-state.js';
import { tacticalStep } from './tactical.js';

/** Plain JSON: what a junction remembers of its own lanes, of what its neighbours have sent, and what those near it have to know. */
export interface CoupledState {
  readonly rules: TacticalState;
  readonly platoons: PlatoonState;
  readonly near: NearState;
}
export interface CoupledStep extends CoupledState {
  readonly choice: TacticalChoice;
  /** Vehicles that left the stop lines in this second, by lane; lanes left out had none. The neighbours want it in the next second. */
  readonly left: Readonly<Record<string, number>>;
}

export const createCoupledState = (junction: TacticalJunction, params: TacticalParams): CoupledState => ({
  rules: createTacticalState(junction, params), platoons: createPlatoonState(junction), near: createNearState(junction),
});

const expectedBy = (junction: TacticalJunction, { lanes }: TacticalState, platoons: PlatoonState): number[][] =>
  lanes.map((lane, i) => [...platoonOf(junction, platoons, i, lane.arrivalVehPerS)]);

/** A junction as those near it (`nearOf`) see it in the second after `state`. */
export const seenFromNear = (junction: TacticalJunction, { rules, platoons, near }: CoupledState): NearSignal =>
  nearSignal(junction, rules, near, expectedBy(junction, rules, platoons));

/**
 * One second at one junction among others: `tacticalStep` with what the neighbours sent, and with the signals near by.
 *
 * @param loops this second of every loop that saw something; loops left out were free
 * @param departures what left the neighbours in the second before
 * @param near `seenFromNear` of the junctions near by, as they were in the second before
 */
export function coupledStep(junction: TacticalJunction, before: CoupledState, loops: LoopSeconds, shown: ShownStage, departures: Departures, params: TacticalParams, near: readonly NearSignal[] = []): CoupledStep {
  const platoons = stepPlatoons(junction, before.platoons, departures, params);
  const lanes = junction.lanes.map(({ feeders, upstream }, i) => {
    const entered = upstream.reduce((sum, up) => sum + (loops[up.loopId]?.entered ?? 0), 0);
    return learnNear(before.near.lanes[i] as NearState['lanes'][number], feeders.map((f) => departures[f.junctionId]?.[f.laneId] ?? 0), entered, params);
  });
  const surroundings = { platoons: expectedBy(junction, before.rules, platoons), near, shares: lanes.map((l) => l.shares) };
  const { state, choice } = tacticalStep(junction, before.rules, loops, shown, surroundings, params);
  const clearedS = shown.nextStage === null ? 0 : before.near.clearedS + 1;
  return { rules: state, platoons, near: { shown, clearedS, wanted: choice.stage, plan: choice.plan, lanes }, choice, left: leftBy(junction, loops) };
}

const leftBy = ({ lanes }: TacticalJunction, loops: LoopSeconds): Record<string, number> =>
  Object.fromEntries(lanes.flatMap((l) => {
    const left = l.stopLoop === null ? 0 : (loops[l.stopLoop]?.left ?? 0);
    return left > 0 ? [[l.id, left]] : [];
  }));

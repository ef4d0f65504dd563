import { chooseStage, type TacticalChoice } from './choose.js';
import { estimateLane, type LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalJunction, TacticalLane } from './layout.js';
import type { TacticalState } from './lane-state.js';
import { DEFAULT_TACTICAL_PARAMS, type TacticalParams } from './params.js';
import type { PriorityRequest } from './priority.js';

export interface TacticalStep {
  readonly state: TacticalState;
  readonly choice: TacticalChoice;
}

/**
 * One second at one junction: loops in, wish for a stage out. The wish is a request only: `guardStageSwitch` decides.
 *
 * @param loops this second of every loop that saw something; loops left out were free
 * @param platoons expected arrivals by lane and second from the neighbours, see `platoonOf`
 * @param requests buses and trams that ask for green now; they have to ask every second
 */
export function tacticalStep(
  junction: TacticalJunction, state: TacticalState, loops: LoopSeconds, shown: ShownStage,
  platoons: readonly (readonly number[])[] = [], params: TacticalParams = DEFAULT_TACTICAL_PARAMS, requests: readonly PriorityRequest[] = [],
): TacticalStep {
  const lanes = state.lanes.map((lane, i) => estimateLane(junction.lanes[i] as TacticalLane, lane, loops, shown, params));
  const next: TacticalState = { version: 1, lanes };
  return { state: next, choice: chooseStage(junction, next, shown, params, platoons, requests) };
}

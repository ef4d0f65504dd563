import { chooseStage, type TacticalChoice } from './choose.js';
import { estimateLane, type LoopSeconds } from './estimate.js';
import type { ShownStage, TacticalJunction, TacticalLane } from './layout.js';
import type { TacticalState } from './lane-state.js';
import { DEFAULT_TACTICAL_PARAMS, type TacticalParams } from './params.js';
import type { Surroundings } from './scene.js';
import { heldUp } from './short-lanes.js';

export interface TacticalStep {
  readonly state: TacticalState;
  readonly choice: TacticalChoice;
}

/**
 * One second at one junction: loops in, wish for a stage out. The wish is a request only: `guardStageSwitch` decides.
 *
 * @param loops this second of every loop that saw something; loops left out were free
 * @param surroundings what the neighbours sent, who asks for green, which signals are near
 */
export function tacticalStep(
  junction: TacticalJunction, state: TacticalState, loops: LoopSeconds, shown: ShownStage,
  surroundings: Surroundings = {}, params: TacticalParams = DEFAULT_TACTICAL_PARAMS,
): TacticalStep {
  const held = heldUp(junction, surroundings.near ?? [], params);
  const lanes = state.lanes.map((lane, i) => estimateLane(junction.lanes[i] as TacticalLane, lane, loops, shown, params, held[i]));
  const next: TacticalState = { ...state, lanes };
  return { state: next, choice: chooseStage(junction, next, shown, params, surroundings) };
}

import { stagesAfter } from './clear-turners.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import { courseCost, workspaceFor } from './look-ahead.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { TacticalParams } from './params.js';
import type { PriorityRequest } from './priority.js';
import { sceneOf, type Scene } from './scene.js';

export type ChoiceReason = 'minGreen' | 'clearing' | 'longestWait' | 'leastDelay';

export interface TacticalChoice {
  /** Stage index wanted now; the shown one = hold. */
  readonly stage: number;
  readonly reason: ChoiceReason;
  /**
   * Predicted vehicle seconds of a course that holds and of the best that switches now; `null` when not weighed. When held,
   * holding costs `holdCost` at most; when switched, at least.
   */
  readonly holdCost: number | null;
  readonly switchCost: number | null;
}

/** Seconds for which holding is weighed before the switch. */
const HOLDS_S = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 60] as const;

/** Stage that serves streams which the waiting lane does not have now. */
function stagesFor(junction: TacticalJunction, lane: number, shown: number): number[] {
  const { streams } = junction.lanes[lane] as TacticalJunction['lanes'][number];
  return junction.stageIds.map((_, p) => p).filter((p) => p !== shown && streams.some((s) => s.green[shown] === 'red' && s.green[p] !== 'red'));
}

function overdue(junction: TacticalJunction, state: TacticalState, shown: number, params: TacticalParams): number[] {
  let [worst, longest]: [number[], number] = [[], params.maxWaitS];
  state.lanes.forEach((lane: LaneState, i) => {
    if (lane.waitS <= longest) return;
    const stages = stagesFor(junction, i, shown);
    if (stages.length > 0) [worst, longest] = [stages, lane.waitS];
  });
  return worst;
}

function weigh(scene: Scene, stages: readonly number[], params: TacticalParams): { hold: number; now: number; stage: number } {
  const work = workspaceFor(scene);
  let [hold, now, stage] = [Infinity, Infinity, scene.stage];
  for (const p of stages) {
    const cost = courseCost(scene, 0, p, params, work, now);
    if (cost < now) [now, stage] = [cost, p];
  }
  // One way to hold that is no dearer than the best switch settles it; the others are not looked at.
  for (const holdS of HOLDS_S) {
    for (const p of stages) {
      hold = Math.min(hold, courseCost(scene, holdS, p, params, work, now));
      if (hold <= now) return { hold, now, stage };
    }
  }
  return { hold, now, stage };
}

/** Which stage now: the first step of the course with the least predicted delay, unless somebody has waited for too long. */
export function chooseStage(junction: TacticalJunction, state: TacticalState, shown: ShownStage, params: TacticalParams, platoons: readonly (readonly number[])[] = [], requests: readonly PriorityRequest[] = []): TacticalChoice {
  const stay = (reason: ChoiceReason): TacticalChoice => ({ stage: shown.stage, reason, holdCost: null, switchCost: null });
  if (shown.nextStage !== null) return stay('clearing');
  if (shown.greenS < junction.minGreenS) return stay('minGreen');
  const scene = sceneOf(junction, state, shown, params, platoons, requests);
  const others = stagesAfter(junction, state, shown.stage, params);
  const forced = overdue(junction, state, shown.stage, params);
  if (forced.length > 0) {
    const possible = forced.filter((p) => others.includes(p));
    const { now, stage } = weigh(scene, possible.length > 0 ? possible : others, params);
    return { stage, reason: 'longestWait', holdCost: null, switchCost: now };
  }
  const { hold, now, stage } = weigh(scene, others, params);
  return { stage: now < hold ? stage : shown.stage, reason: 'leastDelay', holdCost: hold, switchCost: now };
}

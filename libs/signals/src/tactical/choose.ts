import { stagesAfter } from './clear-turners.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import { courseCost, workspaceFor, type Workspace } from './look-ahead.js';
import type { LaneState, TacticalState } from './lane-state.js';
import type { Plan } from './near.js';
import type { TacticalParams } from './params.js';
import { sceneOf, type Scene, type SceneSignal, type Surroundings } from './scene.js';
import { clearingShortLanes } from './short-lanes.js';

export type ChoiceReason = 'minGreen' | 'clearing' | 'longestWait' | 'shortLaneFull' | 'leastDelay';

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
  /** The cheapest course that was weighed, for the signals near by; `null` when none was. */
  readonly plan: Plan | null;
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

interface Weighed {
  readonly hold: number;
  readonly now: number;
  readonly stage: number;
  readonly plan: Plan;
}

function weighSwitch(scene: Scene, stages: readonly number[], params: TacticalParams, work: Workspace): Pick<Weighed, 'now' | 'stage'> {
  let [now, stage] = [Infinity, (scene.signals[0] as SceneSignal).stage];
  for (const p of stages) {
    const cost = courseCost(scene, 0, p, params, work, now);
    if (cost < now) [now, stage] = [cost, p];
  }
  return { now, stage };
}

function weigh(scene: Scene, stages: readonly number[], params: TacticalParams): Weighed {
  const work = workspaceFor(scene);
  const { now, stage } = weighSwitch(scene, stages, params, work);
  let [hold, plan] = [Infinity, { holdS: 0, next: stage }];
  for (const holdS of HOLDS_S) {
    for (const p of stages) {
      const cost = courseCost(scene, holdS, p, params, work, Math.min(now, hold));
      if (cost < hold && cost <= now) plan = { holdS, next: p };
      hold = Math.min(hold, cost);
      // One way to hold that is no dearer than the best switch settles it; which is the best matters to signals near by only.
      if (hold <= now && scene.signals.length === 1) return { hold, now, stage, plan };
    }
  }
  return { hold, now, stage, plan };
}

/** Stages that come first whatever they cost. */
function goesFirst(junction: TacticalJunction, state: TacticalState, shown: number, params: TacticalParams): { readonly stages: readonly number[]; readonly reason: ChoiceReason } | null {
  const waiting = overdue(junction, state, shown, params);
  if (waiting.length > 0) return { stages: waiting, reason: 'longestWait' };
  const full = clearingShortLanes(junction, state, shown, params);
  return full.length > 0 ? { stages: full, reason: 'shortLaneFull' } : null;
}

/** Which stage now: the first step of the course with the least predicted delay, unless somebody has to go first. */
export function chooseStage(junction: TacticalJunction, state: TacticalState, shown: ShownStage, params: TacticalParams, surroundings: Surroundings = {}): TacticalChoice {
  const stay = (reason: ChoiceReason): TacticalChoice => ({ stage: shown.stage, reason, holdCost: null, switchCost: null, plan: null });
  if (shown.nextStage !== null) return stay('clearing');
  if (shown.greenS < junction.minGreenS) return stay('minGreen');
  const scene = sceneOf(junction, state, shown, params, surroundings);
  const others = stagesAfter(junction, state, shown.stage, params);
  const first = goesFirst(junction, state, shown.stage, params);
  if (first !== null) {
    const possible = first.stages.filter((p) => others.includes(p));
    const { now, stage } = weighSwitch(scene, possible.length > 0 ? possible : others, params, workspaceFor(scene));
    return { stage, reason: first.reason, holdCost: null, switchCost: now, plan: null };
  }
  const { hold, now, stage, plan } = weigh(scene, others, params);
  return { stage: now < hold ? stage : shown.stage, reason: 'leastDelay', holdCost: hold, switchCost: now, plan };
}

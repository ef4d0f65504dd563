import { shownRedAmberS } from '../model/group-times.js';
import { getGroup, getStage, intergreenOf } from '../model/index-of.js';
import type { JunctionModel, SignalPlan, Stage } from '../model/junction.js';

/**
 * Seconds from the end of green of stage `from` to the begin of green of stage `to` (Phasenuebergang): the longest
 * intergreen time between a group that ends and one that starts, never shorter than the longest red-amber. 0 when no
 * group starts. All ending groups end together, all starting ones start together.
 *
 * @throws SignalsError `unknownGroup`
 */
export function interstageS(model: JunctionModel, from: Stage, to: Stage): number {
  const starting = to.groups.filter((g) => !from.groups.includes(g));
  const ending = from.groups.filter((g) => !to.groups.includes(g));
  let longest = 0;
  for (const entering of starting) {
    longest = Math.max(longest, shownRedAmberS(getGroup(model, entering)));
    for (const clearing of ending) longest = Math.max(longest, intergreenOf(model, clearing, entering) ?? 0);
  }
  return longest;
}

/** One stage of a plan with the second at which its green begins and the interstage that follows. */
export interface StageStep {
  readonly stage: Stage;
  readonly startS: number;
  readonly greenS: number;
  readonly interS: number;
}

/** @throws SignalsError `unknownStage`, `unknownGroup` */
export function stageSteps(model: JunctionModel, plan: Pick<SignalPlan, 'stages'>): StageStep[] {
  const stages = plan.stages.map((s) => getStage(model, s.stageId));
  let startS = 0;
  return plan.stages.map(({ greenS }, i) => {
    const stage = stages[i] as Stage;
    const interS = interstageS(model, stage, stages[(i + 1) % stages.length] as Stage);
    const step = { stage, startS, greenS, interS };
    startS += greenS + interS;
    return step;
  });
}

/** Sum of greens and interstages: the cycle that the plan really has, seconds. */
export const plannedCycleS = (model: JunctionModel, plan: Pick<SignalPlan, 'stages'>): number =>
  stageSteps(model, plan).reduce((sum, s) => sum + s.greenS + s.interS, 0);

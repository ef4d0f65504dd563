import type { JunctionConfig, RecommendationState } from '@wegweiser/contracts';

export interface Bar {
  stageId: string;
  fromS: number;
  toS: number;
}
type Plan = RecommendationState['plan'];

/** Longest intergreen from what ends with a stage to what begins with the next: when the next green can come. */
function interstageS(junction: JunctionConfig, from: string, to: string): number {
  const groupsOf = (id: string) => junction.stages.find((s) => s.id === id)?.groups ?? [];
  const [before, after] = [groupsOf(from), groupsOf(to)];
  const clearing = before.filter((g) => !after.includes(g));
  const entering = after.filter((g) => !before.includes(g));
  return Math.max(0, ...clearing.flatMap((c) => entering.map((e) => junction.intergreensS[c]?.[e] ?? 0)));
}

/**
 * Greens of a plan along its cycle. What of the cycle is not green lies between the stages in proportion to their
 * intergreens, so the bars add up to the cycle whatever else the controller puts between. A picture, not a signal plan.
 */
export function stageBars(junction: JunctionConfig, plan: Plan): Bar[] {
  const green = plan.stages.reduce((sum, s) => sum + s.greenS, 0);
  const gaps = plan.stages.map((s, at) => interstageS(junction, s.stageId, plan.stages[(at + 1) % plan.stages.length]?.stageId ?? s.stageId));
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const left = Math.max(0, plan.cycleS - green);
  let atS = 0;
  return plan.stages.map(({ stageId, greenS }, at) => {
    const bar = { stageId, fromS: atS, toS: atS + greenS };
    atS = bar.toS + (total === 0 ? left / plan.stages.length : (left * (gaps[at] ?? 0)) / total);
    return bar;
  });
}

import type { JunctionConfig, SignalPlan } from '@wegweiser/contracts';

export type StageConfig = JunctionConfig['stages'][number];
export type GroupConfig = JunctionConfig['signalGroups'][number];

export const stageOf = (junction: JunctionConfig, id: string): StageConfig | undefined => junction.stages.find((s) => s.id === id);

/**
 * Seconds from the end of green of stage `a` to the begin of green of stage `b`: the longest intergreen time between a
 * group that ends and one that starts, and never shorter than amber and red-amber need.
 */
export function interstageS(junction: JunctionConfig, a: StageConfig, b: StageConfig): number {
  const ending = a.groups.filter((g) => !b.groups.includes(g));
  const starting = b.groups.filter((g) => !a.groups.includes(g));
  let longest = 0;
  for (const e of ending) for (const s of starting) longest = Math.max(longest, junction.intergreensS[e]?.[s] ?? 0);
  const lead = starting.map((g) => redAmberS(groupOf(junction, g)));
  return starting.length === 0 ? 0 : Math.max(longest, ...lead);
}

export const groupOf = (junction: JunctionConfig, id: string): GroupConfig | undefined => junction.signalGroups.find((g) => g.id === id);

const shows = (g: GroupConfig | undefined): boolean => g !== undefined && (g.kind === 'vehicle' || g.kind === 'bicycle');
/** People on foot and trams have neither amber nor red-amber. */
export const amberS = (g: GroupConfig | undefined): number => (shows(g) ? (g?.amberS ?? 3) : 0);
export const redAmberS = (g: GroupConfig | undefined): number => (shows(g) ? (g?.redAmberS ?? 1) : 0);

/** Sum of all greens and interstages of a plan, seconds; `null` when it names an unknown stage. */
export function plannedCycleS(junction: JunctionConfig, plan: SignalPlan): number | null {
  const stages = plan.stages.map((s) => stageOf(junction, s.stageId));
  let sum = 0;
  for (let i = 0; i < stages.length; i++) {
    const a = stages[i];
    const b = stages[(i + 1) % stages.length];
    if (!a || !b) return null;
    sum += (plan.stages[i]?.greenS ?? 0) + interstageS(junction, a, b);
  }
  return sum;
}

/** Shortest green of a group in one cycle: its stages in a row count together with the interstages between them. */
function shortestGreenS(junction: JunctionConfig, plan: SignalPlan, groupId: string): number {
  const n = plan.stages.length;
  const stages = plan.stages.map((s) => stageOf(junction, s.stageId));
  const has = (i: number): boolean => stages[i % n]?.groups.includes(groupId) ?? false;
  if (stages.every((_, i) => has(i))) return Number.POSITIVE_INFINITY;
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    if (has(i) && !has(i + n - 1)) shortest = Math.min(shortest, runS(junction, plan, stages, i, has));
  }
  return shortest;
}

function runS(junction: JunctionConfig, plan: SignalPlan, stages: (StageConfig | undefined)[], from: number, has: (i: number) => boolean): number {
  const n = plan.stages.length;
  let green = 0;
  for (let k = from; has(k); k++) {
    const [a, b] = [stages[k % n], stages[(k + 1) % n]];
    green += plan.stages[k % n]?.greenS ?? 0;
    if (a && b && has(k + 1)) green += interstageS(junction, a, b);
  }
  return green;
}

/** Why a controller refuses a plan, `null` when it takes it: its own guard, whatever the centre has computed. */
export function refusal(junction: JunctionConfig, plan: SignalPlan): string | null {
  const { minCycleS, maxCycleS } = junction.limits;
  if (plan.cycleS < minCycleS || plan.cycleS > maxCycleS) return `cycle ${plan.cycleS} s outside ${minCycleS}-${maxCycleS} s`;
  const sum = plannedCycleS(junction, plan);
  if (sum === null) return 'unknown stage';
  if (sum !== plan.cycleS) return `greens and interstages make ${sum} s, cycle is ${plan.cycleS} s`;
  for (const group of junction.signalGroups) {
    const green = shortestGreenS(junction, plan, group.id);
    if (green < group.minGreenS) return `group ${group.id}: green ${green} s below ${group.minGreenS} s`;
  }
  return null;
}

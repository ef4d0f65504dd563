import { requiredGreenS } from '../model/group-times.js';
import { getGroup, getStage } from '../model/index-of.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { releasePlan } from '../safety/release.js';
import type { TacticalState } from '../tactical/lane-state.js';
import type { TacticalJunction } from '../tactical/layout.js';
import type { TacticalParams } from '../tactical/params.js';
import { plannedCycleS } from '../timing/interstage.js';
import { designVehPerH } from './design-demand.js';
import { DEFAULT_GROW_LIMITS, growPlan, type GrowLimits, type PlannedStage } from './grow-plan.js';
import { isCounted, type JunctionCount } from './junction-count.js';
import { greensToKeep } from './keep-greens.js';
import { countedVehPerH } from './lane-count.js';
import { planId } from './optimise.js';
import type { RecommendParams } from './params.js';

/** A junction whose controller tells every second what its detectors saw. */
export interface DetectorView {
  readonly junction: TacticalJunction;
  readonly state: TacticalState;
  readonly count: JunctionCount;
  readonly tactical: TacticalParams;
}

/** Stages in the order of the junction's stages; one that the junction does not list never gets here. */
const plannedOf = (junction: TacticalJunction, plan: Pick<SignalPlan, 'stages'>): PlannedStage[] =>
  plan.stages.map(({ stageId, greenS }) => ({ stage: junction.stageIds.indexOf(stageId), greenS }));

/** The configured plan whose stages the next one may have: the running one's own, or the first with all that it has and more. */
function basePlan(model: JunctionModel, running: SignalPlan): SignalPlan {
  const has = (plan: SignalPlan, id: string): boolean => plan.stages.some((s) => s.stageId === id);
  return model.plans.find((p) => running.stages.every((s) => has(p, s.stageId))) ?? running;
}

/** Green that a stage must have for groups that have no other stage, people on foot among them; 0 where all of its groups do. */
function neededS(model: JunctionModel, base: SignalPlan, stageId: string): number {
  const only = getStage(model, stageId).groups.filter((g) => base.stages.every((s) => s.stageId === stageId || !getStage(model, s.stageId).groups.includes(g)));
  return Math.max(0, ...only.map((g) => requiredGreenS(getGroup(model, g))));
}

/** Cycles in order, each stage once: only then does leaving one out have a meaning. */
const isSimple = (junction: TacticalJunction, plan: SignalPlan): boolean => {
  const order = plannedOf(junction, plan).map((s) => s.stage);
  return order.every((stage, k) => stage >= 0 && (k === 0 || stage > (order[k - 1] as number)));
};

function limitsOf(model: JunctionModel, running: SignalPlan, params: RecommendParams): GrowLimits {
  const { minCycleS, maxCycleS } = params.keepCycle ? { minCycleS: running.cycleS, maxCycleS: running.cycleS } : model.limits;
  return { ...DEFAULT_GROW_LIMITS, minCycleS, maxCycleS: params.keepCycle ? maxCycleS : Math.min(maxCycleS, DEFAULT_GROW_LIMITS.maxCycleS), periodH: params.periodH };
}

/**
 * The plan that detectors ask for: demand by departures and queues, discharge as measured by lane and stage (`growPlan`), stages
 * left out that others can stand in for. `null` where too little was counted, where the stages do not come in the junction's
 * order, or where the safety layer refuses what came out.
 */
export function detectorPlan(model: JunctionModel, running: SignalPlan, { junction, state, count, tactical }: DetectorView, params: RecommendParams): SignalPlan | null {
  const base = basePlan(model, running);
  if (!isCounted(count) || !isSimple(junction, base)) return null;
  const demand = count.lanes.map((c) => designVehPerH(countedVehPerH(c), params.design));
  // Of what somebody laid out too, who knew more than a quarter of an hour: a recommended plan stays until the next is accepted.
  const [first, ...both] = [base, running, base].map((p) => plannedOf(junction, p));
  const kept = both.map((p) => greensToKeep(junction, p, first as PlannedStage[], params.keepPart, tactical));
  const inBase = new Set(base.stages.map((s) => s.stageId));
  const keepS = junction.stageIds.map((id, p) => (inBase.has(id) ? Math.max(...kept.map((k) => k[p] as number), neededS(model, base, id)) : 0));
  const { stages } = growPlan(junction, demand, state, tactical, limitsOf(model, running, params), keepS, (p) => inBase.has(junction.stageIds[p] as string));
  const planned = stages.map(({ stage, greenS }) => ({ stageId: junction.stageIds[stage] as string, greenS }));
  const cycleS = plannedCycleS(model, { stages: planned });
  const offsetS = running.offsetS % cycleS;
  const greens = base.stages.map((s) => planned.find((p) => p.stageId === s.stageId)?.greenS ?? 0);
  const plan = { id: planId(cycleS, offsetS, greens), cycleS, offsetS, stages: planned };
  return releasePlan(model, plan).ok ? plan : null;
}

import { estimateLane, type LoopSeconds } from '../tactical/estimate.js';
import { createTacticalState, type LaneState, type TacticalState } from '../tactical/lane-state.js';
import type { ShownStage, TacticalJunction, TacticalLane } from '../tactical/layout.js';
import type { TacticalParams } from '../tactical/params.js';
import { DEFAULT_DESIGN_PARAMS, designVehPerH, type DesignParams } from './design-demand.js';
import { cycleOfStages, DEFAULT_GROW_LIMITS, growPlan, plannedDelayS, slotS, type GrowLimits, type PlannedStage } from './grow-plan.js';
import { greensToKeep, isShort } from './keep-greens.js';
import { countCycle, countedVehPerH, countSecond, createLaneCount, DEFAULT_COUNT_PARAMS, type CountParams, type LaneCount } from './lane-count.js';
import { DEFAULT_RECOMMEND_PARAMS } from './params.js';

export interface FixedTimeParams {
  /** The plan that was there runs for so long, seconds, and every plan for so long at least. */
  readonly firstS: number;
  readonly shortestS: number;
  /** A new plan has to gain both: seconds per vehicle, per cent of the delay that the running one would have. */
  readonly minGainS: number;
  readonly minGainPct: number;
  /** Part of each running green that a new plan keeps, 0..1. */
  readonly keepPart: number;
  readonly count: CountParams;
  readonly design: DesignParams;
  readonly limits: GrowLimits;
}

/** Design demand and least gain are those of a recommendation. */
export const DEFAULT_FIXED_TIME_PARAMS: FixedTimeParams = {
  firstS: 300,
  shortestS: 60,
  minGainS: DEFAULT_RECOMMEND_PARAMS.minGainS,
  minGainPct: DEFAULT_RECOMMEND_PARAMS.minGainPct,
  keepPart: 0.5,
  count: DEFAULT_COUNT_PARAMS,
  design: DEFAULT_DESIGN_PARAMS,
  limits: DEFAULT_GROW_LIMITS,
};

/** Plain JSON, one per junction. */
export interface FixedTimeState {
  readonly version: 1;
  readonly street: TacticalState;
  readonly counts: readonly LaneCount[];
  readonly plan: readonly PlannedStage[];
  /** The plan that ran before ours. */
  readonly first: readonly PlannedStage[];
  /** Seconds since the plan began, and since all began. */
  readonly runS: number;
  readonly ageS: number;
  /** Plans so far beside the first. */
  readonly changes: number;
}

/** @param plan the one that runs now */
export const createFixedTime = (junction: TacticalJunction, plan: readonly PlannedStage[], params: TacticalParams): FixedTimeState => ({
  version: 1, street: createTacticalState(junction, params), counts: junction.lanes.map(createLaneCount), plan, first: plan, runS: 0, ageS: 0, changes: 0,
});

function stageAt(junction: TacticalJunction, plan: readonly PlannedStage[], second: number): number {
  let left = second % cycleOfStages(junction, plan);
  const k = plan.findIndex((_, i) => (left -= slotS(junction, plan, i)) < 0);
  return (plan[k] as PlannedStage).stage;
}

/** The next plan, or the running one when none is clearly better. */
function nextPlan(junction: TacticalJunction, state: FixedTimeState, tactical: TacticalParams, params: FixedTimeParams): readonly PlannedStage[] {
  const demand = state.counts.map((c) => designVehPerH(countedVehPerH(c), params.design));
  const grown = growPlan(junction, demand, state.street, tactical, params.limits, greensToKeep(junction, state.plan, state.first, params.keepPart, tactical));
  const nowS = plannedDelayS(junction, state.plan, demand, state.street, tactical, params.limits);
  const gainS = nowS - grown.delayS;
  return gainS >= params.minGainS && gainS >= (nowS * params.minGainPct) / 100 ? grown.stages : state.plan;
}

function endOfCycle(junction: TacticalJunction, state: FixedTimeState, tactical: TacticalParams, params: FixedTimeParams): FixedTimeState {
  const cycleS = cycleOfStages(junction, state.plan);
  const counted = { ...state, counts: state.counts.map((c, i) => countCycle(c, state.street.lanes[i] as LaneState, cycleS, params.count, isShort(junction.lanes[i] as TacticalLane, tactical))) };
  if (state.ageS < params.firstS || state.runS < params.shortestS) return counted;
  const plan = nextPlan(junction, counted, tactical, params);
  return plan === state.plan ? counted : { ...counted, plan, runS: 0, changes: state.changes + 1 };
}

/**
 * One second of fixed-time control with plans of our own: the loops are counted, and at the end of a cycle, never within one,
 * the plan changes when another one is clearly better for what has come so far. No stage is chosen by what happens in a second.
 *
 * @param loops this second of every loop that saw something; loops left out were free
 */
export function fixedTimeStep(junction: TacticalJunction, before: FixedTimeState, loops: LoopSeconds, shown: ShownStage, tactical: TacticalParams, params: FixedTimeParams = DEFAULT_FIXED_TIME_PARAMS): { readonly state: FixedTimeState; readonly stage: number } {
  const lanes = junction.lanes.map((lane, i) => estimateLane(lane, before.street.lanes[i] as LaneState, loops, shown, tactical));
  const counts = junction.lanes.map((lane, i) => countSecond(lane, before.counts[i] as LaneCount, before.street.lanes[i] as LaneState, lanes[i] as LaneState, loops, tactical));
  const seen: FixedTimeState = { ...before, street: { ...before.street, lanes }, counts };
  const ends = seen.runS > 0 && seen.runS % cycleOfStages(junction, seen.plan) === 0;
  const state = ends ? endOfCycle(junction, seen, tactical, params) : seen;
  return { state: { ...state, runS: state.runS + 1, ageS: state.ageS + 1 }, stage: stageAt(junction, state.plan, state.runS) };
}

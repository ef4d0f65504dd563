import { dischargeVehPerS } from '../tactical/discharge.js';
import type { TacticalJunction, TacticalLane } from '../tactical/layout.js';
import type { LaneState, TacticalState } from '../tactical/lane-state.js';
import type { TacticalParams } from '../tactical/params.js';
import { delayOf } from './delay.js';

export interface PlannedStage {
  readonly stage: number;
  readonly greenS: number;
}

export interface GrownPlan {
  readonly cycleS: number;
  /** In the order of the junction's stages; stages that others can stand in for may be left out. */
  readonly stages: readonly PlannedStage[];
  /** Expected, seconds per vehicle (HCM 2000); 0 without demand. */
  readonly delayS: number;
}

export interface GrowLimits {
  readonly minCycleS: number;
  readonly maxCycleS: number;
  /** Period that the demand lasts, hours; queues that stand now are to leave within it. */
  readonly periodH: number;
  /**
   * Highest degree of saturation of a lane at which turners who give way may do without the stage in which they go first: with
   * queues all round they find no gap, and who is caught behind them locks the junction.
   */
  readonly saturationWithoutTurners: number;
}

export const DEFAULT_GROW_LIMITS: GrowLimits = { minCycleS: 0, maxCycleS: 90, periodH: 0.25, saturationWithoutTurners: 0.9 };

/** More stages than this are all kept: every choice among them would have to be looked at. */
const MOST_CHOICES = 8;

interface LoadedTacticalLane {
  readonly vehPerH: number;
  /** Vehicles per second, by stage. */
  readonly rate: readonly number[];
}

function loaded(junction: TacticalJunction, demandVehPerH: readonly number[], state: TacticalState, params: TacticalParams, limits: GrowLimits): LoadedTacticalLane[] {
  return junction.lanes.map((lane, i) => {
    const s = state.lanes[i] as LaneState;
    const rate = junction.stageIds.map((_, p) => dischargeVehPerS(lane, s, p, params));
    return { vehPerH: (demandVehPerH[i] ?? 0) + (s.queueVeh + s.hiddenVeh) / limits.periodH, rate };
  });
}

/** Every stream keeps a stage in which it is green, if it has one among all of these. */
const servesAll = (lanes: readonly TacticalLane[], stages: readonly number[], all: readonly number[]): boolean =>
  lanes.every((lane) => lane.streams.every((s) => all.every((p) => s.green[p] === 'red') || stages.some((p) => s.green[p] !== 'red')));

/** Orders of stages that serve everybody: the junction's own, with stages left out that have no green to keep. */
function sequences(junction: TacticalJunction, keepS: readonly number[], may: (stage: number) => boolean): number[][] {
  const all = junction.stageIds.map((_, p) => p).filter(may);
  if (all.length > MOST_CHOICES) return [all];
  const some = Array.from({ length: 2 ** all.length - 1 }, (_, bits) => all.filter((_, i) => ((bits + 1) >> i) % 2 === 1));
  return some.filter((s) => servesAll(junction.lanes, s, all) && all.every((p) => (keepS[p] ?? 0) === 0 || s.includes(p)));
}

/** Turners who give way in some stages go first in this one. */
export const freesTurners = (lane: TacticalLane, stage: number): boolean => lane.streams.some((s) => s.green[stage] === 'protected' && s.green.includes('permitted'));

const keepsTurners = (junction: TacticalJunction, stages: readonly number[], may: (stage: number) => boolean): boolean =>
  junction.stageIds.every((_, p) => !may(p) || stages.includes(p) || junction.lanes.every((lane) => !freesTurners(lane, p)));

/** Seconds between each stage and the next one. */
const intersOf = (junction: TacticalJunction, stages: readonly number[]): number[] =>
  stages.map((p, k) => junction.clearanceS[p]?.[stages[(k + 1) % stages.length] as number] as number);

/** Green of a plan's stage and the seconds until the next one. */
export const slotS = (junction: TacticalJunction, stages: readonly PlannedStage[], k: number): number => {
  const [own, next] = [stages[k] as PlannedStage, stages[(k + 1) % stages.length] as PlannedStage];
  return own.greenS + (junction.clearanceS[own.stage]?.[next.stage] as number);
};

export const cycleOfStages = (junction: TacticalJunction, stages: readonly PlannedStage[]): number => stages.reduce((sum, _, k) => sum + slotS(junction, stages, k), 0);

/** Vehicles that a lane can discharge per cycle: the start of each green is lost, a part of the amber is used. */
function vehPerCycle(lane: LoadedTacticalLane, stages: readonly number[], greens: readonly number[], inters: readonly number[], params: TacticalParams): number {
  const n = stages.length;
  const rateAt = (k: number): number => lane.rate[stages[(k + n) % n] as number] as number;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const rate = rateAt(k);
    if (rate === 0) continue;
    const starts = n > 1 && rateAt(k - 1) === 0;
    const after = rateAt(k + 1) > 0 ? (inters[k] as number) : Math.min(params.amberUsedS, inters[k] as number);
    sum += rate * Math.max(0, (greens[k] as number) + after - (starts ? params.startLossS : 0));
  }
  return sum;
}

interface Judged {
  /** Of all lanes, vehicle hours per hour. */
  readonly delay: number;
  /** Highest degree of saturation. */
  readonly saturation: number;
}

function judge(lanes: readonly LoadedTacticalLane[], stages: readonly number[], greens: readonly number[], inters: readonly number[], params: TacticalParams, limits: GrowLimits): Judged {
  const cycleS = [...greens, ...inters].reduce((a, b) => a + b, 0);
  let [delay, most] = [0, 0];
  for (const lane of lanes) {
    if (lane.vehPerH === 0) continue;
    const best = stages.reduce((highest, p) => Math.max(highest, lane.rate[p] as number), 0);
    const effectiveGreenS = best > 0 ? vehPerCycle(lane, stages, greens, inters, params) / best : 0;
    const { delayS, saturation } = delayOf({ vehPerH: lane.vehPerH, saturationFlowVehPerH: best * 3600, effectiveGreenS, cycleS, periodH: limits.periodH });
    delay += (lane.vehPerH * delayS) / 3600;
    most = Math.max(most, saturation);
  }
  return { delay, saturation: most };
}

function grow(junction: TacticalJunction, lanes: readonly LoadedTacticalLane[], stages: readonly number[], keepS: readonly number[], params: TacticalParams, limits: GrowLimits): Judged & { readonly greens: number[] } {
  const inters = intersOf(junction, stages);
  const judged = (g: readonly number[]): Judged => judge(lanes, stages, g, inters, params, limits);
  let greens = stages.map((p) => Math.max(junction.minGreenS, keepS[p] ?? 0));
  let best = { greens, ...judged(greens) };
  const shortestS = [...greens, ...inters].reduce((a, b) => a + b, 0);
  for (let cycleS = shortestS + 1; cycleS <= limits.maxCycleS; cycleS++) {
    const longer = stages.map((_, k) => greens.map((g, j) => (j === k ? g + 1 : g))).map((g) => ({ greens: g, ...judged(g) }));
    const next = longer.reduce((a, b) => (b.delay < a.delay ? b : a));
    greens = next.greens;
    if (next.delay < best.delay || cycleS <= limits.minCycleS) best = next;
  }
  return best;
}

/**
 * Fixed-time plan for what the loops show: from minimum greens on, the cycle grows second by second, each to the stage that
 * lowers the delay of all (Webster's and HCM's formula) most, up to the longest cycle; the best on the way is taken. Done for
 * every choice of stages that leaves nobody without green. Discharge rates are those that were measured, by lane and stage,
 * so that a turn that gives way counts for what it really has.
 *
 * @param demandVehPerH arrivals by lane; lanes left out have none beyond the queue that stands now
 * @param keepS least greens by stage, seconds (`greensToKeep`); the cycle may become longer than the limit by them
 * @param may stages that a plan may have
 */
export function growPlan(junction: TacticalJunction, demandVehPerH: readonly number[], state: TacticalState, params: TacticalParams, limits: GrowLimits = DEFAULT_GROW_LIMITS, keepS: readonly number[] = [], may: (stage: number) => boolean = () => true): GrownPlan {
  const lanes = loaded(junction, demandVehPerH, state, params, limits);
  const found = sequences(junction, keepS, may).map((stages) => ({ stages, ...grow(junction, lanes, stages, keepS, params, limits) }));
  const fit = found.filter((f) => f.saturation <= limits.saturationWithoutTurners || keepsTurners(junction, f.stages, may));
  const { stages, greens, delay } = fit.reduce((a, b) => (b.delay < a.delay ? b : a));
  const vehPerH = lanes.reduce((sum, l) => sum + l.vehPerH, 0);
  const cycleS = [...greens, ...intersOf(junction, stages)].reduce((a, b) => a + b, 0);
  return { cycleS, stages: stages.map((stage, k) => ({ stage, greenS: greens[k] as number })), delayS: vehPerH > 0 ? (delay * 3600) / vehPerH : 0 };
}

/** Expected delay of a plan for the same demand, seconds per vehicle; 0 without demand. */
export function plannedDelayS(junction: TacticalJunction, stages: readonly PlannedStage[], demandVehPerH: readonly number[], state: TacticalState, params: TacticalParams, limits: GrowLimits = DEFAULT_GROW_LIMITS): number {
  const lanes = loaded(junction, demandVehPerH, state, params, limits);
  const order = stages.map((s) => s.stage);
  const vehPerH = lanes.reduce((sum, l) => sum + l.vehPerH, 0);
  const { delay } = judge(lanes, order, stages.map((s) => s.greenS), intersOf(junction, order), params, limits);
  return vehPerH > 0 ? (delay * 3600) / vehPerH : 0;
}

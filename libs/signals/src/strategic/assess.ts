import { saturationFlowVehPerH } from '../demand/saturation-flow.js';
import { motorLanes, type LaneDemand } from '../demand/lane-demand.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { delayOf } from './delay.js';
import { opposedGreenS, opposedOf, type Opposed, type Prior } from './opposed.js';
import { DEFAULT_ASSESS_PARAMS, type AssessParams, type QueueParams } from './params.js';
import { effectiveGreenS, sequenceOf, sharedGreenS, type Sequence } from './sequence.js';

/** One motor lane with its demand and saturation flow: what does not depend on the greens. */
export interface LoadedLane {
  readonly laneId: string;
  readonly armId: string;
  readonly street: string;
  readonly signalGroup: string;
  readonly vehPerH: number;
  readonly saturationFlowVehPerH: number;
  /** Part of it that passes in each stage, 0..1; `null` = all of it while the signal group is green. */
  readonly stageShare: Readonly<Record<string, number>> | null;
  /** Turners who give way, where neither measurement nor configuration says what the lane passes. */
  readonly opposed: Opposed | null;
}

export interface LaneAssessment extends LoadedLane {
  readonly effectiveGreenS: number;
  readonly capacityVehPerH: number;
  readonly saturation: number;
  /** Seconds per vehicle. */
  readonly delayS: number;
}

export interface PlanAssessment {
  readonly cycleS: number;
  readonly lanes: readonly LaneAssessment[];
  /** Highest degree of saturation among the lanes. */
  readonly saturation: number;
  /** Lane with the highest degree of saturation; `null` without lanes. */
  readonly criticalLaneId: string | null;
  /** Mean over all vehicles, seconds per vehicle; 0 without demand. */
  readonly delayS: number;
  /** Vehicle hours of delay per hour. */
  readonly delayVehHPerH: number;
}

export function loadLanes(model: JunctionModel, demands: readonly LaneDemand[], params: AssessParams): LoadedLane[] {
  const byLane = new Map(demands.map((d) => [d.laneId, d]));
  return motorLanes(model).map(({ lane, arm }) => {
    const demand = byLane.get(lane.id);
    const measured = demand?.dischargeVehPerH ?? {};
    const best = Math.max(0, ...Object.values(measured));
    return {
      laneId: lane.id,
      armId: arm.id,
      street: arm.street,
      signalGroup: lane.signalGroup,
      vehPerH: demand?.vehPerH ?? 0,
      saturationFlowVehPerH: best > 0 ? best : saturationFlowVehPerH(lane, demand?.heavyShare ?? null, params.saturationFlow),
      stageShare: best > 0 ? Object.fromEntries(Object.entries(measured).map(([stage, rate]) => [stage, rate / best])) : null,
      opposed: best > 0 || lane.saturationFlowVehPerH !== undefined ? null : opposedOf(model, lane, arm),
    };
  });
}

/** Effective greens of all lanes, seconds; those of turners who give way need those of the lanes ahead. */
function greensOf(lanes: readonly LoadedLane[], sequence: Sequence, greens: readonly number[], cycleS: number, params: AssessParams): number[] {
  const free = (lane: LoadedLane): number => effectiveGreenS(sequence, lane.signalGroup, greens, cycleS, params.greenGainS);
  const prior = (id: string): Prior => {
    const lane = lanes.find((l) => l.laneId === id) as LoadedLane;
    return { ...lane, effectiveGreenS: free(lane) };
  };
  return lanes.map((lane) => {
    if (lane.stageShare !== null) return sharedGreenS(sequence, lane.stageShare, greens, cycleS, params.measuredGainS);
    return lane.opposed === null ? free(lane) : opposedGreenS({ ...lane, opposed: lane.opposed }, sequence, greens, cycleS, params.greenGainS, prior);
  });
}

function assessLane(lane: LoadedLane, greenS: number, cycleS: number, params: AssessParams): LaneAssessment {
  const { capacityVehPerH, saturation, delayS } = delayOf({ ...lane, effectiveGreenS: greenS, cycleS, periodH: params.periodH });
  return { ...lane, effectiveGreenS: greenS, capacityVehPerH, saturation, delayS };
}

export function assessGreens(lanes: readonly LoadedLane[], sequence: Sequence, greens: readonly number[], cycleS: number, params: AssessParams): PlanAssessment {
  const effective = greensOf(lanes, sequence, greens, cycleS, params);
  const assessed = lanes.map((lane, i) => assessLane(lane, effective[i] as number, cycleS, params));
  let critical: LaneAssessment | null = null;
  let vehPerH = 0;
  let vehS = 0;
  for (const lane of assessed) {
    if (critical === null || lane.saturation > critical.saturation) critical = lane;
    vehPerH += lane.vehPerH;
    vehS += lane.vehPerH * lane.delayS;
  }
  return {
    cycleS,
    lanes: assessed,
    saturation: critical?.saturation ?? 0,
    criticalLaneId: critical?.laneId ?? null,
    delayS: vehPerH > 0 ? vehS / vehPerH : 0,
    delayVehHPerH: vehS / 3600,
  };
}

/**
 * Saturation and expected delay of every motor lane under a plan and a demand. Isolated junction, arrivals at random: the
 * platoons of a green wave are not known here.
 *
 * @throws SignalsError `unknownStage`, `unknownGroup`
 */
export function assessPlan(model: JunctionModel, plan: SignalPlan, demands: readonly LaneDemand[], params: AssessParams = DEFAULT_ASSESS_PARAMS): PlanAssessment {
  const greens = plan.stages.map((s) => s.greenS);
  return assessGreens(loadLanes(model, demands, params), sequenceOf(model, plan), greens, plan.cycleS, params);
}

/**
 * A saturated lane passes its capacity however long its queue: its flow then is less than its demand. Where the loop is
 * covered most of the time and the lane runs at capacity, the demand is taken higher and marked.
 */
export function withQueues(demands: readonly LaneDemand[], running: PlanAssessment, params: QueueParams): LaneDemand[] {
  const saturation = new Map(running.lanes.map((l) => [l.laneId, l.saturation]));
  return demands.map((d) => {
    const queueing = (d.occupancyPct ?? 0) >= params.occupancyPct && (saturation.get(d.laneId) ?? 0) >= params.saturation;
    return queueing ? { ...d, vehPerH: d.vehPerH * params.factor, queueing } : d;
  });
}

import type { JunctionDemand } from '../demand/demand.js';
import { withMeasured } from '../demand/measured-lane.js';
import { demandDoubt, laneDemands, type DemandDoubt, type LaneDemand } from '../demand/lane-demand.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { releasePlan, type ReleasedPlan } from '../safety/release.js';
import type { PlanViolation } from '../safety/violation.js';
import { assessPlan, loadLanes, withQueues, type LaneAssessment, type PlanAssessment } from './assess.js';
import { designDemands } from './design-demand.js';
import { detectorPlan, type DetectorView } from './detector-plan.js';
import { isCounted, measuredLanes } from './junction-count.js';
import { optimisePlan } from './optimise.js';
import { DEFAULT_RECOMMEND_PARAMS, type RecommendParams } from './params.js';
import type { RecommendationReason } from './reason.js';

export interface Gain {
  /** Seconds per vehicle. */
  readonly delayS: number;
  /** Per cent of the delay now. */
  readonly delayPct: number;
  /** Vehicle hours per hour. */
  readonly vehHPerH: number;
}

/** A plan that beats the running one, with all that it rests on. Plain JSON. */
export interface Recommendation {
  /** `{junctionId}-{issuedAtMs}` */
  readonly id: string;
  readonly junctionId: string;
  readonly issuedAtMs: number;
  /** Until then it may be accepted. */
  readonly expiresAtMs: number;
  readonly plan: ReleasedPlan;
  readonly runningPlanId: string;
  readonly now: PlanAssessment;
  readonly after: PlanAssessment;
  readonly gain: Gain;
  readonly reason: RecommendationReason;
  readonly inputs: readonly LaneDemand[];
}

/** Why there is nothing to recommend. */
export type NoRecommendation =
  | DemandDoubt
  | { readonly code: 'runningPlanUnknown' }
  | { readonly code: 'runningPlanUnusable'; readonly violations: readonly PlanViolation[] }
  | { readonly code: 'nearSignals'; readonly junctions: readonly string[] }
  | { readonly code: 'noFeasiblePlan' }
  | { readonly code: 'unsafePlan'; readonly violations: readonly PlanViolation[] }
  | { readonly code: 'gainTooSmall'; readonly gain: Gain };

export type RecommendResult =
  | { readonly kind: 'recommendation'; readonly now: PlanAssessment; readonly inputs: readonly LaneDemand[]; readonly recommendation: Recommendation }
  /** `now` is the load under the running plan, where it is known. */
  | { readonly kind: 'none'; readonly now: PlanAssessment | null; readonly inputs: readonly LaneDemand[]; readonly why: NoRecommendation };

export interface RecommendInput {
  readonly nowMs: number;
  /** The plan that the controller runs by its read-back; `null` when unknown, off or flashing. */
  readonly runningPlan: SignalPlan | null;
  /** Where the controller tells every second what its detectors saw. */
  readonly detectors?: DetectorView | undefined;
  /**
   * Signals with room for few vehicles between them and this one (`nearOf`). Nothing is recommended then: laid out by itself each takes what
   * the other needs, and when the short lanes between them are full both ways nobody moves any more.
   */
  readonly near?: readonly string[] | undefined;
}

/** What an assessment needs of a running plan; sums and minimum greens of a running plan are its controller's affair. */
const UNUSABLE: readonly PlanViolation['code'][] = ['empty', 'unknownStage', 'unknownGroup', 'notWhole', 'cycleSum'];

function unusable(model: JunctionModel, running: SignalPlan): PlanViolation[] {
  const release = releasePlan(model, running);
  return release.ok ? [] : release.violations.filter((v) => UNUSABLE.includes(v.code));
}

/** Whether a running plan can be assessed at all. */
export const isUsable = (model: JunctionModel, running: SignalPlan): boolean => unusable(model, running).length === 0;

/** Demand of every lane under the plan that runs, hidden queues included. The plan has to be usable. */
export function demandsUnder(model: JunctionModel, demand: JunctionDemand, running: SignalPlan, nowMs: number, params: RecommendParams, detectors?: DetectorView): LaneDemand[] {
  const passed = laneDemands(model, demand, nowMs, params.trust);
  return withMeasured(withQueues(passed, assessPlan(model, running, passed, params), params.queue), detectors === undefined ? {} : measuredLanes(detectors.junction, detectors.count, detectors.state, detectors.tactical, params.periodH));
}

/** Judges the running plan by the measured demand and recommends a better one when there is a clear gain. */
export function recommend(model: JunctionModel, demand: JunctionDemand, input: RecommendInput, params: RecommendParams = DEFAULT_RECOMMEND_PARAMS): RecommendResult {
  const passed = laneDemands(model, demand, input.nowMs, params.trust);
  const running = input.runningPlan;
  if (running === null) return { kind: 'none', now: null, inputs: passed, why: { code: 'runningPlanUnknown' } };
  const violations = unusable(model, running);
  if (violations.length > 0) return { kind: 'none', now: null, inputs: passed, why: { code: 'runningPlanUnusable', violations } };
  const inputs = demandsUnder(model, demand, running, input.nowMs, params, input.detectors);
  const doubt = demandDoubt(inputs, params.trust);
  if (input.detectors !== undefined && !isCounted(input.detectors.count)) return { kind: 'none', now: null, inputs, why: { code: 'demandIncomplete', lanes: inputs.map((d) => d.laneId) } };
  if (doubt !== null) return { kind: 'none', now: null, inputs, why: doubt };
  return propose(model, running, inputs, input, params);
}

function propose(model: JunctionModel, running: SignalPlan, inputs: readonly LaneDemand[], { nowMs, detectors, near = [] }: RecommendInput, params: RecommendParams): RecommendResult {
  const now = assessPlan(model, running, inputs, params);
  const none = (why: NoRecommendation): RecommendResult => ({ kind: 'none', now, inputs, why });
  if (near.length > 0) return none({ code: 'nearSignals', junctions: near });
  const asked = detectors === undefined ? null : detectorPlan(model, running, detectors, params);
  const best = asked ?? optimisePlan(model, running, loadLanes(model, designDemands(inputs, params.design), params), params)?.plan;
  if (best === undefined) return none({ code: 'noFeasiblePlan' });
  const after = assessPlan(model, best, inputs, params);
  const gain = gainOf(now, after);
  const enough = gain.delayS >= params.minGainS && gain.delayPct >= params.minGainPct && gain.vehHPerH >= params.minGainVehHPerH;
  if (!enough) return none({ code: 'gainTooSmall', gain });
  const release = releasePlan(model, best);
  if (!release.ok) return none({ code: 'unsafePlan', violations: release.violations });
  const recommendation: Recommendation = {
    id: `${model.id}-${nowMs}`,
    junctionId: model.id,
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + params.proposalTtlS * 1000,
    plan: release.plan,
    runningPlanId: running.id,
    now,
    after,
    gain,
    reason: reasonOf(running, best, now, after, inputs),
    inputs,
  };
  return { kind: 'recommendation', now, inputs, recommendation };
}

export function gainOf(now: PlanAssessment, after: PlanAssessment): Gain {
  const delayS = now.delayS - after.delayS;
  return { delayS, delayPct: now.delayS > 0 ? (100 * delayS) / now.delayS : 0, vehHPerH: now.delayVehHPerH - after.delayVehHPerH };
}

/** From this degree of saturation on the lane itself is the reason. */
const OVERLOAD = 0.9;

export function reasonOf(running: SignalPlan, plan: SignalPlan, now: PlanAssessment, after: PlanAssessment, inputs: readonly LaneDemand[]): RecommendationReason {
  const index = now.lanes.findIndex((l) => l.laneId === now.criticalLaneId);
  const [critical, then] = [now.lanes[index] as LaneAssessment, after.lanes[index] as LaneAssessment];
  const ran = (stageId: string, k: number): number => (running.stages[k]?.stageId === stageId ? running.stages[k] : running.stages.find((s) => s.stageId === stageId))?.greenS ?? 0;
  const gains = plan.stages.map((s, k) => ({ stageId: s.stageId, gainS: s.greenS - ran(s.stageId, k) }));
  const leftOut = running.stages.flatMap((s) => (plan.stages.some((p) => p.stageId === s.stageId) ? [] : [s.stageId]));
  const most = gains.reduce((a, b) => (b.gainS > a.gainS ? b : a));
  return {
    code: critical.saturation >= OVERLOAD ? 'overload' : plan.cycleS !== running.cycleS ? 'cycle' : 'splits',
    street: critical.street,
    laneId: critical.laneId,
    vehPerH: critical.vehPerH,
    laneSaturationNow: critical.saturation,
    laneSaturationAfter: then.saturation,
    cycleNowS: running.cycleS,
    cycleAfterS: plan.cycleS,
    stage: most.gainS > 0 ? most : null,
    ...(leftOut.length > 0 ? { leftOut } : {}),
    delayNowS: now.delayS,
    delayAfterS: after.delayS,
    queueing: inputs.some((d) => d.laneId === critical.laneId && d.queueing),
  };
}

import type { RecommendationState, SignalRecommendationMessage } from '@wegweiser/contracts';
import { OPERATOR } from './outputs.js';
import { formatEnd, formatReason, type RecommendationRecord } from '@wegweiser/signals';

const rounded = (n: number, places = 1): number => Math.round(n * 10 ** places) / 10 ** places;

const planOf = ({ recommendation: { plan } }: RecommendationRecord): RecommendationState['plan'] => ({ id: plan.id, cycleS: plan.cycleS, offsetS: plan.offsetS, stages: plan.stages.map((s) => ({ ...s })) });

/** A recommendation as operators see it: what, why, on which measurements, who decided. */
export function publicRecommendation(record: RecommendationRecord): RecommendationState {
  const r = record.recommendation;
  const end = formatEnd(record);
  return {
    id: r.id,
    junctionId: r.junctionId,
    state: record.status,
    issuedAtMs: r.issuedAtMs,
    expiresAtMs: record.commandExpiresAtMs ?? r.expiresAtMs,
    plan: planOf(record),
    runningPlan: r.runningPlanId,
    delayNowS: rounded(r.now.delayS),
    delayAfterS: rounded(r.after.delayS),
    saturationNow: rounded(r.now.saturation, 3),
    saturationAfter: rounded(r.after.saturation, 3),
    reason: { ...formatReason(r.reason) },
    inputs: r.inputs.map((i) => ({ id: i.laneId, vehPerH: Math.round(i.vehPerH), ageMs: i.ageMs ?? -1 })),
    decidedBy: record.decidedBy === null ? null : OPERATOR,
    decisionReason: record.decisionReason,
    ...(end === null ? {} : { ended: { atMs: record.changedAtMs, text: { ...end } } }),
  };
}

/** A recommendation as the wire to the controller has it. */
export const recommendationMessage = (record: RecommendationRecord): SignalRecommendationMessage => ({
  recommendationId: record.recommendation.id,
  junctionId: record.recommendation.junctionId,
  issuedAtMs: record.recommendation.issuedAtMs,
  expiresAtMs: record.recommendation.expiresAtMs,
  plan: planOf(record),
  reason: { ...formatReason(record.recommendation.reason) },
});

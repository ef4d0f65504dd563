import type { CorridorRecommendation, CorridorTiming as PublicTiming, RecommendationState } from '@wegweiser/contracts';
import { createRecord, formatFailure, formatGroupReason, type CorridorTiming, type GroupRecord } from '@wegweiser/signals';
import { OPERATOR } from './outputs.js';
import { publicRecommendation } from './recommendation-public.js';

const rounded = (n: number, places: number): number => Math.round(n * 10 ** places) / 10 ** places;
const spanOf = ({ startS, widthS }: { startS: number; widthS: number }) => ({ startS, lengthS: widthS });

export function publicTiming({ cycleS, cost, bands, stops }: CorridorTiming): PublicTiming {
  return {
    cycleS,
    delayS: rounded(cost.delayS, 1),
    stopsPerVeh: rounded(cost.stopsPerVeh, 3),
    bands: bands === null ? null : {
      forward: spanOf(bands.forward.through), backward: spanOf(bands.backward.through),
      forwardSections: bands.forward.sections.map(spanOf), backwardSections: bands.backward.sections.map(spanOf),
    },
    stops: stops.map(({ junctionId, plan, forward, backward }) => ({
      junctionId, forward: [...forward], backward: [...backward],
      plan: { id: plan.id, cycleS: plan.cycleS, offsetS: plan.offsetS, stages: plan.stages.map((s) => ({ ...s })) },
    })),
  };
}

/** A recommendation of a corridor as operators see it: what, why, who decided, how far it is. */
export function publicGroup({ recommendation: r, ...record }: GroupRecord): CorridorRecommendation {
  return {
    id: r.id, corridorId: r.corridorId, state: record.status, issuedAtMs: r.issuedAtMs, expiresAtMs: r.expiresAtMs,
    now: publicTiming(r.now), after: publicTiming(r.after), reason: formatGroupReason(r.reason),
    confirmed: [...record.confirmed],
    failure: record.failure === null ? null : { junctionId: record.failure.junctionId, text: formatFailure(record.failure.cause) },
    decidedBy: record.decidedBy === null ? null : OPERATOR,
    decisionReason: record.decisionReason,
  };
}

/** For the archive, junction by junction, as long as nothing was commanded: from then on each junction's own record says more. */
export function undecidedMembers({ recommendation, status, changedAtMs, decidedBy, decisionReason }: GroupRecord): RecommendationState[] {
  if (decidedBy !== null && status !== 'rejected') return [];
  return recommendation.members.map((member) => publicRecommendation({ ...createRecord(member), status, changedAtMs, decidedBy, decisionReason }));
}

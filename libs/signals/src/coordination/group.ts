import type { RecommendationRecord } from '../lifecycle/record.js';
import { DEFAULT_REJECTION_PARAMS, isSuppressed, type Rejection } from '../lifecycle/rejection.js';
import { isFinal, nextStatus, type RecommendationStatus, type RecommendationTrigger } from '../lifecycle/table.js';
import type { JunctionModel } from '../model/junction.js';
import { releasePlan } from '../safety/release.js';
import type { Gain } from '../strategic/recommend.js';
import { noteOutcome, type GroupOutcome } from './outcome.js';
import type { GroupRecord } from './group-record.js';
import type { GroupParams } from './params.js';
import type { GroupRecommendation, GroupResult } from './recommend-group.js';

/** Everything that is remembered of a corridor: plain JSON. */
export interface GroupAdvice {
  readonly version: 1;
  /** Proposed, commanded or in force; at most one. */
  readonly record: GroupRecord | null;
  readonly rejection: Rejection | null;
  /** How earlier ones ended, oldest first. */
  readonly outcomes: readonly GroupOutcome[];
}

export interface GroupStep {
  readonly state: GroupAdvice;
  /** Every new state of a record, in order. */
  readonly changed: readonly GroupRecord[];
}

export type GroupDecision =
  | ({ readonly ok: true } & GroupStep)
  | ({ readonly ok: false; readonly code: 'notFound' | 'expired' | 'illegalTransition' | 'unsafePlan' } & GroupStep);

export const createGroupAdvice = (): GroupAdvice => ({ version: 1, record: null, rejection: null, outcomes: [] });

type Patch = Partial<Pick<GroupRecord, 'decidedBy' | 'decisionReason' | 'confirmed' | 'failure'>>;

/** Follows the table; `null` where it has no such way. */
function move(record: GroupRecord, trigger: RecommendationTrigger, atMs: number, patch: Patch = {}): GroupRecord | null {
  const status = nextStatus(record.status, trigger);
  return status === null ? null : { ...record, ...patch, status, changedAtMs: atMs };
}

function settle(state: GroupAdvice, after: GroupRecord): GroupStep {
  if (!isFinal(after.status)) return { state: { ...state, record: after }, changed: [after] };
  const outcomes = noteOutcome(state.outcomes, after);
  return { state: { ...state, record: null, outcomes }, changed: [after] };
}

/** A proposal that nobody decided; what is in force ends with its junctions' commands. */
function expire(state: GroupAdvice, nowMs: number): GroupStep {
  const { record } = state;
  if (record === null || record.status !== 'proposed' || nowMs < record.recommendation.expiresAtMs) return { state, changed: [] };
  return settle(state, move(record, 'expire', nowMs) as GroupRecord);
}

/** What decides whether a rejected one is shown again: stops are in it. */
const gainIn = (recommendation: GroupRecommendation): Gain => {
  const { now, after } = recommendation;
  const delayS = now.cost.delayS - after.cost.delayS;
  return { delayS, delayPct: (100 * delayS) / now.cost.delayS, vehHPerH: vehHOf(recommendation) };
};

const vehHOf = ({ now, after }: GroupRecommendation): number => now.cost.vehHPerH - after.cost.vehHPerH;

function propose(state: GroupAdvice, recommendation: GroupRecommendation): GroupStep {
  const record: GroupRecord = {
    recommendation, status: 'proposed', changedAtMs: recommendation.issuedAtMs, decidedBy: null, decisionReason: null, confirmed: [], failure: null, measured: { sumS: 0, times: 0 },
  };
  return { state: { ...state, record }, changed: [record] };
}

/**
 * One look at a corridor, every few minutes. A proposal gives way to a clearly better one; while one is commanded or in force
 * there is no other, only its effect is noted.
 */
export function adviseGroup(state: GroupAdvice, result: GroupResult, nowMs: number, params: GroupParams): GroupStep {
  const timed = expire(state, nowMs);
  const { record } = timed.state;
  if (record !== null && record.status !== 'proposed') return record.status === 'confirmed' ? measure(timed, record, result) : timed;
  if (result.kind === 'none') return timed;
  const { recommendation } = result;
  if (isSuppressed(timed.state.rejection, gainIn(recommendation), nowMs, DEFAULT_REJECTION_PARAMS)) return timed;
  if (record === null) return after(timed, propose(timed.state, recommendation));
  if (vehHOf(recommendation) < vehHOf(record.recommendation) * params.supersedeFactor) return timed;
  const gone = settle(timed.state, move(record, 'supersede', nowMs) as GroupRecord);
  return after(gone, propose(gone.state, recommendation));
}

const after = (first: GroupStep, then: GroupStep): GroupStep => ({ state: then.state, changed: [...first.changed, ...then.changed] });

function measure(step: GroupStep, record: GroupRecord, { now }: GroupResult): GroupStep {
  if (now === null) return step;
  const { sumS, times } = record.measured;
  return { ...step, state: { ...step.state, record: { ...record, measured: { sumS: sumS + now.cost.delayS, times: times + 1 } } } };
}

export interface GroupWord {
  readonly recommendationId: string;
  readonly decision: 'accept' | 'reject';
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * An operator's word on all junctions at once. Accepted, it is commanded: the caller adopts every member's plan. All have to
 * pass the safety layer again, or none goes out.
 */
export function decideGroup(models: ReadonlyMap<string, JunctionModel>, state: GroupAdvice, word: GroupWord): GroupDecision {
  const { recommendationId, decision, by, reason, atMs } = word;
  if (state.record?.recommendation.id !== recommendationId) return { ok: false, code: 'notFound', state, changed: [] };
  const timed = expire(state, atMs);
  const { record } = timed.state;
  if (record === null) return { ok: false, code: 'expired', ...timed };
  const decided = record.status === 'proposed' ? move(record, decision, atMs, { decidedBy: by, decisionReason: reason }) : null;
  if (decided === null) return { ok: false, code: 'illegalTransition', ...timed };
  if (decision === 'reject') {
    const settled = settle(timed.state, decided);
    return { ok: true, ...settled, state: { ...settled.state, rejection: { atMs, gain: gainIn(decided.recommendation) } } };
  }
  const safe = decided.recommendation.members.every((m) => {
    const model = models.get(m.junctionId);
    return model !== undefined && releasePlan(model, m.plan).ok;
  });
  if (!safe) return { ok: false, code: 'unsafePlan', ...timed };
  const commanded = move(decided, 'command', atMs) as GroupRecord;
  return { ok: true, ...after(settle(timed.state, decided), settle(timed.state, commanded)) };
}

/** What a junction's state means for its group. */
const TRIGGERS: Readonly<Partial<Record<RecommendationStatus, RecommendationTrigger>>> = { failed: 'fail', expired: 'expire', superseded: 'supersede' };

/**
 * What became of one junction's part: all confirmed confirm the group; the first that fails, expires or gives way to another
 * decision ends it. Of what ended the caller takes the other junctions' commands back (`abandon`), unless it expired.
 */
export function memberChanged(state: GroupAdvice, member: RecommendationRecord, atMs: number): GroupStep {
  const { record } = state;
  const mine = record?.recommendation.members.some((m) => m.id === member.recommendation.id) ?? false;
  if (record === null || !mine) return { state, changed: [] };
  const { junctionId } = member.recommendation;
  if (member.status === 'confirmed') {
    const confirmed = [...record.confirmed.filter((id) => id !== junctionId), junctionId];
    const all = confirmed.length === record.recommendation.members.length;
    return settle(state, (all ? move(record, 'confirm', atMs, { confirmed }) : null) ?? { ...record, confirmed });
  }
  const trigger = TRIGGERS[member.status];
  const ended = trigger === undefined ? null : move(record, trigger, atMs, { failure: member.failure === null ? null : { junctionId, cause: member.failure } });
  return ended === null ? { state, changed: [] } : settle(state, ended);
}

import type { RecommendationRecord } from '../lifecycle/record.js';
import { DEFAULT_REJECTION_PARAMS, isSuppressed, noteRejection, type Proposal, type Rejection } from '../lifecycle/rejection.js';
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
  /** Proposed or commanded; at most one. */
  readonly open: GroupRecord | null;
  /** Confirmed by all controllers and in force. */
  readonly active: GroupRecord | null;
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

export const createGroupAdvice = (): GroupAdvice => ({ version: 1, open: null, active: null, rejection: null, outcomes: [] });

type Slot = 'open' | 'active';
type Patch = Partial<Pick<GroupRecord, 'decidedBy' | 'decisionReason' | 'confirmed' | 'failure'>>;

/** Follows the table; `null` where it has no such way. */
function move(record: GroupRecord, trigger: RecommendationTrigger, atMs: number, patch: Patch = {}): GroupRecord | null {
  const status = nextStatus(record.status, trigger);
  return status === null ? null : { ...record, ...patch, status, changedAtMs: atMs };
}

/** Puts a stepped record back; what has ended is remembered by its outcome. */
function settle({ state, changed }: GroupStep, slot: Slot, after: GroupRecord): GroupStep {
  const told = [...changed, after];
  if (isFinal(after.status)) return { state: { ...state, [slot]: null, outcomes: noteOutcome(state.outcomes, after) }, changed: told };
  // Only what is open can become confirmed, and what was in force was superseded when it was accepted.
  if (after.status === 'confirmed') return { state: { ...state, open: null, active: after }, changed: told };
  return { state: { ...state, [slot]: after }, changed: told };
}

const unchanged = (state: GroupAdvice): GroupStep => ({ state, changed: [] });

/** A proposal that nobody decided; what is in force ends with its junctions' commands. */
function expire(state: GroupAdvice, nowMs: number): GroupStep {
  const { open } = state;
  if (open === null || open.status !== 'proposed' || nowMs < open.recommendation.expiresAtMs) return unchanged(state);
  return settle(unchanged(state), 'open', move(open, 'expire', nowMs) as GroupRecord);
}

/** What decides whether a rejected one is shown again: stops are in it. */
const gainIn = (recommendation: GroupRecommendation): Gain => {
  const { now, after } = recommendation;
  const delayS = now.cost.delayS - after.cost.delayS;
  return { delayS, delayPct: (100 * delayS) / now.cost.delayS, vehHPerH: vehHOf(recommendation) };
};

const proposalOf = (recommendation: GroupRecommendation): Proposal => ({ gain: gainIn(recommendation), plans: recommendation.members.map((m) => m.plan) });

const vehHOf = ({ now, after }: GroupRecommendation): number => now.cost.vehHPerH - after.cost.vehHPerH;

function propose(step: GroupStep, recommendation: GroupRecommendation): GroupStep {
  const record: GroupRecord = {
    recommendation, status: 'proposed', changedAtMs: recommendation.issuedAtMs, decidedBy: null, decisionReason: null, confirmed: [], failure: null, measured: { sumS: 0, times: 0 },
  };
  return settle(step, 'open', record);
}

/**
 * One look at a corridor, every few minutes. What is in force is measured by, and may be followed by a better one; a proposal
 * gives way to a clearly better one; while one is commanded there is no other.
 */
export function adviseGroup(state: GroupAdvice, result: GroupResult, nowMs: number, params: GroupParams): GroupStep {
  const begun = expire(state, nowMs);
  // A junction that has left the wave is about to end it: nothing else is proposed on what runs just then.
  if (strays(begun.state.active, result)) return begun;
  const timed = measure(begun, result);
  if (result.kind === 'none') return timed;
  const { recommendation } = result;
  const { open, rejection } = timed.state;
  if (isSuppressed(rejection, proposalOf(recommendation), nowMs, DEFAULT_REJECTION_PARAMS)) return timed;
  if (open === null) return propose(timed, recommendation);
  if (open.status !== 'proposed' || vehHOf(recommendation) < vehHOf(open.recommendation) * params.supersedeFactor) return timed;
  return propose(settle(timed, 'open', move(open, 'supersede', nowMs) as GroupRecord), recommendation);
}

const strays = (active: GroupRecord | null, { now }: GroupResult): boolean =>
  active !== null && now !== null && active.recommendation.members.some((m, i) => now.stops[i]?.plan.id !== m.plan.id);

function measure(step: GroupStep, { now }: GroupResult): GroupStep {
  const { active } = step.state;
  if (active === null || now === null) return step;
  const { sumS, times } = active.measured;
  return { ...step, state: { ...step.state, active: { ...active, measured: { sumS: sumS + now.cost.delayS, times: times + 1 } } } };
}

export interface GroupWord {
  readonly recommendationId: string;
  readonly decision: 'accept' | 'reject';
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * An operator's word on all junctions at once. Accepted, it is commanded and what was in force is superseded: the caller adopts
 * every member's plan. All have to pass the safety layer again, or none goes out.
 */
export function decideGroup(models: ReadonlyMap<string, JunctionModel>, state: GroupAdvice, word: GroupWord): GroupDecision {
  const { recommendationId, decision, by, reason, atMs } = word;
  if (state.open?.recommendation.id !== recommendationId) return { ok: false, code: 'notFound', ...unchanged(state) };
  const timed = expire(state, atMs);
  const { open } = timed.state;
  if (open === null) return { ok: false, code: 'expired', ...timed };
  const decided = open.status === 'proposed' ? move(open, decision, atMs, { decidedBy: by, decisionReason: reason }) : null;
  if (decided === null) return { ok: false, code: 'illegalTransition', ...timed };
  if (decision === 'accept') return command(models, timed, decided, atMs);
  const settled = settle(timed, 'open', decided);
  return { ok: true, ...settled, state: { ...settled.state, rejection: noteRejection(state.rejection, { ...proposalOf(decided.recommendation), by: 'operator' }, atMs) } };
}

function command(models: ReadonlyMap<string, JunctionModel>, timed: GroupStep, accepted: GroupRecord, atMs: number): GroupDecision {
  const safe = accepted.recommendation.members.every((m) => {
    const model = models.get(m.junctionId);
    return model !== undefined && releasePlan(model, m.plan).ok;
  });
  if (!safe) return { ok: false, code: 'unsafePlan', ...timed };
  const { active } = timed.state;
  const replaced = active === null ? timed : settle(timed, 'active', move(active, 'supersede', atMs) as GroupRecord);
  return { ok: true, ...settle(settle(replaced, 'open', accepted), 'open', move(accepted, 'command', atMs) as GroupRecord) };
}

/** What a junction's state means for its group. */
const TRIGGERS: Readonly<Partial<Record<RecommendationStatus, RecommendationTrigger>>> = { failed: 'fail', expired: 'expire', superseded: 'supersede' };

const slotOf = (state: GroupAdvice, memberId: string): Slot | null => (['active', 'open'] as const).find((slot) => state[slot]?.recommendation.members.some((m) => m.id === memberId)) ?? null;

/**
 * What became of one junction's part: all confirmed confirm the group; the first that fails, expires or gives way to another
 * decision ends it. `ended` is then the group whose other junctions the caller has to take their commands back from (`abandon`),
 * unless it expired for all.
 */
export function memberChanged(state: GroupAdvice, member: RecommendationRecord, atMs: number): GroupStep & { readonly ended: GroupRecord | null } {
  const slot = slotOf(state, member.recommendation.id);
  if (slot === null) return { ...unchanged(state), ended: null };
  const record = state[slot] as GroupRecord;
  const { junctionId } = member.recommendation;
  if (member.status === 'confirmed') {
    const confirmed = [...record.confirmed.filter((id) => id !== junctionId), junctionId];
    const all = confirmed.length === record.recommendation.members.length;
    return { ...settle(unchanged(state), slot, (all ? move(record, 'confirm', atMs, { confirmed }) : null) ?? { ...record, confirmed }), ended: null };
  }
  const trigger = TRIGGERS[member.status];
  const ended = trigger === undefined ? null : move(record, trigger, atMs, { failure: member.failure === null ? null : { junctionId, cause: member.failure } });
  if (ended === null) return { ...unchanged(state), ended: null };
  const settled = settle(unchanged(state), slot, ended);
  // Whoever just did not follow is not asked again at once.
  const rejection = ended.status === 'failed' ? noteRejection(state.rejection, { ...proposalOf(ended.recommendation), by: 'controller' }, atMs) : settled.state.rejection;
  return { ...settled, state: { ...settled.state, rejection }, ended };
}

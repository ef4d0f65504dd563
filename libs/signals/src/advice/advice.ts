import { applyLaneFlow, createJunctionDemand, DEFAULT_DEMAND_PARAMS, type DemandParams, type JunctionDemand, type LaneFlow } from '../demand/demand.js';
import { applyRecommendationEvent, commandOf, createRecord, DEFAULT_LIFECYCLE_PARAMS, type ControllerReadback, type FailureCause, type LifecycleParams, type RecommendationEvent, type RecommendationRecord, type SignalCommand } from '../lifecycle/record.js';
import { DEFAULT_REJECTION_PARAMS, isSuppressed, noteRejection, type Proposal, type Rejection, type RejectionParams } from '../lifecycle/rejection.js';
import { isFinal, type RecommendationStatus } from '../lifecycle/table.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { releasePlan } from '../safety/release.js';
import { DEFAULT_RECOMMEND_PARAMS, type RecommendParams } from '../strategic/params.js';
import { recommend, type Recommendation, type RecommendInput, type RecommendResult } from '../strategic/recommend.js';

/** Everything that is remembered of one junction: plain JSON. */
export interface JunctionAdvice {
  readonly version: 1;
  readonly demand: JunctionDemand;
  /** Being decided or commanded; at most one. */
  readonly open: RecommendationRecord | null;
  /** Confirmed by the controller and in force, until the next command. */
  readonly active: RecommendationRecord | null;
  /** What was turned down, or not followed, here. */
  readonly rejection: Rejection | null;
  /** The last that people decided and that has ended, until there is a newer one. */
  readonly ended: RecommendationRecord | null;
}

export interface AdviceParams {
  readonly demand: DemandParams;
  readonly recommend: RecommendParams;
  readonly lifecycle: LifecycleParams;
  readonly rejection: RejectionParams;
  /** An open proposal gives way to one that gains this multiple of it. */
  readonly supersedeFactor: number;
  /** How long one that has ended is still shown, seconds. */
  readonly showEndedS: number;
}

export const DEFAULT_ADVICE_PARAMS: AdviceParams = {
  demand: DEFAULT_DEMAND_PARAMS,
  recommend: DEFAULT_RECOMMEND_PARAMS,
  lifecycle: DEFAULT_LIFECYCLE_PARAMS,
  rejection: DEFAULT_REJECTION_PARAMS,
  supersedeFactor: 1.25,
  showEndedS: 3600,
};

/** What the caller has to do: publish every changed record, send or take back commands, raise alarms. */
export type AdviceEffect =
  | { readonly type: 'changed'; readonly record: RecommendationRecord }
  | { readonly type: 'command'; readonly command: SignalCommand }
  /** The command is void: take the retained message back, so that the controller returns to its own plan. */
  | { readonly type: 'withdraw'; readonly junctionId: string; readonly recommendationId: string }
  | { readonly type: 'alarm'; readonly junctionId: string; readonly recommendationId: string; readonly cause: FailureCause };

export interface AdviceStep {
  readonly state: JunctionAdvice;
  readonly effects: readonly AdviceEffect[];
}

export type DecideResult =
  | ({ readonly ok: true } & AdviceStep)
  | ({ readonly ok: false; readonly code: 'notFound' | 'expired' | 'illegalTransition' | 'unsafePlan' } & AdviceStep);

export const createJunctionAdvice = (): JunctionAdvice => ({ version: 1, demand: createJunctionDemand(), open: null, active: null, rejection: null, ended: null });

export const adviseFlow = (state: JunctionAdvice, flow: LaneFlow, params: AdviceParams = DEFAULT_ADVICE_PARAMS): JunctionAdvice => ({
  ...state,
  demand: applyLaneFlow(state.demand, flow, params.demand),
});

type Slot = 'open' | 'active';

/** What a junction shows: what is being decided or commanded, else what is in force, else how the last one ended, for a while. */
export function shownRecord({ open, active, ended }: JunctionAdvice, nowMs: number, params: AdviceParams = DEFAULT_ADVICE_PARAMS): RecommendationRecord | null {
  const recent = ended !== null && nowMs - ended.changedAtMs < params.showEndedS * 1000 ? ended : null;
  return open ?? active ?? recent;
}

const NO_BY: Readonly<Partial<Record<RecommendationStatus, 'operator' | 'controller'>>> = { rejected: 'operator', failed: 'controller' };
const proposalOf = ({ gain, plan }: Recommendation): Proposal => ({ gain, plans: [plan] });

function place(state: JunctionAdvice, slot: Slot, record: RecommendationRecord, params: AdviceParams): JunctionAdvice {
  // Only what is open can become confirmed, and nothing else is in force by then.
  if (record.status === 'confirmed') return { ...state, open: null, active: record };
  if (!isFinal(record.status)) return { ...state, [slot]: record };
  // A proposal that nobody answered just goes; who decided something is told what became of it.
  const ended = record.decidedBy === null ? state.ended : record;
  // Whoever just said no, or did not follow, is not asked again at once.
  const by = NO_BY[record.status];
  const rejection = by === undefined ? state.rejection : noteRejection(state.rejection, { ...proposalOf(record.recommendation), by }, record.changedAtMs, params.rejection);
  return { ...state, [slot]: null, ended, rejection };
}

/** Puts a stepped record back and says what follows from it. */
function settle(state: JunctionAdvice, slot: Slot, before: RecommendationRecord, after: RecommendationRecord, params: AdviceParams): AdviceStep {
  if (after.status === before.status) return { state: { ...state, [slot]: after }, effects: [] };
  const { id, junctionId } = after.recommendation;
  const effects: AdviceEffect[] = [{ type: 'changed', record: after }];
  if (after.status === 'failed') effects.push({ type: 'alarm', junctionId, recommendationId: id, cause: after.failure as FailureCause });
  const voided = commandOf(before) !== null && (after.status === 'failed' || after.status === 'expired');
  if (voided) effects.push({ type: 'withdraw', junctionId, recommendationId: id });
  return { state: place(state, slot, after, params), effects };
}

/** A new command takes the place of the one in force, on the wire and in the controller. */
function supersedeActive(state: JunctionAdvice, by: string, atMs: number): AdviceStep {
  if (state.active === null) return { state, effects: [] };
  const { record } = applyRecommendationEvent(state.active, { type: 'supersede', by, atMs });
  return { state: { ...state, active: null }, effects: [{ type: 'changed', record }] };
}

function stepBoth(state: JunctionAdvice, event: RecommendationEvent, params: AdviceParams): AdviceStep {
  let step: AdviceStep = { state, effects: [] };
  for (const slot of ['active', 'open'] as const) {
    const before = step.state[slot];
    if (before === null) continue;
    const { record } = applyRecommendationEvent(before, event, params.lifecycle);
    const settled = settle(step.state, slot, before, record, params);
    step = { state: settled.state, effects: [...step.effects, ...settled.effects] };
  }
  return step;
}

/** The controller's word: confirms what was commanded, or ends it with an alarm that names the cause. */
export const adviseReadback = (state: JunctionAdvice, readback: ControllerReadback, params: AdviceParams = DEFAULT_ADVICE_PARAMS): AdviceStep => stepBoth(state, { type: 'readback', readback }, params);

/** The plan that a read-back means: one of the configuration, or one of ours; `null` when unknown or not in operation. */
export function runningPlanOf(model: JunctionModel, state: JunctionAdvice, readback: ControllerReadback | null): SignalPlan | null {
  if (readback === null || readback.planId === null || readback.mode === 'off' || readback.mode === 'flashing') return null;
  const ours = [state.active, state.open].map((r) => r?.recommendation.plan).find((p) => p?.id === readback.planId);
  return ours ?? model.plans.find((p) => p.id === readback.planId) ?? null;
}

/** A proposal speaks of the plan that ran: where another runs by now, its figures mean nothing. Where none is known, it stands. */
function withoutOutdated(step: AdviceStep, runningPlan: SignalPlan | null, atMs: number, params: AdviceParams): AdviceStep {
  const { open } = step.state;
  if (open?.status !== 'proposed' || runningPlan === null || runningPlan.id === open.recommendation.runningPlanId) return step;
  const { record } = applyRecommendationEvent(open, { type: 'supersede', by: runningPlan.id, atMs }, params.lifecycle);
  return { state: { ...step.state, open: null }, effects: [...step.effects, { type: 'changed', record }] };
}

/**
 * One round of the strategic level, every minute or so: lets time work, judges the running plan, and proposes. A proposal
 * is replaced by a clearly better one; nothing new is proposed while a command is on its way, and after a rejection or a
 * failure only what gains clearly more (`RejectionParams`).
 */
export function advise(model: JunctionModel, state: JunctionAdvice, input: RecommendInput, params: AdviceParams = DEFAULT_ADVICE_PARAMS): AdviceStep & { readonly result: RecommendResult } {
  const timed = withoutOutdated(stepBoth(state, { type: 'tick', atMs: input.nowMs }, params), input.runningPlan, input.nowMs, params);
  const result = recommend(model, timed.state.demand, input, params.recommend);
  // While a green wave is in force no junction leaves it for a gain of its own.
  if (result.kind === 'none' || timed.state.active?.recommendation.reason.code === 'wave') return { ...timed, result };
  const { recommendation } = result;
  const { open, rejection } = timed.state;
  const held = open !== null && (open.status !== 'proposed' || recommendation.gain.vehHPerH < open.recommendation.gain.vehHPerH * params.supersedeFactor);
  if (held || isSuppressed(rejection, proposalOf(recommendation), input.nowMs, params.rejection)) return { ...timed, result };
  const effects = [...timed.effects];
  if (open !== null) effects.push({ type: 'changed', record: applyRecommendationEvent(open, { type: 'supersede', by: recommendation.id, atMs: input.nowMs }, params.lifecycle).record });
  const record = createRecord(recommendation);
  effects.push({ type: 'changed', record });
  return { state: { ...timed.state, open: record, ended: null }, effects, result };
}

export interface Decision {
  readonly recommendationId: string;
  readonly decision: 'accept' | 'reject';
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * An operator's word. Accepting commands at once, after the plan has passed the safety layer again: the configuration may
 * have changed since it was proposed, and a snapshot on disk proves nothing.
 */
export function decide(model: JunctionModel, state: JunctionAdvice, decision: Decision, params: AdviceParams = DEFAULT_ADVICE_PARAMS): DecideResult {
  const { open } = state;
  if (open === null || open.recommendation.id !== decision.recommendationId) return { ok: false, code: 'notFound', state, effects: [] };
  if (decision.decision === 'accept' && !releasePlan(model, open.recommendation.plan).ok) return { ok: false, code: 'unsafePlan', state, effects: [] };
  const { atMs, by, reason } = decision;
  const decided = applyRecommendationEvent(open, { type: decision.decision, atMs, by, reason }, params.lifecycle);
  const settled = settle(state, 'open', open, decided.record, params);
  if (!decided.ok) return { ok: false, code: decided.code, ...settled };
  if (decision.decision === 'reject') return { ok: true, ...settled };
  return { ok: true, ...sendCommand(settled, decided.record, atMs, params) };
}

function sendCommand(step: AdviceStep, accepted: RecommendationRecord, atMs: number, params: AdviceParams): AdviceStep {
  const { record } = applyRecommendationEvent(accepted, { type: 'command', atMs }, params.lifecycle);
  const commanded: AdviceEffect = { type: 'command', command: commandOf(record) as SignalCommand };
  const replaced = supersedeActive(step.state, record.recommendation.id, atMs);
  return { state: { ...replaced.state, open: record, ended: null }, effects: [...step.effects, ...replaced.effects, { type: 'changed', record }, commanded] };
}

/**
 * Commands a plan that was accepted as part of a group, past whatever was proposed or in force here. The caller has released
 * the plans of the whole group before.
 */
export function adopt(state: JunctionAdvice, recommendation: Recommendation, decision: Omit<Decision, 'recommendationId' | 'decision'>, params: AdviceParams = DEFAULT_ADVICE_PARAMS): AdviceStep {
  const { by, reason, atMs } = decision;
  const { record } = applyRecommendationEvent(createRecord(recommendation), { type: 'accept', by, reason, atMs }, params.lifecycle);
  const effects: AdviceEffect[] = state.open === null ? [] : [{ type: 'changed', record: applyRecommendationEvent(state.open, { type: 'supersede', by: recommendation.id, atMs }, params.lifecycle).record }];
  return sendCommand({ state: { ...state, open: null }, effects: [...effects, { type: 'changed', record }] }, record, atMs, params);
}

/** Takes a plan of a group back, because the group came to nothing: the controller returns to its own. */
export function abandon(state: JunctionAdvice, recommendationId: string, by: string, atMs: number, params: AdviceParams = DEFAULT_ADVICE_PARAMS): AdviceStep {
  const slot = (['active', 'open'] as const).find((s) => state[s]?.recommendation.id === recommendationId);
  if (slot === undefined) return { state, effects: [] };
  const before = state[slot] as RecommendationRecord;
  const { record } = applyRecommendationEvent(before, { type: 'supersede', by, atMs }, params.lifecycle);
  const { junctionId } = record.recommendation;
  return { state: place(state, slot, record, params), effects: [{ type: 'changed', record }, { type: 'withdraw', junctionId, recommendationId }] };
}

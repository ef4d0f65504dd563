import type { Recommendation } from '../strategic/recommend.js';
import type { ReleasedPlan } from '../safety/release.js';
import { nextStatus, type RecommendationStatus, type RecommendationTrigger } from './table.js';

/** Named cause of a failed command. */
export type FailureCause =
  /** The controller said that it refuses the command. */
  | 'refused'
  /** Nothing was heard from the controller since the command, or for too long. */
  | 'noReadback'
  /** The controller runs another plan. */
  | 'otherPlan'
  /** The controller is under local or manual control. */
  | 'localControl'
  /** Signals are off or flash amber. */
  | 'notInOperation';

/** A recommendation on its way. Plain JSON. */
export interface RecommendationRecord {
  readonly recommendation: Recommendation;
  readonly status: RecommendationStatus;
  readonly changedAtMs: number;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  readonly commandedAtMs: number | null;
  /** The controller falls back to its own plan then. */
  readonly commandExpiresAtMs: number | null;
  /** When the controller first ran it. */
  readonly confirmedAtMs: number | null;
  readonly lastReadbackMs: number | null;
  /** Since when the read-back has disagreed, and how it did last; `null` = it does not. */
  readonly mismatch: { readonly sinceMs: number; readonly cause: FailureCause } | null;
  readonly failure: FailureCause | null;
  readonly supersededBy: string | null;
}

/** What the controller says of itself. */
export interface ControllerReadback {
  readonly atMs: number;
  readonly planId: string | null;
  readonly cycleS?: number | null | undefined;
  readonly mode?: 'local' | 'central' | 'manual' | 'off' | 'flashing' | undefined;
  /** Command that it runs by; `null` or left out when it does not say. */
  readonly commandId?: string | null | undefined;
  readonly faults?: readonly string[] | undefined;
}

export type RecommendationEvent =
  | { readonly type: 'accept' | 'reject'; readonly atMs: number; readonly by: string; readonly reason: string }
  | { readonly type: 'supersede'; readonly atMs: number; readonly by: string }
  | { readonly type: 'command'; readonly atMs: number }
  | { readonly type: 'readback'; readonly readback: ControllerReadback }
  | { readonly type: 'tick'; readonly atMs: number };

export interface LifecycleParams {
  /** How long a command lasts, seconds. */
  readonly commandTtlS: number;
  /** Until when the read-back must agree after a command: two of the longest cycles and some travel of messages. */
  readonly confirmTimeoutS: number;
  /** How long a confirmed plan's read-back may disagree, seconds. */
  readonly mismatchGraceS: number;
  /** A controller that is silent for longer has lost the command's confirmation. */
  readonly silenceS: number;
}

export const DEFAULT_LIFECYCLE_PARAMS: LifecycleParams = { commandTtlS: 3600, confirmTimeoutS: 300, mismatchGraceS: 30, silenceS: 120 };

export type LifecycleResult =
  | { readonly ok: true; readonly record: RecommendationRecord; readonly changed: boolean }
  /** `record` is what time made of it meanwhile, e.g. expired. */
  | { readonly ok: false; readonly code: 'expired' | 'illegalTransition'; readonly record: RecommendationRecord };

export const createRecord = (recommendation: Recommendation): RecommendationRecord => ({
  recommendation,
  status: 'proposed',
  changedAtMs: recommendation.issuedAtMs,
  decidedBy: null,
  decisionReason: null,
  commandedAtMs: null,
  commandExpiresAtMs: null,
  confirmedAtMs: null,
  lastReadbackMs: null,
  mismatch: null,
  failure: null,
  supersededBy: null,
});

type Patch = Partial<Omit<RecommendationRecord, 'recommendation' | 'status' | 'changedAtMs'>>;

/** Follows the table; `null` when the table has no such way. */
function move(record: RecommendationRecord, trigger: RecommendationTrigger, atMs: number, patch: Patch = {}): RecommendationRecord | null {
  const status = nextStatus(record.status, trigger);
  return status === null ? null : { ...record, ...patch, status, changedAtMs: atMs };
}

/** How a read-back differs from the command, `null` when it agrees. */
export function readbackMismatch(record: RecommendationRecord, readback: ControllerReadback): FailureCause | null {
  const { id, plan } = record.recommendation;
  if (readback.faults?.some((fault) => fault.includes(id))) return 'refused';
  if (readback.mode === 'off' || readback.mode === 'flashing') return 'notInOperation';
  const samePlan = readback.planId === plan.id && (readback.cycleS ?? plan.cycleS) === plan.cycleS && (readback.commandId ?? id) === id;
  if (samePlan) return null;
  return readback.mode === 'local' || readback.mode === 'manual' ? 'localControl' : 'otherPlan';
}

function onReadback(record: RecommendationRecord, readback: ControllerReadback, params: LifecycleParams): RecommendationRecord {
  if (record.status !== 'commanded' && record.status !== 'confirmed') return record;
  // A state from before the command says nothing about it.
  if (readback.atMs < (record.lastReadbackMs ?? (record.commandedAtMs as number))) return record;
  const cause = readbackMismatch(record, readback);
  const heard = { ...record, lastReadbackMs: readback.atMs };
  if (cause === null) {
    const agreed = { ...heard, mismatch: null };
    return move(agreed, 'confirm', readback.atMs, { confirmedAtMs: readback.atMs }) ?? agreed;
  }
  const mismatch = { sinceMs: record.mismatch?.sinceMs ?? readback.atMs, cause };
  const over = cause === 'refused' || (record.status === 'confirmed' && readback.atMs - mismatch.sinceMs >= params.mismatchGraceS * 1000);
  const noted = { ...heard, mismatch };
  return over ? (move(noted, 'fail', readback.atMs, { failure: cause }) as RecommendationRecord) : noted;
}

/** What a commanded or confirmed record fails of at an instant, `null` = of nothing. */
function overdue(record: RecommendationRecord, atMs: number, params: LifecycleParams): FailureCause | null {
  const { commandedAtMs, lastReadbackMs } = record;
  if (record.status === 'commanded' && atMs - (commandedAtMs as number) >= params.confirmTimeoutS * 1000) return record.mismatch?.cause ?? 'noReadback';
  return record.status === 'confirmed' && atMs - (lastReadbackMs as number) >= params.silenceS * 1000 ? 'noReadback' : null;
}

/** What time alone does. */
function onTick(record: RecommendationRecord, atMs: number, params: LifecycleParams): RecommendationRecord {
  const expiresAtMs = record.commandExpiresAtMs ?? record.recommendation.expiresAtMs;
  if (atMs >= expiresAtMs) return move(record, 'expire', atMs) ?? record;
  const failure = overdue(record, atMs, params);
  return failure === null ? record : (move(record, 'fail', atMs, { failure }) as RecommendationRecord);
}

function onDecision(record: RecommendationRecord, event: Exclude<RecommendationEvent, { type: 'readback' | 'tick' }>, params: LifecycleParams): RecommendationRecord | null {
  const { atMs } = event;
  switch (event.type) {
    case 'accept':
    case 'reject':
      return move(record, event.type, atMs, { decidedBy: event.by, decisionReason: event.reason });
    case 'supersede':
      return move(record, 'supersede', atMs, { supersededBy: event.by });
    case 'command':
      return move(record, 'command', atMs, { commandedAtMs: atMs, commandExpiresAtMs: atMs + params.commandTtlS * 1000 });
  }
}

/**
 * One step of a recommendation. Time is applied before the event, so that nobody can accept what has expired. Read-back
 * and tick never fail; a decision that the table does not allow is an outcome, not a fault.
 */
export function applyRecommendationEvent(record: RecommendationRecord, event: RecommendationEvent, params: LifecycleParams = DEFAULT_LIFECYCLE_PARAMS): LifecycleResult {
  const done = (next: RecommendationRecord): LifecycleResult => ({ ok: true, record: next, changed: next.status !== record.status });
  if (event.type === 'readback') return done(onTick(onReadback(record, event.readback, params), event.readback.atMs, params));
  const timed = onTick(record, event.atMs, params);
  if (event.type === 'tick') return done(timed);
  const next = onDecision(timed, event, params);
  if (next !== null) return done(next);
  return { ok: false, code: timed.status === 'expired' ? 'expired' : 'illegalTransition', record: timed };
}

/** What goes to the controller once a recommendation is accepted. */
export interface SignalCommand {
  readonly recommendationId: string;
  readonly junctionId: string;
  readonly plan: ReleasedPlan;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** The command of a commanded or confirmed record, `null` otherwise. */
export function commandOf(record: RecommendationRecord): SignalCommand | null {
  const { id, junctionId, plan } = record.recommendation;
  if (record.status !== 'commanded' && record.status !== 'confirmed') return null;
  return { recommendationId: id, junctionId, plan, issuedAtMs: record.commandedAtMs as number, expiresAtMs: record.commandExpiresAtMs as number };
}

import { z } from 'zod';
import { EpochMs, Id, Instant, Text } from './primitives.js';

/** Bodies and queries of the REST interface under `/api/v1`. */
export const Decision = z.object({ decision: z.enum(['accept', 'reject']), reason: z.string().min(1).max(500) });
export type Decision = z.infer<typeof Decision>;

export const SignLockRequest = z.object({
  /** Texts a row for a counter panel, or one MULTI page text. */
  show: z.union([z.object({ rows: z.array(z.object({ rowId: Id, text: z.string().max(40) })).min(1).max(20) }), z.object({ multi: z.string().max(1000) }), z.object({ blank: z.literal(true) })]),
  reason: z.string().min(3).max(500),
  expiresAt: Instant,
});
export type SignLockRequest = z.infer<typeof SignLockRequest>;

export const FacilityAction = z.discriminatedUnion('action', [
  z.object({ action: z.literal('close'), reason: z.string().min(3).max(500), until: Instant.optional() }),
  z.object({ action: z.literal('open'), reason: z.string().min(3).max(500) }),
  z.object({ action: z.literal('temporaryCapacity'), capacity: z.number().int().min(0).max(100_000), audience: Id.optional(), from: Instant.optional(), until: Instant, reason: z.string().min(3).max(500) }),
  z.object({ action: z.literal('rezero'), proposalId: z.string().max(100), reason: z.string().min(3).max(500) }),
  /** Turns a proposed re-zero down: it is not proposed again until the offset is clearly another. */
  z.object({ action: z.literal('declineRezero'), proposalId: z.string().max(100), reason: z.string().min(3).max(500) }),
  z.object({ action: z.literal('setOccupied'), audience: Id, occupied: z.number().int().min(0).max(100_000), reason: z.string().min(3).max(500) }),
]);
export type FacilityAction = z.infer<typeof FacilityAction>;

/** Sign-ins, refusals, changes of keys: written into the audit log, and nothing else comes of it. */
export const AccessEvent = z.object({
  action: z.string().min(1).max(40),
  about: z.object({ kind: z.string().max(40), id: z.string().max(300) }),
  outcome: z.enum(['ok', 'refused']),
  detail: z.record(z.string(), z.unknown()),
});
export type AccessEvent = z.infer<typeof AccessEvent>;

export const PlanAction = z.discriminatedUnion('action', [
  /** `until` at most `maxHours` ahead; left out it is that. */
  z.object({ action: z.literal('start'), reason: z.string().min(3).max(500), until: Instant.optional() }),
  z.object({ action: z.literal('stop'), reason: z.string().min(3).max(500) }),
  /** Turns a proposal down: it is not proposed again until its trigger has gone once. */
  z.object({ action: z.literal('dismiss'), reason: z.string().min(3).max(500) }),
]);
export type PlanAction = z.infer<typeof PlanAction>;

/** Who chooses the stages of a junction: automatic asks the controller, advice only shows. */
export const JunctionControl = z.object({ mode: z.enum(['advice', 'automatic']), reason: z.string().min(3).max(500) });
export type JunctionControl = z.infer<typeof JunctionControl>;

/** By the id that the act was answered with. */
export const UndoRequest = z.object({ commandId: z.string().min(1).max(100) });
export type UndoRequest = z.infer<typeof UndoRequest>;

/** The alarms that were seen, and no others. */
export const AcknowledgeAlarms = z.object({ alarmIds: z.array(z.string().max(200)).min(1).max(500) });
export type AcknowledgeAlarms = z.infer<typeof AcknowledgeAlarms>;

/** Everything an operator does, as the engine receives it: one more event of the stream, kept in journal and audit log. */
export const OperatorCommand = z.object({
  commandId: z.string().max(100),
  by: z.string().min(1).max(100),
  atMs: EpochMs,
  /** Revision of the thing that was seen; where it is another one by now nothing is done. */
  ifRevision: z.number().int().min(0).optional(),
  act: z.discriminatedUnion('type', [
    z.object({ type: z.literal('decideRecommendation'), recommendationId: z.string().max(100), decision: Decision.shape.decision, reason: z.string() }),
    z.object({ type: z.literal('junctionControl'), junctionId: Id, ...JunctionControl.shape }),
    z.object({ type: z.literal('lockSign'), signId: Id, lock: SignLockRequest }),
    z.object({ type: z.literal('unlockSign'), signId: Id, reason: z.string() }),
    z.object({ type: z.literal('facility'), facilityId: Id, action: FacilityAction }),
    z.object({ type: z.literal('acknowledgeAlarm'), alarmId: z.string().max(200) }),
    z.object({ type: z.literal('access'), event: AccessEvent }),
    z.object({ type: z.literal('acknowledgeAlarms'), ...AcknowledgeAlarms.shape }),
    z.object({ type: z.literal('plan'), planId: Id, action: PlanAction }),
    z.object({ type: z.literal('undo'), commandId: z.string().max(100), about: z.object({ kind: z.enum(['sign', 'facility', 'plan']), id: Id }) }),
    /** Said by a part of the service itself, e.g. a job of the archive: an alarm while it fails. */
    z.object({ type: z.literal('report'), code: z.enum(['jobFailed']), id: z.string().max(80), failing: z.boolean(), text: Text }),
  ]),
});
export type OperatorCommand = z.infer<typeof OperatorCommand>;
/** What was done to a thing, and by whom. */
export const Change = z.object({ revision: z.number().int(), atMs: EpochMs, by: z.string(), action: z.string(), reason: z.string() });
export type Change = z.infer<typeof Change>;
export type CommandOutcome =
  | { ok: true; /** With it the act can be undone until then. */ undo?: { commandId: string; untilMs: number }; revision?: number }
  | { ok: false; code: 'notFound' | 'conflict' | 'expired' | 'invalid'; message: string }
  /** Somebody else was there in between. */
  | { ok: false; code: 'stale'; message: string; revision: number; changes: Change[] };

export const HistoryQuery = z.object({
  from: Instant,
  to: Instant,
  /** `auto` picks raw, 1 min, 15 min or 1 h so that about 1,000 points come back. */
  resolution: z.enum(['auto', 'raw', '1m', '15m', '1h']).default('auto'),
  format: z.enum(['json', 'csv']).default('json'),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  cursor: z.string().max(200).optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;
export const HISTORY_SUBJECTS = ['sensor', 'facility', 'link', 'sign', 'recommendation'] as const;
export type HistorySubject = (typeof HISTORY_SUBJECTS)[number];

export const RankingQuery = z.object({
  lat: z.coerce.number().min(-90).max(90).optional(),
  lon: z.coerce.number().min(-180).max(180).optional(),
  place: Id.optional(),
  audience: Id.default('shortStay'),
  heightM: z.coerce.number().min(0).max(6).optional(),
});
export type RankingQuery = z.infer<typeof RankingQuery>;

/** RFC 9457 problem. */
export const Problem = z.object({ type: z.string(), title: z.string(), status: z.number().int(), detail: z.string(), errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** With 412: the present revision, and what changed since the one that was given. */
  revision: z.number().int().optional(), changes: z.array(Change).optional() });

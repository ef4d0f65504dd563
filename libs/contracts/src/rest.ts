import { z } from 'zod';
import { EpochMs, Id, Instant } from './primitives.js';

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

/** Everything an operator does, as the engine receives it: one more event of the stream, kept in journal and audit log. */
export const OperatorCommand = z.object({
  commandId: z.string().max(100),
  by: z.string().min(1).max(100),
  atMs: EpochMs,
  act: z.discriminatedUnion('type', [
    z.object({ type: z.literal('decideRecommendation'), recommendationId: z.string().max(100), decision: Decision.shape.decision, reason: z.string() }),
    z.object({ type: z.literal('lockSign'), signId: Id, lock: SignLockRequest }),
    z.object({ type: z.literal('unlockSign'), signId: Id, reason: z.string() }),
    z.object({ type: z.literal('facility'), facilityId: Id, action: FacilityAction }),
    z.object({ type: z.literal('acknowledgeAlarm'), alarmId: z.string().max(200) }),
    z.object({ type: z.literal('access'), event: AccessEvent }),
  ]),
});
export type OperatorCommand = z.infer<typeof OperatorCommand>;
export type CommandOutcome = { ok: true } | { ok: false; code: 'notFound' | 'conflict' | 'expired' | 'invalid'; message: string };

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
export const Problem = z.object({ type: z.string(), title: z.string(), status: z.number().int(), detail: z.string(), errors: z.array(z.object({ path: z.string(), message: z.string() })).optional() });

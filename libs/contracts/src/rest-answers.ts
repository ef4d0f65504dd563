import { z } from 'zod';
import { Trip } from './guidance.js';
import { EpochMs, FacilityStatus, Id, Quality } from './primitives.js';
import { READING_KINDS } from './readings.js';

/** Bodies of answers under `/api/v1` that are more than one value of the public state. */
const cursor = z.string().nullable().describe('For the next page; `null` on the last');

/** Values of one thing over a span. The first column is `timeMs`. */
export const HistoryAnswer = z.object({
  resolution: z.enum(['raw', '1m', '15m', '1h']),
  kind: z.enum(READING_KINDS).nullable().describe('Kind of the readings, for sensors'),
  columns: z.array(z.string()).describe('Names with units; the first is `timeMs`'),
  rows: z.array(z.array(z.union([z.number(), z.string(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullable())),
  nextCursor: cursor,
});

export const QuarantineAnswer = z.object({
  items: z.array(
    z.object({
      id: z.number().int(), receivedAtMs: EpochMs, topic: z.string(), code: z.string(), reason: z.string(), expected: z.string(),
      payload: z.base64().describe('The first bytes of it'), payloadBytes: z.number().int().describe('Bytes that the payload had'),
    }),
  ),
  nextCursor: cursor,
  counts: z.record(z.string(), z.number().int()).describe('Messages by fault code'),
});

export const AuditAnswer = z.object({
  items: z.array(
    z.object({
      id: z.number().int(), atMs: EpochMs, commandId: z.string(), by: z.string(), action: z.string(), about: z.object({ kind: z.string(), id: z.string() }),
      outcome: z.enum(['ok', 'refused']), detail: z.record(z.string(), z.unknown()), offset: z.number().int(), ordinal: z.number().int(),
      hash: z.string().describe('Hex SHA-256 over the previous hash and this record'), prevHash: z.string(),
    }),
  ),
  nextCursor: cursor,
});

export const AuditVerdictAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), records: z.number().int(), headHash: z.string().nullable() }),
  z.object({ ok: z.literal(false), records: z.number().int(), brokenAtId: z.number().int(), reason: z.enum(['content', 'chain']) }),
]);

export const RankingAnswer = z.object({
  atMs: EpochMs,
  targets: z.array(
    z.object({
      facilityId: Id,
      rank: z.number().int().min(1).describe('1 is best'),
      tier: z.enum(['good', 'uncertain', 'full', 'unsuitable', 'closed']),
      walkMetres: z.number(), walkMinutes: z.number(),
      vacant: z.number().int().nullable(), status: FacilityStatus, quality: Quality, measuredAtMs: EpochMs.nullable(), ageMs: z.number().nullable(),
      closesInMinutes: z.number().nullable(), costMinutes: z.number().describe('Drive, expected search, walk (one and a half times) and price, minutes'),
      freePct: z.number().min(0).max(100).nullable().describe('Probability of a free space at arrival, counting cars on their way there; `null` = nothing is known'),
      reasons: z.array(z.object({ code: z.string(), textDe: z.string(), textEn: z.string() })),
    }),
  ),
});

/** The ranking, and the trip that the page holds until it asks again. */
export const GuidanceAnswer = RankingAnswer.extend({
  trip: Trip.nullable().describe('The first target, with the arrival that is counted on; `null` = nowhere, or not followed'),
  askAgainSeconds: z.number().int(),
});

const seconds = z.number();
/** Why somebody would be sent there: what the rule goes by, target by target, in the order of the answer. */
export const GuidanceAccount = z.object({
  atMs: EpochMs,
  keptPlace: z.boolean().describe('The trip\'s target stays first although another one scores better: it was given a moment ago, or the gain is not worth a change'),
  targets: z.array(
    z.object({
      facilityId: Id,
      rank: z.number().int().min(1),
      tier: z.enum(['good', 'uncertain', 'full', 'unsuitable', 'closed']).describe('Goes before every second'),
      tried: z.boolean().describe('Found full by this driver: comes last'),
      drive: seconds.describe('As is said of the way, seconds'),
      jam: seconds.describe('How much longer the way takes, as learned from cars under way; seconds'),
      walk: seconds.describe('Seconds, counted one and a half times'),
      price: seconds.describe('What the price weighs, seconds'),
      search: seconds.describe('Probability of finding it full, times 20 minutes; seconds'),
      others: seconds.describe('What it costs those who come later, seconds'),
      behind: seconds.describe('What it costs those who wait behind in the same jam, seconds'),
      spread: seconds.describe('The stable spread between equals, seconds'),
      score: seconds.describe('The sum, seconds: least is first within a tier'),
    }),
  ),
});
export type GuidanceAccount = z.infer<typeof GuidanceAccount>;

/** An act that was carried out. */
export const Done = z.object({
  ok: z.literal(true),
  undo: z.object({ commandId: z.string(), untilMs: EpochMs }).optional().describe('Given when the act can be undone'),
  revision: z.number().int().optional().describe('Of the thing after the act'),
});

import { createHash } from 'node:crypto';
import { instant, type SqlSession } from '../sql/session.js';
import type { QuarantineItem } from '../types.js';

const TEXT_LIMIT = 1000;
/** PostgreSQL's text holds neither zero characters nor halves of a surrogate pair. */
const UNSTORABLE = /[\0\ud800-\udfff]/gu;

export const isStorable = (text: string): boolean => text.search(UNSTORABLE) === -1;
const storable = (text: string): string => text.slice(0, TEXT_LIMIT).replace(UNSTORABLE, '\ufffd');

/** What makes an item itself: the same message refused for the same reason is the same item in every replay. */
function digestOf({ fault, payload }: QuarantineItem): string {
  return createHash('sha256').update(`${fault.topic}\0${fault.code}\0${fault.receivedAtMs}\0`).update(payload).digest('base64').slice(0, 24);
}

/** Keeps items once each. Returns how many are new. */
export async function insertQuarantine(session: SqlSession, items: readonly QuarantineItem[], payloadLimit: number): Promise<number> {
  if (items.length === 0) return 0;
  const rows = items.map((item) => ({
    digest: digestOf(item),
    received_at: instant(Math.min(Math.max(item.fault.receivedAtMs, 0), 8_000_000_000_000)),
    topic: storable(item.fault.topic),
    code: storable(item.fault.code),
    reason: storable(item.fault.reason),
    expected: storable(item.fault.expected),
    payload: Buffer.from(item.payload.buffer, item.payload.byteOffset, Math.min(item.payload.length, payloadLimit)).toString('base64'),
    payload_bytes: item.payload.length,
  }));
  const { rowCount } = await session.query(
    `INSERT INTO quarantine (digest, received_at, topic, code, reason, expected, payload, payload_bytes)
     SELECT decode(digest, 'base64'), received_at, topic, code, reason, expected, decode(payload, 'base64'), payload_bytes
     FROM json_to_recordset($1::json) AS r(digest text, received_at timestamptz, topic text, code text, reason text, expected text, payload text, payload_bytes integer)
     ON CONFLICT (digest) DO NOTHING`,
    [JSON.stringify(rows)],
  );
  return rowCount;
}

import { epochMs, type SqlSession } from '../sql/session.js';
import type { AlarmRecord, LagReport, Page, QuarantineEntry } from '../types.js';
import { checkedLimit, decodeCursor } from './cursor.js';
import { beforeId, cut, type ListRequest } from './page.js';

export interface QuarantineRequest extends ListRequest {
  code?: string | undefined;
  topic?: string | undefined;
}
export interface AlarmRequest extends ListRequest {
  /** Only alarms that are not cleared. */
  openOnly?: boolean | undefined;
}

/** Newest first. */
export async function readQuarantine(session: SqlSession, { limit, cursor, code, topic }: QuarantineRequest): Promise<Page<QuarantineEntry>> {
  const size = checkedLimit(limit);
  const { rows } = await session.query<Omit<QuarantineEntry, 'payload'> & { payload: string }>(
    `SELECT id::float8 AS id, ${epochMs('received_at')} AS "receivedAtMs", topic, code, reason, expected, encode(payload, 'base64') AS payload, payload_bytes AS "payloadBytes"
     FROM quarantine WHERE id < $1::bigint AND ($2::text IS NULL OR code = $2) AND ($3::text IS NULL OR topic = $3) ORDER BY quarantine.id DESC LIMIT ${size + 1}`,
    [beforeId(cursor), code ?? null, topic ?? null],
  );
  return cut(rows.map((row) => ({ ...row, payload: new Uint8Array(Buffer.from(row.payload, 'base64')) })), size, (item) => [item.id]);
}

/** How many of each code stand in the quarantine. */
export async function countQuarantine(session: SqlSession): Promise<Record<string, number>> {
  const { rows } = await session.query<{ code: string; n: number }>('SELECT code, count(*)::integer AS n FROM quarantine GROUP BY code ORDER BY code');
  return Object.fromEntries(rows.map(({ code, n }) => [code, n]));
}

/** Newest first by when they were raised. */
export async function readAlarms(session: SqlSession, { limit, cursor, openOnly }: AlarmRequest): Promise<Page<AlarmRecord>> {
  const size = checkedLimit(limit);
  const [raisedMs, alarmId] = cursor === undefined ? [8_000_000_000_000, ''] : decodeCursor(cursor, 2);
  const { rows } = await session.query<{ body: AlarmRecord; changedAtMs: number }>(
    `SELECT body, ${epochMs('changed_at')} AS "changedAtMs" FROM alarm
     WHERE (raised_at < $1::timestamptz OR (raised_at = $1::timestamptz AND alarm_id > $2))${openOnly === true ? ' AND cleared_at IS NULL' : ''}
     ORDER BY raised_at DESC, alarm_id LIMIT ${size + 1}`,
    [new Date(Number(raisedMs)).toISOString(), String(alarmId)],
  );
  return cut(rows.map(({ body, changedAtMs }) => ({ ...body, changedAtMs })), size, (item) => [item.raisedAtMs, item.id]);
}

export async function readLag(session: SqlSession): Promise<LagReport> {
  const { rows } = await session.query<{ event: number | null; receipt: number | null; pending: number; quarantine: number }>(
    `SELECT ${epochMs('max(newest_event_at)')} AS event, ${epochMs('max(newest_receipt_at)')} AS receipt,
       (SELECT count(*)::integer FROM rollup_dirty) AS pending, (SELECT count(*)::integer FROM quarantine) AS quarantine FROM ingest_checkpoint`,
  );
  return { newestEventMs: rows[0]?.event ?? null, newestReceiptMs: rows[0]?.receipt ?? null, pendingBuckets: rows[0]?.pending ?? 0, quarantineRows: rows[0]?.quarantine ?? 0 };
}

export async function readCheckpoint(session: SqlSession, consumer: string): Promise<bigint> {
  const { rows } = await session.query<{ next: string }>('SELECT next_offset::text AS next FROM ingest_checkpoint WHERE consumer = $1', [consumer]);
  return BigInt(rows[0]?.next ?? 0);
}

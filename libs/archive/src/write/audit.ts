import { createHash } from 'node:crypto';
import { instant, type SqlSession } from '../sql/session.js';
import type { DerivedRow } from '../types.js';

export type AuditRow = Extract<DerivedRow, { table: 'audit' }>;

/** Hash before the first record. */
export const GENESIS_HASH = '0'.repeat(64);
const AUDIT_LOCK = 7_309_453_172;

/** JSON with sorted keys: the same entry is the same text, whatever order its keys came in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
}

/** Text that a record's hash is over: identity, time and entry. */
export const auditBody = ({ atMs, offset, ordinal, value }: AuditRow): string => canonicalJson({ atMs, offset, ordinal, ...value });
export const auditHash = (prevHash: string, body: string): string => createHash('sha256').update(Buffer.from(prevHash, 'hex')).update(body).digest('hex');

/** Appends what is not there yet to the chain, one record after the other. Returns how many are new. */
export async function appendAudit(session: SqlSession, rows: readonly AuditRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  // One chain, so one writer at a time, whichever journal it reads.
  await session.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
  const fresh = await withoutKnown(session, rows);
  if (fresh.length === 0) return 0;
  const head = await session.query<{ hash: string }>("SELECT encode(hash, 'hex') AS hash FROM audit_log ORDER BY id DESC LIMIT 1");
  let prev = head.rows[0]?.hash ?? GENESIS_HASH;
  const records = fresh.map((row) => {
    const body = auditBody(row);
    const hash = auditHash(prev, body);
    const record = { at: instant(row.atMs), journal_offset: row.offset, ordinal: row.ordinal, about_kind: row.value.about.kind, about_id: row.value.about.id, body, prev_hash: prev, hash };
    prev = hash;
    return record;
  });
  await session.query(
    `INSERT INTO audit_log (at, journal_offset, ordinal, about_kind, about_id, body, prev_hash, hash)
     SELECT at, journal_offset, ordinal, about_kind, about_id, body, decode(prev_hash, 'hex'), decode(hash, 'hex')
     FROM ROWS FROM (json_to_recordset($1::json) AS (at timestamptz, journal_offset bigint, ordinal integer, about_kind text, about_id text, body text, prev_hash text, hash text)) WITH ORDINALITY AS r
     ORDER BY r.ordinality`,
    [JSON.stringify(records)],
  );
  return records.length;
}

const identityOf = (atMs: number, offset: number, ordinal: number): string => `${atMs}/${offset}/${ordinal}`;

async function withoutKnown(session: SqlSession, rows: readonly AuditRow[]): Promise<AuditRow[]> {
  const wanted = rows.map((r) => ({ at: instant(r.atMs), journal_offset: r.offset, ordinal: r.ordinal }));
  const { rows: known } = await session.query<{ at_ms: number; journal_offset: string; ordinal: number }>(
    `SELECT (extract(epoch FROM a.at) * 1000)::float8 AS at_ms, a.journal_offset::text AS journal_offset, a.ordinal FROM audit_log a
     JOIN json_to_recordset($1::json) AS r(at timestamptz, journal_offset bigint, ordinal integer)
     ON a.at = r.at AND a.journal_offset = r.journal_offset AND a.ordinal = r.ordinal`,
    [JSON.stringify(wanted)],
  );
  const seen = new Set(known.map((k) => identityOf(k.at_ms, Number(k.journal_offset), k.ordinal)));
  return rows.filter((r) => {
    const identity = identityOf(r.atMs, r.offset, r.ordinal);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

import { instant, type SqlSession } from '../sql/session.js';
import type { AuditEntry, AuditRecord, AuditVerdict, Page } from '../types.js';
import { auditHash, GENESIS_HASH } from '../write/audit.js';
import { csvLine } from './csv.js';
import { checkedLimit } from './cursor.js';
import { beforeId, cut, type ListRequest } from './page.js';

/** All that is given must hold. */
export interface AuditRequest extends ListRequest {
  about?: { kind: string; id: string } | undefined;
  by?: string | undefined;
  action?: string | undefined;
  outcome?: AuditEntry['outcome'] | undefined;
  /** What people and their programs did, or what rules did by themselves. */
  of?: 'people' | 'rules' | undefined;
  /** From then on, epoch ms. */
  fromMs?: number | undefined;
  /** Before then. */
  toMs?: number | undefined;
  /** Somewhere in the record, in any case of letters. */
  text?: string | undefined;
}

interface AuditRowStored {
  id: number;
  body: string;
  hash: string;
  prevHash: string;
}
const COLUMNS = `id::float8 AS id, body, encode(hash, 'hex') AS hash, encode(prev_hash, 'hex') AS "prevHash"`;

/** Told by the run that is behind an entry: no name that somebody gives himself makes him a rule. The first one has an index. */
export const AUDIT_OF = { people: "body::json ->> 'commandId' NOT LIKE 'rule:%'", rules: "body::json ->> 'commandId' LIKE 'rule:%'" } as const;

/** Newest first. */
export async function readAudit(session: SqlSession, request: AuditRequest): Promise<Page<AuditRecord>> {
  const { limit, cursor, about, by, action, outcome, of, fromMs, toMs, text } = request;
  const size = checkedLimit(limit);
  const { rows } = await session.query<AuditRowStored>(
    `SELECT ${COLUMNS} FROM audit_log WHERE id < $1::bigint
       AND ($2::text IS NULL OR (about_kind = $2 AND about_id = $3))
       AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
       AND ($6::text IS NULL OR body::json ->> 'by' = $6) AND ($7::text IS NULL OR body::json ->> 'action' = $7) AND ($8::text IS NULL OR body::json ->> 'outcome' = $8)
       AND ($9::text IS NULL OR position(lower($9) in lower(body)) > 0)${of === undefined ? '' : ` AND ${AUDIT_OF[of]}`}
     ORDER BY audit_log.id DESC LIMIT ${size + 1}`,
    [beforeId(cursor), about?.kind ?? null, about?.id ?? null, atOrNull(fromMs), atOrNull(toMs), by ?? null, action ?? null, outcome ?? null, text ?? null],
  );
  return cut(rows.map(toRecord), size, (item) => [item.id]);
}

const atOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));

function toRecord({ id, body, hash, prevHash }: AuditRowStored): AuditRecord {
  const entry = JSON.parse(body) as AuditEntry & { atMs: number; offset: number; ordinal: number };
  return { ...entry, id, hash, prevHash };
}

const VERIFY_STEP = 5000;

/**
 * Follows the chain from its first record: each hash must be over its predecessor's and its own text. A cut-off end does
 * not show; compare `headHash` with one that was kept elsewhere.
 */
export async function verifyAudit(session: SqlSession): Promise<AuditVerdict> {
  let prev = GENESIS_HASH;
  let records = 0;
  let lastId = 0;
  for (;;) {
    const { rows } = await session.query<AuditRowStored>(`SELECT ${COLUMNS} FROM audit_log WHERE id > $1::bigint ORDER BY audit_log.id LIMIT ${VERIFY_STEP}`, [String(lastId)]);
    for (const row of rows) {
      if (row.prevHash !== prev) return { ok: false, records, brokenAtId: row.id, reason: 'chain' };
      if (auditHash(prev, row.body) !== row.hash) return { ok: false, records, brokenAtId: row.id, reason: 'content' };
      prev = row.hash;
      records += 1;
      lastId = row.id;
    }
    if (rows.length < VERIFY_STEP) return { ok: true, records, headHash: records === 0 ? null : prev };
  }
}

/** Whether a record with this hash stands in the chain: a head that was kept elsewhere must. */
export async function hasAuditHash(session: SqlSession, hash: string): Promise<boolean> {
  const { rows } = await session.query<{ n: number }>("SELECT count(*)::integer AS n FROM audit_log WHERE hash = decode($1, 'hex')", [hash]);
  return (rows[0]?.n ?? 0) > 0;
}

/** CSV after RFC 4180, newest first, a piece a page. The hash makes each line checkable against the chain. */
export async function* auditCsv(pages: AsyncIterable<Page<AuditRecord>>): AsyncGenerator<string> {
  yield csvLine(['time', 'by', 'action', 'aboutKind', 'aboutId', 'outcome', 'reason', 'detail', 'id', 'hash', 'prevHash']);
  for await (const { items } of pages) yield items.map((r) => csvLine([new Date(r.atMs).toISOString(), ...[r.by, r.action, r.about.kind, r.about.id, r.outcome, reasonOf(r.detail)].map(harmless), JSON.stringify(r.detail), r.id, r.hash, r.prevHash])).join('');
}

/** A spreadsheet takes text that begins so for a formula. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The reason stands beside the act, or inside of the lock or action that it was given for. */
function reasonOf(detail: Record<string, unknown>): string {
  for (const holder of [detail, detail['lock'], detail['action']]) {
    if (typeof holder === 'object' && holder !== null && 'reason' in holder && typeof holder.reason === 'string') return holder.reason;
  }
  return '';
}

import { existsSync, readFileSync } from 'node:fs';
import type { Database } from './database.js';

/** What the load generator says of itself at its end. */
export interface LoadReport {
  sent: number;
  acknowledged: number;
  unacknowledged: number;
  resent: number;
  reconnects: number;
}
/** Acknowledged messages against what the archive holds. */
export interface Balance {
  acknowledged: number;
  rows: number;
  /** Messages in the quarantine: the generator's intervals have no length when it makes up for a pause, and are refused. */
  quarantined: number;
  lost: string[];
  doubled: string[];
  /** Rows of messages that were sent and never acknowledged: allowed, and at most as many as were left open. */
  unacknowledged: number;
}

/** `device/seq/end of interval` of every message that the broker acknowledged. */
export function readLedger(file: string): Set<string> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return new Set(
    lines.map((line) => {
      const { d, s, e } = JSON.parse(line) as { d: string; s: number; e: string };
      return `${d}/${s}/${Date.parse(e)}`;
    }),
  );
}

const ROWS = `SELECT s.id || '/' || l.seq || '/' || ((extract(epoch FROM l.at) * 1000)::bigint + l.duration_ms) AS key, s.id || '/' || l.seq AS reading
  FROM loop_interval l JOIN subject s ON s.key = l.subject_key`;

const QUARANTINE = `SELECT topic, convert_from(payload, 'UTF8') AS payload FROM quarantine`;

async function quarantinedKeys(database: Database): Promise<string[]> {
  const rows = await database.query<{ topic: string; payload: string }>(QUARANTINE);
  return rows.map(({ topic, payload }) => {
    const { seq, end } = JSON.parse(payload) as { seq: number; end: string };
    return `${topic.split('/')[4]}/${seq}/${Date.parse(end)}`;
  });
}

export async function balance(database: Database, ledger: ReadonlySet<string>): Promise<Balance> {
  const rows = await database.query<{ key: string; reading: string }>(ROWS);
  const quarantined = await quarantinedKeys(database);
  const keys = new Set([...rows.map((r) => r.key), ...quarantined]);
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { reading } of rows) {
    if (seen.has(reading)) doubled.add(reading);
    seen.add(reading);
  }
  return {
    acknowledged: ledger.size,
    rows: rows.length,
    quarantined: quarantined.length,
    lost: [...ledger].filter((k) => !keys.has(k)),
    doubled: [...doubled],
    unacknowledged: [...keys].filter((k) => !ledger.has(k)).length,
  };
}

/** Derived rows that stand twice: the same thing said of the same subject at the same moment, under two identities. */
export async function doubledDerived(database: Database): Promise<Record<string, number>> {
  const tables = { facility_state: 'body::text', link_state: "level || coalesce(flow_veh_per_h::text, '-')", sign_order: 'order_id', recommendation: 'recommendation_id || state' };
  const counts: Record<string, number> = {};
  for (const [table, content] of Object.entries(tables)) {
    const [row] = await database.query<{ n: string }>(`SELECT count(*)::text AS n FROM (SELECT 1 FROM ${table} GROUP BY subject_key, at, ${content} HAVING count(*) > 1) AS twice`);
    counts[table] = Number(row?.n ?? 0);
  }
  return counts;
}

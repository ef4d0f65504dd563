import type { DialectName } from '../schema/dialect-name.js';
import { partitionAt, type Partitions, startOfPartition } from '../schema/partitions.js';
import { PARTITIONED } from '../schema/rollups.js';
import { type Partitioned, TIME_TABLE_NAMES, timeTable } from '../schema/tables.js';
import { inTransaction, instant, type SqlSession } from '../sql/session.js';
import type { RetentionSettings } from '../types.js';

const DAY_MS = 86_400_000;

const cutOf = (table: Partitioned, retention: RetentionSettings, nowMs: number): number | null => {
  const days = retention[table.retention];
  return days === null ? null : nowMs - days * DAY_MS;
};

/** Drops what is older than it is to be kept, a partition or chunk at a time. Returns what went. */
export async function dropOld(session: SqlSession, dialect: DialectName, retention: RetentionSettings, nowMs: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of PARTITIONED) {
    const cut = cutOf(table, retention, nowMs);
    if (cut === null) continue;
    dropped.push(...(dialect === 'plain' ? await dropPartitions(session, table, cut) : await dropChunks(session, table, cut)));
  }
  return dropped;
}

async function dropChunks(session: SqlSession, table: Partitioned, cut: number): Promise<string[]> {
  const { rows } = await session.query<{ chunk: string }>('SELECT drop_chunks($1::regclass, older_than => $2::timestamptz)::text AS chunk', [table.name, instant(cut)]);
  return rows.map((r) => r.chunk);
}

async function dropPartitions(session: SqlSession, table: Partitioned, cut: number): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>('SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1', [table.name]);
  const old = rows.map((r) => r.name).filter((name) => startOfPartition(name) + table.partitionDays * DAY_MS <= cut);
  for (const name of old) {
    await inTransaction(session, async () => {
      // A long query on the parent must not make every other one queue up behind this: the next run tries again.
      await session.query("SET LOCAL lock_timeout = '3s'");
      await session.query(`DROP TABLE IF EXISTS ${name}`);
    });
  }
  return old;
}

/** Partitions for today and the next one, so that no batch has to wait for them. */
export async function makePartitionsAhead(partitions: Partitions, nowMs: number): Promise<void> {
  for (const name of TIME_TABLE_NAMES) {
    const table = timeTable(name);
    await partitions.ensure(table, [nowMs, partitionAt(table, nowMs).toMs]);
  }
}

/** Keeps the newest of the quarantine. */
export async function boundQuarantine(session: SqlSession, keep: number): Promise<number> {
  const { rowCount } = await session.query('DELETE FROM quarantine WHERE id <= (SELECT id FROM quarantine ORDER BY id DESC OFFSET $1 LIMIT 1)', [keep]);
  return rowCount;
}

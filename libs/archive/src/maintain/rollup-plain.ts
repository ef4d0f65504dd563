import { findRollup, LEVEL_INTERVAL, LEVEL_MS, LEVELS, type Level, rollupName, rollupSelect, type RollupFamily } from '../schema/rollups.js';
import { retentionOfLevel, PARTITIONED } from '../schema/rollups.js';
import type { Partitions } from '../schema/partitions.js';
import type { TimeTableName } from '../schema/tables.js';
import { epochMs, inTransaction, instant, type SqlSession } from '../sql/session.js';

/**
 * When a span is ready. Until its last bucket is over by event time (with room for the out-of-order), or the mark has
 * lain for a while because nothing newer came, rolling it up would only have to be done again.
 */
const READY: Record<Level, { slack: string; wait: string }> = {
  '1m': { slack: '1 minute', wait: '90 seconds' },
  '15m': { slack: '2 minutes', wait: '20 minutes' },
  '1h': { slack: '5 minutes', wait: '75 minutes' },
};
const MARKS_A_PASS = 2000;
const ORIGIN = "TIMESTAMPTZ '2000-01-01 00:00:00+00'";

interface Group {
  source: TimeTableName;
  from_ms: number;
  to_ms: number;
  ids: string;
}

/** Brings the plain dialect's rollups up to date from the marks that the writer left. `everything`: also what is still filling. */
export async function rollUp(session: SqlSession, partitions: Partitions, everything: boolean): Promise<number> {
  let spans = 0;
  for (const level of LEVELS) {
    for (;;) {
      const groups = await readyGroups(session, level, everything);
      for (const group of groups) await rollUpGroup(session, partitions, level, group);
      spans += groups.length;
      if (groups.length === 0) break;
    }
  }
  return spans;
}

/** Marks of one table and hour (1 minute, 15 minutes) or day (1 hour) are worked off together. */
async function readyGroups(session: SqlSession, level: Level, everything: boolean): Promise<Group[]> {
  const { slack, wait } = READY[level];
  const bucket = LEVEL_INTERVAL[level];
  const over = `date_bin('${bucket}', to_at - INTERVAL '1 microsecond', ${ORIGIN}) + INTERVAL '${bucket}' + INTERVAL '${slack}'`;
  const ready = everything ? '' : `AND (marked_at < now() - INTERVAL '${wait}' OR ${over} <= newest)`;
  const { rows } = await session.query<Group>(
    `SELECT source, ${epochMs('min(from_at)')} AS from_ms, ${epochMs('max(to_at)')} AS to_ms, string_agg(id::text, ',') AS ids
     FROM (SELECT * FROM (SELECT id, source, from_at, to_at, marked_at, max(to_at) OVER (PARTITION BY source) AS newest FROM rollup_dirty WHERE level = $1) marks
           WHERE true ${ready} ORDER BY id LIMIT ${MARKS_A_PASS}) ready
     GROUP BY source, date_bin(INTERVAL '${level === '1h' ? '1 day' : '1 hour'}', from_at, ${ORIGIN})`,
    [level],
  );
  return rows;
}

const coarser = (level: Level): Level | null => (level === '1m' ? '15m' : level === '15m' ? '1h' : null);

async function rollUpGroup(session: SqlSession, partitions: Partitions, level: Level, group: Group): Promise<void> {
  const family = findRollup(group.source);
  if (family === undefined) return;
  const width = LEVEL_MS[level];
  const fromMs = Math.floor(group.from_ms / width) * width;
  const toMs = Math.ceil(group.to_ms / width) * width;
  const target = PARTITIONED.find((t) => t.name === rollupName(family, level));
  if (target === undefined || target.retention !== retentionOfLevel(level)) throw new Error(`${rollupName(family, level)} is not partitioned`);
  await partitions.ensure(target, [fromMs, toMs - 1]);
  const next = coarser(level);
  // The marks go in the same transaction as the buckets come: a row that arrives meanwhile leaves its own mark.
  await inTransaction(session, () => session.query(groupSql(family, level, next), [group.ids, instant(fromMs), instant(toMs), ...(next === null ? [] : [instant(group.from_ms), instant(group.to_ms)])]));
}

function groupSql(family: RollupFamily, level: Level, next: Level | null): string {
  const name = rollupName(family, level);
  const at = level === '1m' ? 'at' : 'bucket';
  const where = `${at} >= $2::timestamptz AND ${at} < $3::timestamptz AND subject_key = ANY ((SELECT list FROM keys)::integer[])`;
  const columns = family.measures.map((m) => m.name);
  const rolled = `INSERT INTO ${name} (subject_key, bucket, ${columns.join(', ')}) ${rollupSelect('plain', family, level, where)}
    ON CONFLICT (subject_key, bucket) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`;
  const keys = `WITH taken AS (DELETE FROM rollup_dirty WHERE id = ANY (string_to_array($1, ',')::bigint[]) RETURNING subject_keys),
    keys AS (SELECT array_agg(DISTINCT k) AS list FROM taken, unnest(subject_keys) AS k)`;
  if (next === null) return `${keys} ${rolled}`;
  return `${keys}, rolled AS (${rolled} RETURNING 1)
    INSERT INTO rollup_dirty (source, level, from_at, to_at, subject_keys)
    SELECT '${family.source}', '${next}', $4::timestamptz, $5::timestamptz, list FROM keys WHERE list IS NOT NULL`;
}

import { ArchiveError } from '../errors.js';
import type { DialectName } from '../schema/dialect-name.js';
import { LEVEL_INTERVAL, LEVEL_MS, LEVELS, type Level, rollupName, rollupSelect, type RollupFamily } from '../schema/rollups.js';
import { timeTable } from '../schema/tables.js';
import { epochMs, instant, type SqlSession } from '../sql/session.js';
import type { Cell, HistoryPage, HistoryRequest, Resolution, RetentionSettings } from '../types.js';
import { checkedLimit, decodeCursor, encodeCursor } from './cursor.js';
import { findSeries, rawColumns, rollupColumns, type Series, type Shown, tieBreakers } from './series.js';

/** Points that a chart can show; `auto` aims at no more. */
const AIM = 1000;
const DAY_MS = 86_400_000;

export interface HistoryContext {
  dialect: DialectName;
  retention: RetentionSettings;
  now: () => number;
}

interface Query {
  series: Series;
  fromMs: number;
  toMs: number;
  limit: number;
  /** Sort key of the last row of the page before. */
  after: (string | number)[] | null;
}

/**
 * One page of a subject's history, oldest first.
 * @throws ArchiveError `rejected` for a span or cursor that makes no sense.
 */
export async function readHistory(session: SqlSession, context: HistoryContext, request: HistoryRequest): Promise<HistoryPage> {
  const limit = checkedLimit(request.limit);
  const { fromMs, toMs } = request;
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs >= toMs || fromMs < 0 || toMs > 8_000_000_000_000) {
    throw new ArchiveError('rejected', `span ${fromMs} to ${toMs} is not a span of time`);
  }
  const series = await findSeries(session, request);
  if (series === null) return { resolution: 'raw', kind: null, columns: ['timeMs'], rows: [], nextCursor: null };
  const { resolution, after } = request.cursor === undefined ? { resolution: await choose(session, context, series, request), after: null } : resume(request.cursor, series);
  const query: Query = { series, fromMs, toMs, limit, after };
  if (resolution === 'raw' || series.rollup === null) return readRaw(session, query);
  return readRollup(session, context.dialect, query, series.rollup, resolution);
}

/** A cursor keeps the resolution that the first page was given: `auto` must not change its mind half-way. */
function resume(cursor: string, series: Series): { resolution: Resolution; after: (string | number)[] } {
  const [resolution, ...after] = decodeCursor(cursor, cursorLength(cursor, series));
  if (resolution === 'raw' || LEVELS.includes(resolution as Level)) return { resolution: resolution as Resolution, after: after as (string | number)[] };
  throw new ArchiveError('rejected', 'cursor does not belong to this query');
}

const cursorLength = (cursor: string, series: Series): number => (Buffer.from(cursor, 'base64url').toString('utf8').startsWith('["raw"') ? 2 + tieBreakers(series).length : 2);

async function choose(session: SqlSession, { retention, now }: HistoryContext, series: Series, { resolution = 'auto', fromMs, toMs }: HistoryRequest): Promise<Resolution> {
  if (series.rollup === null) return 'raw';
  if (resolution !== 'auto') return resolution;
  const keptDays = retention[timeTable(series.table).retention];
  const rawIsThere = keptDays === null || fromMs >= now() - keptDays * DAY_MS;
  if (rawIsThere && (await countUpTo(session, series, fromMs, toMs)) <= AIM) return 'raw';
  return LEVELS.find((level) => (toMs - fromMs) / LEVEL_MS[level] <= AIM) ?? '1h';
}

async function countUpTo(session: SqlSession, series: Series, fromMs: number, toMs: number): Promise<number> {
  const { rows } = await session.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM (SELECT 1 FROM ${series.table} WHERE ${series.where} AND at >= $2::timestamptz AND at < $3::timestamptz LIMIT ${AIM + 1}) few`,
    [series.value, instant(fromMs), instant(toMs)],
  );
  return rows[0]?.n ?? 0;
}

async function readRaw(session: SqlSession, { series, fromMs, toMs, limit, after }: Query): Promise<HistoryPage> {
  const ties = tieBreakers(series);
  const shown = rawColumns(series);
  const keys: Shown[] = ties.map((name, i) => ({ column: `k${i}`, sql: `${name}::text` }));
  const params: unknown[] = [series.value, instant(fromMs), instant(toMs)];
  let beyond = '';
  if (after !== null) {
    params.push(instant(Number(after[0])), ...after.slice(1).map(String));
    beyond = ` AND (at, ${ties.join(', ')}) > ($4::timestamptz, ${ties.map((_, i) => `$${i + 5}::bigint`).join(', ')})`;
  }
  const { rows } = await session.query<Record<string, Cell>>(
    `SELECT ${selectList([{ column: 'timeMs', sql: epochMs('at') }, ...shown, ...keys])} FROM ${series.table}
     WHERE ${series.where} AND at >= $2::timestamptz AND at < $3::timestamptz${beyond} ORDER BY at, ${ties.join(', ')} LIMIT ${limit + 1}`,
    params,
  );
  return page('raw', series, ['timeMs', ...shown.map((s) => s.column)], rows, limit, (row) => [row['timeMs'] as number, ...keys.map((k) => row[k.column] as string)]);
}

async function readRollup(session: SqlSession, dialect: DialectName, { series, fromMs, toMs, limit, after }: Query, family: RollupFamily, level: Level): Promise<HistoryPage> {
  const shown = rollupColumns(family, level);
  const width = LEVEL_MS[level];
  // The bucket that `from` falls into belongs to the span; a page goes on with the bucket after the last one.
  const start = after === null ? Math.floor(fromMs / width) * width : Number(after[0]) + width;
  const source = dialect === 'timescale' ? storedBuckets(family, level) : upToDateBuckets(family, level);
  const { rows } = await session.query<Record<string, Cell>>(
    `${source} SELECT ${selectList([{ column: 'timeMs', sql: epochMs('bucket') }, ...shown])} FROM buckets ORDER BY bucket LIMIT ${limit + 1}`,
    [series.value, instant(start), instant(toMs)],
  );
  return page(level, series, ['timeMs', ...shown.map((s) => s.column)], rows, limit, (row) => [row['timeMs'] as number]);
}

const IN_SPAN = 'subject_key = $1 AND bucket >= $2::timestamptz AND bucket < $3::timestamptz';
const storedBuckets = (family: RollupFamily, level: Level): string => `WITH buckets AS (SELECT * FROM ${rollupName(family, level)} WHERE ${IN_SPAN})`;

/** Plain dialect: buckets with a mark on them are made from the raw rows on the spot, so no answer is ever behind. */
function upToDateBuckets(family: RollupFamily, level: Level): string {
  const interval = `INTERVAL '${LEVEL_INTERVAL[level]}'`;
  const origin = "TIMESTAMPTZ '2000-01-01 00:00:00+00'";
  const measures = family.measures.map((m) => m.name).join(', ');
  const raw = rollupSelect('plain', family, level, `subject_key = $1 AND at >= b AND at < b + ${interval}`, true);
  const levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1).map((l) => `'${l}'`);
  return `WITH pending AS MATERIALIZED (
      SELECT DISTINCT b FROM rollup_dirty d, generate_series(date_bin(${interval}, d.from_at, ${origin}), d.to_at - INTERVAL '1 microsecond', ${interval}) AS b
      WHERE d.source = '${family.source}' AND d.level IN (${levels.join(', ')}) AND d.to_at > $2::timestamptz AND d.from_at < $3::timestamptz
        AND b >= $2::timestamptz AND b < $3::timestamptz AND $1 = ANY (d.subject_keys)),
    buckets AS (
      SELECT bucket, ${measures} FROM ${rollupName(family, level)} WHERE ${IN_SPAN} AND bucket NOT IN (SELECT b FROM pending)
      UNION ALL
      SELECT made.bucket, ${family.measures.map((m) => `made.${m.name}`).join(', ')} FROM pending, LATERAL (${raw}) AS made)`;
}

const selectList = (shown: readonly Shown[]): string => shown.map(({ column, sql }) => `${sql} AS "${column}"`).join(', ');

function page(resolution: Resolution, series: Series, columns: string[], rows: Record<string, Cell>[], limit: number, keyOf: (row: Record<string, Cell>) => (string | number)[]): HistoryPage {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    resolution,
    kind: series.kind,
    columns,
    rows: rows.slice(0, limit).map((row) => columns.map((column) => row[column] ?? null)),
    nextCursor: last === undefined ? null : encodeCursor([resolution, ...keyOf(last)]),
  };
}

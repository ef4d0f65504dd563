import type { DialectName } from './dialect-name.js';
import { TIME_TABLES, type Partitioned, type TimeTableName } from './tables.js';

export const LEVELS = ['1m', '15m', '1h'] as const;
export type Level = (typeof LEVELS)[number];
export const LEVEL_MS: Record<Level, number> = { '1m': 60_000, '15m': 900_000, '1h': 3_600_000 };
export const LEVEL_INTERVAL: Record<Level, string> = { '1m': '1 minute', '15m': '15 minutes', '1h': '1 hour' };
export const finerLevel = (level: Level): Level | null => (level === '1h' ? '15m' : level === '15m' ? '1m' : null);

/**
 * One column of a rollup. Every measure adds up (sums with their weights, least, greatest, last), so that the 15-minute
 * rollup comes from the 1-minute one and the hour from the quarters without loss.
 */
interface Measure {
  name: string;
  type: 'integer' | 'bigint' | 'float8' | 'smallint' | 'text';
  combine: 'sum' | 'min' | 'max' | 'last';
  /** Expression over a raw row. */
  of: string;
  /** Rows that count; without it all do. */
  where?: string;
}

export interface RollupFamily {
  source: TimeTableName;
  measures: readonly Measure[];
  /** What `history` gives back: column name and SQL over the measures; `%s` is the bucket length in milliseconds. */
  read: readonly { column: string; sql: string }[];
}

const OK = 'status = 0';
const sum = (name: string, type: Measure['type'], of: string, where?: string): Measure => ({ name, type, combine: 'sum', of, ...(where !== undefined && { where }) });
const spread = (column: string, where: string): Measure[] => [
  { name: `${column}_last`, type: 'integer', combine: 'last', of: column, where: `${where} AND ${column} IS NOT NULL` },
  { name: `${column}_min`, type: 'integer', combine: 'min', of: column, where },
  { name: `${column}_max`, type: 'integer', combine: 'max', of: column, where },
];
/** Sum of `value * weight`, and of the weights that had a value. */
const weighted = (name: string, value: string, weight: string, where: string): Measure[] => [
  sum(`${name}_sum`, 'float8', `${value}::float8 * ${weight}`, where),
  sum(`${name}_of`, 'bigint', weight, `${where} AND ${value} IS NOT NULL`),
];
/** Three decimals: what a 4-byte float holds beyond that is noise. */
const mean = (name: string): string => `round((${name}_sum / nullif(${name}_of, 0))::numeric, 3)::float8`;
const COUNTS: Measure[] = [sum('samples', 'integer', '1'), sum('samples_ok', 'integer', '1', OK)];
/** Severity, so that the worst of a bucket is its greatest; `unknown` says nothing. */
const LEVEL_RANK = "array_position(ARRAY['free', 'dense', 'slow', 'jam'], level)";

export const ROLLUPS: readonly RollupFamily[] = [
  {
    source: 'loop_interval',
    measures: [
      ...COUNTS,
      sum('vehicles', 'bigint', 'vehicles', OK),
      sum('heavy_vehicles', 'bigint', 'heavy_vehicles', OK),
      ...weighted('occupancy', 'occupancy_pct', 'duration_ms', OK),
      ...weighted('speed', 'mean_speed_kmh', 'vehicles', OK),
    ],
    read: [
      { column: 'samples', sql: 'samples' },
      { column: 'samplesOk', sql: 'coalesce(samples_ok, 0)' },
      { column: 'vehicles', sql: 'vehicles::float8' },
      { column: 'heavyVehicles', sql: 'heavy_vehicles::float8' },
      { column: 'occupancyPct', sql: mean('occupancy') },
      { column: 'meanSpeedKmh', sql: mean('speed') },
    ],
  },
  {
    source: 'loop_passage',
    measures: [...COUNTS, sum('occupied_ms', 'bigint', 'occupied_ms', OK), ...weighted('speed', 'speed_kmh', '1', OK)],
    read: [
      { column: 'samples', sql: 'samples' },
      { column: 'vehicles', sql: 'coalesce(samples_ok, 0)' },
      { column: 'occupancyPct', sql: 'round((occupied_ms * 100.0 / %s)::numeric, 3)::float8' },
      { column: 'meanSpeedKmh', sql: mean('speed') },
    ],
  },
  {
    source: 'parking_count',
    measures: [
      ...COUNTS,
      ...spread('vacant', OK),
      ...spread('occupied', OK),
      ...weighted('occupied_mean', 'occupied', '1', OK),
      { name: 'capacity_last', type: 'integer', combine: 'last', of: 'capacity', where: `${OK} AND capacity IS NOT NULL` },
      { name: 'entries_last', type: 'bigint', combine: 'last', of: 'entries', where: `${OK} AND entries IS NOT NULL` },
      { name: 'exits_last', type: 'bigint', combine: 'last', of: 'exits', where: `${OK} AND exits IS NOT NULL` },
    ],
    read: [
      { column: 'samples', sql: 'samples' },
      { column: 'samplesOk', sql: 'coalesce(samples_ok, 0)' },
      { column: 'vacant', sql: 'vacant_last' },
      { column: 'vacantMin', sql: 'vacant_min' },
      { column: 'vacantMax', sql: 'vacant_max' },
      { column: 'occupied', sql: 'occupied_last' },
      { column: 'occupiedMin', sql: 'occupied_min' },
      { column: 'occupiedMax', sql: 'occupied_max' },
      { column: 'occupiedMean', sql: mean('occupied_mean') },
      { column: 'capacity', sql: 'capacity_last' },
      { column: 'entries', sql: 'entries_last::float8' },
      { column: 'exits', sql: 'exits_last::float8' },
    ],
  },
  {
    source: 'facility_state',
    measures: [
      sum('samples', 'integer', '1'),
      ...spread('vacant', 'true'),
      { name: 'capacity_last', type: 'integer', combine: 'last', of: 'capacity', where: 'capacity IS NOT NULL' },
      { name: 'status_last', type: 'text', combine: 'last', of: 'status', where: 'status IS NOT NULL' },
      { name: 'quality_last', type: 'text', combine: 'last', of: 'quality', where: 'quality IS NOT NULL' },
    ],
    read: [
      { column: 'samples', sql: 'samples' },
      { column: 'status', sql: 'status_last' },
      { column: 'capacity', sql: 'capacity_last' },
      { column: 'vacant', sql: 'vacant_last' },
      { column: 'vacantMin', sql: 'vacant_min' },
      { column: 'vacantMax', sql: 'vacant_max' },
      { column: 'quality', sql: 'quality_last' },
    ],
  },
  {
    source: 'link_state',
    measures: [
      sum('samples', 'integer', '1'),
      ...weighted('flow', 'flow_veh_per_h', '1', 'true'),
      ...weighted('speed', 'mean_speed_kmh', '1', 'true'),
      ...weighted('occupancy', 'occupancy_pct', '1', 'true'),
      ...weighted('travel_time', 'travel_time_s', '1', 'true'),
      { name: 'level_worst', type: 'integer', combine: 'max', of: LEVEL_RANK },
      sum('congested', 'integer', '1', 'congested'),
    ],
    read: [
      { column: 'samples', sql: 'samples' },
      { column: 'worstLevel', sql: "coalesce((ARRAY['free', 'dense', 'slow', 'jam'])[level_worst], 'unknown')" },
      { column: 'flowVehPerH', sql: mean('flow') },
      { column: 'meanSpeedKmh', sql: mean('speed') },
      { column: 'occupancyPct', sql: mean('occupancy') },
      { column: 'travelTimeS', sql: mean('travel_time') },
      { column: 'congestedShare', sql: 'round(coalesce(congested, 0)::numeric / samples, 3)::float8' },
    ],
  },
];

export const rollupName = (family: RollupFamily, level: Level): string => `${family.source}_${level}`;
export const findRollup = (source: TimeTableName): RollupFamily | undefined => ROLLUPS.find((r) => r.source === source);

const filter = (where: string | undefined): string => (where === undefined || where === 'true' ? '' : ` FILTER (WHERE ${where})`);

function lastSql(dialect: DialectName, of: string, by: string, where: string): string {
  if (dialect === 'timescale') return `last(${of}, ${by}) FILTER (WHERE ${where})`;
  return `(array_agg(${of} ORDER BY ${by} DESC) FILTER (WHERE ${where}))[1]`;
}

/** Aggregate over raw rows. */
const rawSql = (dialect: DialectName, m: Measure): string =>
  `${m.combine === 'last' ? lastSql(dialect, m.of, 'at', m.where ?? 'true') : `(${m.combine}(${m.of})${filter(m.where)})`}::${m.type} AS ${m.name}`;

/** Aggregate over rows of the next finer rollup. */
const upSql = (dialect: DialectName, m: Measure): string =>
  `${m.combine === 'last' ? lastSql(dialect, m.name, 'bucket', `${m.name} IS NOT NULL`) : `${m.combine}(${m.name})`}::${m.type} AS ${m.name}`;

/** `SELECT` that makes a rollup of its source: raw rows for 1 minute, the next finer rollup above. `where` limits the source. */
export function rollupSelect(dialect: DialectName, family: RollupFamily, level: Level, where = '', fromRaw = level === '1m'): string {
  const finer = finerLevel(level);
  const bucketOf = fromRaw || finer === null ? 'at' : 'bucket';
  const source = fromRaw || finer === null ? family.source : rollupName(family, finer);
  const bucket =
    dialect === 'timescale' ? `time_bucket(INTERVAL '${LEVEL_INTERVAL[level]}', ${bucketOf})` : `date_bin('${LEVEL_INTERVAL[level]}', ${bucketOf}, TIMESTAMPTZ '2000-01-01 00:00:00+00')`;
  const measures = family.measures.map((m) => (bucketOf === 'at' ? rawSql(dialect, m) : upSql(dialect, m)));
  return `SELECT subject_key, ${bucket} AS bucket, ${measures.join(', ')} FROM ${source}${where === '' ? '' : ` WHERE ${where}`} GROUP BY 1, 2`;
}

/** Own rollup table of the plain dialect. */
export const createRollupTableSql = (family: RollupFamily, level: Level): string =>
  `CREATE TABLE ${rollupName(family, level)} (subject_key integer NOT NULL, bucket timestamptz NOT NULL, ${family.measures
    .map((m) => `${m.name} ${m.type}`)
    .join(', ')}, PRIMARY KEY (subject_key, bucket)) PARTITION BY RANGE (bucket)`;

const ROLLUP_PARTITIONS: Record<Level, { partitionDays: number; retention: 'rollup1mDays' | 'rollup15mDays' | 'rollup1hDays' }> = {
  '1m': { partitionDays: 7, retention: 'rollup1mDays' },
  '15m': { partitionDays: 28, retention: 'rollup15mDays' },
  '1h': { partitionDays: 364, retention: 'rollup1hDays' },
};

/** Everything that has partitions in the plain dialect, and what retention it follows. */
export const PARTITIONED: readonly Partitioned[] = [
  ...Object.values(TIME_TABLES),
  ...ROLLUPS.flatMap((family) => LEVELS.map((level) => ({ name: rollupName(family, level), ...ROLLUP_PARTITIONS[level] }))),
];
export const retentionOfLevel = (level: Level): 'rollup1mDays' | 'rollup15mDays' | 'rollup1hDays' => ROLLUP_PARTITIONS[level].retention;

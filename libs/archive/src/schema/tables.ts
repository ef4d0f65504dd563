import type { RetentionSettings } from '../types.js';

/** Types that rows are written in; one encoder each in `write/copy-binary.ts`. */
export type ColumnType = 'timestamptz' | 'bigint' | 'integer' | 'real' | 'smallint' | 'text' | 'jsonb' | 'boolean';

export interface Column {
  name: string;
  type: ColumnType;
  required: boolean;
}

/** A table that grows with time: partitioned by `at` (plain PostgreSQL) or a hypertable (TimescaleDB). */
export interface TimeTable {
  name: string;
  /** Widest first, so that rows carry no padding. */
  columns: readonly Column[];
  /** Identity of a row: whatever has the same one is the same row. */
  key: readonly string[];
  partitionDays: number;
  retention: 'rawDays' | 'eventDays' | 'derivedDays';
}

/** `!` marks a column that must have a value. */
const columns = (text: string): Column[] =>
  text.trim().split(/\s*,\s*/).map((part) => {
    const [name = '', type = ''] = part.split(/\s+/);
    return { name, type: type.replace('!', '') as ColumnType, required: type.endsWith('!') };
  });

const READING_KEY = ['subject_key', 'at', 'seq'] as const;
const DERIVED_KEY = ['subject_key', 'at', 'journal_offset', 'ordinal'] as const;

/**
 * `loop_interval.at` is the *start* of the interval (a quarter-hour count belongs to the quarter that it counted); its
 * length is part of the key, so start, length and sequence say the same as the reading's identity by its end.
 * `status` is 0 ok, 1 fault, 2 maintenance, 3 startup (`DEVICE_STATUS`): only `ok` rows count in rollups.
 */
export const TIME_TABLES = {
  loop_interval: {
    name: 'loop_interval',
    columns: columns(`at timestamptz!, received_at timestamptz!, seq bigint!, subject_key integer!, duration_ms integer!, vehicles integer,
      heavy_vehicles integer, occupancy_pct real, mean_speed_kmh real, mean_speed_car_kmh real, mean_speed_heavy_kmh real, status smallint!`),
    key: [...READING_KEY, 'duration_ms'],
    partitionDays: 1,
    retention: 'rawDays',
  },
  loop_passage: {
    name: 'loop_passage',
    columns: columns('at timestamptz!, received_at timestamptz!, seq bigint!, subject_key integer!, occupied_ms integer!, speed_kmh real, length_m real, status smallint!'),
    key: READING_KEY,
    partitionDays: 1,
    retention: 'rawDays',
  },
  parking_count: {
    name: 'parking_count',
    columns: columns(`at timestamptz!, received_at timestamptz!, seq bigint!, entries bigint, exits bigint, subject_key integer!, vacant integer,
      occupied integer, capacity integer, status smallint!`),
    key: READING_KEY,
    partitionDays: 7,
    retention: 'rawDays',
  },
  device_event: {
    name: 'device_event',
    columns: columns('at timestamptz!, received_at timestamptz!, seq bigint!, subject_key integer!, status smallint!, body jsonb!'),
    key: READING_KEY,
    partitionDays: 7,
    retention: 'eventDays',
  },
  facility_state: {
    name: 'facility_state',
    columns: columns(`at timestamptz!, journal_offset bigint!, measured_at timestamptz, subject_key integer!, ordinal integer!, capacity integer!,
      vacant integer, status text!, quality text!, body jsonb!`),
    key: DERIVED_KEY,
    partitionDays: 28,
    retention: 'derivedDays',
  },
  link_state: {
    name: 'link_state',
    columns: columns(`at timestamptz!, journal_offset bigint!, measured_at timestamptz, subject_key integer!, ordinal integer!, flow_veh_per_h real,
      mean_speed_kmh real, occupancy_pct real, travel_time_s real, congested boolean!, level text!, quality text!`),
    key: DERIVED_KEY,
    partitionDays: 28,
    retention: 'derivedDays',
  },
  sign_order: {
    name: 'sign_order',
    columns: columns('at timestamptz!, journal_offset bigint!, valid_until timestamptz!, subject_key integer!, ordinal integer!, order_id text!, rule_id text!, body jsonb!'),
    key: DERIVED_KEY,
    partitionDays: 28,
    retention: 'derivedDays',
  },
  recommendation: {
    name: 'recommendation',
    columns: columns(`at timestamptz!, journal_offset bigint!, expires_at timestamptz!, subject_key integer!, ordinal integer!, recommendation_id text!,
      state text!, decided_by text, body jsonb!`),
    key: DERIVED_KEY,
    partitionDays: 28,
    retention: 'derivedDays',
  },
} as const satisfies Record<string, TimeTable>;
export type TimeTableName = keyof typeof TIME_TABLES;
export const TIME_TABLE_NAMES = Object.keys(TIME_TABLES) as TimeTableName[];

export const timeTable = (name: TimeTableName): TimeTable => TIME_TABLES[name];

/** Partition of a plain table, by name. */
export interface Partitioned {
  name: string;
  partitionDays: number;
  retention: keyof RetentionSettings;
}

export const createTableSql = (table: TimeTable, suffix = ''): string =>
  `CREATE TABLE ${table.name} (\n  ${table.columns.map((c) => `${c.name} ${c.type}${c.required ? ' NOT NULL' : ''}`).join(',\n  ')},\n  PRIMARY KEY (${table.key.join(', ')})\n)${suffix}`;

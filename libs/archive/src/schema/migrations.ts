import { createHash } from 'node:crypto';
import type { DialectName } from './dialect-name.js';
import { createRollupTableSql, LEVELS, ROLLUPS, rollupName, rollupSelect } from './rollups.js';
import { createTableSql, TIME_TABLE_NAMES, type TimeTableName, timeTable } from './tables.js';

/** One step forward, run in one transaction; what it says may never change once it has been released. */
export interface Migration {
  name: string;
  statements: readonly string[];
}

const READING_TABLES: TimeTableName[] = ['loop_interval', 'loop_passage', 'parking_count', 'device_event'];
const DERIVED_TABLES = TIME_TABLE_NAMES.filter((name) => !READING_TABLES.includes(name));

const REGISTRY = [
  // Text identifiers are long and repeat in every row; rows carry the key. `kind` is a reading's kind, or `facility`,
  // `link`, `sign`, `junction`: one device that sends two kinds has two keys, so a row's identity needs no kind column.
  `CREATE TABLE subject (
  key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  id text NOT NULL,
  area text,
  UNIQUE (id, kind)
)`,
  // How far each reader of the journal has come; moves in the same transaction as the rows.
  `CREATE TABLE ingest_checkpoint (
  consumer text PRIMARY KEY,
  next_offset bigint NOT NULL,
  newest_event_at timestamptz,
  newest_receipt_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
)`,
  'CREATE TABLE archive_setting (name text PRIMARY KEY, value text NOT NULL)',
  // Spans whose rollup is behind the raw rows, with the subjects it is behind for. Written with the rows themselves.
  `CREATE TABLE rollup_dirty (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  level text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  subject_keys integer[] NOT NULL,
  marked_at timestamptz NOT NULL DEFAULT now()
)`,
];

const QUARANTINE = [
  `CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest bytea NOT NULL UNIQUE,
  received_at timestamptz NOT NULL,
  topic text NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  expected text NOT NULL,
  payload bytea NOT NULL,
  payload_bytes integer NOT NULL
)`,
  'CREATE INDEX quarantine_code ON quarantine (code, id)',
];

const AUDIT = [
  // `body` is text, not jsonb: the hash is over these very bytes.
  `CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  journal_offset bigint NOT NULL,
  ordinal integer NOT NULL,
  about_kind text NOT NULL,
  about_id text NOT NULL,
  body text NOT NULL,
  prev_hash bytea NOT NULL,
  hash bytea NOT NULL,
  UNIQUE (at, journal_offset, ordinal)
)`,
  'CREATE INDEX audit_log_about ON audit_log (about_kind, about_id, id)',
  `CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$`,
  `CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()`,
];

/** Rules write more than people: who looks for people's acts reads past them. */
const AUDIT_OF_PEOPLE = ["CREATE INDEX audit_log_people ON audit_log (id) WHERE body::json ->> 'commandId' NOT LIKE 'rule:%'"];

const ALARMS = [
  `CREATE TABLE alarm (
  alarm_id text PRIMARY KEY,
  changed_at timestamptz NOT NULL,
  journal_offset bigint NOT NULL,
  ordinal integer NOT NULL,
  code text NOT NULL,
  severity text NOT NULL,
  about_kind text NOT NULL,
  about_id text NOT NULL,
  raised_at timestamptz NOT NULL,
  cleared_at timestamptz,
  acknowledged_by text,
  body jsonb NOT NULL
)`,
  'CREATE INDEX alarm_raised ON alarm (raised_at DESC, alarm_id)',
];

const plainTables = (names: TimeTableName[]): string[] => names.map((name) => createTableSql(timeTable(name), ' PARTITION BY RANGE (at)'));
const hypertables = (names: TimeTableName[]): string[] =>
  names.flatMap((name) => [
    createTableSql(timeTable(name)),
    `SELECT create_hypertable('${name}', by_range('at', INTERVAL '${timeTable(name).partitionDays} days'), create_default_indexes => false)`,
  ]);
// The key leads with the subject; these are looked for by their own identifier.
const DERIVED_INDEXES = ['CREATE INDEX recommendation_id ON recommendation (recommendation_id, at)'];

const plainRollups = (): string[] => ROLLUPS.flatMap((family) => LEVELS.map((level) => createRollupTableSql(family, level)));
/** Made `WITH NO DATA`, which is what lets a continuous aggregate be created inside a transaction; the first refresh fills it. */
const continuousAggregates = (): string[] =>
  ROLLUPS.flatMap((family) =>
    LEVELS.map(
      (level) =>
        `CREATE MATERIALIZED VIEW ${rollupName(family, level)} WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS ${rollupSelect('timescale', family, level)} WITH NO DATA`,
    ),
  );

const PLAIN: Migration[] = [
  { name: '0001_subject_registry_and_checkpoint', statements: REGISTRY },
  { name: '0002_readings', statements: plainTables(READING_TABLES) },
  { name: '0003_derived_states', statements: [...plainTables(DERIVED_TABLES), ...DERIVED_INDEXES] },
  { name: '0004_quarantine', statements: QUARANTINE },
  { name: '0005_append_only_audit_log', statements: AUDIT },
  { name: '0006_alarms', statements: ALARMS },
  { name: '0007_rollups', statements: plainRollups() },
  { name: '0008_audit_log_of_people', statements: AUDIT_OF_PEOPLE },
];
const TIMESCALE: Migration[] = [
  { name: '0001_subject_registry_and_checkpoint', statements: REGISTRY },
  { name: '0002_readings', statements: hypertables(READING_TABLES) },
  { name: '0003_derived_states', statements: [...hypertables(DERIVED_TABLES), ...DERIVED_INDEXES] },
  { name: '0004_quarantine', statements: QUARANTINE },
  { name: '0005_append_only_audit_log', statements: AUDIT },
  { name: '0006_alarms', statements: ALARMS },
  { name: '0007_continuous_aggregates', statements: continuousAggregates() },
  { name: '0008_audit_log_of_people', statements: AUDIT_OF_PEOPLE },
];

export const migrationsOf = (dialect: DialectName): readonly Migration[] => (dialect === 'timescale' ? TIMESCALE : PLAIN);

export const checksumOf = (migration: Migration): string => createHash('sha256').update(migration.statements.join(';\n')).digest('hex');

import { type HistorySubject, READING_KINDS, type ReadingKind } from '@wegweiser/contracts';
import { findRollup, type Level, LEVEL_MS, type RollupFamily } from '../schema/rollups.js';
import { type TimeTableName, timeTable } from '../schema/tables.js';
import { epochMs, type SqlSession } from '../sql/session.js';
import type { HistoryRequest } from '../types.js';
import { TABLE_OF_KIND } from '../write/rows.js';

/** One run of rows in time: which table, which rows of it, and how they are shown. */
export interface Series {
  table: TimeTableName;
  kind: ReadingKind | null;
  /** SQL that picks the rows; `$1` is `value`. */
  where: string;
  value: number | string;
  rollup: RollupFamily | null;
}

export interface Shown {
  column: string;
  sql: string;
}

const same = (...names: string[]): Shown[] => names.map((column) => ({ column, sql: column.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) }));
const STATUS: Shown = { column: 'status', sql: "(ARRAY['ok', 'fault', 'maintenance', 'startup'])[status + 1]" };
const READING_HEAD: Shown[] = [{ column: 'seq', sql: 'seq::float8' }, STATUS];
const MEASURED: Shown = { column: 'measuredAtMs', sql: epochMs('measured_at') };

const EVENT: Shown[] = [...READING_HEAD, ...same('body')];
const RAW_OF_KIND: Record<ReadingKind, Shown[]> = {
  loopInterval: [
    ...READING_HEAD,
    { column: 'durationS', sql: 'duration_ms / 1000.0::float8' },
    ...same('vehicles', 'heavyVehicles', 'occupancyPct', 'meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh'),
  ],
  loopPassage: [...READING_HEAD, ...same('occupiedMs', 'speedKmh', 'lengthM')],
  parkingAbsolute: [...READING_HEAD, ...same('vacant', 'occupied', 'capacity')],
  parkingTotals: [...READING_HEAD, { column: 'entries', sql: 'entries::float8' }, { column: 'exits', sql: 'exits::float8' }],
  parkingSpace: [...READING_HEAD, { column: 'occupied', sql: 'occupied = 1' }],
  garageState: EVENT,
  signalState: EVENT,
  signReadback: EVENT,
  // When it was known decides what a forecast may learn from it.
  weatherObservation: [...EVENT, { column: 'receivedAtMs', sql: epochMs('received_at') }],
  deviceLife: EVENT,
};
const RAW_OF_TABLE: Partial<Record<TimeTableName, Shown[]>> = {
  facility_state: [...same('status', 'capacity', 'vacant', 'quality'), MEASURED, ...same('body')],
  link_state: [...same('level', 'flowVehPerH', 'meanSpeedKmh', 'occupancyPct', 'travelTimeS', 'congested', 'quality'), MEASURED],
  sign_order: [...same('orderId', 'ruleId'), { column: 'validUntilMs', sql: epochMs('valid_until') }, ...same('body')],
  recommendation: [...same('recommendationId', 'state', 'decidedBy'), { column: 'expiresAtMs', sql: epochMs('expires_at') }, ...same('body')],
};

export const rawColumns = (series: Series): Shown[] => (series.kind === null ? RAW_OF_TABLE[series.table] : RAW_OF_KIND[series.kind]) ?? [];
export const rollupColumns = (family: RollupFamily, level: Level): Shown[] => family.read.map(({ column, sql }) => ({ column, sql: sql.replace('%s', String(LEVEL_MS[level])) }));

/** Order of rows with the same time, after `at`. */
export const tieBreakers = (series: Series): readonly string[] => timeTable(series.table).key.slice(2);

const SUBJECT_OF: Record<Exclude<HistorySubject, 'sensor'>, { kind: string; table: TimeTableName }> = {
  facility: { kind: 'facility', table: 'facility_state' },
  link: { kind: 'link', table: 'link_state' },
  sign: { kind: 'sign', table: 'sign_order' },
  recommendation: { kind: 'junction', table: 'recommendation' },
};

/** The rows that a request means, `null` when the archive never heard of its subject. */
export async function findSeries(session: SqlSession, request: HistoryRequest): Promise<Series | null> {
  const { rows } = await session.query<{ key: number; kind: string }>('SELECT key, kind FROM subject WHERE id = $1', [request.id]);
  if (request.subject === 'sensor') {
    const kind = READING_KINDS.find((k) => (request.kind === undefined || request.kind === k) && rows.some((r) => r.kind === k));
    const found = rows.find((r) => r.kind === kind);
    return kind === undefined || found === undefined ? null : series(TABLE_OF_KIND[kind], kind, found.key);
  }
  const { kind, table } = SUBJECT_OF[request.subject];
  const found = rows.find((r) => r.kind === kind);
  if (found !== undefined) return series(table, null, found.key);
  // A recommendation may also be asked for by itself: its life from proposal to read-back.
  if (request.subject !== 'recommendation') return null;
  return { table, kind: null, where: 'recommendation_id = $1', value: request.id, rollup: null };
}

const series = (table: TimeTableName, kind: ReadingKind | null, key: number): Series => ({ table, kind, where: 'subject_key = $1', value: key, rollup: findRollup(table) ?? null });

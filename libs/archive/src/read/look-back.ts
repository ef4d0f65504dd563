import type { FacilityState, SignOrderMessage } from '@wegweiser/contracts';
import { epochMs, instant, type SqlSession } from '../sql/session.js';
import type { AuditEntry } from '../types.js';
import { AUDIT_OF } from './audit.js';

const MOST_ACTS = 5000;
/** A state older than this tells nothing of the moment. */
const STATE_BEFORE = "INTERVAL '2 days'";

export interface PastAct extends AuditEntry {
  atMs: number;
}
/** Acts of people in a span, oldest first; beyond 5,000 the latest, which say how things stand. Rules act anew in a replay. */
export async function readActs(session: SqlSession, fromMs: number, toMs: number): Promise<PastAct[]> {
  const { rows } = await session.query<{ body: string }>(
    `SELECT body FROM audit_log WHERE at >= $1::timestamptz AND at < $2::timestamptz AND ${AUDIT_OF.people} ORDER BY at DESC, journal_offset DESC, ordinal DESC LIMIT ${MOST_ACTS}`,
    [instant(fromMs), instant(toMs)],
  );
  return rows.map(({ body }) => JSON.parse(body) as PastAct).toReversed();
}

export interface Done<T> {
  id: string;
  atMs: number;
  value: T;
}
const DONE_OF = { facility: 'facility_state', sign: 'sign_order' } as const;

/** What stood at `fromMs` of every facility or sign, and every change up to `toMs`: by id, oldest first. */
export async function readDone<K extends 'facility' | 'sign'>(session: SqlSession, kind: K, fromMs: number, toMs: number): Promise<Done<K extends 'facility' ? FacilityState : SignOrderMessage>[]> {
  const table = DONE_OF[kind];
  const { rows } = await session.query<Done<never>>(
    `SELECT s.id, ${epochMs('b.at')} AS "atMs", b.body AS value FROM subject s, LATERAL (
         (SELECT at, journal_offset, ordinal, body FROM ${table} WHERE subject_key = s.key AND at < $1::timestamptz AND at >= $1::timestamptz - ${STATE_BEFORE} ORDER BY at DESC, journal_offset DESC, ordinal DESC LIMIT 1)
         UNION ALL
         (SELECT at, journal_offset, ordinal, body FROM ${table} WHERE subject_key = s.key AND at >= $1::timestamptz AND at < $2::timestamptz)) b
     WHERE s.kind = $3 ORDER BY s.id, b.at, b.journal_offset, b.ordinal LIMIT 200000`,
    [instant(fromMs), instant(toMs), kind],
  );
  return rows;
}

export interface DeviceHealth {
  id: string;
  kind: string;
  samples: number;
  samplesOk: number;
  volume: number | null;
  lastBucketMs: number;
  /** Hours with readings, by day since `fromMs`. */
  hours: number[];
}
const DETECTORS = [
  { table: 'loop_interval_1h', volume: 'sum(vehicles)::float8' },
  { table: 'loop_passage_1h', volume: 'sum(samples_ok)::float8' },
  { table: 'parking_count_1h', volume: 'NULL::float8' },
] as const;

/** What every detector and counter sent over a span of whole hours, from the hourly rollups. */
export async function readHealth(session: SqlSession, fromMs: number, toMs: number): Promise<DeviceHealth[]> {
  const all: DeviceHealth[] = [];
  const days = Math.ceil((toMs - fromMs) / 86_400_000);
  for (const { table, volume } of DETECTORS) {
    const { rows } = await session.query<Omit<DeviceHealth, 'hours'> & { byDay: Record<string, number> }>(
      `WITH days AS (
         SELECT subject_key, floor(extract(epoch FROM bucket - $1::timestamptz) / 86400)::integer AS day, count(*)::integer AS hours,
           sum(samples)::float8 AS samples, sum(coalesce(samples_ok, 0))::float8 AS samples_ok, ${volume} AS volume, max(bucket) AS last_bucket
         FROM ${table} WHERE bucket >= $1::timestamptz AND bucket < $2::timestamptz AND samples > 0 GROUP BY 1, 2)
       SELECT s.id, s.kind, sum(d.samples)::float8 AS samples, sum(d.samples_ok)::float8 AS "samplesOk", sum(d.volume)::float8 AS volume, ${epochMs('max(d.last_bucket)')} AS "lastBucketMs",
         jsonb_object_agg(d.day, d.hours) AS "byDay" FROM days d JOIN subject s ON s.key = d.subject_key GROUP BY s.id, s.kind`,
      [instant(fromMs), instant(toMs)],
    );
    for (const { byDay, ...row } of rows) all.push({ ...row, hours: Array.from({ length: days }, (_, day) => byDay[day] ?? 0) });
  }
  return all;
}

/** Alarms about devices that stood at some time of a span, each in its latest state. */
export async function readDeviceAlarms(session: SqlSession, fromMs: number, toMs: number): Promise<{ id: string; code: string }[]> {
  const { rows } = await session.query<{ id: string; code: string }>(
    `SELECT about_id AS id, code FROM alarm WHERE about_kind = 'device' AND raised_at < $2::timestamptz AND (cleared_at IS NULL OR cleared_at >= $1::timestamptz)`,
    [instant(fromMs), instant(toMs)],
  );
  return rows;
}

export interface Night {
  id: string;
  /** Day of the morning by the city's clock. */
  day: string;
  occupied: number;
  capacity: number;
}
/** Least occupied between 1 and 5 at night, by facility and day. */
export async function readNights(session: SqlSession, fromMs: number, toMs: number, timeZone: string): Promise<Night[]> {
  const { rows } = await session.query<Night>(
    `SELECT s.id, to_char(r.bucket AT TIME ZONE $3, 'YYYY-MM-DD') AS day, min(r.capacity_last - r.vacant_max)::integer AS occupied, max(r.capacity_last)::integer AS capacity
     FROM facility_state_1h r JOIN subject s ON s.key = r.subject_key
     WHERE r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz AND extract(hour FROM r.bucket AT TIME ZONE $3) BETWEEN 1 AND 4 AND r.vacant_max IS NOT NULL
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [instant(fromMs), instant(toMs), timeZone],
  );
  return rows;
}

export interface Quarter {
  id: string;
  /** 0 to 95, by the city's clock. */
  quarter: number;
  days: number;
}
export interface FacilityQuarter extends Quarter {
  occupied: number;
}
export interface LinkQuarter extends Quarter {
  flowVehPerH: number | null;
  meanSpeedKmh: number | null;
}
interface Days {
  fromMs: readonly number[];
  toMs: readonly number[];
}
const QUARTER = 'floor(extract(epoch FROM (r.bucket AT TIME ZONE $3)::time) / 900)::integer';
const IN_DAYS = 'FROM unnest($1::timestamptz[], $2::timestamptz[]) AS d(from_at, to_at)';
const daysOf = ({ fromMs, toMs }: Days): [string[], string[]] => [fromMs.map(instant), toMs.map(instant)];

/** Medians by quarter hour over some days. */
export async function readTypicalFacilities(session: SqlSession, days: Days, timeZone: string): Promise<FacilityQuarter[]> {
  const { rows } = await session.query<FacilityQuarter>(
    `SELECT s.id, ${QUARTER} AS quarter, count(*)::integer AS days, percentile_cont(0.5) WITHIN GROUP (ORDER BY r.capacity_last - r.vacant_last)::float8 AS occupied
     ${IN_DAYS} JOIN facility_state_15m r ON r.bucket >= d.from_at AND r.bucket < d.to_at JOIN subject s ON s.key = r.subject_key
     WHERE r.vacant_last IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    [...daysOf(days), timeZone],
  );
  return rows;
}
export async function readTypicalLinks(session: SqlSession, days: Days, timeZone: string): Promise<LinkQuarter[]> {
  const { rows } = await session.query<LinkQuarter>(
    `SELECT s.id, ${QUARTER} AS quarter, count(*)::integer AS days, percentile_cont(0.5) WITHIN GROUP (ORDER BY r.flow_sum / nullif(r.flow_of, 0))::float8 AS "flowVehPerH",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY r.speed_sum / nullif(r.speed_of, 0))::float8 AS "meanSpeedKmh"
     ${IN_DAYS} JOIN link_state_15m r ON r.bucket >= d.from_at AND r.bucket < d.to_at JOIN subject s ON s.key = r.subject_key GROUP BY 1, 2 ORDER BY 1, 2`,
    [...daysOf(days), timeZone],
  );
  return rows;
}

import type { DeviceStatus, Reading, ReadingKind } from '@wegweiser/contracts';
import { epochMs, instant, type SqlSession } from '../sql/session.js';
import { DEVICE_STATUS, TABLE_OF_KIND } from '../write/rows.js';

/** Of a replay a reading that came later than this counts as never come: no partition of days long past is searched for it. */
const LATEST_MS = 6 * 3_600_000;

interface RowHead {
  deviceId: string;
  kind: ReadingKind;
  area: string;
  seq: number;
  timeMs: number;
  status: number;
  receivedAtMs: number;
}
type Row = RowHead & Record<string, unknown>;

const HEAD = `s.id AS "deviceId", s.kind, coalesce(s.area, '') AS area, r.seq::float8 AS seq, r.status, ${epochMs('r.received_at')} AS "receivedAtMs"`;
const TABLES: readonly { table: string; columns: string }[] = [
  {
    table: 'loop_interval',
    columns: `${epochMs('r.at')} AS "startMs", ${epochMs('r.at')} + r.duration_ms AS "timeMs", r.vehicles, r.heavy_vehicles AS "heavyVehicles", r.occupancy_pct AS "occupancyPct",
      r.mean_speed_kmh AS "meanSpeedKmh", r.mean_speed_car_kmh AS "meanSpeedCarKmh", r.mean_speed_heavy_kmh AS "meanSpeedHeavyKmh"`,
  },
  { table: 'loop_passage', columns: `${epochMs('r.at')} AS "timeMs", r.occupied_ms AS "occupiedMs", r.speed_kmh AS "speedKmh", r.length_m AS "lengthM"` },
  { table: 'parking_count', columns: `${epochMs('r.at')} AS "timeMs", r.entries::float8 AS entries, r.exits::float8 AS exits, r.vacant, r.occupied, r.capacity` },
  { table: 'device_event', columns: `${epochMs('r.at')} AS "timeMs", r.body` },
];

/**
 * Every reading that was received from `fromMs` up to before `toMs`, in the order of receipt. Readings of the same
 * millisecond come in the order of device and sequence: their order in the journal is not kept.
 */
export async function readReceived(session: SqlSession, fromMs: number, toMs: number): Promise<Reading[]> {
  const all: Reading[] = [];
  for (const { table, columns } of TABLES) {
    const { rows } = await session.query<Row>(
      `SELECT ${HEAD}, ${columns} FROM ${table} r JOIN subject s ON s.key = r.subject_key
       WHERE r.received_at >= $1::timestamptz AND r.received_at < $2::timestamptz AND r.at >= $3::timestamptz AND r.at < $4::timestamptz`,
      [instant(fromMs), instant(toMs), instant(fromMs - LATEST_MS), instant(toMs + 120_000)],
    );
    for (const row of rows) all.push(readingOf(row));
  }
  return all.sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : a.seq - b.seq));
}

const COUNTED = { parkingTotals: ['entries', 'exits'], parkingAbsolute: ['vacant', 'occupied', 'capacity'] } as const;

/** The reading that a row was made of; numbers of four bytes keep seven digits. */
export function readingOf({ status, body, ...row }: Row): Reading {
  const head = { ...row, status: (DEVICE_STATUS[status] ?? 'fault') satisfies DeviceStatus };
  if (TABLE_OF_KIND[row.kind] === 'device_event') return { ...(body as object), ...head } as unknown as Reading;
  if (row.kind === 'parkingSpace') return { ...pick(head, []), occupied: row['occupied'] === null ? null : row['occupied'] === 1 } as Reading;
  return row.kind === 'parkingTotals' || row.kind === 'parkingAbsolute' ? pick(head, COUNTED[row.kind]) : (head as unknown as Reading);
}

const KEPT = ['deviceId', 'kind', 'area', 'seq', 'timeMs', 'status', 'receivedAtMs'];
const pick = (row: object, more: readonly string[]): Reading => Object.fromEntries(Object.entries(row).filter(([name]) => KEPT.includes(name) || more.includes(name))) as unknown as Reading;

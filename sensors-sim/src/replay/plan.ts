import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { topicOf, type City, type DeviceClass } from '@wegweiser/contracts';
import { parse } from 'yaml';
import { z } from 'zod';
import { createLocalTime } from '../local-time.js';
import type { Outgoing } from '../types.js';
import { readCsv } from './csv.js';

const Mapping = z.strictObject({ prefix: z.string().default(''), lots: z.record(z.string(), z.string()) });
export type Mapping = z.infer<typeof Mapping>;

/** One recorded value as the device says it, with where it came from. */
export interface ReplayEvent {
  out: Outgoing;
  source: 'parking' | 'aarhus' | 'berlin';
  /** Name in the recording: lot, sensor or cross-section. */
  origin: string;
  /** True where the recorded place is not this city's: loop data of other cities, laid onto configured loops. */
  mapped: boolean;
  /** True where the device repeats its last recorded value. */
  repeated: boolean;
  seq: number;
  timeMs: number;
  vacant: number | null;
  vehicles: number | null;
  meanSpeedKmh: number | null;
}

export interface ReplayOptions {
  city: City;
  /** UTC date, `2026-03-14`. */
  date: string;
  parking?: string | undefined;
  loops?: string | undefined;
  mapping: Mapping;
  /** Counters repeat their last value every so many seconds until the next one is due; 0 sends recorded values only. */
  repeatSeconds?: number | undefined;
}

const DAY_MS = 86_400_000;
const GRID_MS = 900_000;

export function loadMapping(nameOrPath: string): Mapping {
  const file = /\.ya?ml$/.test(nameOrPath) ? nameOrPath : join(fileURLToPath(new URL('../../replays/', import.meta.url)), `${nameOrPath}.yaml`);
  return Mapping.parse(parse(readFileSync(file, 'utf8')));
}

/** Everything that is said on the day, in order of time. @throws Error when a lot's device is not in the city. */
export async function planReplay(o: ReplayOptions): Promise<ReplayEvent[]> {
  const dayMs = Date.parse(`${o.date}T00:00:00Z`);
  if (Number.isNaN(dayMs)) throw new Error(`not a date: ${o.date}`);
  const events = [...(o.parking ? await parkingEvents(o, dayMs) : []), ...(o.loops ? await loopEvents(o, dayMs) : [])];
  events.sort((a, b) => a.out.atMs - b.out.atMs || (a.out.topic < b.out.topic ? -1 : 1));
  number(events);
  return events;
}

/** Sequence numbers by device, in order of sending; put into the payload that so far has none. */
function number(events: ReplayEvent[]): void {
  const next = new Map<string, number>();
  for (const e of events) {
    e.seq = next.get(e.out.topic) ?? 0;
    next.set(e.out.topic, e.seq + 1);
    e.out.payload = JSON.stringify({ seq: e.seq, ...(JSON.parse(e.out.payload as string) as object) });
  }
}

function event(device: { area: string; deviceClass: DeviceClass; deviceId: string }, message: string, atMs: number, body: object, rest: Partial<ReplayEvent> & Pick<ReplayEvent, 'source' | 'origin'>): ReplayEvent {
  const out: Outgoing = { topic: topicOf({ ...device, message }), payload: JSON.stringify({ status: 'ok', ...body }), qos: 1, retain: false, ...device, message, atMs };
  return { out, seq: 0, timeMs: atMs, vacant: null, vehicles: null, meanSpeedKmh: null, mapped: false, repeated: false, ...rest };
}

const iso = (ms: number): string => new Date(ms).toISOString();

async function parkingEvents(o: ReplayOptions, dayMs: number): Promise<ReplayEvent[]> {
  const devices = lotDevices(o);
  const events: ReplayEvent[] = [];
  for await (const row of readCsv(o.parking as string)) {
    const timeMs = Date.parse(row['time'] ?? '');
    if (!(timeMs >= dayMs && timeMs < dayMs + DAY_MS)) continue;
    const origin = (row['lot'] ?? '').replace(o.mapping.prefix, '');
    const device = devices.get(origin);
    const vacant = num(row['free']);
    // A missing value is a silent device.
    if (!device || vacant === null) continue;
    for (const at of spokenAt(timeMs, (o.repeatSeconds ?? 0) * 1000)) {
      if (at >= dayMs + DAY_MS) break;
      events.push(event(device, 'absolute', at, { time: iso(at), vacant }, { source: 'parking', origin, vacant, repeated: at !== timeMs }));
    }
  }
  return events;
}

function spokenAt(timeMs: number, repeatMs: number): number[] {
  if (repeatMs <= 0) return [timeMs];
  return Array.from({ length: Math.ceil(GRID_MS / repeatMs) }, (_, i) => timeMs + i * repeatMs);
}

function lotDevices(o: ReplayOptions): Map<string, { area: string; deviceClass: DeviceClass; deviceId: string }> {
  const found = new Map<string, { area: string; deviceClass: DeviceClass; deviceId: string }>();
  for (const [lot, deviceId] of Object.entries(o.mapping.lots)) {
    const facility = o.city.facilities.find((f) => f.counters.some((c) => c.deviceId === deviceId && c.kind === 'absolute'));
    if (!facility) throw new Error(`lot ${lot}: the city has no absolute counter ${deviceId}`);
    found.set(lot, { area: facility.area, deviceClass: 'parking', deviceId });
  }
  return found;
}

interface LoopRow {
  origin: string;
  /** Local wall-clock time of the recording, as if it were UTC. */
  localMs: number;
  lengthMs: number;
  vehicles: number | null;
  heavyVehicles?: number | null;
  meanSpeedKmh: number | null;
  source: 'aarhus' | 'berlin';
}

const num = (text: string | undefined): number | null => (text === undefined || text === '' || Number.isNaN(Number(text)) ? null : Number(text));

/** A count, never negative. */
const count = (text: string | undefined): number | null => {
  const n = num(text);
  return n === null || n < 0 ? null : n;
};

/** Times stand for the begin of the interval that was counted. */
function loopRow(row: Record<string, string>): LoopRow {
  if (row['sensor'] !== undefined) {
    const vehicles = count(row['count_5min']);
    return { source: 'aarhus', origin: row['sensor'], localMs: Date.parse(`${row['time']}Z`), lengthMs: 300_000, vehicles, meanSpeedKmh: vehicles ? count(row['speed_kmh']) : null };
  }
  const vehicles = count(row['q_kfz_mq_hr']);
  return {
    source: 'berlin', origin: row['mq_name'] ?? '', localMs: Date.parse(`${(row['time'] ?? '').replace(' ', 'T')}Z`), lengthMs: 3_600_000,
    vehicles, heavyVehicles: count(row['q_lkw_mq_hr']), meanSpeedKmh: vehicles ? count(row['v_kfz_mq_hr']) : null,
  };
}

/** The first recorded day of the same weekday, by local time of day; the n-th configured loop gets the n-th sensor. */
async function loopEvents(o: ReplayOptions, dayMs: number): Promise<ReplayEvent[]> {
  const loops = configuredLoops(o.city);
  const byOrigin = new Map<string, LoopRow[]>();
  for await (const raw of readCsv(o.loops as string)) {
    const row = loopRow(raw);
    const list = byOrigin.get(row.origin);
    if (list) list.push(row);
    else byOrigin.set(row.origin, [row]);
  }
  const origins = [...byOrigin.keys()].toSorted();
  if (origins.length === 0) return [];
  const local = createLocalTime(o.city.city.timeZone, '')(dayMs);
  const offsetMs = local.day * DAY_MS + local.hour * 3_600_000 - dayMs;
  return loops.flatMap((device, i) => {
    const rows = byOrigin.get(origins[i % origins.length] as string) as LoopRow[];
    return rows.flatMap((row) => loopEvent(device, row, firstMatch(rows, row, dayMs, offsetMs)));
  });
}

/** Start in UTC on the replayed day; `null` unless the row is of the first recorded week and falls on that day. */
function firstMatch(rows: LoopRow[], row: LoopRow, dayMs: number, offsetMs: number): number | null {
  const firstDay = Math.floor((rows[0] as LoopRow).localMs / DAY_MS);
  const day = Math.floor(row.localMs / DAY_MS);
  if (day >= firstDay + 7) return null;
  for (const shift of [-1, 0, 1]) {
    const target = dayMs / DAY_MS + shift;
    const startMs = target * DAY_MS + (row.localMs - day * DAY_MS) - offsetMs;
    if ((target - day) % 7 === 0 && startMs >= dayMs && startMs + row.lengthMs <= dayMs + DAY_MS) return startMs;
  }
  return null;
}

function loopEvent(device: { area: string; deviceClass: DeviceClass; deviceId: string }, row: LoopRow, startMs: number | null): ReplayEvent[] {
  if (startMs === null || row.vehicles === null) return [];
  const endMs = startMs + row.lengthMs;
  const { vehicles, heavyVehicles, meanSpeedKmh, source, origin } = row;
  const body = { start: iso(startMs), end: iso(endMs), vehicles, ...(heavyVehicles === undefined ? {} : { heavyVehicles }), meanSpeedKmh };
  return [event(device, 'interval', endMs, body, { source, origin, mapped: true, vehicles, meanSpeedKmh })];
}

function configuredLoops(city: City): { area: string; deviceClass: DeviceClass; deviceId: string }[] {
  const ofArms = city.junctions.flatMap((j) => j.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => ({ area: j.area, deviceId: p.deviceId })))));
  const ofLinks = city.links.flatMap((l) => l.loops.map((p) => ({ area: l.area, deviceId: p.deviceId })));
  return [...ofArms, ...ofLinks].map((d) => ({ ...d, deviceClass: 'loop' as const })).toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

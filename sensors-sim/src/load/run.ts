import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@wegweiser/contracts';
import { hash32 } from '../random.js';
import { publishTemplate } from './packet.js';
import { createPublisher, type Publisher, type Reading } from './publisher.js';

export interface LoadOptions {
  /** `mqtt://host:port` or `mqtts://`. */
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Devices `load-000001` ... */
  sensors: number;
  /** Messages a second over all devices; 0 sends as fast as acknowledgements allow. */
  rate: number;
  /** How long to send; or `count` messages, whatever comes first. */
  seconds?: number | undefined;
  count?: number | undefined;
  qos?: 0 | 1 | undefined;
  /** Not yet acknowledged messages over all connections. */
  inflight?: number | undefined;
  connections?: number | undefined;
  area?: string | undefined;
  prefix?: string | undefined;
  /** First sequence number of every device: a second run beside the first must begin higher. */
  firstSeq?: number | undefined;
  /** JSON lines `{d: device, s: seq, e: end of interval, v: vehicles, a: acknowledged at}` of what was acknowledged. */
  ledger?: string | undefined;
  /** How long to wait for the last acknowledgements. */
  drainSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
  onAcknowledged?: ((deviceId: string, seq: number, endIso: string) => void) | undefined;
}

export interface LoadResult {
  sent: number;
  acknowledged: number;
  unacknowledged: number;
  resent: number;
  reconnects: number;
  seconds: number;
  perSecond: number;
  /** Publish to PUBACK. */
  ackMs: { p50: number; p99: number; max: number };
}

interface Load {
  o: LoadOptions;
  publishers: Publisher[];
  ids: string[];
  seq: Float64Array;
  lastEnd: string[];
  cursor: number;
  sent: number;
  acknowledged: number;
  latencies: number[];
  ledger: WriteStream | null;
  lines: string[];
}

const TICK_MS = 5;

export const loadDeviceId = (i: number, prefix = 'load'): string => `${prefix}-${String(i + 1).padStart(6, '0')}`;

/**
 * Valid loop intervals of many devices at a steady rate. Intervals of a device follow each other without a gap and end
 * when they are sent. What the broker acknowledged stands in the ledger; what a lost connection left open is sent again.
 */
export async function runLoad(o: LoadOptions): Promise<LoadResult> {
  const load = createLoad(o);
  const started = performance.now();
  await pace(load, started);
  const sentFor = (performance.now() - started) / 1000;
  const until = performance.now() + (o.drainSeconds ?? 10) * 1000;
  while (open(load) > 0 && performance.now() < until && !o.signal?.aborted) await sleep(TICK_MS);
  for (const p of load.publishers) p.close();
  await endLedger(load);
  return result(load, sentFor);
}

const open = (load: Load): number => load.publishers.reduce((n, p) => n + p.inflight, 0);

function createLoad(o: LoadOptions): Load {
  const ids = Array.from({ length: o.sensors }, (_, i) => loadDeviceId(i, o.prefix));
  const area = o.area ?? 'load';
  const templates = ids.map((deviceId) => publishTemplate(topicOf({ area, deviceClass: 'loop', deviceId, message: 'interval' }), o.qos ?? 1));
  const connections = Math.min(o.sensors, o.connections ?? 4);
  const nowIso = new Date(Date.now() - 1000).toISOString();
  const load: Load = {
    o, ids, publishers: [], seq: new Float64Array(o.sensors).fill(o.firstSeq ?? 0), lastEnd: Array.from({ length: o.sensors }, () => nowIso),
    cursor: 0, sent: 0, acknowledged: 0, latencies: [], ledger: o.ledger ? createWriteStream(o.ledger, { flags: 'a' }) : null, lines: [],
  };
  const run = hash32(`${Date.now()}/${process.pid}/${o.prefix ?? ''}`).toString(36);
  for (let i = 0; i < connections; i++) {
    load.publishers.push(createPublisher({
      url: new URL(o.url), clientId: `wegweiser-load-${run}-${i}`, username: o.username, password: o.password,
      window: Math.min(60_000, Math.max(1, Math.floor((o.inflight ?? 500) / connections))), templates,
      onAcknowledged: (r) => acknowledged(load, r), onRoom: () => undefined,
    }));
  }
  return load;
}

function acknowledged(load: Load, r: Reading): void {
  load.acknowledged++;
  const now = performance.now();
  if (load.latencies.length < 200_000) load.latencies.push(now - r.sentAtMs);
  const deviceId = load.ids[r.sensor] as string;
  load.o.onAcknowledged?.(deviceId, r.seq, r.endIso);
  if (!load.ledger) return;
  load.lines.push(`{"d":"${deviceId}","s":${r.seq},"e":"${r.endIso}","v":${r.vehicles},"a":${Date.now()}}\n`);
  if (load.lines.length >= 1000) writeLines(load);
}

function writeLines(load: Load): void {
  load.ledger?.write(load.lines.join(''));
  load.lines = [];
}

async function endLedger(load: Load): Promise<void> {
  if (!load.ledger) return;
  writeLines(load);
  load.ledger.end();
  await once(load.ledger, 'finish');
}

/** Send what the clock says is due, in small batches; a lost connection makes up for it when it is back. */
async function pace(load: Load, startedAt: number): Promise<void> {
  const { o } = load;
  const limit = o.count ?? Number.POSITIVE_INFINITY;
  const forMs = o.seconds === undefined ? Number.POSITIVE_INFINITY : o.seconds * 1000;
  for (;;) {
    const elapsed = performance.now() - startedAt;
    if (elapsed >= forMs || load.sent >= limit || o.signal?.aborted) return;
    const dueCount = o.rate > 0 ? Math.min(limit, Math.floor((elapsed / 1000) * o.rate)) : limit;
    const before = load.sent;
    sendDue(load, dueCount);
    // At full speed give the sockets their turn without waiting for the timer.
    if (o.rate === 0 && load.sent > before) await new Promise((resolve) => setImmediate(resolve));
    else await sleep(o.rate === 0 ? 1 : TICK_MS);
  }
}

function sendDue(load: Load, until: number): void {
  const { publishers, o } = load;
  const endIso = new Date().toISOString();
  const now = performance.now();
  for (let idle = 0; load.sent < until && idle < publishers.length; ) {
    const sensor = load.cursor % o.sensors;
    const p = publishers[sensor % publishers.length] as Publisher;
    // One device stays on one connection, so its messages stay in order; a full connection holds back its devices only.
    load.cursor++;
    if (p.room() <= 0) {
      idle++;
      continue;
    }
    idle = 0;
    p.send(reading(load, sensor, endIso, now));
    load.sent++;
  }
  for (const p of publishers) p.flush();
}

function reading(load: Load, sensor: number, endIso: string, now: number): Reading {
  const seq = load.seq[sensor] as number;
  load.seq[sensor] = seq + 1;
  const startIso = load.lastEnd[sensor] as string;
  load.lastEnd[sensor] = endIso;
  return { sensor, seq, startIso, endIso, vehicles: 1 + ((sensor + seq) % 30), speedKmh: 30 + ((sensor * 7 + seq) % 40), sentAtMs: now };
}

function result(load: Load, seconds: number): LoadResult {
  const sorted = load.latencies.toSorted((a, b) => a - b);
  const at = (q: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 100) / 100;
  return {
    sent: load.sent, acknowledged: load.acknowledged, unacknowledged: load.sent - load.acknowledged,
    resent: load.publishers.reduce((n, p) => n + p.resent, 0), reconnects: load.publishers.reduce((n, p) => n + p.reconnects, 0),
    seconds: Math.round(seconds * 1000) / 1000, perSecond: Math.round(load.acknowledged / Math.max(seconds, 0.001)),
    ackMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
  };
}

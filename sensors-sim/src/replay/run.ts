import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@wegweiser/contracts';
import { clockMessage } from '../runner.js';
import { openConnection, type BrokerOptions } from '../transport/connection.js';
import { openFleet, type Fleet } from '../transport/fleet.js';
import type { Outgoing } from '../types.js';
import { planReplay, type ReplayEvent, type ReplayOptions } from './plan.js';

export interface RunReplayOptions extends BrokerOptions, ReplayOptions {
  /** Recorded seconds per second. */
  rate: number;
  /** JSON lines of what was acknowledged, in order of acknowledgement. */
  manifest?: string | undefined;
  /** Called for each acknowledged event. */
  onAcknowledged?: ((event: ReplayEvent, acknowledgedAtMs: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface ReplayResult {
  planned: number;
  acknowledged: number;
  /** Span of simulated time. */
  fromMs: number;
  toMs: number;
}

const TICK_MS = 50;

/** Publish a recorded day as its devices would have; resolves when the broker has acknowledged all of it. */
export async function runReplay(o: RunReplayOptions): Promise<ReplayResult> {
  const events = await planReplay(o);
  const fromMs = Date.parse(`${o.date}T00:00:00Z`);
  const toMs = fromMs + 86_400_000;
  const manifest = o.manifest ? createWriteStream(o.manifest) : null;
  const byOut = new Map(events.map((e) => [e.out, e]));
  let acknowledged = 0;
  let nowMs = fromMs;
  const runId = `replay-${o.date}-${Date.now().toString(36)}`;
  const fleet = openFleet({
    url: o.url, username: o.username, password: o.password, clientPrefix: `wegweiser-${runId}`,
    mode: 'concentrator', devicesPerConcentrator: 60, subscribe: [], onMessage: () => undefined, keep: Number.POSITIVE_INFINITY,
    births: () => lifeOf(events, 'online', nowMs), farewells: () => lifeOf(events, 'offline', nowMs),
    onAcknowledged: (out) => {
      const e = byOut.get(out);
      if (!e) return;
      acknowledged++;
      const atMs = Date.now();
      o.onAcknowledged?.(e, atMs);
      manifest?.write(`${JSON.stringify(manifestLine(e, atMs))}\n`);
    },
  });
  const clock = openConnection({ url: o.url, username: o.username, password: o.password, clientId: `wegweiser-${runId}-clock`, births: () => [], will: null, subscribe: [], onMessage: () => undefined, keep: 1 });
  try {
    await play(o, events, fleet, fromMs, toMs, (ms) => {
      nowMs = ms;
      clock.publish(clockMessage(ms, o.rate, runId));
    });
    while (acknowledged < events.length && !o.signal?.aborted) await sleep(TICK_MS);
  } finally {
    await Promise.all([fleet.close(1500), clock.close([], 1000)]);
    if (manifest) {
      manifest.end();
      await once(manifest, 'finish');
    }
  }
  return { planned: events.length, acknowledged, fromMs, toMs };
}

async function play(o: RunReplayOptions, events: ReplayEvent[], fleet: Fleet, fromMs: number, toMs: number, tell: (ms: number) => void): Promise<void> {
  while (fleet.connected() < fleet.size && !o.signal?.aborted) await sleep(TICK_MS);
  let i = 0;
  let nowMs = fromMs;
  let wall = Date.now();
  while ((nowMs < toMs || i < events.length) && !o.signal?.aborted) {
    tell(nowMs);
    const due: Outgoing[] = [];
    for (; i < events.length && (events[i] as ReplayEvent).out.atMs <= nowMs; i++) due.push((events[i] as ReplayEvent).out);
    fleet.publish(due);
    await sleep(TICK_MS);
    const now = Date.now();
    // Recorded time waits for the broker, so that nothing runs ahead of its clock.
    if (fleet.pending() < 5000) nowMs = Math.min(toMs, nowMs + (now - wall) * o.rate);
    wall = now;
  }
  tell(toMs);
}

function lifeOf(events: ReplayEvent[], state: 'online' | 'offline', nowMs: number): Outgoing[] {
  const seen = new Map<string, Outgoing>();
  for (const { out } of events) {
    const { area, deviceClass, deviceId } = out;
    if (seen.has(deviceId)) continue;
    const payload = JSON.stringify({ state, time: new Date(Math.round(nowMs)).toISOString(), bootId: 'replay', firmware: 'wegweiser-replay' });
    seen.set(deviceId, { topic: topicOf({ area, deviceClass, deviceId, message: 'status' }), payload, qos: 1, retain: true, area, deviceClass, deviceId, message: 'status', atMs: nowMs });
  }
  return [...seen.values()];
}

function manifestLine(e: ReplayEvent, acknowledgedAtMs: number): Record<string, unknown> {
  const { topic, deviceId, message } = e.out;
  const { source, origin, mapped, repeated, seq, timeMs, vacant, vehicles, meanSpeedKmh } = e;
  return { topic, deviceId, message, seq, timeMs, source, origin, mapped, repeated, vacant, vehicles, meanSpeedKmh, acknowledgedAtMs };
}

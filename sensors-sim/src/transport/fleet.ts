import type { Outgoing } from '../types.js';
import { openConnection, type BrokerOptions, type Connection } from './connection.js';

export interface FleetOptions extends BrokerOptions {
  mode: 'perDevice' | 'concentrator';
  devicesPerConcentrator: number;
  clientPrefix: string;
  /** All devices' births at this moment: also tells which devices there are. */
  births: () => Outgoing[];
  farewells: () => Outgoing[];
  subscribe: string[];
  onMessage: (topic: string, payload: Buffer) => void;
  onAcknowledged?: (out: Outgoing) => void;
  keep?: number;
}

/** All connections of the simulated field. */
export interface Fleet {
  publish(list: Outgoing[]): void;
  cut(deviceIds: string[], downMs: number): void;
  pending(): number;
  dropped(): number;
  connected(): number;
  readonly size: number;
  close(withinMs: number): Promise<void>;
}

const keyOf = (o: Outgoing): string => `${o.deviceClass}/${o.deviceId}`;

/**
 * Devices on lines of their own (each with its last will), or field concentrators for some dozens of devices each. A
 * concentrator has one will only: it tells of its first device; the others' births are renewed on every connection.
 */
export function openFleet(o: FleetOptions): Fleet {
  const devices = o.births();
  const wills = new Map(o.farewells().map((f) => [keyOf(f), f]));
  const groups = o.mode === 'perDevice' ? devices.map((d) => [d]) : chunksByArea(devices, o.devicesPerConcentrator);
  const lineOf = new Map<string, Connection>();
  const keysOf = new Map<Connection, Set<string>>();
  const lines = groups.map((group, i) => {
    const keys = new Set(group.map(keyOf));
    const line = openConnection({
      url: o.url, username: o.username, password: o.password,
      clientId: o.mode === 'perDevice' ? `${o.clientPrefix}-${group[0]?.deviceClass}-${group[0]?.deviceId}` : `${o.clientPrefix}-fc-${i}`,
      births: () => o.births().filter((b) => keys.has(keyOf(b))),
      will: wills.get(keyOf(group[0] as Outgoing)) ?? null,
      subscribe: subscriptionsFor(group, o),
      onMessage: o.onMessage,
      ...(o.onAcknowledged ? { onAcknowledged: o.onAcknowledged } : {}),
      ...(o.keep === undefined ? {} : { keep: o.keep }),
    });
    for (const key of keys) lineOf.set(key, line);
    keysOf.set(line, keys);
    return line;
  });
  return {
    size: lines.length,
    publish: (list) => {
      for (const out of list) lineOf.get(keyOf(out))?.publish(out);
    },
    cut: (ids, downMs) => {
      const hit = new Set(ids);
      for (const [line, keys] of keysOf) if ([...keys].some((k) => hit.has(k.slice(k.indexOf('/') + 1)))) line.cut(downMs);
    },
    pending: () => lines.reduce((n, l) => n + l.pending, 0),
    dropped: () => lines.reduce((n, l) => n + l.dropped, 0),
    connected: () => lines.filter((l) => l.connected).length,
    close: async (withinMs) => {
      const bye = o.farewells();
      await Promise.all(lines.map((l) => l.close(bye.filter((f) => keysOf.get(l)?.has(keyOf(f))), withinMs)));
    },
  };
}

function chunksByArea(devices: Outgoing[], size: number): Outgoing[][] {
  const chunks: Outgoing[][] = [];
  for (const area of new Set(devices.map((d) => d.area))) {
    const here = devices.filter((d) => d.area === area);
    for (let i = 0; i < here.length; i += size) chunks.push(here.slice(i, i + size));
  }
  return chunks;
}

/** What devices of a class are told. */
const TOLD: Readonly<Partial<Record<Outgoing['deviceClass'], readonly string[]>>> = { sign: ['order'], signal: ['command', 'stage'] };

/** Each line asks for the orders of its own signs and signals only. */
function subscriptionsFor(group: Outgoing[], o: FleetOptions): string[] {
  if (o.subscribe.length === 0) return [];
  return group.flatMap((d) => (TOLD[d.deviceClass] ?? []).map((message) => d.topic.replace(/[^/]+$/, message)));
}

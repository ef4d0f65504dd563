import type { Outgoing } from '../types.js';
import type { Device } from '../devices/device.js';
import type { ActiveFault, FaultEngine, FaultOf } from './engine.js';

/** Messages on their way from device to broker: lost, doubled, late, garbled, held back. */
export interface Line {
  /** What leaves now of a message that was just written. */
  send(device: Device, out: Outgoing, nowMs: number): void;
  /** Everything due up to now, in the order of sending. */
  due(nowMs: number): Outgoing[];
  /** Begin and end outages; `up`/`down` write the device's retained status. */
  tick(devices: Device[], nowMs: number, life: (device: Device, state: 'online' | 'offline') => Outgoing): void;
}

interface Held {
  atMs: number;
  out: Outgoing;
}

export function createLine(faults: FaultEngine): Line {
  let ready: Outgoing[] = [];
  let late: Held[] = [];
  const outages = new Map<Device, { fault: ActiveFault<FaultOf<'outage'>>; kept: Outgoing[] }>();
  const deliver = (out: Outgoing): void => {
    ready.push(out);
  };
  return {
    send: (device, first, nowMs) => {
      const outage = outages.get(device);
      if (outage) {
        outage.kept.push(first);
        if (outage.kept.length > outage.fault.config.keep) outage.kept.shift();
        return;
      }
      if (!faults.any(device)) {
        deliver(first);
        return;
      }
      for (const out of disturb(faults, device, first, nowMs)) {
        const delayS = delayOf(faults, device, nowMs);
        if (delayS === 0) deliver(out);
        else late.push({ atMs: nowMs + delayS * 1000, out });
      }
    },
    due: (nowMs) => {
      const out = ready;
      ready = [];
      if (late.length === 0) return out;
      const now = late.filter((h) => h.atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs);
      late = late.filter((h) => h.atMs > nowMs);
      return [...out, ...now.map((h) => ({ ...h.out, atMs: h.atMs }))];
    },
    tick: (devices, nowMs, life) => {
      for (const device of devices) {
        const running = outages.get(device);
        if (running && nowMs >= running.fault.untilMs) {
          outages.delete(device);
          deliver(life(device, 'online'));
          for (const out of running.kept) deliver({ ...out, atMs: nowMs });
        }
        const begins = running ? undefined : faults.of(device, nowMs, 'outage').find((f) => f.rng.chance(1 / f.config.meanEveryS));
        if (!begins) continue;
        begins.untilMs = nowMs + Math.max(1000, -Math.log(1 - begins.rng.next()) * begins.config.meanForS * 1000);
        outages.set(device, { fault: begins, kept: [] });
        deliver(life(device, 'offline'));
      }
    },
  };
}

function disturb(faults: FaultEngine, device: Device, first: Outgoing, nowMs: number): Outgoing[] {
  let list = [first];
  for (const f of faults.of(device, nowMs, 'dropout', 'duplicate', 'garbage', 'flood')) {
    const { config } = f;
    if (!f.rng.chance(config.probability)) continue;
    if (config.kind === 'dropout') list = [];
    if (config.kind === 'garbage') list = list.map((o) => ({ ...o, payload: garbage(o.payload, f.turn++) }));
    const copies = config.kind === 'duplicate' ? config.copies : config.kind === 'flood' ? config.messages : 0;
    const original = list[0];
    if (original) for (let i = 0; i < copies; i++) list.push(config.kind === 'flood' ? renumber(original, i) : original);
  }
  return list;
}

/** A flooding device counts on: its messages are no duplicates. */
function renumber(out: Outgoing, i: number): Outgoing {
  if (typeof out.payload !== 'string') return out;
  return { ...out, payload: out.payload.replace(/"seq":(\d+)/, (_, n: string) => `"seq":${Number(n) + 1_000_000 + i}`) };
}

function delayOf(faults: FaultEngine, device: Device, nowMs: number): number {
  const f = faults.of(device, nowMs, 'late').find((l) => l.rng.chance(l.config.probability));
  return f ? f.rng.between(f.config.minS, Math.max(f.config.minS, f.config.maxS)) : 0;
}

/** Rubbish by turns; every kind that a receiver must survive. */
export function garbage(payload: string | Uint8Array, turn: number): string | Uint8Array {
  const text = typeof payload === 'string' ? payload : '';
  const kinds: (() => string | Uint8Array)[] = [
    () => text.slice(0, Math.floor(text.length / 2)),
    () => Uint8Array.from([0xff, 0xfe, 0x00, 0x80, 0x01, 0xc3, 0x28, 0x7f]),
    () => '',
    () => text.replace(/:(-?\d+(\.\d+)?)/g, ':"$1"'),
    () => text.replace(/:(-?\d+(\.\d+)?)/g, ':-99999999999'),
    () => JSON.stringify({ pad: 'x'.repeat(70_000) }),
    () => '[1,2,3]',
    () => text.replace(/\d{4}-\d\d-\d\dT[^"]+/g, 'gestern'),
    () => '{"__proto__":{"polluted":true},"seq":1}',
    () => 'NaN',
  ];
  return (kinds[turn % kinds.length] as () => string | Uint8Array)();
}

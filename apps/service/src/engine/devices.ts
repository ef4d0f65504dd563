import type { City, DeviceState, Reading } from '@wegweiser/contracts';
import type { Outputs } from './outputs.js';

interface Memory {
  online: boolean | null;
  lastSeenMs: number | null;
  shownMs: number;
}
export type DevicesState = Record<string, Memory>;

/** `lastSeen` alone is shown this seldom: nobody watches a hundred thousand clocks. */
const SHOW_EVERY_MS = 300_000;

/** Every configured device, by class and id: known, online, last seen. */
export class Devices {
  /** Area by device class and id; no key is put together for a message. */
  private readonly areas = new Map<string, Map<string, string>>();
  private readonly memory = new Map<string, Memory>();

  constructor(city: City, private readonly out: Outputs) {
    for (const { deviceClass, id, area } of devicesOf(city)) {
      const ofClass = this.areas.get(deviceClass);
      if (ofClass === undefined) this.areas.set(deviceClass, new Map([[id, area]]));
      else ofClass.set(id, area);
    }
  }

  /** What is wrong with a reading's sender, or `null` when the city configures it. */
  refuse(r: Reading): string | null {
    const deviceClass = classOf(r);
    const area = this.areas.get(deviceClass)?.get(r.deviceId);
    if (area === undefined) return `${deviceClass} ${r.deviceId} is not configured`;
    return area === r.area ? null : `${deviceClass} ${r.deviceId} belongs to area ${area}, not ${r.area}`;
  }

  seen(r: Reading): void {
    let m = this.memory.get(r.deviceId);
    if (m === undefined) this.memory.set(r.deviceId, (m = { online: null, lastSeenMs: null, shownMs: 0 }));
    m.lastSeenMs = Math.max(m.lastSeenMs ?? 0, r.receivedAtMs);
    const online = r.kind === 'deviceLife' ? r.state === 'online' : true;
    if (online === m.online && m.lastSeenMs - m.shownMs < SHOW_EVERY_MS) return;
    m.online = online;
    m.shownMs = m.lastSeenMs;
    const value: DeviceState = { id: r.deviceId, online, lastSeenMs: m.lastSeenMs, quality: null, faults: r.status === 'ok' ? [] : [r.status] };
    this.out.store.set('devices', value);
  }

  private isConfigured(id: string): boolean {
    for (const ofClass of this.areas.values()) if (ofClass.has(id)) return true;
    return false;
  }

  save(): DevicesState {
    return Object.fromEntries(this.memory);
  }
  restore(state: DevicesState): void {
    for (const [id, m] of Object.entries(state)) if (this.isConfigured(id)) this.memory.set(id, m);
  }
}

const CLASS_OF_KIND: Partial<Record<Reading['kind'], string>> = {
  loopInterval: 'loop', loopPassage: 'loop', parkingAbsolute: 'parking', parkingTotals: 'parking', parkingSpace: 'parking',
  garageState: 'garage', signalState: 'signal', signReadback: 'sign',
};
const classOf = (r: Reading): string => (r.kind === 'deviceLife' ? r.deviceClass : CLASS_OF_KIND[r.kind]!);

/** Every device of a city's configuration. */
export function devicesOf(city: City): { deviceClass: string; id: string; area: string }[] {
  const counters = city.facilities.flatMap((f) => f.counters.map((c) => ({ deviceClass: 'parking', id: c.deviceId, area: f.area })));
  const garages = city.facilities.map((f) => ({ deviceClass: 'garage', id: f.controllerId ?? f.id, area: f.area }));
  const loops = city.junctions.flatMap((j) => j.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => ({ deviceClass: 'loop', id: p.deviceId, area: j.area })))));
  const midLoops = city.links.flatMap((l) => l.loops.map((p) => ({ deviceClass: 'loop', id: p.deviceId, area: l.area })));
  const signals = city.junctions.map((j) => ({ deviceClass: 'signal', id: j.controllerId ?? j.id, area: j.area }));
  const signs = city.signs.map((s) => ({ deviceClass: 'sign', id: s.id, area: s.area }));
  return [...counters, ...garages, ...loops, ...midLoops, ...signals, ...signs];
}

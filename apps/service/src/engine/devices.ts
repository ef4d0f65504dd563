import type { City, DeviceState, Reading } from '@wegweiser/contracts';
import { devicesOf, publicDeviceIds } from '@wegweiser/contracts/devices';
import type { Outputs } from './outputs.js';

interface Memory {
  online: boolean | null;
  lastSeenMs: number | null;
  shownMs: number;
}
export type DevicesState = Record<string, Memory>;

/** `lastSeen` alone is shown this seldom: nobody watches a hundred thousand clocks. */
const SHOW_EVERY_MS = 300_000;

interface Device {
  area: string;
  /** Under which it is public: its id, or `class.id` where devices of several classes share one. */
  publicId: string;
}

/** Every configured device, by class and id: known, online, last seen. */
export class Devices {
  /** By device class and id; no key is put together for a message. */
  private readonly devices = new Map<string, Map<string, Device>>();
  private readonly publicIds = new Set<string>();
  private readonly memory = new Map<string, Memory>();

  constructor(city: City, private readonly out: Outputs) {
    const all = devicesOf(city);
    const publicIdOf = publicDeviceIds(all);
    for (const { deviceClass, id, area } of all) {
      const device = { area, publicId: publicIdOf(deviceClass, id) };
      this.publicIds.add(device.publicId);
      const ofClass = this.devices.get(deviceClass);
      if (ofClass === undefined) this.devices.set(deviceClass, new Map([[id, device]]));
      else ofClass.set(id, device);
    }
  }

  /** What is wrong with a reading's sender, or `null` when the city configures it. */
  refuse(r: Reading): string | null {
    const deviceClass = classOf(r);
    const area = this.devices.get(deviceClass)?.get(r.deviceId)?.area;
    if (area === undefined) return `${deviceClass} ${r.deviceId} is not configured`;
    return area === r.area ? null : `${deviceClass} ${r.deviceId} belongs to area ${area}, not ${r.area}`;
  }

  seen(r: Reading): void {
    const id = this.devices.get(classOf(r))?.get(r.deviceId)?.publicId ?? r.deviceId;
    let m = this.memory.get(id);
    if (m === undefined) this.memory.set(id, (m = { online: null, lastSeenMs: null, shownMs: 0 }));
    m.lastSeenMs = Math.max(m.lastSeenMs ?? 0, r.receivedAtMs);
    const online = r.kind === 'deviceLife' ? r.state === 'online' : true;
    if (online === m.online && m.lastSeenMs - m.shownMs < SHOW_EVERY_MS) return;
    m.online = online;
    m.shownMs = m.lastSeenMs;
    const value: DeviceState = { id, online, lastSeenMs: m.lastSeenMs, quality: null, faults: r.status === 'ok' ? [] : [r.status] };
    this.out.store.set('devices', value);
  }

  save(): DevicesState {
    return Object.fromEntries(this.memory);
  }
  restore(state: DevicesState): void {
    for (const [id, m] of Object.entries(state)) if (this.publicIds.has(id)) this.memory.set(id, m);
  }
}

const CLASS_OF_KIND: Partial<Record<Reading['kind'], string>> = {
  loopInterval: 'loop', loopPassage: 'loop', parkingAbsolute: 'parking', parkingTotals: 'parking', parkingSpace: 'parking',
  garageState: 'garage', signalState: 'signal', signReadback: 'sign',
};
const classOf = (r: Reading): string => (r.kind === 'deviceLife' ? r.deviceClass : CLASS_OF_KIND[r.kind]!);

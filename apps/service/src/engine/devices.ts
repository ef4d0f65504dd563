import type { City, DeviceState, Reading } from '@wegweiser/contracts';
import { devicesOf, publicDeviceIds } from '@wegweiser/contracts/devices';
import { isNumberRows, NumberRowsWriter, type NumberRows } from '@wegweiser/field';
import type { Outputs } from './outputs.js';

/** Its times are numbers from the first to the last: one that was `null` before would be a new object with every message. */
interface Memory {
  online: boolean | null;
  lastSeenMs: number;
  shownMs: number;
}
/** Of each device heard: online (1, 0, or -1 for not known), last seen, shown. An object by public id is how it was saved until November 2026. */
export type DevicesState = NumberRows | Record<string, Memory>;

/** `lastSeen` alone is shown this seldom: nobody watches a hundred thousand clocks. */
const SHOW_EVERY_MS = 300_000;

interface Device {
  area: string;
  /** Under which it is public: its id, or `class.id` where devices of several classes share one. */
  publicId: string;
  memory: Memory;
}

/** Every configured device, by class and id: known, online, last seen. */
export class Devices {
  /** By device class and id; no key is put together for a message. */
  private readonly devices = new Map<string, Map<string, Device>>();
  private readonly byPublicId = new Map<string, Device>();
  /** Of which something was heard, in that order. */
  private readonly heard = new Set<Device>();
  private readonly rows = new NumberRowsWriter();

  constructor(city: City, private readonly out: Outputs) {
    const all = devicesOf(city);
    const publicIdOf = publicDeviceIds(all);
    for (const { deviceClass, id, area } of all) {
      const device: Device = { area, publicId: publicIdOf(deviceClass, id), memory: { online: null, lastSeenMs: 0, shownMs: 0 } };
      this.byPublicId.set(device.publicId, device);
      const ofClass = this.devices.get(deviceClass);
      if (ofClass === undefined) this.devices.set(deviceClass, new Map([[id, device]]));
      else ofClass.set(id, device);
    }
  }

  /** Of every configured device. */
  get publicIds(): ReadonlySet<string> {
    return new Set(this.byPublicId.keys());
  }

  /** What is wrong with a reading's sender, or `null` when the city configures it. */
  refuse(r: Reading): string | null {
    const deviceClass = classOf(r);
    const area = this.devices.get(deviceClass)?.get(r.deviceId)?.area;
    if (area === undefined) return `${deviceClass} ${r.deviceId} is not configured`;
    return area === r.area ? null : `${deviceClass} ${r.deviceId} belongs to area ${area}, not ${r.area}`;
  }

  seen(r: Reading): void {
    const device = this.devices.get(classOf(r))?.get(r.deviceId);
    if (device === undefined) return;
    const m = device.memory;
    if (m.online === null) this.heard.add(device);
    m.lastSeenMs = Math.max(m.lastSeenMs, r.receivedAtMs);
    const online = r.kind === 'deviceLife' ? r.state === 'online' : true;
    if (online === m.online && m.lastSeenMs - m.shownMs < SHOW_EVERY_MS) return;
    m.online = online;
    m.shownMs = m.lastSeenMs;
    const value: DeviceState = { id: device.publicId, online, lastSeenMs: m.lastSeenMs, quality: null, faults: r.status === 'ok' ? [] : [r.status] };
    this.out.store.set('devices', value);
  }

  save(): NumberRows {
    const { rows } = this;
    rows.start(this.heard.size * 3);
    for (const { publicId, memory: m } of this.heard) rows.row(publicId).put(m.online === null ? -1 : Number(m.online)).put(m.lastSeenMs).put(m.shownMs);
    return rows.rows();
  }
  restore(state: DevicesState): void {
    if (!isNumberRows(state)) return Object.entries(state).forEach(([id, memory]) => this.remember(id, memory));
    const numbers = state.numbers.values();
    const next = (): number => numbers.next().value as number;
    for (const id of state.ids) {
      const online = next();
      this.remember(id, { online: online < 0 ? null : online === 1, lastSeenMs: next(), shownMs: next() });
    }
  }

  private remember(publicId: string, memory: Memory): void {
    const device = this.byPublicId.get(publicId);
    if (device === undefined) return;
    device.memory = memory;
    this.heard.add(device);
  }
}

const CLASS_OF_KIND: Partial<Record<Reading['kind'], string>> = {
  loopInterval: 'loop', loopPassage: 'loop', parkingAbsolute: 'parking', parkingTotals: 'parking', parkingSpace: 'parking',
  garageState: 'garage', signalState: 'signal', signReadback: 'sign',
};
const classOf = (r: Reading): string => (r.kind === 'deviceLife' ? r.deviceClass : CLASS_OF_KIND[r.kind]!);

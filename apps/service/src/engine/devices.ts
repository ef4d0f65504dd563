import type { City, DeviceState, Reading } from '@wegweiser/contracts';
import { devicesOf, publicDeviceIds } from '@wegweiser/contracts/devices';
import { isNumberRows, NumberRowsWriter, type NumberRows } from '@wegweiser/field';
import type { Outputs } from './outputs.js';

/** How a device was saved until November 2026. */
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
}

/** Places of a device's three numbers, and what stands for online besides 1 and 0. */
const AT = { online: 0, lastSeenMs: 1, shownMs: 2 };
const NUMBERS = 3;
const NOT_KNOWN = -1;
const NEVER_HEARD = -2;

/** Stands for the number of a device that the city does not configure. */
export const NO_DEVICE = -1;

// One for all, never written to: hardly any device has a fault.
const NO_FAULTS: DeviceState['faults'] = [];
Object.freeze(NO_FAULTS);

/**
 * Every configured device, by class and id: known, online, last seen. Each has a number, by which others find it without
 * a look into tables of a hundred thousand names; what is remembered of all lies in one row of numbers, so that a message
 * of one of them touches as little memory as can be.
 */
export class Devices {
  /** Numbers by device class and id; no key is put together for a message. */
  private readonly numbers = new Map<string, Map<string, number>>();
  private readonly devices: Device[] = [];
  private readonly memory: Float64Array;
  private readonly rows = new NumberRowsWriter();

  constructor(city: City, private readonly out: Outputs) {
    const all = devicesOf(city);
    const publicIdOf = publicDeviceIds(all);
    for (const { deviceClass, id, area } of all) {
      let ofClass = this.numbers.get(deviceClass);
      if (ofClass === undefined) this.numbers.set(deviceClass, (ofClass = new Map()));
      ofClass.set(id, this.devices.length);
      this.devices.push({ area, publicId: publicIdOf(deviceClass, id) });
    }
    this.memory = new Float64Array(this.devices.length * NUMBERS);
    for (let at = AT.online; at < this.memory.length; at += NUMBERS) this.memory[at] = NEVER_HEARD;
  }

  /** Of every configured device. */
  get publicIds(): ReadonlySet<string> {
    return new Set(this.devices.map((d) => d.publicId));
  }
  /** Numbers go from 0 up to this. */
  get count(): number {
    return this.devices.length;
  }

  /** Its number, or NO_DEVICE. */
  numberIn(deviceClass: string, id: string): number {
    return this.numbers.get(deviceClass)?.get(id) ?? NO_DEVICE;
  }

  /** The number of a reading's sender, or NO_DEVICE. */
  numberOf(r: Reading): number {
    return this.numberIn(classOf(r), r.deviceId);
  }

  /** What is wrong with a reading's sender, or `null` when the city configures it. */
  refuse(r: Reading): string | null {
    const deviceClass = classOf(r);
    const area = this.devices[this.numberIn(deviceClass, r.deviceId)]?.area;
    if (area === undefined) return `${deviceClass} ${r.deviceId} is not configured`;
    return area === r.area ? null : `${deviceClass} ${r.deviceId} belongs to area ${area}, not ${r.area}`;
  }

  /** @param number of the sender, where that was looked up before */
  seen(r: Reading, number = this.numberOf(r)): void {
    if (number === NO_DEVICE) return;
    const { memory } = this;
    const at = number * NUMBERS;
    const lastSeenMs = Math.max(memory[at + AT.lastSeenMs] as number, r.receivedAtMs);
    memory[at + AT.lastSeenMs] = lastSeenMs;
    const online = r.kind === 'deviceLife' ? r.state === 'online' : true;
    if (Number(online) === memory[at] && lastSeenMs - (memory[at + AT.shownMs] as number) < SHOW_EVERY_MS) return;
    memory[at] = Number(online);
    memory[at + AT.shownMs] = lastSeenMs;
    const { publicId } = this.devices[number] as Device;
    const value: DeviceState = { id: publicId, online, lastSeenMs, quality: null, faults: r.status === 'ok' ? NO_FAULTS : [r.status] };
    this.out.store.set('devices', value);
  }

  save(): NumberRows {
    const { rows, memory } = this;
    rows.start(memory.length);
    for (const [number, { publicId }] of this.devices.entries()) {
      const at = number * NUMBERS;
      if (memory[at] !== NEVER_HEARD) rows.row(publicId).putAll(memory.subarray(at, at + NUMBERS));
    }
    return rows.rows();
  }
  restore(state: DevicesState): void {
    const byPublicId = new Map(this.devices.map((d, number) => [d.publicId, number]));
    const remember = (id: string, numbers: ArrayLike<number>): void => {
      const number = byPublicId.get(id);
      if (number !== undefined) this.memory.set(numbers, number * NUMBERS);
    };
    if (isNumberRows(state)) for (const [i, id] of state.ids.entries()) remember(id, state.numbers.subarray(i * NUMBERS, (i + 1) * NUMBERS));
    else for (const [id, { online, lastSeenMs, shownMs }] of Object.entries(state)) remember(id, [online === null ? NOT_KNOWN : Number(online), lastSeenMs, shownMs]);
  }
}

const CLASS_OF_KIND: Partial<Record<Reading['kind'], string>> = {
  loopInterval: 'loop', loopPassage: 'loop', parkingAbsolute: 'parking', parkingTotals: 'parking', parkingSpace: 'parking',
  garageState: 'garage', signalState: 'signal', signReadback: 'sign', weatherObservation: 'weather',
};
const classOf = (r: Reading): string => (r.kind === 'deviceLife' ? r.deviceClass : CLASS_OF_KIND[r.kind]!);

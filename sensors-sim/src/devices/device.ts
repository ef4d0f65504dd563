import type { DeviceClass } from '@wegweiser/contracts';

/** A device on the wire: its place in the topics and its own sequence numbers. */
export interface Device {
  area: string;
  deviceClass: DeviceClass;
  deviceId: string;
  /** Next number by message. */
  seq: Record<string, number>;
  boots: number;
}

/** A message before it is written: true times in ms, body without head. Faults change it in place. */
export interface Draft {
  device: Device;
  message: string;
  atMs: number;
  status: 'ok' | 'fault' | 'maintenance' | 'startup';
  times: { time?: number; start?: number; end?: number };
  body: Record<string, unknown>;
}

export const createDevice = (area: string, deviceClass: DeviceClass, deviceId: string): Device => ({ area, deviceClass, deviceId, seq: {}, boots: 0 });

/** A device's look at the city, once a simulated second. `skewMs` is the error of its clock, in whole seconds. */
export interface Sensor {
  device: Device;
  sense(nowMs: number, skewMs: number): Draft[];
  /** Power was off and is back: volatile counts are gone. */
  restart?(): void;
}

import { createRng, hash32, type Rng } from '../random.js';
import type { Device } from '../devices/device.js';
import { withinHours, type LocalTime } from '../local-time.js';
import type { FaultConfig, Match, Scenario, When } from '../scenario/schema.js';

export type FaultKind = FaultConfig['kind'];
export type FaultOf<K extends FaultKind> = Extract<FaultConfig, { kind: K }>;

/** One fault on one device, with its own stream of random numbers. */
export interface ActiveFault<C extends FaultConfig = FaultConfig> {
  config: C;
  rng: Rng;
  device: Device;
  /** For outages: until when, and what is kept. */
  untilMs: number;
  /** Last body, for `stuck`. */
  frozen: Record<string, Record<string, unknown>>;
  /** Round of garbage. */
  turn: number;
}

export interface FaultEngine {
  /** Faults of a device that are on at this time, of the kinds asked for, in the scenario's order. */
  of<K extends FaultKind>(device: Device, nowMs: number, ...kinds: K[]): readonly ActiveFault<FaultOf<K>>[];
  /** Has the device any fault at all? */
  any(device: Device): boolean;
  /** Devices that may have a fault of these kinds, in their order. */
  devicesWith(...kinds: FaultKind[]): Device[];
}

const NONE: readonly never[] = [];
export const noFaults: FaultEngine = { of: () => NONE, any: () => false, devicesWith: () => [] };

export function createFaults(scenario: Scenario, devices: Device[], seed: number, startMs: number, local: (ms: number) => LocalTime): FaultEngine {
  const byDevice = new Map<Device, ActiveFault[]>();
  for (const device of devices) {
    const list = scenario.faults.flatMap((config, i): ActiveFault[] =>
      matches(config.match, device, `${seed}/${i}`)
        ? [{ config, device, rng: createRng(seed, `fault/${i}/${device.deviceClass}/${device.deviceId}`), untilMs: 0, frozen: {}, turn: 0 }]
        : [],
    );
    if (list.length > 0) byDevice.set(device, list);
  }
  const always = new Set([...byDevice.values()].flat().filter((f) => Object.keys(f.config.when).length === 0));
  return {
    any: (device) => byDevice.has(device),
    devicesWith: (...kinds) => devices.filter((d) => byDevice.get(d)?.some((f) => kinds.includes(f.config.kind))),
    of: <K extends FaultKind>(device: Device, nowMs: number, ...kinds: K[]) => {
      const list = byDevice.get(device);
      if (!list) return NONE;
      let on: ActiveFault[] | null = null;
      for (const f of list) {
        if (!(kinds as string[]).includes(f.config.kind)) continue;
        if (always.has(f) || isOn(f.config.when, nowMs, startMs, local)) (on ??= []).push(f);
      }
      return (on ?? NONE) as readonly ActiveFault<FaultOf<K>>[];
    },
  };
}

/** Shares are drawn by hash, so that the same devices are hit on every run with the same seed. */
function matches(match: Match, device: Device, salt: string): boolean {
  if (match.classes && !match.classes.includes(device.deviceClass)) return false;
  if (match.ids && !match.ids.some((id) => globMatches(id, device.deviceId))) return false;
  return hash32(`${salt}/${device.deviceClass}/${device.deviceId}`) / 4_294_967_296 < match.sharePct / 100;
}

export function globMatches(pattern: string, id: string): boolean {
  if (!pattern.includes('*')) return pattern === id;
  const source = pattern.split('*').map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${source}$`).test(id);
}

export function isOn(when: When, nowMs: number, startMs: number, local: (ms: number) => LocalTime): boolean {
  const s = (nowMs - startMs) / 1000;
  const from = when.afterS ?? 0;
  if (s < from || s >= from + (when.forS ?? Number.POSITIVE_INFINITY)) return false;
  if (when.weekdays === undefined && when.from === undefined && when.to === undefined) return true;
  const t = local(nowMs);
  if (when.weekdays && !when.weekdays.includes(t.weekday)) return false;
  return withinHours(t.hour, when.from ?? '00:00', when.to ?? '00:00');
}

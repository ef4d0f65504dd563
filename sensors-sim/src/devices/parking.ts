import type { City } from '@wegweiser/contracts';
import type { Garage } from '../garages/garage.js';
import { occupiedOf } from '../garages/garage.js';
import type { Kerb } from '../kerb/kerb.js';
import { ticketsOf } from '../kerb/kerb.js';
import { createDevice, type Draft, type Sensor } from './device.js';

type CounterConfig = City['facilities'][number]['counters'][number];

/** What a counter's barriers fail to see; both are asked for each single vehicle. */
export interface Misses {
  entry(deviceId: string, nowMs: number): boolean;
  exit(deviceId: string, nowMs: number): boolean;
  /** How far before its wrap a total begins, `null` for 0. */
  wrapBefore(deviceId: string): number | null;
}

const onGrid = (nowMs: number, skewMs: number, everyS: number): boolean => (nowMs + skewMs) % (everyS * 1000) === 0;

/** The vehicles that passed the barriers since the last look, less those the counter misses. */
function barriers(garage: Garage, audience: string, deviceId: string, misses: Misses): (nowMs: number) => { ins: number; outs: number } {
  let [entries, exits] = [garage.entries.get(audience) ?? 0, garage.exits.get(audience) ?? 0];
  return (nowMs) => {
    let [ins, outs] = [0, 0];
    for (; entries < (garage.entries.get(audience) ?? 0); entries++) if (!misses.entry(deviceId, nowMs)) ins++;
    for (; exits < (garage.exits.get(audience) ?? 0); exits++) if (!misses.exit(deviceId, nowMs)) outs++;
    return { ins, outs };
  };
}

/** A counter that keeps a level: it begins right and then only knows what its barriers see. */
export function createAbsolute(garage: Garage, counter: CounterConfig, everyS: number, onChange: boolean, misses: Misses): Sensor {
  const device = createDevice(garage.config.area, 'parking', counter.deviceId);
  const look = barriers(garage, counter.audience, counter.deviceId, misses);
  let occupied = occupiedOf(garage, counter.audience);
  let first = true;
  return {
    device,
    sense: (nowMs, skewMs) => {
      const { ins, outs } = look(nowMs);
      occupied += ins - outs;
      const changed = first || (ins + outs > 0 && onChange);
      first = false;
      if (!changed && !onGrid(nowMs, skewMs, everyS)) return [];
      const capacity = counter.audience === 'all' && garage.capacityOverride !== null ? garage.capacityOverride : (garage.capacity.get(counter.audience) ?? 0);
      return [{ device, message: 'absolute', atMs: nowMs, status: 'ok', times: { time: nowMs }, body: { vacant: capacity - occupied, occupied, capacity } }];
    },
  };
}

/** Entries and exits as totals that wrap at the counter's modulus. They are repeated every quarter of an hour. */
export function createTotals(garage: Garage, counter: CounterConfig, misses: Misses): Sensor {
  const device = createDevice(garage.config.area, 'parking', counter.deviceId);
  const look = barriers(garage, counter.audience, counter.deviceId, misses);
  const modulus = counter.modulus ?? 65_536;
  const before = misses.wrapBefore(counter.deviceId);
  const total = { entries: before === null ? 0 : modulus - before, exits: before === null ? 0 : modulus - before };
  const wraps = counter.modulus !== undefined || before !== null;
  let first = true;
  const wrap = (n: number): number => (wraps ? ((n % modulus) + modulus) % modulus : n);
  return {
    device,
    sense: (nowMs, skewMs) => {
      const { ins, outs } = look(nowMs);
      total.entries = wrap(total.entries + ins);
      total.exits = wrap(total.exits + outs);
      if (ins + outs === 0 && !first && !onGrid(nowMs, skewMs, 900)) return [];
      first = false;
      return [{ device, message: 'totals', atMs: nowMs, status: 'ok', times: { time: nowMs }, body: { ...total } }];
    },
    restart: () => {
      total.entries = 0;
      total.exits = 0;
    },
  };
}

/** Heartbeat of a sensor that is told none. */
const SAYS_AGAIN_S = 1800;

/** One sensor on one space of a garage. */
export const createSpace = (garage: Garage, counter: CounterConfig, index: number): Sensor =>
  spaceSensor(garage.config.area, counter.deviceId, garage.config.spaceHeartbeatSeconds ?? SAYS_AGAIN_S, () => (garage.spaces.get(counter.audience)?.[index] ?? 0) !== 0);

/** All devices of an on-street zone: sensors of single spaces, and machines that tell their valid tickets. */
export function createKerbDevices(kerb: Kerb, ticketsEveryS: number): Sensor[] {
  const { area, sensors, machines } = kerb.config;
  const spaces = sensors.map((id, i) => spaceSensor(area, id, SAYS_AGAIN_S, () => kerb.spaces[i] !== null));
  return [...spaces, ...(machines?.deviceIds ?? []).map((id, i) => createMachine(kerb, id, i, ticketsEveryS))];
}

function createMachine(kerb: Kerb, deviceId: string, machine: number, everyS: number): Sensor {
  const device = createDevice(kerb.config.area, 'parking', deviceId);
  let last: number | null = null;
  return {
    device,
    sense: (nowMs, skewMs) => {
      const tickets = ticketsOf(kerb, machine);
      if (tickets === last && !onGrid(nowMs, skewMs, everyS)) return [];
      last = tickets;
      return [{ device, message: 'absolute', atMs: nowMs, status: 'ok', times: { time: nowMs }, body: { occupied: tickets } }];
    },
    restart: () => {
      last = null;
    },
  };
}

/** It says its state on change and with its heartbeat. */
function spaceSensor(area: string, deviceId: string, everyS: number, isOccupied: () => boolean): Sensor {
  const device = createDevice(area, 'parking', deviceId);
  let last: boolean | null = null;
  return {
    device,
    sense: (nowMs, skewMs): Draft[] => {
      const occupied = isOccupied();
      if (occupied === last && !onGrid(nowMs, skewMs, everyS)) return [];
      last = occupied;
      return [{ device, message: 'space', atMs: nowMs, status: 'ok', times: { time: nowMs }, body: { occupied } }];
    },
    restart: () => {
      last = null;
    },
  };
}

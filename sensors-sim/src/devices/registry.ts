import { globMatches } from '../faults/engine.js';
import type { Detector } from '../roads/model.js';
import type { Controller } from '../signals/model.js';
import type { World } from '../world.js';
import type { Sensor } from './device.js';
import { createLoop } from './loop.js';
import { createGarageDevice, createSignalDevice, createSignDevice } from './others.js';
import { createAbsolute, createKerbDevices, createSpace, createTotals, type Misses } from './parking.js';

/** All devices of the city, in a fixed order. */
export function createSensors(world: World, misses: Misses): Sensor[] {
  const { devices } = world.scenario;
  const sensors: Sensor[] = world.roads.network.detectors.map((d) =>
    createLoop(d, devices.loopIntervalS, devices.passages.some((p) => globMatches(p, d.deviceId))),
  );
  for (const garage of world.garages.values()) {
    const nth = new Map<string, number>();
    for (const counter of garage.config.counters) {
      if (counter.kind === 'absolute') sensors.push(createAbsolute(garage, counter, devices.absoluteIntervalS, devices.absoluteOnChange, misses));
      else if (counter.kind === 'totals') sensors.push(createTotals(garage, counter, misses));
      else {
        const i = nth.get(counter.audience) ?? 0;
        nth.set(counter.audience, i + 1);
        sensors.push(createSpace(garage, counter, i));
      }
    }
    if (garage.config.controllerId) sensors.push(createGarageDevice(garage, garage.config.controllerId, devices.garageStateIntervalS));
  }
  for (const c of world.controllers.values()) sensors.push(createSignalDevice(c, devices.signalState === 'second', wiredTo(world, c)));
  for (const sign of world.signs.values()) sensors.push(createSignDevice(sign));
  for (const kerb of world.kerbs) sensors.push(...createKerbDevices(kerb, devices.absoluteIntervalS));
  return sensors;
}

/** Loops of a junction whose controller takes stage requests; `null` for one that takes none. */
export function wiredTo({ roads }: World, { junction }: Controller): Detector[] | null {
  if (junction.tactical === undefined) return null;
  const own = new Set(junction.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => p.deviceId))));
  return roads.network.detectors.filter((d) => own.has(d.deviceId));
}

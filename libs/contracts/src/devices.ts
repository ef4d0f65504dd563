import type { City } from './city.js';
import type { DeviceClass } from './topics.js';

/** A device as the field knows it: ids are unique within their class alone. */
export interface DeviceName {
  deviceClass: DeviceClass;
  id: string;
}
export type PublicDeviceId = (deviceClass: string, id: string) => string;

/**
 * Public ids of all devices: the device's own, or `class.id` where devices of several classes share one. A garage and a sign
 * may have the same id, and are two things all the same.
 */
export function publicDeviceIds(devices: readonly DeviceName[]): PublicDeviceId {
  const classes = new Map<string, Set<string>>();
  for (const { deviceClass, id } of devices) classes.set(id, (classes.get(id) ?? new Set()).add(deviceClass));
  return (deviceClass, id) => {
    if ((classes.get(id)?.size ?? 1) === 1) return id;
    let name = `${deviceClass}.${id}`;
    while (classes.has(name)) name = `${deviceClass}.${name}`;
    return name;
  };
}

/** Every device of a city's configuration. */
export function devicesOf(city: Pick<City, 'facilities' | 'junctions' | 'links' | 'signs' | 'streetZones' | 'weather'>): (DeviceName & { area: string })[] {
  const counters = city.facilities.flatMap((f) => f.counters.map((c) => ({ deviceClass: 'parking', id: c.deviceId, area: f.area }) as const));
  const kerbs = city.streetZones.flatMap((z) => [...z.sensors, ...(z.machines?.deviceIds ?? [])].map((id) => ({ deviceClass: 'parking', id, area: z.area }) as const));
  const garages = city.facilities.map((f) => ({ deviceClass: 'garage', id: f.controllerId ?? f.id, area: f.area }) as const);
  const loops = city.junctions.flatMap((j) => j.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => ({ deviceClass: 'loop', id: p.deviceId, area: j.area }) as const))));
  const midLoops = city.links.flatMap((l) => l.loops.map((p) => ({ deviceClass: 'loop', id: p.deviceId, area: l.area }) as const));
  const signals = city.junctions.map((j) => ({ deviceClass: 'signal', id: j.controllerId ?? j.id, area: j.area }) as const);
  const signs = city.signs.map((s) => ({ deviceClass: 'sign', id: s.id, area: s.area }) as const);
  const weather = city.weather === undefined ? [] : [{ deviceClass: 'weather', id: city.weather.stationId, area: city.weather.area } as const];
  return [...counters, ...kerbs, ...garages, ...loops, ...midLoops, ...signals, ...signs, ...weather];
}

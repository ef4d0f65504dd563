import type { City, CorridorConfig, FacilityConfig, JunctionConfig, LinkConfig, PlanConfig, SignConfig } from '@wegweiser/contracts';
import { devicesOf, publicDeviceIds, type DeviceName, type PublicDeviceId } from '@wegweiser/contracts/devices';
import { createStore, useStore } from './store.js';

/** Where a device is used: said on its panel and in lists. */
export interface DeviceUse {
  kind: 'loop' | 'counter' | 'garage' | 'signal' | 'sign';
  /** As it calls itself; in lists and addresses it may stand as `class.id`. */
  deviceId: string;
  /** What it belongs to, in the console's own addressing. */
  owner: { collection: 'facilities' | 'junctions' | 'links' | 'signs'; id: string; name: string };
  /** e.g. lane and role. */
  place: string;
}
export interface CityIndex {
  city: Omit<City, 'sources'>;
  facilities: ReadonlyMap<string, FacilityConfig>;
  junctions: ReadonlyMap<string, JunctionConfig>;
  links: ReadonlyMap<string, LinkConfig>;
  signs: ReadonlyMap<string, SignConfig>;
  /** By public id. */
  devices: ReadonlyMap<string, DeviceUse>;
  deviceIdOf: PublicDeviceId;
  plans: ReadonlyMap<string, PlanConfig>;
  corridors: ReadonlyMap<string, CorridorConfig>;
  /** Corridor of a junction. */
  corridorOf: ReadonlyMap<string, CorridorConfig>;
}

export const cityStore = createStore<{ index: CityIndex | null; fault: string | null }>({ index: null, fault: null });
export const useCity = (): CityIndex => useStore(cityStore, (s) => s.index) as CityIndex;

export async function loadCity(): Promise<void> {
  cityStore.set({ fault: null });
  try {
    const response = await fetch('/api/v1/city', { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    cityStore.set({ index: indexCity((await response.json()) as Omit<City, 'sources'>) });
  } catch (fault) {
    cityStore.set({ fault: fault instanceof Error ? fault.message : String(fault) });
  }
}

const byId = <T extends { id: string }>(list: readonly T[]): Map<string, T> => new Map(list.map((item) => [item.id, item]));

export function indexCity(city: Omit<City, 'sources'>): CityIndex {
  const uses = [...facilityDevices(city), ...junctionDevices(city), ...linkDevices(city), ...signDevices(city)];
  const deviceIdOf = publicDeviceIds(devicesOf(city));
  return {
    city,
    facilities: byId(city.facilities),
    junctions: byId(city.junctions),
    links: byId(city.links),
    signs: byId(city.signs),
    devices: new Map(uses.map(([deviceClass, deviceId, use]) => [deviceIdOf(deviceClass, deviceId), { ...use, deviceId }])),
    deviceIdOf,
    plans: byId(city.plans),
    corridors: byId(city.corridors),
    corridorOf: new Map(city.corridors.flatMap((c) => c.stops.map((s) => [s.junctionId, c] as const))),
  };
}

type Uses = [DeviceName['deviceClass'], string, Omit<DeviceUse, 'deviceId'>][];

const facilityDevices = (city: Omit<City, 'sources'>): Uses =>
  city.facilities.flatMap((f): Uses => {
    const owner = { collection: 'facilities', id: f.id, name: f.name } as const;
    const counters = f.counters.map((c): Uses[number] => ['parking', c.deviceId, { kind: 'counter', owner, place: c.audience }]);
    return [...counters, ['garage', f.controllerId ?? f.id, { kind: 'garage', owner, place: '' }]];
  });

const junctionDevices = (city: Omit<City, 'sources'>): Uses =>
  city.junctions.flatMap((j): Uses => {
    const owner = { collection: 'junctions', id: j.id, name: j.name } as const;
    const loops = j.arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p): Uses[number] => ['loop', p.deviceId, { kind: 'loop', owner, place: `${a.street} ${l.id}, ${p.role}` }])));
    return [...loops, ['signal', j.controllerId ?? j.id, { kind: 'signal', owner, place: '' }]];
  });

const linkDevices = (city: Omit<City, 'sources'>): Uses =>
  city.links.flatMap((l) => l.loops.map((p): Uses[number] => ['loop', p.deviceId, { kind: 'loop', owner: { collection: 'links', id: l.id, name: l.street }, place: p.role }]));

const signDevices = (city: Omit<City, 'sources'>): Uses =>
  city.signs.map((s): Uses[number] => ['sign', s.id, { kind: 'sign', owner: { collection: 'signs', id: s.id, name: s.name }, place: '' }]);

/** `von → nach` of a link in words: junction names where there are some. */
export function linkEnds(index: CityIndex, link: LinkConfig): { from: string | null; to: string | null } {
  return { from: index.junctions.get(link.from)?.name ?? null, to: index.junctions.get(link.to)?.name ?? null };
}

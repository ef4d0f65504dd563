import type { City } from '@wegweiser/contracts';
import { openingHoursProblem } from '@wegweiser/parking';
import { regionOf } from '../engine/facility-config.js';
import type { Report } from './problem.js';

/** Devices of all on-street zones with the place where each is configured. */
export function streetDevices(city: City): { id: string; path: PropertyKey[] }[] {
  return city.streetZones.flatMap((z, i) => [
    ...z.sensors.map((id, j) => ({ id: `parking/${id}`, path: ['streetZones', i, 'sensors', j] })),
    ...(z.machines?.deviceIds ?? []).map((id, j) => ({ id: `parking/${id}`, path: ['streetZones', i, 'machines', 'deviceIds', j] })),
  ]);
}

/** Names of their own, no more sensors than spaces, machines whose tickets can be turned into cars, times that make sense. */
export function checkStreetZones(city: City, report: Report): void {
  const others = new Set([...city.facilities, ...city.zones].map((one) => one.id));
  city.streetZones.forEach((zone, i) => {
    const at = (...path: PropertyKey[]): PropertyKey[] => ['streetZones', i, ...path];
    if (others.has(zone.id)) report(at('id'), `${zone.id} is a facility or a zone already`);
    if (zone.spaces !== null && zone.sensors.length > zone.spaces) report(at('sensors'), `${zone.sensors.length} sensors watch ${zone.spaces} spaces`);
    if (zone.machines !== undefined) {
      if (zone.spaces === null) report(at('spaces'), 'tickets tell nothing without the number of spaces; count them, or leave out machines');
      const problem = openingHoursProblem(zone.machines.hours, regionOf(city, zone.position));
      if (problem !== null) report(at('machines', 'hours'), problem);
    }
    zone.usual?.slots.forEach(({ from, to }, j) => {
      if (to !== '00:00' && to <= from) report(at('usual', 'slots', j, 'to'), `${to} is not after ${from}; a slot ends on its day, at 00:00 the latest`);
    });
  });
}

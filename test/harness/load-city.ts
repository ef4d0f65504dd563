import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { City, type City as CityConfig } from '@wegweiser/contracts';
import { loadDeviceId } from '@wegweiser/sensors-sim';

export const LOAD_AREA = 'load';
const LOOPS_PER_LINK = 4;

/** A made-up city for load: so many loops `load-000001`..., one garage with a counter, and a sign for it. */
export function loadCity(sensors: number): CityConfig {
  const links = Array.from({ length: Math.ceil(sensors / LOOPS_PER_LINK) }, (_, i) => ({
    id: `link-${i + 1}`, street: `Straße ${i + 1}`, area: LOAD_AREA, from: 'edge-a', to: 'edge-b', lengthM: 500, freeSpeedKmh: 50, laneCount: LOOPS_PER_LINK,
    shape: [[11.4, 48.7], [11.41, 48.71]],
    loops: Array.from({ length: Math.min(LOOPS_PER_LINK, sensors - i * LOOPS_PER_LINK) }, (_l, j) => ({ deviceId: loadDeviceId(i * LOOPS_PER_LINK + j), role: 'mid' })),
  }));
  return City.parse({
    city: { id: 'lasthausen', name: 'Lasthausen', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11.4, 48.7], bounds: [11, 48, 12, 49], attribution: { de: 'Erfunden', en: 'Made up' } },
    areas: [{ id: LOAD_AREA, name: { de: 'Last', en: 'Load' } }],
    facilities: [
      {
        id: 'garage', name: 'Parkhaus', area: LOAD_AREA, kind: 'garage', address: 'Straße 1', position: [11.4, 48.7], capacity: 100,
        audiences: [{ id: 'shortStay', capacity: 100 }], counters: [{ deviceId: 'counter', kind: 'absolute', audience: 'shortStay' }], controllerId: 'barrier',
      },
    ],
    links,
    signs: [
      { id: 'sign', name: 'Wegweiser', area: LOAD_AREA, position: [11.4, 48.7], facingDeg: 0, type: 'counter', digits: 3, rows: [{ id: 'garage', target: 'garage', label: 'Parkhaus' }], rules: [{ id: 'normal', show: { rows: true } }] },
    ],
  });
}

/** Writes the made-up city as a configuration folder and returns its path. JSON is YAML too. */
export function writeCity(parent: string, city: CityConfig): string {
  const dir = join(parent, 'city');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'city.yaml'), JSON.stringify(city));
  return dir;
}

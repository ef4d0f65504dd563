// A made-up city of any size: N loops, four to a link, and one garage. What a measurement needs, nothing to look at.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LANES = 4;
export const AREA = 'load';
export const GARAGE = 'bench-garage';
export const loopId = (i) => `load-${String(i + 1).padStart(6, '0')}`;

const text = (t) => ({ de: t, en: t });

/** Writes the city's files; JSON is YAML. `facilities` garages with one absolute counter each, `bench-garage`, `bench-garage-1` ... */
export function writeCity(dir, { loops, facilities = 1 }) {
  const city = {
    city: { id: 'bench', name: 'Bench', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11.4, 48.8], bounds: [11.3, 48.7, 11.5, 48.9], attribution: text('Bench') },
    areas: [{ id: AREA, name: text('Bench') }],
    facilities: Array.from({ length: facilities }, (_, i) => garage(i === 0 ? GARAGE : `${GARAGE}-${i}`)),
    signs: [sign()],
  };
  writeFileSync(join(dir, 'city.yaml'), JSON.stringify(city));
  writeFileSync(join(dir, 'links.yaml'), `links:\n${Array.from({ length: Math.ceil(loops / LANES) }, (_, i) => `  - ${JSON.stringify(link(i, loops))}`).join('\n')}\n`);
}

const garage = (id) => ({
  id, name: id, area: AREA, kind: 'garage', address: '-', position: [11.4, 48.8], capacity: 100_000, dwellSeconds: 0,
  audiences: [{ id: 'shortStay', capacity: 100_000 }], counters: [{ deviceId: `${id}-counter`, kind: 'absolute' }],
});

const sign = () => ({
  id: 'bench-sign', name: 'Bench', area: AREA, position: [11.4, 48.8], facingDeg: 0, type: 'counter', digits: 5,
  rows: [{ id: 'r1', target: GARAGE, label: 'P1' }], rules: [{ id: 'rows', show: { rows: true } }],
});

const link = (i, loops) => ({
  id: `link-${i}`, street: `Street ${i}`, area: AREA, from: `edge-a${i}`, to: `edge-b${i}`, lengthM: 400, freeSpeedKmh: 50, laneCount: Math.min(LANES, loops - i * LANES),
  shape: [[11.4, 48.8], [11.41, 48.8]],
  loops: Array.from({ length: Math.min(LANES, loops - i * LANES) }, (_, k) => ({ deviceId: loopId(i * LANES + k), role: 'mid', distanceM: 200 })),
});

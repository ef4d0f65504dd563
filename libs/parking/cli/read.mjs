// Recorded counts from files: CSV with columns time,lot,free[,capacity], or JSON lines {time,lot,free[,capacity]}; .gz too.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

function linesOf(file) {
  const raw = createReadStream(file);
  return createInterface({ input: file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw, crlfDelay: Infinity });
}

const countOf = (time, lot, free, capacity) => ({
  timeMs: Date.parse(time),
  lot,
  free: free === undefined || free === '' || free === null ? Number.NaN : Number(free),
  capacity: capacity === undefined || capacity === '' || capacity === null ? null : Number(capacity),
});

/** All that a weather station said, in time order: CSV with columns time,rain_mm,temperature_c (rain of the hour before; either may be empty). */
export async function readWeather(files) {
  const readings = [];
  for (const file of files) {
    let head = null;
    for await (const line of linesOf(file)) {
      if (line === '') continue;
      const cells = line.split(',').map((cell) => cell.trim());
      if (head === null) {
        head = cells;
        for (const name of ['time', 'rain_mm', 'temperature_c']) if (!head.includes(name)) throw new Error(`${file}: no column ${name}`);
        continue;
      }
      const number = (name) => (cells[head.indexOf(name)] ? Number(cells[head.indexOf(name)]) : null);
      readings.push({ timeMs: Date.parse(cells[head.indexOf('time')]), rainMm: number('rain_mm'), temperatureC: number('temperature_c') });
    }
  }
  return readings.filter(({ timeMs }) => !Number.isNaN(timeMs)).sort((a, b) => a.timeMs - b.timeMs);
}

/** All counts of the files, in time order. Lines that are no count (ticks, empty values) are left out. */
export async function readCounts(files) {
  const counts = [];
  for (const file of files) {
    let head = null;
    for await (const line of linesOf(file)) {
      if (line === '') continue;
      if (line.startsWith('{')) {
        const { time, lot, free, capacity } = JSON.parse(line);
        if (lot !== undefined) counts.push(countOf(time, lot, free, capacity));
      } else if (head === null) {
        head = line.split(',').map((name) => name.trim());
        for (const name of ['time', 'lot', 'free']) if (!head.includes(name)) throw new Error(`${file}: no column ${name}`);
      } else {
        const cells = line.split(',');
        const cell = (name) => (head.includes(name) ? cells[head.indexOf(name)] : undefined);
        counts.push(countOf(cell('time'), cell('lot'), cell('free'), cell('capacity')));
      }
    }
  }
  return counts.filter(({ timeMs, free }) => !Number.isNaN(timeMs) && !Number.isNaN(free)).sort((a, b) => a.timeMs - b.timeMs);
}

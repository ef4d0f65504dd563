import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { ROOT } from './process.js';

const SHARED = join(ROOT, '..', 'shared', 'data');

/** A recorded file by its folder and the begin of its name; `null` where recordings are not at hand. */
export function findRecording(folder: 'parking' | 'loops', begin: string): string | null {
  const dir = join(SHARED, folder);
  const name = existsSync(dir) ? readdirSync(dir).find((n) => n.startsWith(begin)) : undefined;
  return name === undefined ? null : join(dir, name);
}

/** Free spaces that were recorded: by counter, then by time of the 15-minute grid. Read here anew, so that the replay is checked too. */
export type Recorded = Map<string, Map<number, number>>;

export function readParkingDay(file: string, date: string): Recorded {
  const mapping = parse(readFileSync(`${ROOT}sensors-sim/replays/ingolstadt.yaml`, 'utf8')) as { prefix: string; lots: Record<string, string> };
  const recorded: Recorded = new Map(Object.values(mapping.lots).map((device) => [device, new Map<number, number>()]));
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
    if (!line.startsWith(date)) continue;
    const [time = '', lot = '', free = ''] = line.split(',');
    const device = mapping.lots[lot.slice(mapping.prefix.length)];
    if (device !== undefined && free !== '') recorded.get(device)?.set(Date.parse(time), Number(free));
  }
  return recorded;
}

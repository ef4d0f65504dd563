import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { LoopInterval, ParkingAbsolute, parseTopic } from '@wegweiser/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCityFolder } from '../city-file.js';
import { startFakeBroker } from '../testing/broker.js';
import { aCity } from '../testing/city.js';
import { readCsv } from './csv.js';
import { loadMapping, planReplay } from './plan.js';
import { runReplay } from './run.js';

const mapping = { prefix: 'klein-', lots: { Nord: 'pz-nord', Ost: 'pz-ost' } };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const parking = ['time,lot,free,capacity', '2026-03-13T23:45Z,klein-Nord,1,200', '2026-03-14T00:00Z,klein-Nord,150,200', '2026-03-14T00:00Z,klein-Ost,,60', '2026-03-14T00:15Z,klein-Nord,148,200', '2026-03-14T00:15Z,klein-Ost,33,60', '2026-03-14T00:15Z,fremd-X,5,60', '2026-03-15T00:00Z,klein-Nord,2,200', ''];
  writeFileSync(join(folder, 'parking.csv.gz'), gzipSync(parking.join('\n')));
  // 8 August 2014 was a Friday, 9 August a Saturday like 14 March 2026.
  const loops = ['time,sensor,count_5min,speed_kmh,travel_time_s', '2014-08-08T23:55:00,s1,9,50,5', '2014-08-09T00:55:00,s1,3,51,5', '2014-08-09T01:00:00,s1,4,52,5', '2014-08-09T01:05:00,s1,0,52,5', '2014-08-09T01:00:00,s2,7,61,5', '2014-08-16T01:00:00,s1,99,1,5'];
  writeFileSync(join(folder, 'loops.csv'), loops.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('replay', () => {
  it('says exactly what was recorded that day; a missing value is silence', async () => {
    const events = await planReplay({ city: aCity(), date: '2026-03-14', parking: join(folder, 'parking.csv.gz'), mapping });
    expect(events.map((e) => [e.out.deviceId, e.seq, JSON.parse(e.out.payload as string) as object])).toEqual([
      ['pz-nord', 0, { seq: 0, status: 'ok', time: '2026-03-14T00:00:00.000Z', vacant: 150 }],
      ['pz-nord', 1, { seq: 1, status: 'ok', time: '2026-03-14T00:15:00.000Z', vacant: 148 }],
      ['pz-ost', 0, { seq: 0, status: 'ok', time: '2026-03-14T00:15:00.000Z', vacant: 33 }],
    ]);
    for (const e of events) expect(ParkingAbsolute.safeParse(JSON.parse(e.out.payload as string)).success).toBe(true);
  });

  it('may repeat a value until the next one is due, marked as repeated', async () => {
    const events = await planReplay({ city: aCity(), date: '2026-03-14', parking: join(folder, 'parking.csv.gz'), mapping, repeatSeconds: 300 });
    const nord = events.filter((e) => e.origin === 'Nord').map((e) => [e.timeMs - Date.parse('2026-03-14T00:00Z'), e.vacant, e.repeated]);
    expect(nord).toEqual([[0, 150, false], [300_000, 150, true], [600_000, 150, true], [900_000, 148, false], [1_200_000, 148, true], [1_500_000, 148, true]]);
  });

  it('lays loops of other cities onto ours by weekday and local time, and marks them', async () => {
    const events = await planReplay({ city: aCity(), date: '2026-03-14', loops: join(folder, 'loops.csv'), mapping });
    expect(events.every((e) => e.mapped && e.source === 'aarhus')).toBe(true);
    const first = events.filter((e) => e.out.deviceId === 'lm-e-1').map((e) => LoopInterval.parse(JSON.parse(e.out.payload as string)));
    // 01:00 local is 00:00 UTC; 00:55 local lies on the day before. Sensor s1 goes to the first loop, s2 to the second.
    expect(first.map((i) => [i.start, i.vehicles, i.meanSpeedKmh])).toEqual([['2026-03-14T00:00:00.000Z', 4, 52], ['2026-03-14T00:05:00.000Z', 0, null]]);
    expect(events.filter((e) => e.out.deviceId === 'lm-e-2').map((e) => e.vehicles)).toEqual([7]);
  });

  it('refuses a mapping that leads nowhere, and a date that is none', async () => {
    await expect(planReplay({ city: aCity(), date: '2026-03-14', parking: join(folder, 'parking.csv.gz'), mapping: { prefix: '', lots: { X: 'pz-x' } } })).rejects.toThrow(/no absolute counter pz-x/);
    await expect(planReplay({ city: aCity(), date: 'gestern', mapping })).rejects.toThrow(/not a date/);
  });

  it('publishes all of it in order, waits for the acknowledgements and writes them down', async () => {
    const broker = await startFakeBroker();
    const manifest = join(folder, 'manifest.jsonl');
    const result = await runReplay({ url: broker.url, city: aCity(), date: '2026-03-14', parking: join(folder, 'parking.csv.gz'), mapping, rate: 500_000, manifest });
    expect(result).toMatchObject({ planned: 3, acknowledged: 3 });
    const said = broker.received.filter((m) => parseTopic(m.topic)?.message === 'absolute').map((m) => (JSON.parse(m.payload.toString()) as { vacant: number }).vacant);
    expect(said).toEqual([150, 148, 33]);
    const lines = readFileSync(manifest, 'utf8').trim().split('\n').map((l) => JSON.parse(l) as { vacant: number; deviceId: string });
    expect(lines.map((l) => l.vacant)).toEqual(said);
    expect(broker.received.some((m) => m.topic === 'wegweiser/v1/sim/clock')).toBe(true);
    await broker.close();
  });
});

const root = fileURLToPath(new URL('../../../', import.meta.url));
const recording = join(root, '../shared/data/parking/ingolstadt-parken_to-2026-05-06.csv.gz');
const ingolstadt = join(root, 'config/cities/ingolstadt');

describe.skipIf(!existsSync(recording) || !existsSync(ingolstadt))('a real day of Ingolstadt (skipped without ../shared)', () => {
  it('equals the recording at every step', async () => {
    const events = await planReplay({ city: loadCityFolder(ingolstadt), date: '2026-03-14', parking: recording, mapping: loadMapping('ingolstadt') });
    const said = new Map(events.map((e) => [`${e.origin}/${e.timeMs}`, e.vacant]));
    let rows = 0;
    for await (const row of readCsv(recording)) {
      if (!row['time']!.startsWith('2026-03-14') || row['free'] === '') continue;
      rows++;
      expect(said.get(`${row['lot']!.replace('ingolstadt-parken-', '')}/${Date.parse(row['time']!)}`)).toBe(Number(row['free']));
    }
    expect(rows).toBeGreaterThan(900);
    expect(events).toHaveLength(rows);
    expect(new Set(events.map((e) => e.out.deviceId)).size).toBe(12);
  });
});

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCityFolder } from '../city-file.js';
import { isOpen } from '../demand/opening.js';
import { createPools } from '../demand/pools.js';
import { createLocalTime, isHoliday } from '../local-time.js';
import { readCsv } from '../replay/csv.js';
import { createSimulation } from '../simulation.js';
import { loadProfile, loadScenario, PROFILES_FOLDER, SCENARIOS_FOLDER } from './load.js';
import { Scenario } from './schema.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cityFolder = `${root}config/cities/ingolstadt`;
const recording = `${root}../shared/data/parking/ingolstadt-parken_to-2026-05-06.csv.gz`;
const names = readdirSync(SCENARIOS_FOLDER).map((f) => f.replace('.yaml', ''));

describe('scenario files', () => {
  it.each(names)('%s can be read and is called so', (name) => {
    expect(loadScenario(name).id).toBe(name);
  });
  it('profiles can be read; an unknown city gets the default', () => {
    for (const f of readdirSync(PROFILES_FOLDER)) expect(loadProfile(f.replace('.yaml', '')).id).toBe(f.replace('.yaml', ''));
    expect(loadProfile('nowhere').id).toBe('default');
  });
  it('a misspelt fault or field is refused', () => {
    expect(Scenario.safeParse({ id: 'x', faults: [{ kind: 'nois', percent: 1 }] }).success).toBe(false);
    expect(Scenario.safeParse({ id: 'x', faults: [{ kind: 'noise', percent: 1, percnt: 2 }] }).success).toBe(false);
    expect(Scenario.safeParse({ id: 'x', devices: { loopIntervalS: 70 } }).success).toBe(false);
  });
});

describe('local time', () => {
  const local = createLocalTime('Europe/Berlin', 'DE-BY');
  it('knows summer time, weekdays and holidays', () => {
    expect(local(Date.parse('2026-03-29T00:30:00Z')).hour).toBe(1.5);
    expect(local(Date.parse('2026-03-29T01:30:00Z')).hour).toBe(3.5);
    expect(local(Date.parse('2026-03-13T12:00:00Z'))).toMatchObject({ weekday: 5, dayKind: 'friday' });
    const day = (text: string): number => Date.parse(`${text}T00:00Z`) / 86_400_000;
    // Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi (Bavaria), Assumption (Bavaria).
    const days = ['2026-04-03', '2026-04-06', '2026-05-14', '2026-05-25', '2026-06-04', '2026-08-15'];
    expect(days.filter((d) => !isHoliday(day(d), 'DE-BY'))).toEqual([]);
    expect([isHoliday(day('2026-06-04'), 'DE-BE'), isHoliday(day('2026-04-07'), 'DE-BY'), isHoliday(day('2026-12-25'), 'AT-1')]).toEqual([false, false, false]);
  });
  it('reads the opening hours of garages', () => {
    const open = (rule: string, at: string): boolean => isOpen(rule, local(Date.parse(at)));
    expect(open('24/7', '2026-03-15T03:00+01:00')).toBe(true);
    expect(open('Mo-Sa 06:00-22:00', '2026-03-14T21:59+01:00')).toBe(true);
    expect(open('Mo-Sa 06:00-22:00', '2026-03-15T12:00+01:00')).toBe(false);
    expect(open('Mo-Fr 07:00-20:00; Sa 09:00-18:00; Su off', '2026-03-14T08:00+01:00')).toBe(false);
    expect(open('Fr,Sa 20:00-04:00', '2026-03-13T23:00+01:00')).toBe(true);
    expect(open('sunrise-sunset', '2026-03-13T23:00+01:00')).toBe(true);
  });
});

describe.skipIf(!existsSync(cityFolder))('Ingolstadt', () => {
  it('flows: two hours of the morning peak without a standing jam, every stop loop sees someone', () => {
    const start = Date.parse('2026-03-10T06:30:00+01:00');
    const sim = createSimulation(loadCityFolder(cityFolder), loadScenario('calm'), 1, start);
    sim.step(start + 2 * 3_600_000);
    const { vehicles, loops } = sim.truth();
    expect(vehicles.onRoads).toBeGreaterThan(100);
    expect(vehicles.onRoads).toBeLessThan(1200);
    expect(vehicles.waitingOutside).toBeLessThan(100);
    const silent = Object.entries(loops).flatMap(([id, n]) => (n === 0 ? [id] : []));
    expect(silent.length).toBeLessThan(Object.keys(loops).length * 0.02);
  });

  it.skipIf(!existsSync(recording))('garages look like the recorded ones: mean week within 8 % of capacity (skipped without ../shared)', async () => {
    const city = loadCityFolder(cityFolder);
    const calm = loadScenario('calm');
    calm.demand.dayNoisePct = 0;
    const pools = createPools(city, calm, loadProfile('ingolstadt'), 1);
    const local = createLocalTime('Europe/Berlin', 'DE-BY');
    const real = new Map<string, { sum: number; n: number; model: number }>();
    for await (const row of readCsv(recording)) {
      if (row['free'] === '' || !row['time']!.endsWith(':00Z') || row['time']! < '2026-01-10') continue;
      const id = row['lot']!.replace('ingolstadt-parken-', '').toLowerCase().replace('munster', 'muenster');
      const t = local(Date.parse(row['time']!));
      const key = `${id}/${t.dayKind}/${Math.floor(t.hour)}`;
      const cell = real.get(key) ?? { sum: 0, n: 0, model: -1 };
      cell.sum += 1 - Number(row['free']) / Number(row['capacity']);
      cell.n++;
      if (cell.model < 0) cell.model = pools.filter((p) => p.facilityId === id).reduce((a, p) => a + p.target(t), 0) / city.facilities.find((f) => f.id === id)!.capacity;
      real.set(key, cell);
    }
    const squares = [...real.values()].map((c) => (c.sum / c.n - c.model) ** 2);
    expect(squares.length).toBe(12 * 4 * 24);
    expect(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length)).toBeLessThan(0.08);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { City, type StreetZoneState } from '@wegweiser/contracts';
import { bindSources, DEFAULT_INTAKE_LIMITS, Intake, loadProtocols } from '@wegweiser/field';
import { createSimulation } from '@wegweiser/sensors-sim';
import { CityEngine } from '../../apps/service/src/engine/city-engine.js';
import { LiveStore } from '../../apps/service/src/live/live-store.js';
import { aCity, TUESDAY_7 } from '../../sensors-sim/src/testing/city.js';

/**
 * On-street zones as the service estimates them against the cars that really stand there, from seven to four on a simulated
 * Tuesday, through intake and engine. Tickets are sold at another rate than the city counted once, as it will be.
 */
const HOURS = 9;
const LOOK_S = 300;
const text = (de: string) => ({ de, en: de });
const zone = (id: string, more: object) => ({ id, name: text(id), area: 'mitte', position: [11, 48.7], ...more });
const townWith = (carsPerTicket: object): City =>
  City.parse({
    ...aCity(),
    streetZones: [
      zone('quay', { spaces: 40, sensors: Array.from({ length: 24 }, (_, i) => `kerb-${i}`) }),
      zone('market', { spaces: 60, machines: { deviceIds: ['tm-1', 'tm-2'], carsPerTicket, hours: 'Mo-Sa 08:00-18:00' } }),
      zone('lane', { spaces: 30 }),
    ],
  });
const TRUE_CARS_PER_TICKET = { least: 1.2, mean: 1.45, most: 1.8 };
const COUNTED_CARS_PER_TICKET = { least: 1.1, mean: 1.3, most: 1.8 };

interface Look {
  readonly atMs: number;
  readonly truePct: number;
  readonly shown: StreetZoneState;
}

async function day(): Promise<Record<string, Look[]>> {
  const city = townWith(COUNTED_CARS_PER_TICKET);
  const simulation = createSimulation(townWith(TRUE_CARS_PER_TICKET), { id: 'kerb', demand: { throughVehPerHPerLane: 0 } }, 11, TUESDAY_7);
  const store = new LiveStore('kerb');
  const engine = new CityEngine(city, store);
  const bound = bindSources(await loadProtocols(), city.sources);
  if (!bound.ok) throw new Error('no protocols');
  const intake = new Intake(bound.sources, (r) => engine.devices.refuse(r), DEFAULT_INTAKE_LIMITS);
  const looks: Record<string, Look[]> = { quay: [], market: [], lane: [] };
  let offset = 0;
  for (let s = 0; s <= HOURS * 3600; s += LOOK_S) {
    const nowMs = TUESDAY_7 + s * 1000;
    const said = s === 0 ? simulation.births(nowMs) : simulation.step(nowMs);
    const mine = said.filter((m) => /^(kerb|tm)-/.test(m.deviceId));
    engine.process(intake.process(mine.map((m) => ({ offset: offset++, topic: m.topic, payload: Buffer.from(m.payload as string), receivedAtMs: nowMs }))));
    engine.advanceTo(nowMs);
    const truth = simulation.truth().streetZones;
    for (const shown of store.list('streetZones')) {
      const real = truth[shown.id];
      looks[shown.id]?.push({ atMs: nowMs, shown, truePct: real === undefined ? 0 : 100 * (1 - real.occupied / real.spaces) });
    }
  }
  return looks;
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('on-street zones against the cars that stand there', () => {
  let looks: Record<string, Look[]>;
  beforeAll(async () => {
    looks = await day();
  });
  const of = (id: string, basis: string): Look[] => (looks[id] ?? []).filter((l) => l.shown.basis === basis);

  it.each([
    ['quay', 'sensors', 8],
    ['market', 'machines', 12],
  ] as const)('%s, by %s: off by less than %i points on average, nine in ten within what is told, marked as an estimate with its age', (id, basis, points) => {
    const told = of(id, basis);
    expect(told.length).toBeGreaterThan(60);
    const off = told.map((l) => Math.abs((l.shown.freePct as number) - l.truePct));
    const within = told.filter((l) => l.truePct >= (l.shown.lowPct as number) && l.truePct <= (l.shown.highPct as number));
    // It goes up and down with the truth: but for a shift by a wrong rate it is nearer to it than the day's true mean would be.
    const [trueMean, toldMean] = [mean(told.map((l) => l.truePct)), mean(told.map((l) => l.shown.freePct as number))];
    const idle = mean(told.map((l) => Math.abs(trueMean - l.truePct)));
    const following = mean(told.map((l) => Math.abs((l.shown.freePct as number) - toldMean - (l.truePct - trueMean))));
    console.log(`${id}: off by ${mean(off).toFixed(1)} points, without its shift by ${following.toFixed(1)} (the true mean of the day by ${idle.toFixed(1)}), ${Math.round((100 * within.length) / told.length)} % within`);
    expect(mean(off)).toBeLessThan(points);
    expect(following).toBeLessThan(0.8 * idle);
    expect(within.length / told.length).toBeGreaterThanOrEqual(0.9);
    expect(told.every((l) => l.shown.quality === 'estimated' && l.shown.measuredAtMs !== null && l.atMs - (l.shown.measuredAtMs as number) < 7_200_000)).toBe(true);
  });

  it('says nothing of a zone that nobody watches', () => {
    expect(of('lane', 'none').length).toBe(HOURS * 12 + 1);
    expect(looks['lane']?.every((l) => l.shown.quality === 'unknown' && l.shown.freePct === null)).toBe(true);
  });
});

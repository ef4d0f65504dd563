import { City, UP_SCHEMAS } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation } from '../simulation.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import type { ScenarioInput } from '../scenario/schema.js';
import type { Outgoing } from '../types.js';

const text = (de: string) => ({ de, en: de });
const zone = (id: string, more: object) => ({ id, name: text(id), area: 'mitte', position: [11, 48.7], ...more });
const WATCHED = Array.from({ length: 12 }, (_, i) => `kerb-${i}`);
const machines = { deviceIds: ['tm-1', 'tm-2'], carsPerTicket: { least: 1.1, mean: 1.3, most: 1.6 }, hours: 'Mo-Sa 08:00-18:00' };

/** One zone with sensors on a part, one with machines, one that nobody watches, one whose number of spaces is not known. */
const city = (): City => City.parse({
  ...aCity(),
  streetZones: [
    zone('quay', { spaces: 40, sensors: WATCHED }), zone('market', { spaces: 60, machines }),
    zone('lane', { spaces: 30 }), zone('yard', { spaces: null, sensors: ['yard-1', 'yard-2'] }),
  ],
});
const simulate = (seed = 1, scenario: ScenarioInput = { id: 'calm' }, of = city()) => createSimulation(of, scenario, seed, TUESDAY_7);
const said = (out: Outgoing[], id: string) => out.filter((o) => o.deviceId === id && o.message !== 'status').map((o) => JSON.parse(o.payload as string) as { occupied: number | boolean });

describe('kerbs', () => {
  it('hold between none and all of their spaces, and no car appears or vanishes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 2.5, noNaN: true }), (seed, parkingFactor) => {
        const sim = simulate(seed, { id: 'x', demand: { throughVehPerHPerLane: 0, parkingFactor } });
        for (let s = 600; s <= 2400; s += 600) {
          sim.step(TUESDAY_7 + s * 1000);
          const { vehicles: v, streetZones } = sim.truth();
          expect(v.entered - v.left - v.onRoads - v.waitingOutside - v.parked - v.atGates).toBe(0);
          for (const z of Object.values(streetZones)) {
            expect(z.occupied).toBeGreaterThanOrEqual(z.watched.filter(Boolean).length);
            expect(z.occupied).toBeLessThanOrEqual(z.spaces);
          }
        }
      }),
      { numRuns: 6 },
    );
  });

  it('fill and empty over the day, with people who come and go', () => {
    const sim = simulate();
    const morning = sim.truth().streetZones['market']!;
    const out = sim.step(TUESDAY_7 + 4 * 3_600_000);
    expect(sim.truth().streetZones['market']!.occupied).toBeGreaterThan(morning.occupied + 5);
    const tickets = said(out, 'tm-1').map((m) => Number(m.occupied));
    expect(Math.min(...tickets)).toBeGreaterThanOrEqual(0);
    expect(tickets.some((n, i) => n > (tickets[i - 1] ?? n)), 'tickets are sold').toBe(true);
    expect(tickets.some((n, i) => n < (tickets[i - 1] ?? n)), 'tickets run out').toBe(true);
    expect(new Set(WATCHED.flatMap((id) => said(out, id)).map((m) => m.occupied))).toEqual(new Set([true, false]));
    expect(Math.max(...WATCHED.map((id) => said(out, id).length))).toBeGreaterThan(9);
  });

  it('are told as they are by devices without faults, as the contract says', () => {
    const sim = simulate();
    const out = sim.step(TUESDAY_7 + 2 * 3_600_000);
    const { quay, market, yard } = sim.truth().streetZones;
    expect(WATCHED.map((id) => said(out, id).at(-1)?.occupied)).toEqual(quay!.watched);
    expect(yard).toMatchObject({ spaces: 2 });
    expect(['tm-1', 'tm-2'].reduce((n, id) => n + Number(said(out, id).at(-1)?.occupied), 0)).toBe(market!.tickets);
    expect(market!.tickets).toBeGreaterThan(0);
    const { space, absolute } = UP_SCHEMAS.parking;
    for (const m of said(out, 'kerb-0')) expect(space.safeParse(m).success).toBe(true);
    for (const m of said(out, 'tm-1')) expect(absolute.safeParse(m).success).toBe(true);
  });

  it('that nobody watches send nothing', () => {
    expect(Object.keys(simulate().truth().streetZones)).toEqual(['quay', 'market', 'yard']);
  });

  it('are the same by seed, and leave what the other devices say as it was', () => {
    const [a, b, c, without] = [simulate(3), simulate(3), simulate(4), simulate(3, { id: 'calm' }, aCity())].map((sim) => sim.step(TUESDAY_7 + 900_000));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(a!.filter((o) => !/^(kerb|yard|tm)-/.test(o.deviceId))).toEqual(without);
  });

  it('are heard less where the scenario lets devices fall silent', () => {
    const silent: ScenarioInput = { id: 'x', faults: [{ kind: 'dropout', match: { ids: ['kerb-*'] }, probability: 1 }] };
    const out = simulate(1, silent).step(TUESDAY_7 + 900_000);
    expect(said(out, 'kerb-0')).toEqual([]);
    expect(said(out, 'yard-1')).not.toEqual([]);
  });
});

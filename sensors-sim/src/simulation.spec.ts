import { UP_SCHEMAS } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './scenario/load.js';
import type { ScenarioInput } from './scenario/schema.js';
import { createSimulation } from './simulation.js';
import { aCity, TUESDAY_7 } from './testing/city.js';
import type { Outgoing, Simulation } from './types.js';

const CALM: ScenarioInput = { id: 'calm' };
const simulate = (scenario: ScenarioInput = CALM, seed = 1): Simulation => createSimulation(aCity(), scenario, seed, TUESDAY_7);
const after = (sim: Simulation, seconds: number): Outgoing[] => sim.step(TUESDAY_7 + seconds * 1000);
const body = (o: Outgoing): Record<string, unknown> => JSON.parse(o.payload as string) as Record<string, unknown>;

function schemaOf(o: Outgoing) {
  const schemas = UP_SCHEMAS[o.deviceClass] as Record<string, { safeParse: (v: unknown) => { success: boolean; error?: unknown } }>;
  const schema = schemas[o.message];
  if (!schema) throw new Error(`no schema for ${o.topic}`);
  return schema;
}

function balance(sim: Simulation): number {
  const v = sim.truth().vehicles;
  return v.entered - v.left - v.onRoads - v.waitingOutside - v.parked - v.atGates;
}

describe('start', () => {
  it('the first interval is complete wherever in it the simulation begins, and every counter speaks at once', () => {
    const begin = TUESDAY_7 + 37_000;
    const late = createSimulation(aCity(), CALM, 1, begin);
    const out = late.step(begin + 23_000);
    const loops = out.filter((o) => o.message === 'interval').map(body);
    expect(loops).toHaveLength(20);
    expect(new Set(loops.map((b) => b['start']))).toEqual(new Set([new Date(TUESDAY_7).toISOString()]));
    expect(loops.reduce((n, b) => n + (b['vehicles'] as number), 0)).toBeGreaterThan(late.truth().loops['lp-n-1s']! + 20);
    const first = new Set(out.filter((o) => o.atMs === begin + 1000).map((o) => o.deviceId));
    for (const id of ['pz-nord', 'pt-nord', 'pz-ost', 'gc-nord', 'tc-kreuz', 'sign-n']) expect(first).toContain(id);
  });
});

describe('conservation', () => {
  it('no vehicle appears or vanishes, whatever the demand and the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 900 }), fc.double({ min: 0, max: 2.5, noNaN: true }), (seed, through, parking) => {
        const sim = simulate({ id: 'x', demand: { throughVehPerHPerLane: through, parkingFactor: parking } }, seed);
        for (let s = 300; s <= 1200; s += 300) {
          after(sim, s);
          expect(balance(sim)).toBe(0);
          for (const f of Object.values(sim.truth().facilities)) {
            expect(f.occupied).toBeGreaterThanOrEqual(0);
            expect(f.occupied).toBeLessThanOrEqual(f.capacity);
            expect(Object.values(f.byAudience).reduce((a, b) => a + b, 0)).toBe(f.occupied);
          }
        }
      }),
      { numRuns: 8 },
    );
  });

  it('what a garage holds is what was there, came and went', () => {
    const sim = simulate();
    const before = sim.truth().facilities;
    after(sim, 3600);
    const now = sim.truth().facilities;
    for (const [id, f] of Object.entries(now)) {
      const was = before[id]!;
      expect(f.occupied - was.occupied).toBe(f.entries - was.entries - (f.exits - was.exits));
      expect(f.entries - was.entries).toBeGreaterThan(3);
    }
  });

  it('fills up: a full garage stays within its capacity and sends the rest away', () => {
    const sim = simulate({ id: 'x', demand: { events: [{ name: 'Konzert', facilities: ['ost'], vehicles: 300, arriveFrom: '07:00', arriveTo: '07:30', leaveFrom: '11:00', leaveTo: '12:00' }] } });
    after(sim, 3000);
    const { ost } = sim.truth().facilities;
    expect(ost!.byAudience['shortStay']).toBe(40);
    expect(balance(sim)).toBe(0);
  });
});

describe('determinism', () => {
  it('same seed, same bytes; another seed, others', () => {
    const rough = loadScenario('rough');
    const [a, b, c] = [simulate(rough, 7), simulate(rough, 7), simulate(rough, 8)].map((sim) => after(sim, 900));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('step size does not matter', () => {
    const [coarse, fine] = [simulate(), simulate()];
    const all = after(coarse, 600);
    const parts: Outgoing[] = [];
    for (let s = 1; s <= 600; s += 7) parts.push(...after(fine, s));
    parts.push(...after(fine, 600));
    expect(parts).toEqual(all);
  });
});

describe('what devices say', () => {
  const sim = simulate({ id: 'x', devices: { passages: ['*'] } });
  const births = sim.births(TUESDAY_7);
  const out = after(sim, 3600);
  const time = (b: Record<string, unknown>, key: string): number => Date.parse(b[key] as string);
  const saying = (id: string, message: string) => out.filter((o) => o.deviceId === id && o.message === message).map(body);
  const passagesOf = (id: string) => saying(id, 'passage').map((b) => ({ offMs: time(b, 'time'), onMs: time(b, 'time') - (b['occupiedMs'] as number) }));
  const intervalsOf = (id: string) =>
    saying(id, 'interval').map((b) => ({
      startMs: time(b, 'start'), endMs: time(b, 'end'), vehicles: b['vehicles'] as number, occupancyPct: b['occupancyPct'] as number, meanSpeedKmh: b['meanSpeedKmh'],
    }));

  it('every payload fits the contracts, and nobody speaks who has not been born', () => {
    const wrong: string[] = [];
    const born = new Set(births.map((o) => `${o.deviceClass}/${o.deviceId}`));
    for (const o of [...births, ...out, ...sim.farewells(TUESDAY_7)]) {
      if (!schemaOf(o).safeParse(body(o)).success) wrong.push(`${o.topic} ${o.payload as string}`);
      if (!born.has(`${o.deviceClass}/${o.deviceId}`)) wrong.push(`unborn ${o.topic}`);
    }
    expect(wrong).toEqual([]);
    expect(new Set(out.map((o) => `${o.deviceClass}/${o.message}`))).toEqual(
      new Set(['loop/interval', 'loop/passage', 'parking/absolute', 'parking/totals', 'parking/space', 'garage/state', 'signal/state', 'sign/readback']),
    );
  });

  it('numbers its messages without a gap and sends them in order of time', () => {
    const next = new Map<string, number>();
    const wrong: string[] = [];
    let last = 0;
    for (const o of out) {
      if (body(o)['seq'] !== (next.get(o.topic) ?? 0) || o.atMs < last) wrong.push(`${o.topic} ${o.payload as string}`);
      next.set(o.topic, (next.get(o.topic) ?? 0) + 1);
      last = o.atMs;
    }
    expect(wrong).toEqual([]);
  });

  it('loops: intervals on the grid without a gap, counts equal the passages', () => {
    const counted: Record<string, [number, number]> = {};
    for (const id of Object.keys(sim.truth().loops)) {
      const list = intervalsOf(id);
      expect(list.length).toBe(60);
      expect(list.every((i) => i.endMs - i.startMs === 60_000 && i.endMs % 60_000 === 0)).toBe(true);
      expect(list.slice(1).every((i, k) => i.startMs === list[k]!.endMs)).toBe(true);
      expect(list.every((i) => (i.vehicles === 0) === (i.meanSpeedKmh === null))).toBe(true);
      const inside = passagesOf(id).filter((p) => p.offMs > list[0]!.startMs && p.offMs <= list.at(-1)!.endMs);
      counted[id] = [list.reduce((n, i) => n + i.vehicles, 0), inside.length];
    }
    // Times on the wire are whole milliseconds: one passage at either end may fall on the other side.
    expect(Object.entries(counted).filter(([, [a, b]]) => Math.abs(a - b) > 2)).toEqual([]);
  });

  it('loops: coverage is the time that the passing vehicles stood over the loop', () => {
    const off: string[] = [];
    let compared = 0;
    for (const id of Object.keys(sim.truth().loops)) {
      const passages = passagesOf(id);
      const lastMs = passages.at(-1)?.offMs ?? 0;
      for (const i of intervalsOf(id).filter((x) => x.endMs < lastMs)) {
        const coveredMs = passages.reduce((sum, p) => sum + Math.max(0, Math.min(p.offMs, i.endMs) - Math.max(p.onMs, i.startMs)), 0);
        if (Math.abs(coveredMs / 600 - i.occupancyPct) > 0.2) off.push(`${id} ${i.endMs}: ${coveredMs / 600} and ${i.occupancyPct}`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(500);
    expect(off).toEqual([]);
  });

  it('upstream, mid and stop loops see the same vehicles', () => {
    const totals = sim.truth().loops;
    for (const armId of ['n', 'e', 's', 'w']) {
      const stop = totals[`lp-${armId}-1s`]! + totals[`lp-${armId}-2s`]!;
      const mid = totals[`lm-${armId}-1`]! + totals[`lm-${armId}-2`]!;
      expect(stop).toBeGreaterThan(100);
      expect(Math.abs(totals[`lp-${armId}-1s`]! - totals[`lp-${armId}-1u`]!)).toBeLessThanOrEqual(8);
      // Between mid and stop line lie only the queue and the garages' gates.
      expect(Math.abs(stop - mid)).toBeLessThanOrEqual(120);
    }
  });

  it('counters follow the garage: absolute is the truth, totals wrap at their modulus', () => {
    const lastOf = (id: string, message: string) => body(out.findLast((o) => o.deviceId === id && o.message === message)!);
    const { nord, ost } = sim.truth().facilities;
    expect(lastOf('pz-nord', 'absolute')).toMatchObject({ vacant: 200 - nord!.occupied, occupied: nord!.occupied, capacity: 200 });
    expect(lastOf('pz-ost', 'absolute')).toMatchObject({ occupied: ost!.occupied, capacity: 60 });
    const first = simulate().truth().facilities['nord']!;
    expect(lastOf('pt-nord', 'totals')).toMatchObject({ entries: (nord!.entries - first.entries) % 50, exits: (nord!.exits - first.exits) % 50 });
  });
});

describe('day and week', () => {
  it('garages fill in the morning of a workday and less on Sunday', () => {
    const at10 = (day: string): number => {
      const start = Date.parse(`${day}T10:00:00+01:00`);
      return createSimulation(aCity(), CALM, 1, start).truth().facilities['nord']!.occupied;
    };
    expect(at10('2026-03-10')).toBeGreaterThan(at10('2026-03-08') + 20);
    // Epiphany is a holiday in Bavaria.
    expect(Math.abs(at10('2026-01-06') - at10('2026-01-04'))).toBeLessThan(20);
  });
});

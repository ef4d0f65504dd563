import { UP_SCHEMAS } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../scenario/schema.js';
import { createSimulation } from '../simulation.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import type { Outgoing, Simulation } from '../types.js';
import { globMatches, isOn } from './engine.js';
import { createLocalTime } from '../local-time.js';
import { garbage } from './messages.js';

type Faults = NonNullable<ScenarioInput['faults']>;
const start = (faults: Faults, extra: object = {}): Simulation => createSimulation(aCity(), { id: 'x', faults, ...extra }, 3, TUESDAY_7);
const run = (faults: Faults, seconds = 1800, extra: object = {}): Outgoing[] => start(faults, extra).step(TUESDAY_7 + seconds * 1000);
const body = (o: Outgoing): Record<string, unknown> => JSON.parse(o.payload as string) as Record<string, unknown>;
const of = (out: Outgoing[], deviceId: string, message = 'interval'): Outgoing[] => out.filter((o) => o.deviceId === deviceId && o.message === message);
const only = { ids: ['lp-n-1s'] };
const calm = run([]);

describe('faults do what they say', () => {
  it('touch nobody but those they are meant for', () => {
    const out = run([{ kind: 'noise', match: only, percent: 30 }, { kind: 'dropout', match: only, probability: 0.5 }]);
    const others = (list: Outgoing[]) => list.filter((o) => o.deviceId !== 'lp-n-1s');
    expect(others(out)).toEqual(others(calm));
    expect(of(out, 'lp-n-1s')).not.toEqual(of(calm, 'lp-n-1s'));
  });

  it('noise moves values and keeps them within the wire', () => {
    const out = run([{ kind: 'noise', percent: 60 }]);
    for (const o of out.filter((i) => i.message === 'interval')) expect(UP_SCHEMAS.loop.interval.safeParse(body(o)).success).toBe(true);
    expect(of(out, 'lp-n-1s').map((o) => body(o)['vehicles'])).not.toEqual(of(calm, 'lp-n-1s').map((o) => body(o)['vehicles']));
  });

  it('drift: a counter that misses every exit only ever goes up', () => {
    const levels = of(run([{ kind: 'drift', match: { ids: ['pz-nord'] }, missExitsPct: 100 }], 3600), 'pz-nord', 'absolute').map((o) => Number(body(o)['occupied']));
    expect(levels.length).toBeGreaterThan(10);
    for (let i = 1; i < levels.length; i++) expect(levels[i]).toBeGreaterThanOrEqual(levels[i - 1]!);
    expect(levels.at(-1)).toBeGreaterThan(levels[0]!);
  });

  it('drop-outs lose about their share, and the numbers show the gap', () => {
    const seqs = of(run([{ kind: 'dropout', match: only, probability: 0.5 }], 7200), 'lp-n-1s').map((o) => Number(body(o)['seq']));
    expect(seqs.length).toBeGreaterThan(30);
    expect(seqs.length).toBeLessThan(90);
    expect(seqs.at(-1)! - seqs[0]! + 1).toBeGreaterThan(seqs.length);
  });

  it('duplicates are the same message again', () => {
    const list = of(run([{ kind: 'duplicate', match: only, probability: 1, copies: 2 }]), 'lp-n-1s');
    expect(list.length).toBe(3 * of(calm, 'lp-n-1s').length);
    expect(new Set(list.map((o) => o.payload)).size).toBe(list.length / 3);
  });

  it('late messages come late, out of order, and none is lost', () => {
    const list = of(run([{ kind: 'late', match: only, probability: 0.5, minS: 90, maxS: 300 }], 3600), 'lp-n-1s');
    const seqs = list.map((o) => Number(body(o)['seq']));
    expect(seqs).not.toEqual(seqs.toSorted((a, b) => a - b));
    const missing = of(run([], 3600), 'lp-n-1s').length - seqs.length;
    expect(missing).toBeLessThanOrEqual(5);
    expect(new Set(seqs).size).toBe(seqs.length);
    const lateBy = list.map((o) => (o.atMs - Date.parse(body(o)['end'] as string)) / 1000).filter((s) => s > 0);
    expect(Math.min(...lateBy)).toBeGreaterThanOrEqual(90);
    expect(Math.max(...lateBy)).toBeLessThanOrEqual(301);
  });

  it('a wrong clock still meets its own grid', () => {
    for (const o of of(run([{ kind: 'clockSkew', match: only, offsetS: 47 }]), 'lp-n-1s')) {
      const end = Date.parse(body(o)['end'] as string);
      expect(end % 60_000).toBe(0);
      expect(end - o.atMs).toBe(47_000);
    }
  });

  it('clock drift grows with time', () => {
    const list = of(run([{ kind: 'clockSkew', match: { ids: ['pz-nord'] }, driftPpm: 10_000 }], 3600), 'pz-nord', 'absolute');
    const skew = (o: Outgoing): number => Date.parse(body(o)['time'] as string) - o.atMs;
    expect(skew(list[0]!)).toBeLessThan(2000);
    expect(skew(list.at(-1)!)).toBeGreaterThan(34_000);
  });

  it('reset: numbers and totals begin at 0 again, with a new birth', () => {
    const out = run([{ kind: 'reset', match: { ids: ['pt-nord'] }, meanEveryS: 600 }], 7200);
    const births = of(out, 'pt-nord', 'status');
    expect(births.length).toBeGreaterThan(2);
    expect(new Set(births.map((o) => body(o)['bootId'])).size).toBe(births.length);
    const totals = of(out, 'pt-nord', 'totals');
    const restarts = totals.filter((o, i) => i > 0 && body(o)['seq'] === 0);
    expect(restarts.length).toBeGreaterThan(1);
    for (const o of restarts) expect(Number(body(o)['entries']) + Number(body(o)['exits'])).toBeLessThanOrEqual(2);
  });

  it('wrap: totals begin shortly before their modulus', () => {
    const totals = of(run([{ kind: 'wrap', match: { ids: ['pt-nord'] }, before: 5 }], 3600), 'pt-nord', 'totals').map((o) => Number(body(o)['entries']));
    expect(Math.max(...totals.slice(0, 3))).toBeGreaterThanOrEqual(45);
    expect(Math.max(...totals)).toBe(49);
    expect(totals.at(-1)).toBeLessThan(45);
  });

  it('stuck: covered, zero, frozen', () => {
    const one = (mode: 'covered' | 'zero' | 'frozen') => of(run([{ kind: 'stuck', match: only, mode }]), 'lp-n-1s').map(body);
    for (const b of one('covered')) expect(b).toMatchObject({ vehicles: 0, occupancyPct: 100, meanSpeedKmh: null });
    for (const b of one('zero')) expect(b).toMatchObject({ vehicles: 0, occupancyPct: 0 });
    const frozen = one('frozen').map((b) => JSON.stringify([b['vehicles'], b['occupancyPct'], b['meanSpeedKmh']]));
    expect(new Set(frozen).size).toBe(1);
  });

  it('flicker: spaces flap, counters stay near, loops see ghosts', () => {
    const count = (list: Outgoing[]): number => list.reduce((n, o) => n + Number(body(o)['vehicles']), 0);
    expect(count(of(run([{ kind: 'flicker', match: only, probability: 1, amplitude: 4 }]), 'lp-n-1s'))).toBeGreaterThan(count(of(calm, 'lp-n-1s')));
    const levels = (list: Outgoing[]) => of(list, 'pz-nord', 'absolute').map((o) => Number(body(o)['occupied']));
    const [a, b] = [levels(calm), levels(run([{ kind: 'flicker', match: { ids: ['pz-nord'] }, probability: 1, amplitude: 2 }]))];
    const off = a.map((v, i) => Math.abs(v - b[i]!));
    expect(Math.min(...off)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });

  it('self-reported: the status says so, the values are gone, the form holds', () => {
    for (const o of run([{ kind: 'selfReported', match: { classes: ['loop', 'parking'] }, probability: 1 }])) {
      if (o.deviceClass !== 'loop' && o.deviceClass !== 'parking') continue;
      expect(body(o)['status']).toBe('fault');
      const schemas = UP_SCHEMAS[o.deviceClass] as Record<string, { safeParse: (v: unknown) => { success: boolean } }>;
      expect(schemas[o.message]!.safeParse(body(o)).success).toBe(true);
    }
  });

  it('garbage is refused by the contract, each kind of it', () => {
    const good = of(calm, 'lp-n-1s').map((o) => o.payload).find((p) => Number((JSON.parse(p as string) as { vehicles: number }).vehicles) > 0)!;
    const parsed = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    };
    const bad = Array.from({ length: 10 }, (_, turn) => Buffer.from(garbage(good, turn)).toString('utf8'));
    expect(bad.filter((text) => UP_SCHEMAS.loop.interval.safeParse(parsed(text)).success)).toEqual([]);
    expect(new Set(bad).size).toBe(10);
  });

  it('outage: offline, silence, online, then what was kept, oldest of it lost first', () => {
    const out = run([{ kind: 'outage', match: only, meanEveryS: 600, meanForS: 900, keep: 3 }], 7200).filter((o) => o.deviceId === 'lp-n-1s');
    const states = out.filter((o) => o.message === 'status').map((o) => body(o)['state']);
    expect(states.slice(0, 2)).toEqual(['offline', 'online']);
    const down = out.findIndex((o) => o.message === 'status');
    expect(out[down + 1]?.message).toBe('status');
    const kept = out.slice(down + 2).filter((o) => o.atMs === out[down + 1]!.atMs);
    expect(kept.length).toBeLessThanOrEqual(4);
    const lateBy = kept.map((o) => o.atMs - Date.parse(body(o)['end'] as string));
    expect(Math.max(0, ...lateBy)).toBeLessThan(4 * 60_000);
  });

  it('flood: one device, very many numbered messages', () => {
    const list = of(run([{ kind: 'flood', match: only, probability: 0.2, messages: 500 }], 1800), 'lp-n-1s');
    expect(list.length).toBeGreaterThan(500);
    expect(new Set(list.map((o) => body(o)['seq'])).size).toBeGreaterThan(500);
  });

  it('storm: the line is cut for all that are meant, again and again', () => {
    const sim = start([{ kind: 'storm', match: { classes: ['loop'] }, everyS: 600, downS: 7 }]);
    sim.step(TUESDAY_7 + 1800_000);
    const events = sim.takeLinkEvents();
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({ downMs: 7000 });
    expect(events[0]!.deviceIds).toHaveLength(20);
    expect(sim.takeLinkEvents()).toEqual([]);
  });

  it('garage and signal modes show in their states', () => {
    const out = run([
      { kind: 'garage', match: { ids: ['gc-ost'] }, when: { afterS: 120 }, mode: 'closed' },
      { kind: 'garage', match: { ids: ['gc-nord'] }, mode: 'capacity', capacity: 120 },
      { kind: 'signal', when: { afterS: 60, forS: 600 }, mode: 'flashing' },
    ]);
    expect(body(of(out, 'gc-ost', 'state').at(-1)!)['opening']).toBe('closed');
    expect(body(of(out, 'gc-nord', 'state').at(-1)!)['capacity']).toBe(120);
    expect(new Set(of(out, 'tc-kreuz', 'state').map((o) => body(o)['mode']))).toEqual(new Set(['local', 'flashing']));
  });

  it('a closed garage lets nobody in', () => {
    const sim = start([{ kind: 'garage', match: { ids: ['gc-ost'] }, mode: 'closed' }]);
    sim.step(TUESDAY_7 + 120_000);
    const { entries } = sim.truth().facilities['ost']!;
    sim.step(TUESDAY_7 + 3600_000);
    expect(sim.truth().facilities['ost']!.entries).toBe(entries);
  });
});

describe('signs and signals on the wire', () => {
  const order = JSON.stringify({
    orderId: 'o1', signId: 'sign-n', issuedAtMs: TUESDAY_7, validUntilMs: TUESDAY_7 + 290_000,
    content: { type: 'counter', rows: [{ rowId: 'r1', text: '77', level: 'live', showUntilMs: TUESDAY_7 + 120_000, fallbackText: '' }] },
    why: { ruleId: 'r', inputs: [], lock: null, trigger: null, text: { de: 'x', en: 'x' } },
  });
  const topic = 'wegweiser/v1/mitte/sign/sign-n/order';
  const readbacks = (sim: Simulation, seconds: number) => of(sim.step(TUESDAY_7 + seconds * 1000), 'sign-n', 'readback').map(body);

  it('an order is read back, then aged without further word', () => {
    const sim = start([]);
    sim.receive(topic, order, TUESDAY_7);
    const said = readbacks(sim, 400);
    expect(said[0]).toMatchObject({ orderId: 'o1', shows: ['77', ''] });
    expect(said.map((b) => (b['shows'] as string[])[0])).toEqual(['77', '', '', '']);
    expect(said.at(-1)).toMatchObject({ orderId: null });
  });

  it.each([
    ['lamp', { lamp: 'fault', orderId: 'o1', shows: ['', ''] }],
    ['reject', { orderId: null, rejected: 'sign refuses orders' }],
  ] as const)('fault %s', (mode, expected) => {
    const sim = start([{ kind: 'sign', mode }]);
    sim.step(TUESDAY_7 + 1000);
    sim.receive(topic, Buffer.from(order), TUESDAY_7 + 1000);
    expect(readbacks(sim, 3).at(-1)).toMatchObject(expected);
  });

  it('a silent sign says nothing', () => {
    const sim = start([{ kind: 'sign', mode: 'silent' }]);
    expect(readbacks(sim, 900)).toEqual([]);
  });

  it('ignores orders of another area and unknown topics', () => {
    const sim = start([]);
    sim.receive('wegweiser/v1/anderswo/sign/sign-n/order', order, TUESDAY_7);
    sim.receive('foreign/topic', 'x', TUESDAY_7);
    expect(sim.truth().signs['sign-n']!.orderId).toBeNull();
  });

  it('a command is read back by the controller', () => {
    const sim = start([]);
    const plan = { id: 'rec', cycleS: 90, offsetS: 0, stages: [{ stageId: 'ns', greenS: 46 }, { stageId: 'ew', greenS: 30 }] };
    const command = JSON.stringify({ recommendationId: 'c1', junctionId: 'kreuz', issuedAtMs: TUESDAY_7, expiresAtMs: TUESDAY_7 + 900_000, plan, reason: { de: 'x', en: 'x' } });
    sim.receive('wegweiser/v1/mitte/signal/tc-kreuz/command', command, TUESDAY_7);
    const states = of(sim.step(TUESDAY_7 + 240_000), 'tc-kreuz', 'state').map(body);
    expect(states.some((b) => b['commandId'] === 'c1' && b['plan'] === 'rec' && b['mode'] === 'central')).toBe(true);
  });
});

describe('matching', () => {
  it('globs', () => {
    expect([globMatches('lp-*', 'lp-1'), globMatches('*-1', 'lp-1'), globMatches('a.c', 'abc'), globMatches('a', 'ab')]).toEqual([true, true, false, false]);
  });
  it('windows', () => {
    const local = createLocalTime('Europe/Berlin', 'DE-BY');
    const on = (when: Parameters<typeof isOn>[0], s: number): boolean => isOn(when, TUESDAY_7 + s * 1000, TUESDAY_7, local);
    expect([on({}, 0), on({ afterS: 10 }, 9), on({ afterS: 10, forS: 5 }, 14), on({ afterS: 10, forS: 5 }, 15), on({ forS: 5 }, 5)]).toEqual([true, false, true, false, false]);
    expect([on({ from: '06:00', to: '07:30' }, 0), on({ from: '22:00', to: '06:00' }, 0), on({ weekdays: [2] }, 0), on({ weekdays: [3] }, 0)]).toEqual([true, false, true, false]);
  });
});

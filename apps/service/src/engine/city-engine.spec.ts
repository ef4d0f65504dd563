import { City, COLLECTION_NAMES, DEVICE_CLASSES, type OperatorCommand } from '@wegweiser/contracts';
import { bindSources, COMMAND_TOPIC, Intake, loadProtocols, TICK_TOPIC, type BoundSource, type JournalRecord, type NumberRows } from '@wegweiser/field';
import { LINK_NUMBERS, linkFromNumbers } from '@wegweiser/traffic';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { LiveStore } from '../live/live-store.js';
import { CityEngine, type Effects } from './city-engine.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js';

const T0 = Date.UTC(2026, 10, 23, 7);
const CITY = City.parse({
  city: { id: 'town', name: 'Town', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11, 48], bounds: [10, 47, 12, 49], attribution: { de: 'x', en: 'x' } },
  areas: [{ id: 'a', name: { de: 'x', en: 'x' } }],
  facilities: ['p1', 'p2'].map((id) => ({ id, name: id, area: 'a', kind: 'garage', address: 'x', position: [11, 48], capacity: 50, audiences: [{ id: 'shortStay', capacity: 50 }], counters: [{ deviceId: `c-${id}`, kind: 'absolute', audience: 'shortStay' }] })),
  links: [{ id: 'l1', street: 'x', area: 'a', from: 'edge-a', to: 'edge-b', lengthM: 300, freeSpeedKmh: 50, laneCount: 1, shape: [[11, 48], [11.01, 48]], loops: [{ deviceId: 'loop1', role: 'mid' }] }],
  signs: [{ id: 's1', name: 's1', area: 'a', position: [11, 48], facingDeg: 0, type: 'counter', rows: [{ id: 'r1', target: 'p1', label: 'P1' }], rules: [{ id: 'n', show: { rows: true } }] }],
});

let sources: BoundSource[];
beforeAll(async () => {
  const bound = bindSources(await loadProtocols(), []);
  if (!bound.ok) throw new Error('own protocol is missing');
  sources = bound.sources;
});

type Said = { kind: 'count'; garage: 'p1' | 'p2'; vacant: number } | { kind: 'loop'; vehicles: number } | { kind: 'garbage' } | { kind: 'tick' } | { kind: 'again' } | { kind: 'close' };
const said = fc.oneof(
  fc.record({ kind: fc.constant('count' as const), garage: fc.constantFrom('p1' as const, 'p2' as const), vacant: fc.integer({ min: -5, max: 60 }) }),
  fc.record({ kind: fc.constant('loop' as const), vehicles: fc.integer({ min: 0, max: 30 }) }),
  fc.constantFrom({ kind: 'garbage' as const }, { kind: 'tick' as const }, { kind: 'again' as const }, { kind: 'close' as const }),
);
/** What was said, and how many milliseconds after the one before. */
const story = fc.array(fc.tuple(said, fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 900_000 }))), { minLength: 1, maxLength: 40 });

function recordsOf(parts: [Said, number][]): JournalRecord[] {
  let at = T0;
  const records: JournalRecord[] = [];
  parts.forEach(([s, afterMs], offset) => {
    at += afterMs;
    records.push({ offset, receivedAtMs: at, ...message(s, offset, at, records.at(-1)) });
  });
  return records;
}

function message(s: Said, seq: number, at: number, before: JournalRecord | undefined): { topic: string; payload: Buffer } {
  const json = (topic: string, body: object) => ({ topic, payload: Buffer.from(JSON.stringify(body)) });
  const iso = new Date(at).toISOString();
  switch (s.kind) {
    case 'count':
      return json(`wegweiser/v1/a/parking/c-${s.garage}/absolute`, { seq, time: iso, vacant: s.vacant });
    case 'loop':
      return json('wegweiser/v1/a/loop/loop1/interval', { seq, start: new Date(at - 60_000).toISOString(), end: iso, vehicles: s.vehicles, occupancyPct: 5, meanSpeedKmh: 40 });
    case 'garbage':
      return { topic: `wegweiser/v1/a/${DEVICE_CLASSES[0]}/loop1/interval`, payload: Buffer.from('{') };
    case 'tick':
      return { topic: TICK_TOPIC, payload: Buffer.alloc(0) };
    case 'again':
      return before === undefined || before.topic === COMMAND_TOPIC ? { topic: TICK_TOPIC, payload: Buffer.alloc(0) } : before;
    case 'close': {
      // The page's clock is another one: what counts is when the command was taken.
      const command: OperatorCommand = { commandId: `k${seq}`, by: 'x', atMs: at + 7000, act: { type: 'facility', facilityId: 'p1', action: { action: 'close', reason: 'test' } } };
      return json(COMMAND_TOPIC, command);
    }
  }
}

class Run {
  readonly store = new LiveStore('e');
  readonly engine = new CityEngine(CITY, this.store);
  readonly intake = new Intake(sources, (r) => this.engine.devices.refuse(r), undefined, (r) => this.engine.devices.numberOf(r));
  readonly effects: Effects[] = [];

  take(records: JournalRecord[]): this {
    this.engine.process(this.intake.process(records));
    this.effects.push(this.engine.takeEffects());
    return this;
  }
  /** Time passes between two records, as it does while the service runs. */
  live(from: JournalRecord, to: JournalRecord): void {
    // Counted from the last whole second: beyond that the service was down.
    if (to.receivedAtMs - Math.floor(from.receivedAtMs / 1000) * 1000 > 600_000) return;
    for (let at = from.receivedAtMs; at < to.receivedAtMs; at += 200_123) this.engine.advanceTo(at);
    this.engine.advanceTo(to.receivedAtMs - 1);
    this.effects.push(this.engine.takeEffects());
  }
  saved(): { engine: unknown; intake: unknown } {
    return decodeSnapshot(Buffer.concat(encodeSnapshot({ engine: this.engine.save(), intake: this.intake.save() }))) as never;
  }
  get derived() {
    return this.effects.flatMap((e) => e.derived);
  }
}

describe('CityEngine', () => {
  it('gives the same rows under the same identities live and in a replay, however the journal is cut into runs', () => {
    fc.assert(
      fc.property(story, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (parts, cuts) => {
        const records = recordsOf(parts);
        const whole = new Run().take(records);
        const pieces = new Run();
        for (let at = 0, i = 0; at < records.length; i += 1) {
          const n = cuts[i % cuts.length]!;
          if (at > 0) pieces.live(records[at - 1]!, records[at]!);
          pieces.take(records.slice(at, at + n));
          at += n;
        }
        expect(pieces.derived).toEqual(whole.derived);
        expect(pieces.saved()).toEqual(whole.saved());
        const ids = whole.derived.map((r) => `${r.offset}/${r.ordinal}`);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 25 },
    );
  });

  it('goes on from a snapshot as if nothing had happened', () => {
    fc.assert(
      fc.property(story, fc.nat(), (parts, where) => {
        const records = recordsOf(parts);
        const cut = where % records.length;
        const through = new Run();
        const before = new Run();
        if (cut > 0) before.take(records.slice(0, cut));
        if (cut > 0) through.take(records.slice(0, cut));
        const after = new Run();
        const saved = before.saved() as { engine: never; intake: never };
        after.engine.restore(saved.engine);
        after.intake.restore(saved.intake);
        through.take(records.slice(cut));
        after.take(records.slice(cut));
        expect(after.effects.at(-1)).toEqual(through.effects.at(-1));
        for (const name of COLLECTION_NAMES) expect(after.store.list(name)).toEqual(through.store.list(name));
      }),
      { numRuns: 25 },
    );
  });

  it('skips a record that the rules fail on, says so, and goes on', () => {
    const run = new Run();
    const records = recordsOf([[{ kind: 'count', garage: 'p1', vacant: 7 }, 0], [{ kind: 'count', garage: 'p2', vacant: 9 }, 10], [{ kind: 'tick' }, 2000]]);
    const batch = run.intake.process(records);
    Object.defineProperty((batch.events[0] as { reading: object }).reading, 'kind', { get: () => { throw new Error('rule'); } });
    run.engine.process(batch);
    const { failures } = run.engine.takeEffects();
    expect(failures).toMatchObject([{ offset: 0, error: { message: 'rule' } }]);
    expect(run.store.find('facilities', 'p2')?.vacant).toBe(9);
    expect(run.engine.nextOffset).toBe(3);
  });

  it('goes on with all else when a part of a second\'s work fails', () => {
    const run = new Run();
    run.take(recordsOf([[{ kind: 'count', garage: 'p1', vacant: 7 }, 0]]));
    const { traffic } = run.engine as unknown as { traffic: { tick: () => void } };
    traffic.tick = () => {
      throw new Error('rule');
    };
    run.engine.advanceTo(T0 + 5000);
    const { failures } = run.engine.takeEffects();
    expect(failures).toHaveLength(5);
    expect(failures[0]).toMatchObject({ offset: 0, error: { message: 'rule' } });
    expect(run.store.find('signs', 's1')?.order).toMatchObject({ issuedAtMs: T0 + 1000 });
  });

  it('comes back in time when the machine had no clock for years', () => {
    const run = new Run();
    const [early, late] = recordsOf([[{ kind: 'tick' }, 0], [{ kind: 'count', garage: 'p1', vacant: 7 }, 0]]);
    run.take([{ ...early!, receivedAtMs: 86_400_000 }]);
    const ticks = vi.spyOn(run.engine as unknown as { tick: () => void }, 'tick');
    run.take([late!]);
    expect(ticks.mock.calls.length).toBeLessThan(7 * 24 * 60 + 600 + 1);
    run.engine.advanceTo(T0 + 1000);
    run.engine.takeEffects();
    expect(run.store.find('facilities', 'p1')?.vacant).toBe(7);
  });

  it('brings links up from a snapshot as they were saved until November 2026', () => {
    const run = new Run();
    run.take(recordsOf([[{ kind: 'loop', vehicles: 3 }, 0], [{ kind: 'tick' }, 5000], [{ kind: 'loop', vehicles: 9 }, 60_000], [{ kind: 'tick' }, 5000]]));
    const saved = run.engine.save();
    const { ids, numbers } = saved.traffic.links as NumberRows;
    expect(ids.length).toBeGreaterThan(0);
    const row = (i: number): Float64Array => numbers.subarray(i * (LINK_NUMBERS + 1), (i + 1) * (LINK_NUMBERS + 1));
    expect(row(0)[LINK_NUMBERS]).toBeGreaterThan(T0);
    const before = {
      ...saved.traffic,
      links: Object.fromEntries(ids.map((id, i) => [id, linkFromNumbers(row(i))])),
      recordedMs: Object.fromEntries(ids.flatMap((id, i) => (Number.isNaN(row(i)[LINK_NUMBERS]) ? [] : [[id, row(i)[LINK_NUMBERS] as number]]))),
    };
    const restored = new Run();
    restored.engine.restore({ ...saved, traffic: before });
    expect(restored.engine.save().traffic.links).toEqual(saved.traffic.links);
  });

  it('forgets what the city does not have any more, and takes back its alarms', () => {
    const before = new Run();
    before.take(recordsOf([[{ kind: 'count', garage: 'p1', vacant: 7 }, 0], [{ kind: 'count', garage: 'p2', vacant: 7 }, 0], [{ kind: 'loop', vehicles: 3 }, 0], ...Array.from({ length: 6 }, (): [Said, number] => [{ kind: 'tick' }, 500_000])]));
    expect(before.store.find('alarms', 'facilityStale:facility:p2')).toMatchObject({ clearedAtMs: null });
    const store = new LiveStore('after');
    const smaller = new CityEngine({ ...CITY, facilities: CITY.facilities.slice(0, 1), links: [] }, store);
    smaller.restore((before.saved() as { engine: unknown }).engine as never);
    expect(store.list('facilities').map((f) => f.id)).toEqual(['p1']);
    expect(store.list('links')).toEqual([]);
    expect(store.list('devices').map((d) => d.id)).toEqual(['c-p1']);
    expect(store.find('alarms', 'facilityStale:facility:p2')?.clearedAtMs).toBe(T0 + 3_000_000);
    expect(store.find('alarms', 'facilityStale:facility:p1')?.clearedAtMs).toBeNull();
    expect(smaller.devices.save().ids).toEqual(['c-p1']);
    expect(smaller.takeEffects().derived).toMatchObject([{ table: 'alarm', value: { about: { id: 'loop1' } } }, { table: 'alarm', value: { about: { id: 'p2' } } }]);
  });
});

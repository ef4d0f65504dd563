import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type City, type ForecastIssue, type PromiseRecord, type OperatorCommand } from '@wegweiser/contracts';
import { bindSources, COMMAND_TOPIC, DEFAULT_INTAKE_LIMITS, FORECAST_TOPIC, PROMISE_TOPIC, Intake, loadProtocols, TICK_TOPIC, type BoundSource, type JournalRecord } from '@wegweiser/field';
import { createSimulation, loadProfile, type ScenarioInput } from '@wegweiser/sensors-sim';
import { CityEngine, type Effects } from '../../apps/service/src/engine/city-engine.js';
import { decodeSnapshot, encodeSnapshot } from '../../apps/service/src/engine/snapshot-file.js';
import { LiveStore } from '../../apps/service/src/live/live-store.js';
import { aCity, TUESDAY_7 } from '../../sensors-sim/src/testing/city.js';

/**
 * The engine is a function of the journal: however the records are cut into batches, wherever it is stopped and brought
 * up again from its snapshot, whenever time passes or values are shown in between - the same orders, rows and answers come
 * out. A simulated quarter of an hour with a rough field is the journal.
 */
const SCENARIO: ScenarioInput = {
  id: 'replay',
  demand: { throughVehPerHPerLane: 400 },
  faults: [
    { kind: 'duplicate', probability: 0.1 },
    { kind: 'late', probability: 0.05, minS: 1, maxS: 40 },
    { kind: 'garbage', probability: 0.02 },
    { kind: 'clockSkew', match: { ids: ['lp-n-1u'] }, offsetS: 300 },
    { kind: 'reset', match: { classes: ['parking'] }, meanEveryS: 400 },
    { kind: 'outage', match: { classes: ['loop'] }, meanEveryS: 300, meanForS: 60 },
    { kind: 'sign', match: { classes: ['sign'] }, when: { afterS: 300, forS: 300 }, mode: 'stuck' },
  ],
};
const MINUTES = 15;
let city: City;
let sources: BoundSource[];

class Run {
  readonly effects: Effects = { publish: [], derived: [], outcomes: [], failures: [] };
  store!: LiveStore;
  engine!: CityEngine;
  private intake!: Intake;

  constructor() {
    this.begin();
  }
  private begin(): void {
    this.store = new LiveStore('run');
    const engine = new CityEngine(city, this.store);
    this.engine = engine;
    this.intake = new Intake(sources, (r) => engine.devices.refuse(r), DEFAULT_INTAKE_LIMITS);
  }
  take(records: JournalRecord[]): Effects {
    this.engine.process(this.intake.process(records));
    return this.collect();
  }
  advanceTo(nowMs: number): void {
    this.engine.advanceTo(nowMs);
    this.collect();
  }
  show(nowMs: number): void {
    this.engine.show(nowMs);
  }
  /** Killed and brought up from the snapshot on disk. */
  restart(): void {
    const { engine, intake } = this;
    const onDisk = Buffer.concat(encodeSnapshot({ engine: engine.save(), intake: intake.save() }));
    this.begin();
    const saved = decodeSnapshot(onDisk) as { engine: ReturnType<CityEngine['save']>; intake: ReturnType<Intake['save']> };
    this.engine.restore(saved.engine);
    this.intake.restore(saved.intake);
  }
  /** Everything that must be the same, as it would stand on disk. */
  result(): unknown {
    const shown = Object.fromEntries(COLLECTION_NAMES.map((n) => [n, [...this.store.list(n)].sort((a, b) => a.id.localeCompare(b.id))]));
    const { shown: _order, ...state } = this.engine.save();
    // When a garage is looked at next is a shortcut, forgotten by a restart.
    return JSON.parse(JSON.stringify({ effects: this.effects, shown, state, intake: this.intake.save() }, (key, value: unknown) => (key === 'nextDueMs' ? undefined : value)));
  }
  private collect(): Effects {
    const now = this.engine.takeEffects();
    this.effects.publish.push(...now.publish);
    this.effects.derived.push(...now.derived);
    this.effects.outcomes.push(...now.outcomes);
    this.effects.failures.push(...now.failures);
    return now;
  }
}

type Act = OperatorCommand['act'];
const decideOpen = (run: Run): Act => ({ type: 'decideRecommendation', recommendationId: run.store.list('junctions')[0]?.recommendation?.id ?? 'none', decision: 'accept', reason: '' });
const at = (seconds: number): string => new Date(TUESDAY_7 + seconds * 1000).toISOString();

/** What operators do, by seconds into the run; decided is whichever recommendation is open by then. */
const COMMANDS: Record<number, (run: Run) => Act> = {
  120: () => ({ type: 'lockSign', signId: 'sign-n', lock: { show: { rows: [{ rowId: 'r1', text: 'ZU' }] }, reason: 'works', expiresAt: at(600) } }),
  200: () => ({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'fire drill', until: at(400) } }),
  240: () => ({ type: 'facility', facilityId: 'ost', action: { action: 'setOccupied', audience: 'shortStay', occupied: 7, reason: 'counted by hand' } }),
  300: () => ({ type: 'unlockSign', signId: 'sign-n', reason: 'works done' }),
  420: decideOpen,
  500: (run) => ({ type: 'acknowledgeAlarm', alarmId: run.store.list('alarms')[0]?.id ?? 'none' }),
  840: decideOpen,
};

/** What a forecaster beside the engine issues; of one garage only once, so that it grows too old. */
const forecasts = (nowMs: number): ForecastIssue => ({
  facilities: ['nord', 'ost'].slice(0, nowMs === TUESDAY_7 + 30_000 ? 2 : 1).map((id) => ({
    id, forecast: { issuedAtMs: nowMs, basis: 'none', skill: null, horizons: [{ minutes: 15, vacant: nowMs % 97, p10: 0, p50: nowMs % 97, p90: 100, pFree: 0.9 }] },
  })),
});

/** Drivers on their way to a garage, some of whom think again. */
const promises = (nowMs: number): PromiseRecord => ({
  acts: [
    ...Array.from({ length: 1 + (nowMs / 1000) % 4 }, (_, i) => ({ act: 'give' as const, facilityId: i % 2 === 0 ? 'nord' : 'ost', kind: 'followed' as const, dueMs: nowMs + 60_000 + 10_000 * i })),
    { act: 'withdraw', facilityId: 'nord', dueMs: nowMs + 20_000 },
  ],
});

/** The journal of a quarter of an hour: devices, operators, ticks; orders go back to the devices. */
function record(): { records: JournalRecord[]; reference: Run } {
  const simulation = createSimulation(city, SCENARIO, 7, TUESDAY_7, loadProfile('default'));
  const reference = new Run();
  const records: JournalRecord[] = [];
  const journal = (topic: string, payload: string | Uint8Array, receivedAtMs: number): JournalRecord => {
    const r = { offset: records.length, topic, payload: Buffer.from(payload as string), receivedAtMs };
    records.push(r);
    return r;
  };
  for (let second = 0; second < MINUTES * 60; second += 1) {
    const nowMs = TUESDAY_7 + second * 1000;
    const batch = (second === 0 ? simulation.births(nowMs) : simulation.step(nowMs)).map((o) => journal(o.topic, o.payload, nowMs + 3));
    const act = COMMANDS[second]?.(reference);
    if (act !== undefined) batch.push(journal(COMMAND_TOPIC, JSON.stringify({ commandId: `c${second}`, by: 'Eva', atMs: nowMs + 5, act }), nowMs + 5));
    if (second % 90 === 30) batch.push(journal(FORECAST_TOPIC, JSON.stringify(forecasts(nowMs)), nowMs + 7));
    if (second % 40 === 10) batch.push(journal(PROMISE_TOPIC, JSON.stringify(promises(nowMs)), nowMs + 8));
    if (second % 60 === 0) batch.push(journal(TICK_TOPIC, '', nowMs + 9));
    if (batch.length === 0) continue;
    for (const { topic, payload } of reference.take(batch).publish) simulation.receive(topic, payload, nowMs + 10);
  }
  return { records, reference };
}

let journal: JournalRecord[];
let expected: unknown;
let reference: Run;

beforeAll(async () => {
  city = aCity();
  const bound = bindSources(await loadProtocols(), city.sources);
  if (!bound.ok) throw new Error('the city does not bind');
  sources = bound.sources;
  ({ records: journal, reference } = record());
  expected = reference.result();
});

describe('the journal', () => {
  it('has something of everything in it', () => {
    const tables = new Set(reference.effects.derived.map((d) => d.table));
    expect([...tables].sort()).toEqual(['alarm', 'audit', 'facilityState', 'linkState', 'recommendation', 'signOrder']);
    expect(reference.effects.outcomes).toHaveLength(7);
    expect(reference.effects.outcomes.filter((o) => o.outcome.ok).length).toBeGreaterThan(4);
    expect(reference.effects.failures).toEqual([]);
    expect(journal.length).toBeGreaterThan(500);
    expect(reference.engine.save().promises?.ledger.totals).toMatchObject({ given: expect.any(Number), kept: expect.any(Number) });
    expect(reference.engine.save().promises?.ledger.totals.kept).toBeGreaterThan(0);
  });

  it('gives every derived row an identity of its own', () => {
    const ids = reference.effects.derived.map((d) => `${d.offset}/${d.ordinal}`);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('replay', () => {
  it('of the whole in one piece comes out the same', () => {
    const run = new Run();
    run.take(journal);
    expect(run.result()).toEqual(expected);
  });

  it('comes out the same however it is cut, stopped, brought up again and looked at', () => {
    const step = fc.record({ size: fc.integer({ min: 1, max: 120 }), restart: fc.boolean(), advance: fc.boolean(), show: fc.boolean() });
    fc.assert(
      fc.property(fc.infiniteStream(step), (steps) => {
        const run = new Run();
        for (let at = 0; at < journal.length; ) {
          const { size, restart, advance, show } = steps.next().value;
          run.take(journal.slice(at, at + size));
          at += size;
          const last = journal[Math.min(at, journal.length) - 1]!;
          const next = journal[at] ?? last;
          // Live, time passes between two records; it never passes one that is still to come.
          if (advance) run.advanceTo(next.receivedAtMs - 1);
          if (show) run.show(last.receivedAtMs);
          if (restart) run.restart();
        }
        expect(run.result()).toEqual(expected);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

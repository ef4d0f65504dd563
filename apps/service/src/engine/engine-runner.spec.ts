import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DerivedRow } from '@wegweiser/archive';
import { bindSources, loadProtocols, TICK_TOPIC, type BoundSource, type JournalRecord } from '@wegweiser/field';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../city/limits.js';
import { LiveStore } from '../live/live-store.js';
import { EngineRunner } from './engine-runner.js';
import { aTown, T0 } from './testing/town.js';

const silent = pino({ level: 'silent' });
let dataDir: string;
let sources: BoundSource[];
let nowMs: number;
beforeAll(async () => {
  const bound = bindSources(await loadProtocols(), []);
  if (!bound.ok) throw new Error('own protocol is missing');
  sources = bound.sources;
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'runner-'));
  nowMs = T0;
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const tick = (offset: number, receivedAtMs = nowMs): JournalRecord => ({ offset, topic: TICK_TOPIC, payload: Buffer.alloc(0), receivedAtMs });

async function open(journalId = 'j1', nextOffset = 0, firstOffset = 0) {
  const safe: number[] = [];
  const idles: (() => void)[] = [];
  const handedOver: { firstOffset: number; rows: DerivedRow[] }[] = [];
  const store = new LiveStore('e');
  const runner = await EngineRunner.open(
    { dataDir, city: aTown(), sources, limits: DEFAULT_LIMITS, clock: { mode: 'system', now: () => nowMs, rate: () => 1 }, store, log: silent, journal: { journalId, firstOffset, nextOffset } },
    {
      publish: () => undefined,
      onBatch: () => undefined,
      onDerived: (firstOffset, rows) => handedOver.push({ firstOffset, rows }),
      onDeltas: () => undefined,
      onIdle: () => new Promise<void>((resolve) => idles.push(resolve)),
      knownUpTo: () => nowMs,
      onSafe: (offset) => safe.push(offset),
    },
  );
  const pass = (seconds: number) => {
    nowMs += seconds * 1000;
    (runner as unknown as { passTime(): void }).passTime();
  };
  return { runner, safe, idles, store, pass, handedOver };
}

/** A process that took three records and stopped. */
async function lived() {
  const { runner } = await open();
  runner.take([tick(0), tick(1), tick(2)]);
  await runner.stop();
}

describe('EngineRunner', () => {
  it('lets time begin with a record, and asks for one - once - where there is none', async () => {
    const { runner, idles, store, pass } = await open();
    for (let i = 0; i < 5; i += 1) pass(1);
    expect(idles).toHaveLength(1);
    expect(store.list('facilities')).toEqual([]);
    runner.take([tick(0)]);
    pass(1);
    expect(store.list('facilities').length).toBeGreaterThan(0);
    await runner.stop();
  });

  it('asks anew when the record did not come', async () => {
    const { runner, idles, pass } = await open();
    pass(1);
    idles[0]!();
    await new Promise(setImmediate);
    pass(1);
    expect(idles).toHaveLength(2);
    await runner.stop();
  });

  it('goes on where its snapshot ends, and says from where the journal is not needed', async () => {
    await lived();
    const { runner, safe } = await open('j1', 3);
    expect(runner.engine.nextOffset).toBe(3);
    await runner.stop();
    expect(safe).toEqual([3]);
  });

  it('reads another journal from its beginning', async () => {
    await lived();
    const { runner } = await open('j2', 2);
    expect(runner.engine.nextOffset).toBe(0);
    runner.take([tick(0), tick(1)]);
    expect(runner.engine.nextOffset).toBe(2);
    await runner.stop();
  });

  it('hears what comes behind the end of a journal that lost its end', async () => {
    await lived();
    const { runner } = await open('j1', 2);
    runner.take([tick(2)]);
    expect(runner.engine.nextOffset).toBe(3);
    await runner.stop();
  });

  it('starts from the journal when its snapshot cannot be read, and keeps that', async () => {
    await writeFile(join(dataDir, 'engine-state.json'), '{"engine":{"version":1,');
    const { runner } = await open('j1', 0);
    expect(runner.engine.nextOffset).toBe(0);
    expect(await readdir(dataDir)).toContain('engine-state.json.unreadable');
    await runner.stop();
  });

  describe('hands over what it derives', () => {
    const interval = (offset: number): JournalRecord => {
      const payload = { seq: offset, start: new Date(nowMs - 60_000).toISOString(), end: new Date(nowMs).toISOString(), vehicles: 10, occupancyPct: 5, meanSpeedKmh: 40 };
      return { offset, topic: 'wegweiser/v1/a/loop/lm-1/interval', payload: Buffer.from(JSON.stringify(payload)), receivedAtMs: nowMs };
    };
    const PATIENT = { timeout: 10_000 };
    const inOutbox = async (runner: EngineRunner) => (await runner.outbox.reader(0).next(1000)).map((r) => JSON.parse(r.payload.toString()) as DerivedRow);
    const tables = (rows: DerivedRow[]) => new Set(rows.map((r) => r.table));

    it('once it is in the outbox, as it stands there and with its place there', async () => {
      const { runner, handedOver, pass } = await open();
      runner.take([interval(0)]);
      expect(handedOver).toEqual([]);
      pass(1);
      await expect.poll(() => handedOver.length, PATIENT).toBeGreaterThan(0);
      pass(600);
      nowMs += 1000;
      runner.take([interval(1)]);
      pass(1);
      await expect.poll(() => handedOver.flatMap((h) => h.rows).length, PATIENT).toBe(runner.outbox.nextOffset);
      const rows = handedOver.flatMap((h) => h.rows);
      expect(rows).toEqual(await inOutbox(runner));
      expect([...tables(rows)]).toEqual(expect.arrayContaining(['linkState', 'facilityState', 'signOrder', 'audit']));
      for (const [i, { firstOffset }] of handedOver.entries()) expect(firstOffset).toBe(handedOver.slice(0, i).flatMap((h) => h.rows).length);
      await runner.stop();
    });

    it('not before a disk takes it that was full, and then once', async () => {
      const { runner, handedOver } = await open();
      const append = runner.outbox.append.bind(runner.outbox);
      const handedOverBefore: number[] = [];
      vi.spyOn(runner.outbox, 'append').mockImplementation((records) => {
        handedOverBefore.push(handedOver.length);
        return handedOverBefore.length === 1 ? Promise.reject(new Error('disk full')) : append(records);
      });
      runner.take([interval(0), tick(1, nowMs + 1000)]);
      await expect.poll(() => handedOver.length, PATIENT).toBe(1);
      expect(handedOverBefore).toEqual([0, 0]);
      expect(handedOver.flatMap((h) => h.rows)).toEqual(await inOutbox(runner));
      await runner.stop();
    });

    it('without what the rules change in it later', async () => {
      const { runner, handedOver } = await open();
      const detail = { locks: ['one'] };
      const row = { table: 'audit', atMs: nowMs, offset: 0, ordinal: 0, value: { commandId: 'c', by: 'b', action: 'a', about: { kind: 'sign', id: 's' }, outcome: 'ok', detail } } satisfies DerivedRow;
      vi.spyOn(runner.engine, 'takeEffects').mockReturnValueOnce({ publish: [], outcomes: [], failures: [], derived: [row] });
      runner.take([tick(0)]);
      await expect.poll(() => handedOver.length, PATIENT).toBe(1);
      detail.locks.push('two');
      expect(handedOver[0]!.rows).toEqual([{ ...row, value: { ...row.value, detail: { locks: ['one'] } } }]);
      await runner.stop();
    });
  });
});

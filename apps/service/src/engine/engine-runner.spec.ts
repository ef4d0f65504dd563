import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindSources, loadProtocols, TICK_TOPIC, type BoundSource, type JournalRecord } from '@wegweiser/field';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  const store = new LiveStore('e');
  const runner = await EngineRunner.open(
    { dataDir, city: aTown(), sources, limits: DEFAULT_LIMITS, clock: { mode: 'system', now: () => nowMs, rate: () => 1 }, store, log: silent, journal: { journalId, firstOffset, nextOffset } },
    {
      publish: () => undefined,
      onBatch: () => undefined,
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
  return { runner, safe, idles, store, pass };
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
});

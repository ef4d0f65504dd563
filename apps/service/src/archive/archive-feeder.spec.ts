import type { ArchiveBatch } from '@wegweiser/archive';
import type { JournalRecord } from '@wegweiser/field';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { consumerOf } from './consumer.js';
import { ArchiveFeeder, type ArchivePort, type Decode } from './archive-feeder.js';

const record = (offset: number): JournalRecord => ({ offset, topic: 't', payload: Buffer.from(String(offset)), receivedAtMs: 0 });
const toBatch = (records: JournalRecord[]): ArchiveBatch => ({ nextOffset: records.at(-1)!.offset + 1, readings: records.map((r) => r.offset) as never, faults: [], derived: [] });

class Database implements ArchivePort {
  rows: number[] = [];
  checkpoint = 0;
  away = false;
  /** The commit happened but the answer got lost. */
  loseAnswers = 0;
  /** Refused before anything was written, while the rest of the database answers. */
  failWrites = 0;
  asked = 0;
  waiters: (() => void)[] = [];
  async write(batch: ArchiveBatch) {
    if (this.away || this.failWrites-- > 0) throw new Error('away');
    if (Number(batch.nextOffset) <= this.checkpoint) return;
    this.rows.push(...(batch.readings as unknown as number[]).filter((n) => n >= this.checkpoint));
    this.checkpoint = Number(batch.nextOffset);
    for (const w of this.waiters.splice(0)) w();
    if (this.loseAnswers-- > 0) throw new Error('connection lost');
  }
  async loadCheckpoint() {
    this.asked += 1;
    if (this.away) throw new Error('away');
    return this.checkpoint;
  }
  async until(condition: () => boolean) {
    while (!condition()) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}

/** Leaves out what it has seen, as the intake does. */
function forgetful(): Decode {
  const seen = new Set<number>();
  return (records) => {
    const fresh = records.filter((r) => !seen.has(r.offset));
    for (const r of fresh) seen.add(r.offset);
    return { ...toBatch(records), readings: fresh.map((r) => r.offset) as never };
  };
}

function setUp() {
  const journal: JournalRecord[] = [];
  const readFrom: number[] = [];
  const database = new Database();
  const safe: number[] = [];
  const feeder = new ArchiveFeeder({
    name: 'test',
    port: database,
    reader: (from) => {
      readFrom.push(from);
      let at = from;
      return {
        get nextOffset() {
          return at;
        },
        get hasMore() {
          return at < journal.length;
        },
        next: async (limit: number) => {
          const out = journal.slice(at, at + limit);
          at += out.length;
          return out;
        },
      };
    },
    decoder: forgetful,
    onSafe: (o) => safe.push(o),
    retryMs: 1,
    log: pino({ level: 'silent' }),
  });
  const append = (n: number, offer = true) => {
    const records = Array.from({ length: n }, (_, i) => record(journal.length + i));
    journal.push(...records);
    if (offer) feeder.offer(records[0]!.offset, toBatch(records));
  };
  const exact = () => expect(database.rows).toEqual(journal.map((r) => r.offset));
  return { journal, database, feeder, append, exact, safe, readFrom };
}

describe('ArchiveFeeder', () => {
  it('writes what was there before it started, then what comes live, each once', async () => {
    const t = setUp();
    t.append(12_000, false);
    t.feeder.start();
    await t.database.until(() => t.database.checkpoint === 12_000);
    for (let i = 0; i < 20; i += 1) t.append(700);
    await t.feeder.stop();
    t.exact();
    expect(t.safe.at(-1)).toBe(26_000);
  });

  it('loses and doubles nothing when the database is away, memory overflows and answers get lost', async () => {
    const t = setUp();
    t.feeder.start();
    t.append(10);
    await t.database.until(() => t.database.checkpoint === 10);
    t.database.away = true;
    for (let i = 0; i < 30; i += 1) t.append(6000);
    await expect.poll(() => t.feeder.isAway).toBe(true);
    t.database.loseAnswers = 3;
    t.database.away = false;
    await t.database.until(() => t.database.checkpoint === t.journal.length);
    await t.feeder.stop();
    t.exact();
    expect(t.feeder.isAway).toBe(false);
  });

  it('stops in time while the database is away', async () => {
    const t = setUp();
    t.database.away = true;
    t.feeder.start();
    t.append(10);
    await expect.poll(() => t.feeder.isAway).toBe(true);
    await t.feeder.stop();
    expect(t.database.rows).toEqual([]);
  });

  it('loses nothing of what it read when the database refuses the write and takes it at the second attempt', async () => {
    const t = setUp();
    t.append(12_000, false);
    t.database.failWrites = 2;
    t.feeder.start();
    await t.database.until(() => t.database.checkpoint === 12_000);
    await t.feeder.stop();
    expect(t.database.failWrites).toBeLessThan(0);
    t.exact();
  });

  it('goes on when a batch comes of which it has read a part already', async () => {
    const t = setUp();
    t.append(30, false);
    t.feeder.start();
    await t.database.until(() => t.database.checkpoint === 30);
    t.journal.push(...Array.from({ length: 6000 }, (_, i) => record(30 + i)));
    t.feeder.offer(20, toBatch(t.journal.slice(20)));
    t.append(10);
    await t.database.until(() => t.database.checkpoint === t.journal.length);
    await t.feeder.stop();
    expect(t.journal).toHaveLength(6040);
    t.exact();
  });

  it('does not ask a database that is away more often because much arrives', async () => {
    const t = setUp();
    t.database.away = true;
    t.feeder.start();
    await expect.poll(() => t.feeder.isAway).toBe(true);
    const asked = t.database.asked;
    for (let i = 0; i < 200; i += 1) {
      t.append(6000);
      await new Promise(setImmediate);
    }
    expect(t.database.asked - asked).toBeLessThan(20);
    await t.feeder.stop();
  });

  it('keeps no mass of quarantined payloads in memory: the journal has them', async () => {
    const t = setUp();
    t.database.away = true;
    t.feeder.start();
    await expect.poll(() => t.feeder.isAway).toBe(true);
    const payload = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 80; i += 1) {
      t.journal.push(record(i));
      t.feeder.offer(i, { ...toBatch([record(i)]), faults: [{ fault: {} as never, payload }] });
    }
    t.database.away = false;
    await t.database.until(() => t.database.checkpoint === 80);
    await t.feeder.stop();
    expect(t.readFrom).toContain(0);
  });
});

describe('consumerOf', () => {
  const known = (checkpoints: Record<string, number>) => async (name: string) => checkpoints[name] ?? 0;

  it('goes on from the checkpoint', async () => {
    expect(await consumerOf('r@j', 100, known({ 'r@j': 40 }))).toEqual({ consumer: 'r@j', offset: 40, renamed: false });
    expect(await consumerOf('r@j', 0, known({}))).toEqual({ consumer: 'r@j', offset: 0, renamed: false });
  });
  it('begins anew under another name when the journal ends before the checkpoint', async () => {
    expect(await consumerOf('r@j', 30, known({ 'r@j': 40 }))).toEqual({ consumer: 'r@j/1', offset: 0, renamed: true });
    expect(await consumerOf('r@j', 30, known({ 'r@j': 40, 'r@j/1': 35 }))).toEqual({ consumer: 'r@j/2', offset: 0, renamed: true });
  });
  it('stays with the latest name when the journal has grown beyond the old checkpoint', async () => {
    expect(await consumerOf('r@j', 90, known({ 'r@j': 40, 'r@j/1': 35 }))).toEqual({ consumer: 'r@j/1', offset: 35, renamed: false });
  });
});

import type { ArchiveBatch } from '@wegweiser/archive';
import type { JournalRecord } from '@wegweiser/field';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ArchiveFeeder, type ArchivePort } from './archive-feeder.js';

const record = (offset: number): JournalRecord => ({ offset, topic: 't', payload: Buffer.from(String(offset)), receivedAtMs: 0 });
const toBatch = (records: JournalRecord[]): ArchiveBatch => ({ nextOffset: records.at(-1)!.offset + 1, readings: records.map((r) => r.offset) as never, faults: [], derived: [] });

class Database implements ArchivePort {
  rows: number[] = [];
  checkpoint = 0;
  away = false;
  /** The commit happened but the answer got lost. */
  loseAnswers = 0;
  waiters: (() => void)[] = [];
  async write(batch: ArchiveBatch) {
    if (this.away) throw new Error('away');
    if (Number(batch.nextOffset) <= this.checkpoint) return;
    this.rows.push(...(batch.readings as unknown as number[]).filter((n) => n >= this.checkpoint));
    this.checkpoint = Number(batch.nextOffset);
    for (const w of this.waiters.splice(0)) w();
    if (this.loseAnswers-- > 0) throw new Error('connection lost');
  }
  async loadCheckpoint() {
    if (this.away) throw new Error('away');
    return this.checkpoint;
  }
  async until(condition: () => boolean) {
    while (!condition()) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}

function setUp() {
  const journal: JournalRecord[] = [];
  const database = new Database();
  const safe: number[] = [];
  const feeder = new ArchiveFeeder({
    name: 'test',
    port: database,
    reader: (from) => {
      let at = from;
      return {
        get nextOffset() {
          return at;
        },
        next: async (limit: number) => {
          const out = journal.slice(at, at + limit);
          at += out.length;
          return out;
        },
      };
    },
    toBatch,
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
  return { journal, database, feeder, append, exact, safe };
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
});

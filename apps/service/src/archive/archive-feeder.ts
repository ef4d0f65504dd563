import type { ArchiveBatch, DerivedRow } from '@wegweiser/archive';
import type { Intake, IntakeBatch, JournalRecord } from '@wegweiser/field';
import type { Logger } from '@wegweiser/platform';
import type { RecordReader } from '../field/record-feed.js';

/** Where a feeder writes: `write` is idempotent by `nextOffset` and throws `unavailable` errors to be tried again. */
export interface ArchivePort {
  write(batch: ArchiveBatch): Promise<unknown>;
  loadCheckpoint(): Promise<number>;
}
export type Decode = (records: JournalRecord[]) => ArchiveBatch;
export interface FeederOptions {
  name: string;
  port: ArchivePort;
  reader(fromOffset: number): RecordReader | Promise<RecordReader>;
  /** Makes rows of journal records; a new one for every reader, for it remembers what it saw. */
  decoder(): Decode;
  onSafe(offset: number): void;
  /** First wait after a failure, ms; doubles. */
  retryMs?: number;
  log: Logger;
}

const ROWS = 5_000;
/** Rows kept in memory for a database that is slow; beyond it they are read again from the journal. */
const MAX_QUEUED_ROWS = 100_000;
const LINGER_MS = 250;
const MAX_BACKOFF_MS = 10_000;

interface Queued {
  firstOffset: number;
  batch: ArchiveBatch;
}

/**
 * Brings one journal into the database: what comes live goes from memory, what was missed (start, overflow, database
 * away) is read from disk. The checkpoint moves in the same transaction as the rows, so nothing is lost or counts twice.
 */
export class ArchiveFeeder {
  private queue: Queued[] = [];
  private queuedRows = 0;
  private checkpoint: number | null = null;
  private lastKnown = 0;
  private source: { reader: RecordReader; decode: Decode } | null = null;
  private running: Promise<void> | null = null;
  private stopping = false;
  private wake: () => void = () => {};
  private failures = 0;
  away: string | null = null;

  constructor(private readonly o: FeederOptions) {}

  /** First record that is not in the database, as far as is known. */
  get nextOffset(): number {
    return this.lastKnown;
  }
  get isAway(): boolean {
    return this.away !== null;
  }

  start(): void {
    this.running = this.run();
  }

  /** Hands over a batch that came live; dropped when memory is full - the journal has it. */
  offer(firstOffset: number, batch: ArchiveBatch): void {
    const rows = rowsOf(batch);
    const last = this.queue.at(-1);
    const contiguous = last === undefined || Number(last.batch.nextOffset) === firstOffset;
    if (!contiguous || this.queuedRows + rows > MAX_QUEUED_ROWS) {
      this.queue = [];
      this.queuedRows = 0;
      if (!contiguous) this.push(firstOffset, batch, rows);
    } else this.push(firstOffset, batch, rows);
    // While the database is away its turn comes when its turn comes.
    if (this.queuedRows >= ROWS && !this.isAway) this.wake();
  }

  private push(firstOffset: number, batch: ArchiveBatch, rows: number): void {
    this.queue.push({ firstOffset, batch });
    this.queuedRows += rows;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const found = await this.step();
        this.recovered();
        // A transaction costs the same for ten rows and for thousands: rows gather, unless there are enough already.
        if (found === 'nothing' || (found === 'some' && this.queuedRows < ROWS)) await this.pause(LINGER_MS);
      } catch (error) {
        await this.failed(error as Error);
      }
    }
    // What is in memory at a graceful stop goes along, if the database is there.
    if (!this.isAway) while ((await this.step().catch(() => 'nothing')) !== 'nothing');
  }

  /** Writes what comes next; `more`: it was read from disk, and there is more of it. */
  private async step(): Promise<'more' | 'some' | 'nothing'> {
    this.checkpoint ??= await this.o.port.loadCheckpoint();
    const at = (this.lastKnown = this.checkpoint);
    // Of a batch that was written in part - the journal was read meanwhile - the rest is read from the journal too.
    while (this.queue.length > 0 && this.queue[0]!.firstOffset < at) this.shift();
    const live = this.queue[0]?.firstOffset === at;
    const batch = live ? this.takeQueued() : await this.readMissed(at, this.queue[0]?.firstOffset ?? Number.POSITIVE_INFINITY);
    if (batch === null) return 'nothing';
    await this.write(batch);
    return !live && this.source?.reader.hasMore === true ? 'more' : 'some';
  }

  private async write(batch: ArchiveBatch): Promise<void> {
    await this.o.port.write(batch);
    this.checkpoint = this.lastKnown = Number(batch.nextOffset);
    this.o.onSafe(this.checkpoint);
  }

  private shift(): Queued {
    const first = this.queue.shift()!;
    this.queuedRows -= rowsOf(first.batch);
    return first;
  }

  private takeQueued(): ArchiveBatch {
    const parts: ArchiveBatch[] = [];
    for (let rows = 0; this.queue.length > 0 && rows < ROWS; ) {
      const { batch } = this.shift();
      rows += rowsOf(batch);
      parts.push(batch);
    }
    return {
      nextOffset: parts.at(-1)!.nextOffset,
      readings: parts.flatMap((p) => p.readings),
      faults: parts.flatMap((p) => p.faults),
      derived: parts.flatMap((p) => p.derived),
    };
  }

  private async readMissed(from: number, before: number): Promise<ArchiveBatch | null> {
    if (this.source?.reader.nextOffset !== from) this.source = { reader: await this.o.reader(from), decode: this.o.decoder() };
    const { reader, decode } = this.source;
    const records = await reader.next(Math.min(ROWS, before - from));
    return records.length === 0 ? null : decode(records);
  }

  private recovered(): void {
    if (this.away !== null) this.o.log.info({ feeder: this.o.name, checkpoint: this.checkpoint }, 'archive is back, catching up');
    this.away = null;
    this.failures = 0;
  }

  private async failed(error: Error): Promise<void> {
    if (this.away === null) this.o.log.error({ feeder: this.o.name, err: error }, 'archive is away; the journal keeps what it misses');
    this.away = error.message;
    this.failures += 1;
    // Whatever was under way is in the journal: begin again from the checkpoint.
    this.source = null;
    this.checkpoint = null;
    await this.pause(Math.min(MAX_BACKOFF_MS, (this.o.retryMs ?? 250) * 2 ** this.failures));
  }

  private pause(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes what is there and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }
}

/** A fault keeps its payload: a long one weighs as many rows as would fill its place. */
const ROW_BYTES = 512;
const rowsOf = (b: ArchiveBatch): number => b.readings.length + b.derived.length + b.faults.reduce((n, f) => n + 1 + Math.ceil(f.payload.length / ROW_BYTES), 0);

/** Field records as the archive takes them. */
export function readingsBatch(batch: IntakeBatch): ArchiveBatch {
  return {
    nextOffset: batch.nextOffset,
    readings: batch.events.flatMap((e) => (e.type === 'reading' ? [e.reading] : [])),
    faults: batch.faults.map(({ fault, payload }) => ({ fault, payload })),
    derived: [],
  };
}
export const recordsToReadings = (intake: Intake): Decode => (records) => readingsBatch(intake.process(records));

/** Rows of the outbox, up to `nextOffset` there, as the archive takes them. */
export const derivedBatch = (nextOffset: number, derived: DerivedRow[]): ArchiveBatch => ({ nextOffset, readings: [], faults: [], derived });
/** A record that cannot be read any more is passed over: the last one says how far they go. */
export const recordsToDerived: Decode = (records) => derivedBatch(records.at(-1)!.offset + 1, records.map((r) => JSON.parse(r.payload.toString('utf8')) as DerivedRow));

import { ArchiveError, isBadData, isUniqueViolation, toArchiveError } from '../errors.js';
import type { DialectName } from '../schema/dialect-name.js';
import type { Partitions } from '../schema/partitions.js';
import { timeTable } from '../schema/tables.js';
import { inTransaction, instant, type SqlPool, type SqlSession } from '../sql/session.js';
import type { ArchiveBatch, QuarantineItem, RetentionSettings, WriteResult, WriterStats } from '../types.js';
import { CopyEncoder } from './copy-binary.js';
import { DIRTY_ALWAYS, dirtyBeyondPolicy } from './dirty-rule.js';
import { type Part, refusal } from './parts.js';
import { prepare, type Prepared } from './prepare.js';
import { insertQuarantine } from './quarantine.js';
import type { SubjectRegistry } from './registry.js';

export interface WriterContext {
  pool: SqlPool;
  dialect: DialectName;
  registry: SubjectRegistry;
  partitions: Partitions;
  retention: RetentionSettings;
  /** The city's clock: simulated time under simulation. */
  now: () => number;
}

/** How a batch is tried: fast; passing over rows that are there; one by one where the database refuses some. */
type Mode = 'copy' | 'insert' | 'isolate';

const NOTHING: WriteResult = { outcome: 'skipped', inserted: 0, duplicates: 0, quarantined: 0, path: 'none' };

/** Writes the journal's batches in order. One writer a consumer; a second one waits and then finds its batches written. */
export class ArchiveWriter {
  readonly stats: WriterStats = { batches: 0, skippedBatches: 0, stagedBatches: 0, inserted: 0, duplicates: 0, quarantined: 0 };
  private readonly encoder = new CopyEncoder();
  private registered = false;

  constructor(
    private readonly context: WriterContext,
    /** Who reads the journal, with the journal's own identity: offsets of another journal are other offsets. */
    readonly consumer: string,
  ) {}

  /**
   * Writes rows and checkpoint in one transaction. When it has returned, the batch outlives a power cut; when it throws,
   * nothing of it was written, or all of it (the connection was lost over the commit): the same batch again settles that.
   * @throws ArchiveError `unavailable` or `fault`; never `rejected`: rows that the database refuses go to the quarantine.
   */
  async write(batch: ArchiveBatch): Promise<WriteResult> {
    try {
      await this.register();
      const { registry, retention, now, dialect } = this.context;
      const dirtyRule = dialect === 'plain' ? DIRTY_ALWAYS : dirtyBeyondPolicy(Date.now);
      const prepared = await prepare(batch, { registry, retention, nowMs: now(), dirtyRule });
      await this.ensurePartitions(prepared);
      const result = await this.tryModes(batch, prepared);
      this.count(result);
      return result;
    } catch (error) {
      throw toArchiveError(error);
    }
  }

  private async register(): Promise<void> {
    if (this.registered) return;
    await this.context.pool.withSession((s) => s.query('INSERT INTO ingest_checkpoint (consumer, next_offset) VALUES ($1, 0) ON CONFLICT DO NOTHING', [this.consumer]));
    this.registered = true;
  }

  private async ensurePartitions({ times }: Prepared): Promise<void> {
    if (this.context.dialect !== 'plain') return;
    for (const [table, hours] of times) await this.context.partitions.ensure(timeTable(table), hours);
  }

  private async tryModes(batch: ArchiveBatch, prepared: Prepared): Promise<WriteResult> {
    let mode: Mode = 'copy';
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        return await this.writeOnce(batch, prepared, mode);
      } catch (error) {
        if (isUniqueViolation(error) && mode === 'copy') mode = 'insert';
        else if (isMissingPartition(error) && attempt === 0) await this.partitionsAgain(prepared);
        else if (isBadData(error) && mode !== 'isolate') mode = 'isolate';
        else throw error;
      }
    }
    throw new ArchiveError('fault', 'the batch fits in no way');
  }

  /** Another process dropped or detached what this one remembers. */
  private async partitionsAgain(prepared: Prepared): Promise<void> {
    this.context.partitions.forget();
    await this.ensurePartitions(prepared);
  }

  private writeOnce(batch: ArchiveBatch, prepared: Prepared, mode: Mode): Promise<WriteResult> {
    return this.context.pool.withSession((session) =>
      inTransaction(session, async () => {
        const { rows } = await session.query<{ next_offset: string }>('SELECT next_offset::text AS next_offset FROM ingest_checkpoint WHERE consumer = $1 FOR UPDATE', [this.consumer]);
        if (BigInt(batch.nextOffset) <= BigInt(rows[0]?.next_offset ?? 0)) return NOTHING;
        const way = mode === 'copy' && session.copyIn === null ? 'insert' : mode;
        const refused: QuarantineItem[] = [];
        let inserted = 0;
        for (const part of prepared.parts) inserted += await this.writePart(session, part, way, refused);
        await insertQuarantine(session, [...prepared.quarantine, ...refused], this.context.retention.quarantinePayloadBytes);
        await prepared.dirty.insert(session);
        await this.advance(session, batch, prepared);
        const path = way === 'isolate' ? 'insert' : way;
        return { outcome: 'written', inserted, duplicates: prepared.rowsGiven - inserted - refused.length, quarantined: prepared.refusedRows + refused.length, path };
      }),
    );
  }

  private async writePart(session: SqlSession, part: Part, way: Mode, refused: QuarantineItem[]): Promise<number> {
    if (way === 'copy' && part.copy !== null) return part.copy(session, this.encoder);
    if (way === 'isolate') return isolate(session, part, 0, part.size, refused);
    return part.insert(session, 0, part.size);
  }

  private async advance(session: SqlSession, batch: ArchiveBatch, { newestEventMs, newestReceiptMs }: Prepared): Promise<void> {
    await session.query(
      `UPDATE ingest_checkpoint SET next_offset = $2, newest_event_at = greatest(newest_event_at, $3::timestamptz),
       newest_receipt_at = greatest(newest_receipt_at, $4::timestamptz), updated_at = now() WHERE consumer = $1`,
      [this.consumer, String(batch.nextOffset), newestEventMs === null ? null : instant(newestEventMs), newestReceiptMs === null ? null : instant(newestReceiptMs)],
    );
  }

  private count(result: WriteResult): void {
    this.stats.batches += 1;
    if (result.outcome === 'skipped') this.stats.skippedBatches += 1;
    if (result.path === 'insert') this.stats.stagedBatches += 1;
    this.stats.inserted += result.inserted;
    this.stats.duplicates += result.duplicates;
    this.stats.quarantined += result.quarantined;
  }
}

/** SQLSTATE 23514 without a constraint's name: no partition takes the row. */
const isMissingPartition = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23514' && constraint === undefined;
};

/** Halves the rows until the refused ones stand alone: log2(n) tries for each of them, and the rest is written. */
async function isolate(session: SqlSession, part: Part, from: number, to: number, refused: QuarantineItem[]): Promise<number> {
  if (from >= to) return 0;
  await session.query('SAVEPOINT part');
  try {
    const inserted = await part.insert(session, from, to);
    await session.query('RELEASE SAVEPOINT part');
    return inserted;
  } catch (error) {
    if (!isBadData(error)) throw error;
    await session.query('ROLLBACK TO SAVEPOINT part');
    await session.query('RELEASE SAVEPOINT part');
    if (to - from === 1) {
      refused.push(refusal(part.origin(from), 'archiveRefused', (error as Error).message, 'a row that the database takes'));
      return 0;
    }
    const middle = (from + to) >> 1;
    return (await isolate(session, part, from, middle, refused)) + (await isolate(session, part, middle, to, refused));
  }
}

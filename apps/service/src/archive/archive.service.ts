import { Archive, type ArchiveWriter } from '@wegweiser/archive';
import type { City } from '@wegweiser/contracts';
import { Intake, type BoundSource, type IntakeBatch, type Journal } from '@wegweiser/field';
import type { Clock, Logger, Metrics, Settings } from '@wegweiser/platform';
import type { Limits } from '../city/limits.js';
import type { CommandPort, EngineService } from '../engine/engine.service.js';
import { Devices } from '../engine/devices.js';
import type { FeedStatus, RecordFeed, RecordReader } from '../field/record-feed.js';
import { LiveStore } from '../live/live-store.js';
import { RemoteOutbox } from './remote-outbox.js';
import { consumerOf } from './consumer.js';
import { JobReports } from './job-reports.js';
import { ArchiveFeeder, derivedBatch, readingsBatch, recordsToDerived, recordsToReadings, type ArchivePort } from './archive-feeder.js';

const MAINTAIN_EVERY_MS = 60_000;
const RETRY_MS = 2000;

/** What the engine derived, here or in another process. */
type Outbox = Pick<RemoteOutbox, 'status' | 'reader' | 'release'>;
const localOutbox = (journal: Journal): Outbox => ({
  status: async (): Promise<FeedStatus> => ({ journalId: journal.id, firstOffset: journal.firstOffset, nextOffset: journal.nextOffset }),
  reader: async (from): Promise<RecordReader> => journal.reader(Math.max(from, journal.firstOffset)),
  // What cannot be deleted now is deleted later.
  release: (offset) => void journal.release(offset).catch(() => undefined),
});

/** Role `archive`: brings journal and outbox into the database, keeps the database in order, and answers history. */
export class ArchiveService {
  private archive: Archive | null = null;
  private feeders: ArchiveFeeder[] = [];
  private timer: NodeJS.Timeout | null = null;
  private failingJobs = 0;
  private readonly jobs: JobReports;
  private stopping = false;

  constructor(
    private readonly settings: Settings,
    private readonly city: City,
    private readonly sources: BoundSource[],
    private readonly clock: Clock,
    private readonly feed: RecordFeed,
    private readonly engine: EngineService | null,
    private readonly limits: Limits,
    private readonly log: Logger,
    metrics: Metrics,
    commands: CommandPort,
  ) {
    this.jobs = new JobReports((act) => commands.execute({ by: 'service:archive', act }));
    metrics.gauge('archive_away', '1 while the database cannot be written', () => (this.isAway ? 1 : 0));
    metrics.gauge('archive_checkpoint_offset', 'First journal record that is not in the database', () => this.feeders[0]?.nextOffset ?? 0);
    metrics.gauge('archive_jobs_failing', 'Background jobs of the database whose last run failed', () => this.failingJobs);
  }

  get isAway(): boolean {
    return this.archive === null || this.feeders.some((f) => f.isAway);
  }

  /** Feeders run from here on; the database may come later. */
  async start(): Promise<void> {
    const records = await this.recordsFeeder();
    const outbox = await this.outboxFeeder();
    this.feeders = [records, outbox];
    this.engine?.onBatch((batch: IntakeBatch) => records.offer(batch.firstOffset, readingsBatch(batch)));
    this.engine?.onDerived((firstOffset, rows) => outbox.offer(firstOffset, derivedBatch(firstOffset + rows.length, rows)));
    for (const f of this.feeders) f.start();
    this.timer = setInterval(() => void this.maintain(), MAINTAIN_EVERY_MS);
  }

  private async recordsFeeder(): Promise<ArchiveFeeder> {
    await this.feed.status();
    // A hundred thousand names are kept once where they can be.
    const devices = this.engine?.devices ?? new Devices(this.city, { store: new LiveStore('unused'), publish: () => undefined, derive: () => undefined });
    return new ArchiveFeeder({
      name: 'readings',
      port: this.port('readings', () => this.feed.status()),
      reader: (from) => this.readerFrom(from),
      // What a decoder has seen and what was written part when a write fails: each reader has one of its own.
      decoder: () => recordsToReadings(new Intake(this.sources, (r) => devices.refuse(r), this.limits.intake)),
      onSafe: (offset) => this.feed.release('archive', offset),
      log: this.log,
    });
  }

  private async outboxFeeder(): Promise<ArchiveFeeder> {
    const outbox = this.engine === null ? this.remoteOutbox() : localOutbox(this.engine.outbox);
    await outbox.status();
    return new ArchiveFeeder({
      name: 'derived',
      port: this.port('derived', () => outbox.status()),
      reader: (from) => outbox.reader(from),
      decoder: () => recordsToDerived,
      onSafe: (offset) => outbox.release(offset),
      log: this.log,
    });
  }

  private remoteOutbox(): Outbox {
    return new RemoteOutbox(this.settings.WEGWEISER_ENGINE_URL ?? '', this.settings.WEGWEISER_INTERNAL_TOKEN ?? '');
  }

  /** Reads what the database misses. A database that is older than what the journal still has gets the rest. */
  private async readerFrom(offset: number): Promise<RecordReader> {
    const { firstOffset } = await this.feed.status();
    if (offset < firstOffset) this.log.error({ from: offset, to: firstOffset }, 'this database never had these records, and the journal let them go');
    return this.feed.reader(Math.max(offset, firstOffset));
  }

  private port(what: string, journal: () => Promise<FeedStatus>): ArchivePort {
    let writer: ArchiveWriter | null = null;
    return {
      write: async (batch) => {
        if (writer === null) throw new Error('no checkpoint was loaded');
        return writer.write(batch);
      },
      loadCheckpoint: async () => {
        const archive = await this.opened();
        const { journalId, nextOffset } = await journal();
        const { consumer, offset, renamed } = await consumerOf(`${what}@${journalId}`, nextOffset, async (name) => Number(await archive.loadCheckpoint(name)));
        if (renamed) this.log.error({ consumer, journalEndsAt: nextOffset }, 'the database is ahead of the journal, which comes from a backup: what it holds is written again');
        writer = archive.writer(consumer);
        return offset;
      },
    };
  }

  private opening: Promise<Archive> | null = null;

  /** Connects and migrates; the same attempt for all who ask meanwhile. */
  private opened(): Promise<Archive> {
    if (this.archive !== null) return Promise.resolve(this.archive);
    this.opening ??= Archive.open({
      connection: this.settings.WEGWEISER_DATABASE_URL!,
      now: () => this.clock.now(),
      retention: this.limits.retention,
      simulatedTime: this.clock.mode === 'simulated',
      log: (line) => this.log.info(line),
    })
      .then((archive) => (this.archive = archive))
      .finally(() => (this.opening = null));
    return this.opening;
  }

  /** The archive for questions, or an error while the database is away. */
  get(): Promise<Archive> {
    return this.opened();
  }

  private async maintain(): Promise<void> {
    if (this.archive === null || this.stopping) return;
    try {
      await this.archive.maintain();
      const jobs = await this.archive.jobHealth();
      this.failingJobs = jobs.filter((j) => !j.ok).length;
      await this.jobs.say(jobs);
    } catch (error) {
      if (!this.isAway) this.log.warn({ err: error }, 'upkeep of the archive failed; it is tried again');
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    const limit = new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS).unref());
    // What does not get there in time is in the journals.
    await Promise.race([Promise.all(this.feeders.map((f) => f.stop())), limit]);
    await Promise.race([this.archive?.close(), limit]);
  }
}

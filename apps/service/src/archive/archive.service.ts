import { Archive, type ArchiveWriter } from '@wegweiser/archive';
import type { City } from '@wegweiser/contracts';
import { Intake, type BoundSource, type IntakeBatch, type Journal } from '@wegweiser/field';
import type { Clock, Logger, Metrics, Settings } from '@wegweiser/platform';
import type { Limits } from '../city/limits.js';
import type { EngineService } from '../engine/engine.service.js';
import { Devices } from '../engine/devices.js';
import type { FeedStatus, RecordFeed, RecordReader } from '../field/record-feed.js';
import { LiveStore } from '../live/live-store.js';
import { RemoteOutbox } from './remote-outbox.js';
import { ArchiveFeeder, readingsBatch, recordsToDerived, recordsToReadings, type ArchivePort } from './archive-feeder.js';

const MAINTAIN_EVERY_MS = 60_000;
const RETRY_MS = 2000;

/** What the engine derived, here or in another process. */
type Outbox = Pick<RemoteOutbox, 'status' | 'reader' | 'release'>;
const localOutbox = (journal: Journal): Outbox => ({
  status: async (): Promise<FeedStatus> => ({ journalId: journal.id, firstOffset: journal.firstOffset, nextOffset: journal.nextOffset }),
  reader: async (from): Promise<RecordReader> => journal.reader(Math.max(from, journal.firstOffset)),
  release: (offset) => void journal.release(offset),
});

/** Role `archive`: brings journal and outbox into the database, keeps the database in order, and answers history. */
export class ArchiveService {
  private archive: Archive | null = null;
  private feeders: ArchiveFeeder[] = [];
  private timer: NodeJS.Timeout | null = null;
  private failingJobs = 0;
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
  ) {
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
    for (const f of this.feeders) f.start();
    this.timer = setInterval(() => void this.maintain(), MAINTAIN_EVERY_MS);
  }

  private async recordsFeeder(): Promise<ArchiveFeeder> {
    const { journalId } = await this.feed.status();
    const devices = new Devices(this.city, { store: new LiveStore('unused'), publish: () => undefined, derive: () => undefined });
    const intake = new Intake(this.sources, (r) => devices.refuse(r), this.limits.intake);
    return new ArchiveFeeder({
      name: 'readings',
      port: this.port(`readings@${journalId}`),
      reader: (from) => this.feed.reader(from),
      toBatch: recordsToReadings(intake),
      onSafe: (offset) => this.feed.release('archive', offset),
      log: this.log,
    });
  }

  private async outboxFeeder(): Promise<ArchiveFeeder> {
    const outbox = this.engine === null ? this.remoteOutbox() : localOutbox(this.engine.outbox);
    const { journalId } = await outbox.status();
    return new ArchiveFeeder({
      name: 'derived',
      port: this.port(`derived@${journalId}`),
      reader: (from) => outbox.reader(from),
      toBatch: recordsToDerived,
      onSafe: (offset) => outbox.release(offset),
      log: this.log,
    });
  }

  private remoteOutbox(): Outbox {
    return new RemoteOutbox(this.settings.WEGWEISER_ENGINE_URL ?? '', this.settings.WEGWEISER_INTERNAL_TOKEN ?? '');
  }

  private port(consumer: string): ArchivePort {
    let writer: ArchiveWriter | null = null;
    return {
      write: async (batch) => (writer ??= (await this.opened()).writer(consumer)).write(batch),
      loadCheckpoint: async () => Number(await (await this.opened()).loadCheckpoint(consumer)),
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
      this.failingJobs = (await this.archive.jobHealth()).filter((j) => !j.ok).length;
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

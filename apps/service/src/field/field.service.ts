import { join } from 'node:path';
import { FieldLink, Journal, Poller, subscriptionsOf, type BoundSource, type JournalRecord, type Received } from '@wegweiser/field';
import { SIM_CLOCK_TOPIC } from '@wegweiser/contracts';
import { SimulatedClock, type Clock, type Logger, type Metrics, type Settings } from '@wegweiser/platform';
import { Releases, type FeedStatus, type RecordFeed, type RecordReader } from './record-feed.js';

const RELEASE_EVERY_MS = 10_000;

/** Role `field`: one connection to the broker, pollers for feeds, and the journal in front of everything. */
export class FieldService implements RecordFeed {
  private journal!: Journal;
  private link!: FieldLink;
  private pollers: Poller[] = [];
  private listener: (records: JournalRecord[]) => void = () => {};
  private releaseTimer: NodeJS.Timeout | null = null;
  private readonly releases = new Releases(['engine', 'archive']);
  private readonly pollFailures = new Map<string, number>();
  connection: 'up' | 'down' = 'down';
  journalTrouble: string | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly sources: BoundSource[],
    private readonly clock: Clock,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    metrics.gauge('journal_bytes', 'Bytes of the journal on disk', () => this.journal?.bytesOnDisk ?? 0);
    metrics.gauge('journal_next_offset', 'Records ever journalled', () => this.journal?.nextOffset ?? 0);
    metrics.gauge('ingest_pending_messages', 'Messages received and not yet durable', () => this.link?.pendingMessages ?? 0);
    metrics.gauge('durable_lag_seconds', 'Age of the oldest message that is not durable', () => Math.max(0, this.clock.now() - this.knownUpTo()) / 1000);
    metrics.gauge('field_orders_unconfirmed', 'Retained orders the broker has not confirmed', () => this.link?.unconfirmedOrders ?? 0);
    metrics.gauge('broker_connected', '1 while connected to the broker', () => (this.connection === 'up' ? 1 : 0));
    metrics.gauge('poll_sources_failing', 'Polled feeds whose last poll failed', () => [...this.pollFailures.values()].filter((n) => n > 0).length);
  }

  async open(): Promise<void> {
    this.journal = await Journal.open({
      dir: join(this.settings.WEGWEISER_DATA_DIR, 'journal'),
      maxBytes: this.settings.WEGWEISER_JOURNAL_MAX_BYTES,
      onDamage: (what) => this.log.error({ what }, 'the journal is damaged here; it is passed over'),
    });
    if (this.journal.repaired !== null) this.log.warn({ reason: this.journal.repaired }, 'the journal had a torn end from a crash; it was cut off and kept beside');
  }

  /** Connects; from now on records flow to the listener. */
  start(): void {
    const { clock } = this;
    const direct = clock instanceof SimulatedClock ? [{ topic: SIM_CLOCK_TOPIC, handle: (payload: Buffer) => void clock.hear(payload) }] : [];
    this.link = new FieldLink(brokerOf(this.settings), subscriptionsOf(this.sources), this.journal, {
      now: () => clock.now(),
      onDurable: (records) => {
        this.journalTrouble = null;
        this.listener(records);
      },
      direct,
      onConnection: (state, detail) => this.onConnection(state, detail),
      onTrouble: (code, error) => this.onTrouble(code, error),
    });
    this.link.start();
    this.startPollers();
    this.releaseTimer = setInterval(() => void this.letGo(), RELEASE_EVERY_MS);
  }

  private async letGo(): Promise<void> {
    try {
      await this.journal.release(this.releases.lowest);
    } catch (error) {
      this.log.warn({ err: error }, 'a part of the journal that is not needed any more cannot be deleted');
    }
  }

  private onConnection(state: 'up' | 'down', detail: string): void {
    if (state === this.connection) return;
    this.connection = state;
    // Without user and password, which an address may hold.
    this.log[state === 'up' ? 'info' : 'warn']({ broker: new URL(this.settings.WEGWEISER_BROKER_URL).host, detail }, state === 'up' ? 'connected to the broker' : 'broker is away');
  }

  private onTrouble(code: string, error: Error): void {
    // Said once: the connection's state says the rest.
    if (code === 'CLIENT' && this.connection === 'down') return;
    if (code === 'JOURNAL_WRITE' && this.journalTrouble === null) this.journalTrouble = error.message;
    else if (code === 'JOURNAL_WRITE') return;
    this.log.error({ code, err: error }, 'field trouble');
  }

  private startPollers(): void {
    for (const { protocol, context } of this.sources) {
      for (const request of protocol.poll?.(context) ?? []) {
        const poller = new Poller(context.sourceId, request, {
          now: () => this.clock.now(),
          deliver: (message) => this.inject([message]),
          onFailure: (sourceId, error) => {
            const failures = (this.pollFailures.get(sourceId) ?? 0) + 1;
            this.pollFailures.set(sourceId, failures);
            // What `fetch` failed of - a name, a connection, a certificate - stands in its cause.
            const why = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
            if (failures === 1) this.log.warn({ sourceId, why }, 'feed cannot be polled');
          },
          onSuccess: (sourceId) => {
            if ((this.pollFailures.get(sourceId) ?? 0) > 0) this.log.info({ sourceId }, 'feed is back');
            this.pollFailures.set(sourceId, 0);
          },
        });
        this.pollers.push(poller);
        poller.start();
      }
    }
  }

  onDurable(listener: (records: JournalRecord[]) => void): void {
    this.listener = listener;
  }
  reader(fromOffset: number): RecordReader {
    return this.journal.reader(fromOffset);
  }
  async status(): Promise<FeedStatus> {
    const { id, firstOffset, nextOffset } = this.journal;
    return { journalId: id, firstOffset, nextOffset };
  }
  release(consumer: string, offset: number): void {
    this.releases.release(consumer, offset);
  }
  inject(messages: Received[]): Promise<void> {
    return this.link.inject(messages);
  }
  publish(topic: string, payload: string): void {
    this.link.publishRetained(topic, payload);
  }
  knownUpTo(): number {
    const oldest = this.link?.oldestPendingMs ?? null;
    return oldest === null ? this.clock.now() : oldest - 1;
  }

  async stopReceiving(): Promise<void> {
    for (const p of this.pollers) p.stop();
    if (this.releaseTimer !== null) clearInterval(this.releaseTimer);
    await this.link?.stop();
  }
  async close(): Promise<void> {
    await this.journal?.close();
  }
}

function brokerOf(s: Settings) {
  return {
    url: s.WEGWEISER_BROKER_URL,
    clientId: s.WEGWEISER_BROKER_CLIENT_ID,
    protocolVersion: s.WEGWEISER_BROKER_PROTOCOL === '5' ? (5 as const) : (4 as const),
    username: s.WEGWEISER_BROKER_USERNAME,
    password: s.WEGWEISER_BROKER_PASSWORD,
    caFile: s.WEGWEISER_BROKER_CA_FILE,
    certFile: s.WEGWEISER_BROKER_CERT_FILE,
    keyFile: s.WEGWEISER_BROKER_KEY_FILE,
  };
}

import { decodeRecord, type JournalRecord, type Received } from '@wegweiser/field';
import type { Logger } from '@wegweiser/platform';
import type { FeedStatus, RecordFeed, RecordReader } from './record-feed.js';

/** Headers of an answer with journal records: of which journal, place of the first, whether there are more, and how far time is known. */
export const JOURNAL_HEADER = 'x-journal';
export const FIRST_OFFSET_HEADER = 'x-first-offset';
export const MORE_HEADER = 'x-more';
export const KNOWN_UP_TO_HEADER = 'x-known-up-to-ms';

/** Time reaches the engine with an answer, also when nothing was measured: values grow old and ticks come at most this late. */
const WAIT_SECONDS = 1;
const TIMEOUT_MS = 20_000;

/** A journal of another process, read over HTTP by long-poll. */
export class RemoteReader implements RecordReader {
  knownUpToMs = 0;
  hasMore = false;
  private journal: string | null = null;

  constructor(private readonly url: string, private readonly token: string, public nextOffset: number, private readonly waitSeconds: number) {}

  async next(limit: number): Promise<JournalRecord[]> {
    const address = `${this.url}?from=${this.nextOffset}&limit=${limit}&wait=${this.waitSeconds}`;
    const response = await fetch(address, { headers: { authorization: `Bearer ${this.token}` }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${this.url} answered ${response.status}`);
    this.sameJournal(response.headers.get(JOURNAL_HEADER));
    const bytes = Buffer.from(await response.arrayBuffer());
    const records: JournalRecord[] = [];
    const first = Number(response.headers.get(FIRST_OFFSET_HEADER) ?? this.nextOffset);
    for (let at = 0; at < bytes.length; ) {
      const step = decodeRecord(bytes, at);
      if (step.kind !== 'record') throw new Error(`journal answer is ${step.kind}`);
      records.push({ ...step.message, offset: first + records.length });
      at = step.next;
    }
    this.hasMore = response.headers.get(MORE_HEADER) === 'true';
    this.knownUpToMs = Number(response.headers.get(KNOWN_UP_TO_HEADER));
    if (records.length > 0) this.nextOffset = first + records.length;
    return records;
  }

  /** Offsets of another journal are other offsets. */
  private sameJournal(id: string | null): void {
    this.journal ??= id;
    if (this.journal !== id) throw new Error(`${this.url} has another journal now: begin anew`);
  }
}

/** The field role of another process: what it has journalled comes by long-poll, what we say goes by POST. */
export class RemoteFeed implements RecordFeed {
  private listener: (records: JournalRecord[]) => void = () => {};
  private live: RemoteReader | null = null;
  private stopping = false;
  private readonly released = new Map<string, number>();

  constructor(private readonly baseUrl: string, private readonly token: string, private readonly log: Logger) {}

  reader(fromOffset: number): RecordReader {
    return new RemoteReader(`${this.baseUrl}/internal/journal`, this.token, fromOffset, 0);
  }

  onDurable(listener: (records: JournalRecord[]) => void): void {
    this.listener = listener;
  }

  /** Follows the journal from `fromOffset` for ever. */
  follow(fromOffset: number): void {
    this.live = new RemoteReader(`${this.baseUrl}/internal/journal`, this.token, fromOffset, WAIT_SECONDS);
    void this.run(this.live);
  }

  private async run(reader: RemoteReader): Promise<void> {
    let away = false;
    while (!this.stopping) {
      try {
        const records = await reader.next(5000);
        if (away) this.log.info('field role is back');
        away = false;
        if (records.length > 0) this.listener(records);
      } catch (error) {
        if (!away) this.log.warn({ err: (error as Error).message }, 'field role is away');
        away = true;
        await new Promise((r) => setTimeout(r, 1000));
      }
    }
  }

  knownUpTo(): number {
    return this.live?.knownUpToMs ?? 0;
  }

  async status(): Promise<FeedStatus> {
    return (await (await this.post('status', {})).json()) as FeedStatus;
  }
  release(consumer: string, offset: number): void {
    if (this.released.get(consumer) === offset) return;
    this.released.set(consumer, offset);
    void this.post('release', { consumer, offset }).catch(() => undefined);
  }
  async inject(messages: Received[]): Promise<void> {
    await this.post('inject', messages.map((m) => ({ ...m, payload: m.payload.toString('base64') })));
  }
  publish(topic: string, payload: string): void {
    void this.post('publish', { topic, payload }).catch((error: unknown) => this.log.warn({ err: String(error) }, 'order not handed over; it is renewed'));
  }

  private async post(path: string, body: unknown): Promise<Response> {
    const response = await fetch(`${this.baseUrl}/internal/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`field role answered ${response.status} to ${path}`);
    return response;
  }

  stop(): void {
    this.stopping = true;
  }
}

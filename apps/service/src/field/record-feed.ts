import type { JournalRecord, Received } from '@wegweiser/field';

/** Reads a journal forwards; empty when it has all there is now. */
export interface RecordReader {
  readonly nextOffset: number;
  /** Whether there was more when `next` answered last: it hands over fewer than asked for where records are large. */
  readonly hasMore: boolean;
  next(limit: number): Promise<JournalRecord[]>;
}

export interface FeedStatus {
  journalId: string;
  firstOffset: number;
  nextOffset: number;
}

/** The journal of the field role as its consumers see it: in this process, or over HTTP when roles run apart. */
export interface RecordFeed {
  reader(fromOffset: number): RecordReader | Promise<RecordReader>;
  /** Identity of the journal, and the lowest offset that can still be read. */
  status(): Promise<FeedStatus>;
  /** The consumer has everything below `offset` safe. */
  release(consumer: string, offset: number): void;
  /** Durable when resolved. */
  inject(messages: Received[]): Promise<void>;
  /** Up to when every record received is durable and handed on, epoch ms. */
  knownUpTo(): number;
  publish(topic: string, payload: string): void;
  /** Hands durable records to the one live consumer, in order. */
  onDurable(listener: (records: JournalRecord[]) => void): void;
}

/** Offsets that consumers have safe; what lies below the lowest may go. */
export class Releases {
  private readonly offsets = new Map<string, number>();

  constructor(consumers: readonly string[]) {
    for (const c of consumers) this.offsets.set(c, 0);
  }

  release(consumer: string, offset: number): void {
    this.offsets.set(consumer, Math.max(this.offsets.get(consumer) ?? 0, offset));
  }

  get lowest(): number {
    return Math.min(...this.offsets.values());
  }
}

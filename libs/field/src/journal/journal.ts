import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, stat, truncate, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received } from '../protocol.js';
import { encodedLength, encodeRecord, MAX_BODY_BYTES, type JournalRecord } from './format.js';
import { listSegments, scanSegment, segmentName, startOf, type Place, type ScanEnd, type Segment } from './segments.js';

export interface JournalOptions {
  dir: string;
  /** A new segment begins beyond this many bytes; by default 64 MiB, less when the journal may hold little: whole segments are released. */
  segmentBytes?: number;
  /** Appends fail with `JournalFull` beyond this many bytes on disk, until consumers release. */
  maxBytes?: number;
  /** Records that cannot be read any more (a bad disk): they are passed over. */
  onDamage?: (what: string) => void;
}

/** Raised by `append` when the journal holds as much as it may; nothing of the batch was written. */
export class JournalFull extends Error {
  readonly code = 'JOURNAL_FULL';
}

/** A write returns when it is on disk: one call to the thread pool, where write and fdatasync are two. */
const APPEND_SYNCED = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_DSYNC;

interface Waiting {
  messages: readonly Received[];
  bytes: number;
  resolve: (firstOffset: number) => void;
  reject: (error: Error) => void;
}

/**
 * Append-only journal of everything the service received: the durable step in front of the database. `append` resolves
 * once its records are on disk (O_DSYNC); batches that arrive while a sync is under way share the next one (group
 * commit). A torn end after a crash is cut off at open: it was never acknowledged.
 */
export class Journal {
  private readonly waiting: Waiting[] = [];
  private flushing: Promise<void> | null = null;
  private closed = false;
  /** Bytes of a failed write may stand behind the last record. */
  private torn = false;

  private constructor(
    private readonly options: Required<JournalOptions>,
    private segments: Segment[],
    private file: FileHandle,
    private fileBytes: number,
    private next: number,
    private closedBytes: number,
    /** What was cut off at open, for the log: `null` when the end was clean. */
    readonly repaired: string | null,
    /** Of this journal: offsets of another one are other offsets. */
    readonly id: string,
  ) {}

  static async open(options: JournalOptions): Promise<Journal> {
    const { maxBytes = 8 * 1024 ** 3 } = options;
    const full = { maxBytes, segmentBytes: Math.min(64 * 1024 ** 2, Math.ceil(maxBytes / 8)), onDamage: () => undefined, ...options };
    await mkdir(full.dir, { recursive: true });
    const segments = await listSegments(full.dir);
    const last = segments.at(-1) ?? { path: join(full.dir, segmentName(0)), firstOffset: 0 };
    const fresh = segments.length === 0;
    const end = fresh ? { nextOffset: 0, validBytes: 0, problem: null } : await scanSegment(last, startOf(last), () => undefined);
    if (end.problem !== null) await cutTail(last.path, end.validBytes);
    const file = await open(last.path, APPEND_SYNCED);
    const id = await identityOf(full.dir);
    await syncFolder(full.dir);
    const sizes = await Promise.all(segments.slice(0, -1).map(async (s) => (await stat(s.path)).size));
    const closedBytes = sizes.reduce((a, b) => a + b, 0);
    return new Journal(full, fresh ? [last] : segments, file, end.validBytes, end.nextOffset, closedBytes, end.problem, id);
  }

  /** Offset that the next record gets. */
  get nextOffset(): number {
    return this.next;
  }
  /** Lowest offset still on disk. */
  get firstOffset(): number {
    return this.segments[0]!.firstOffset;
  }
  get bytesOnDisk(): number {
    return this.closedBytes + this.fileBytes;
  }

  /** Durable when resolved; answers the offset of the first message. Order of calls is order of offsets. */
  append(messages: readonly Received[]): Promise<number> {
    if (this.closed) return Promise.reject(new Error('journal is closed'));
    let bytes = 0;
    for (const m of messages) {
      const length = encodedLength(m.topic, m.payload);
      // Nobody could read it back, nor anything behind it.
      if (length > MAX_BODY_BYTES) return Promise.reject(new RangeError(`record of ${length} bytes is too large`));
      bytes += length;
    }
    if (bytes > MAX_BODY_BYTES * 4) return Promise.reject(new RangeError(`batch of ${bytes} bytes is too large`));
    return new Promise((resolve, reject) => {
      this.waiting.push({ messages, bytes, resolve, reject });
      this.flushing ??= this.flushAll();
    });
  }

  private async flushAll(): Promise<void> {
    // One turn of the event loop first: what arrives in the same read of the socket shares the sync.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0);
      try {
        await this.writeGroup(group);
      } catch (error) {
        for (const w of group) w.reject(error as Error);
      }
    }
    this.flushing = null;
  }

  private async writeGroup(group: Waiting[]): Promise<void> {
    const total = group.reduce((sum, w) => sum + w.bytes, 0);
    if (this.bytesOnDisk + total > this.options.maxBytes) throw new JournalFull(`journal holds ${this.bytesOnDisk} of ${this.options.maxBytes} bytes`);
    if (this.torn) await this.mend();
    if (this.fileBytes > 0 && this.fileBytes + total > this.options.segmentBytes) await this.rotate();
    const buffer = Buffer.allocUnsafe(total);
    let at = 0;
    for (const w of group) for (const m of w.messages) at = encodeRecord(buffer, at, m);
    try {
      for (let written = 0; written < total; ) written += (await this.file.write(buffer, written, total - written)).bytesWritten;
    } catch (error) {
      this.torn = true;
      await this.mend().catch(() => undefined);
      throw error;
    }
    this.fileBytes += total;
    for (const w of group) {
      const first = this.next;
      this.next += w.messages.length;
      w.resolve(first);
    }
  }

  /** A half-written group must not stand before the next one: nothing is written until it is cut off. */
  private async mend(): Promise<void> {
    await this.file.truncate(this.fileBytes);
    this.torn = false;
  }

  private async rotate(): Promise<void> {
    const segment = { path: join(this.options.dir, segmentName(this.next)), firstOffset: this.next };
    const file = await open(segment.path, APPEND_SYNCED);
    await syncFolder(this.options.dir);
    const old = this.file;
    this.closedBytes += this.fileBytes;
    this.file = file;
    this.fileBytes = 0;
    this.segments.push(segment);
    await old.close();
  }

  /** A reader of durable records from `fromOffset` on; throws when that was released already. */
  reader(fromOffset: number): JournalReader {
    if (fromOffset < this.firstOffset) throw new RangeError(`offset ${fromOffset} was released, first is ${this.firstOffset}`);
    return new JournalReader({ segments: () => this.segments, end: () => this.next, onDamage: this.options.onDamage }, fromOffset);
  }

  /** Deletes segments that lie wholly below `offset`: every consumer has them safe elsewhere. */
  async release(offset: number): Promise<void> {
    while (this.segments.length > 1 && this.segments[1]!.firstOffset <= offset) {
      const [gone] = this.segments.splice(0, 1) as [Segment];
      const { size } = await stat(gone.path);
      await unlink(gone.path);
      this.closedBytes -= size;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.flushing;
    await this.file.close();
  }
}

/** Records handed over at once hold no more than about this many bytes of payload, however many were asked for. */
const MAX_READ_BYTES = 8 * 1024 * 1024;

interface Readable {
  segments: () => readonly Segment[];
  end: () => number;
  onDamage: (what: string) => void;
}

/** Reads on where it stopped: a consumer that catches up passes every byte once. */
export class JournalReader {
  private place: Place | null = null;
  private segment: Segment | null = null;

  constructor(
    private readonly journal: Readable,
    private offset: number,
  ) {}

  /** Offset of the record that comes next. */
  get nextOffset(): number {
    return this.offset;
  }

  /** Whether there is more than what was handed over. */
  get hasMore(): boolean {
    return this.offset < this.journal.end();
  }

  /** Up to `limit` durable records in order, fewer where they are large; empty when the reader has all there is now. */
  async next(limit: number): Promise<JournalRecord[]> {
    const out: JournalRecord[] = [];
    const end = this.journal.end();
    for (let bytes = 0; out.length < limit && bytes < MAX_READ_BYTES && this.offset < end; ) {
      const segment = this.enter(segmentOf(this.journal.segments(), this.offset));
      const scan = await scanSegment(segment, this.place ?? startOf(segment), (r) => {
        if (r.offset >= this.offset) {
          out.push(r);
          bytes += r.payload.length;
        }
        return out.length >= limit || bytes >= MAX_READ_BYTES || r.offset + 1 >= end ? 'stop' : undefined;
      });
      if (scan.nextOffset <= this.offset) this.passOver(segment, scan, end);
      else this.place = { offset: (this.offset = scan.nextOffset), byte: scan.validBytes };
    }
    return out;
  }

  private enter(segment: Segment): Segment {
    if (this.segment !== segment) this.place = null;
    this.segment = segment;
    return segment;
  }

  /** What stands behind a damaged record cannot be told apart any more; the next segment can. */
  private passOver(segment: Segment, scan: ScanEnd, end: number): void {
    const next = this.journal.segments().find((s) => s.firstOffset > this.offset);
    const what = `${segment.path}: ${scan.problem ?? 'short segment'}, records ${this.offset} to ${(next?.firstOffset ?? end) - 1} cannot be read`;
    if (next === undefined) throw new Error(what);
    this.journal.onDamage(what);
    this.offset = next.firstOffset;
  }
}

function segmentOf(segments: readonly Segment[], offset: number): Segment {
  let i = segments.length - 1;
  while (i > 0 && segments[i]!.firstOffset > offset) i -= 1;
  return segments[i]!;
}

async function identityOf(dir: string): Promise<string> {
  const path = join(dir, 'journal-id');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const id = randomUUID();
  const file = await open(`${path}.tmp`, 'w');
  await file.writeFile(id);
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
  return id;
}

async function cutTail(path: string, validBytes: number): Promise<void> {
  // The torn bytes are kept beside the journal for whoever wants to look; they were never acknowledged.
  const { size } = await stat(path);
  const source = await open(path, 'r');
  const torn = Buffer.alloc(Math.min(size - validBytes, 1024 * 1024));
  await source.read(torn, 0, torn.length, validBytes);
  await source.close();
  const target = await open(`${path}.torn.tmp`, 'w');
  await target.writeFile(torn);
  await target.close();
  await rename(`${path}.torn.tmp`, `${path}.torn`);
  await truncate(path, validBytes);
}

/** Makes names of files - new, renamed, deleted - outlive a power cut. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRecord, type JournalRecord } from './format.js';

const SUFFIX = '.journal';
export const segmentName = (firstOffset: number): string => `${String(firstOffset).padStart(16, '0')}${SUFFIX}`;

export interface Segment {
  path: string;
  firstOffset: number;
}

/** Segments of a journal folder in order of offset. */
export async function listSegments(dir: string): Promise<Segment[]> {
  const names = (await readdir(dir)).filter((n) => n.endsWith(SUFFIX)).sort();
  return names.map((n) => ({ path: join(dir, n), firstOffset: Number(n.slice(0, -SUFFIX.length)) }));
}

const READ_BYTES = 1024 * 1024;

/** How a pass over a segment ended: at its end, at a torn record, or at bytes that cannot be one. */
export interface ScanEnd {
  nextOffset: number;
  /** Bytes from the segment's begin that hold whole records. */
  validBytes: number;
  problem: string | null;
}

/** A place between two records of a segment: `byte` is where the record with `offset` begins. */
export interface Place {
  offset: number;
  byte: number;
}
export const startOf = (segment: Segment): Place => ({ offset: segment.firstOffset, byte: 0 });

/** Visits the records of one segment in order from `start` on; `visit` may answer `'stop'`. Reads up to what is there now. */
export async function scanSegment(segment: Segment, start: Place, visit: (r: JournalRecord) => 'stop' | void): Promise<ScanEnd> {
  const file = await open(segment.path, 'r');
  try {
    let offset = start.offset;
    let validBytes = start.byte;
    let rest: Buffer = Buffer.alloc(0);
    for (let position = start.byte; ; ) {
      const chunk = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await file.read(chunk, 0, READ_BYTES, position);
      if (bytesRead === 0) return { nextOffset: offset, validBytes, problem: rest.length > 0 ? 'torn record' : null };
      position += bytesRead;
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, bytesRead)]) : chunk.subarray(0, bytesRead);
      let at = 0;
      for (;;) {
        const step = decodeRecord(bytes, at);
        if (step.kind === 'incomplete') break;
        if (step.kind === 'corrupt') return { nextOffset: offset, validBytes, problem: step.reason };
        const stop = visit({ ...step.message, offset });
        offset += 1;
        validBytes += step.next - at;
        at = step.next;
        if (stop === 'stop') return { nextOffset: offset, validBytes, problem: null };
      }
      rest = bytes.subarray(at);
    }
  } finally {
    await file.close();
  }
}

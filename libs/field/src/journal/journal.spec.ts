import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeRecord, encodedLength, encodeRecord, MAX_BODY_BYTES } from './format.js';
import { Journal, JournalFull } from './journal.js';
import { listSegments } from './segments.js';

const message = (n: number, size = 10) => ({ topic: `t/${n}`, payload: Buffer.alloc(size, n % 256), receivedAtMs: 1_000 + n });
const messages = (from: number, count: number, size?: number) => Array.from({ length: count }, (_, i) => message(from + i, size));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function readAll(journal: Journal, from = journal.firstOffset, step = 7) {
  const reader = journal.reader(from);
  const out = [];
  for (;;) {
    const part = await reader.next(step);
    if (part.length === 0) return out;
    out.push(...part);
  }
}

describe('record format', () => {
  it('round-trips any topic and payload', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), fc.uint8Array({ maxLength: 300 }), fc.double({ noNaN: true }), (topic, bytes, receivedAtMs) => {
        const m = { topic, payload: Buffer.from(bytes), receivedAtMs };
        const buffer = Buffer.alloc(encodedLength(topic, m.payload) + 5);
        const end = encodeRecord(buffer, 5, m);
        expect(end).toBe(buffer.length);
        const step = decodeRecord(buffer, 5);
        expect(step).toEqual({ kind: 'record', next: end, message: m });
      }),
    );
  });
  it('tells a torn record from a corrupt one', () => {
    const m = message(1);
    const buffer = Buffer.alloc(encodedLength(m.topic, m.payload));
    encodeRecord(buffer, 0, m);
    for (let cut = 0; cut < buffer.length; cut += 1) expect(decodeRecord(buffer.subarray(0, cut), 0).kind).toBe('incomplete');
    buffer[buffer.length - 1]! ^= 1;
    expect(decodeRecord(buffer, 0)).toEqual({ kind: 'corrupt', reason: 'checksum' });
    expect(decodeRecord(Buffer.alloc(8), 0).kind).toBe('corrupt');
  });
});

describe('Journal', () => {
  it('keeps order and offsets over appends, segments and reopening', async () => {
    let journal = await Journal.open({ dir, segmentBytes: 500 });
    const firsts = await Promise.all([journal.append(messages(0, 3)), journal.append(messages(3, 1)), journal.append([])]);
    expect(firsts).toEqual([0, 3, 4]);
    for (let i = 4; i < 60; i += 1) await journal.append([message(i)]);
    expect((await listSegments(dir)).length).toBeGreaterThan(3);
    await journal.close();
    journal = await Journal.open({ dir, segmentBytes: 500 });
    expect(journal.repaired).toBeNull();
    expect(journal.nextOffset).toBe(60);
    const all = await readAll(journal);
    expect(all.map((r) => r.offset)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(all.map((r) => r.topic)).toEqual(messages(0, 60).map((m) => m.topic));
    expect((await readAll(journal, 37)).map((r) => r.offset)[0]).toBe(37);
    await journal.close();
  });

  it('lets a reader follow what is appended later', async () => {
    const journal = await Journal.open({ dir, segmentBytes: 300 });
    await journal.append(messages(0, 2));
    const reader = journal.reader(0);
    expect(await reader.next(10)).toHaveLength(2);
    expect(await reader.next(10)).toHaveLength(0);
    for (let i = 2; i < 30; i += 1) await journal.append([message(i)]);
    const rest = [];
    for (let part = await reader.next(4); part.length > 0; part = await reader.next(4)) rest.push(...part);
    expect(rest.map((r) => r.offset)).toEqual(Array.from({ length: 28 }, (_, i) => i + 2));
    expect(reader.nextOffset).toBe(30);
    await journal.close();
  });

  it('cuts a torn end, keeps it beside, and goes on with the right offset', async () => {
    let journal = await Journal.open({ dir });
    await journal.append(messages(0, 5));
    await journal.close();
    const [segment] = await listSegments(dir);
    const { size } = await stat(segment!.path);
    await truncate(segment!.path, size - 3);
    await appendFile(segment!.path, '');
    journal = await Journal.open({ dir });
    expect(journal.repaired).toBe('torn record');
    expect(journal.nextOffset).toBe(4);
    expect(await journal.append([message(99)])).toBe(4);
    expect((await readAll(journal)).map((r) => r.topic)).toEqual(['t/0', 't/1', 't/2', 't/3', 't/99']);
    expect(await readdir(dir)).toContain('0000000000000000.journal.torn');
    await journal.close();
  });

  it('cuts garbage after the last record', async () => {
    let journal = await Journal.open({ dir });
    await journal.append(messages(0, 2));
    await journal.close();
    const [segment] = await listSegments(dir);
    await appendFile(segment!.path, Buffer.alloc(64, 0xff));
    journal = await Journal.open({ dir });
    expect(journal.repaired).toMatch(/body length/);
    expect(await readAll(journal)).toHaveLength(2);
    await journal.close();
  });

  it('releases what every consumer has, and refuses to read it again', async () => {
    const journal = await Journal.open({ dir, segmentBytes: 200 });
    for (let i = 0; i < 40; i += 1) await journal.append([message(i)]);
    const before = journal.bytesOnDisk;
    await journal.release(25);
    expect(journal.firstOffset).toBeGreaterThan(0);
    expect(journal.firstOffset).toBeLessThanOrEqual(25);
    expect(journal.bytesOnDisk).toBeLessThan(before);
    expect((await readAll(journal, 25)).map((r) => r.offset)).toEqual(Array.from({ length: 15 }, (_, i) => i + 25));
    expect(() => journal.reader(0)).toThrow(RangeError);
    await journal.close();
  });

  it('refuses beyond its limit, writes nothing of it, and takes on again after a release', async () => {
    const journal = await Journal.open({ dir, segmentBytes: 400, maxBytes: 1000 });
    let accepted = 0;
    await expect(async () => {
      for (;;) {
        await journal.append([message(accepted)]);
        accepted += 1;
      }
    }).rejects.toThrow(JournalFull);
    expect(journal.nextOffset).toBe(accepted);
    await journal.release(accepted);
    expect(await journal.append([message(accepted)])).toBe(accepted);
    await journal.close();
    await expect(journal.append([message(0)])).rejects.toThrow('closed');
  });

  it('refuses a record that nobody could read back', async () => {
    const journal = await Journal.open({ dir });
    await expect(journal.append([message(0), { ...message(1), payload: Buffer.alloc(MAX_BODY_BYTES) }])).rejects.toThrow(RangeError);
    expect(await journal.append([message(0)])).toBe(0);
    expect(await readAll(journal)).toHaveLength(1);
    await journal.close();
  });

  it('hands over large records few at a time, and says that there are more', async () => {
    const journal = await Journal.open({ dir });
    for (let i = 0; i < 5; i += 1) await journal.append(messages(i * 4, 4, 1024 * 1024));
    const reader = journal.reader(0);
    const sizes = [];
    while (reader.hasMore) sizes.push((await reader.next(1000)).length);
    expect(sizes).toEqual([8, 8, 4]);
    await journal.close();
  });

  it('passes over what a bad disk damaged, and says so', async () => {
    const damage: string[] = [];
    let journal = await Journal.open({ dir, segmentBytes: 200 });
    for (let i = 0; i < 20; i += 1) await journal.append([message(i)]);
    await journal.close();
    const [, second, third] = await listSegments(dir);
    const bytes = await readFile(second!.path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(second!.path, bytes);
    journal = await Journal.open({ dir, segmentBytes: 200, onDamage: (what) => damage.push(what) });
    const lost = third!.firstOffset - 1;
    expect((await readAll(journal)).map((r) => r.offset)).toEqual(Array.from({ length: 20 }, (_, i) => i).filter((i) => i !== lost));
    expect(damage).toEqual([expect.stringContaining(`checksum, records ${lost} to ${lost} cannot be read`)]);
    await journal.close();
  });

  it('writes nothing behind a half-written group until that is cut off', async () => {
    const journal = await Journal.open({ dir });
    await journal.append([message(0)]);
    const file = (journal as unknown as { file: FileHandle }).file;
    const { write, truncate: cut } = file;
    const failing = () => Promise.reject(new Error('EIO'));
    file.write = (async () => {
      await write.call(file, 'half');
      return failing();
    }) as never;
    file.truncate = failing;
    await expect(journal.append([message(1)])).rejects.toThrow('EIO');
    file.write = write;
    await expect(journal.append([message(1)])).rejects.toThrow('EIO');
    file.truncate = cut;
    expect(await journal.append([message(2)])).toBe(1);
    expect((await readAll(journal)).map((r) => r.topic)).toEqual(['t/0', 't/2']);
    await journal.close();
  });

  it('ignores files that are not its own', async () => {
    await writeFile(join(dir, 'note.txt'), 'x');
    const journal = await Journal.open({ dir });
    expect(journal.nextOffset).toBe(0);
    await journal.close();
  });
});

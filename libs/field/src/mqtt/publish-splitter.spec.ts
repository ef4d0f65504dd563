import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES, PublishSplitter, type Publish } from './publish-splitter.js';

/** MQTT 3.1.1 section 2.2.3. */
function variableLength(n: number): number[] {
  return n < 128 ? [n] : [(n % 128) + 128, ...variableLength(Math.floor(n / 128))];
}
const packet = (head: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([head, ...variableLength(body.length)]), body]);

function publish(version: 4 | 5, topic: string, payload: Buffer, packetId: number | null, properties = Buffer.alloc(0)): Buffer {
  const name = Buffer.from(topic);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(name.length);
  const id = packetId === null ? Buffer.alloc(0) : Buffer.from([packetId >> 8, packetId & 255]);
  const rest = version === 5 ? [Buffer.from(variableLength(properties.length)), properties] : [];
  return packet(0x30 | (packetId === null ? 0 : 2), Buffer.concat([name.length > 0 ? head : Buffer.from([0, 0]), name, id, ...rest, payload]));
}

/** What came out, in order: messages as they were, other bytes in hex. */
function split(version: 4 | 5, chunks: Buffer[]) {
  const seen: (Publish | string)[] = [];
  const splitter = new PublishSplitter(version, {
    publish: (m) => seen.push({ ...m, payload: Buffer.from(m.payload) }),
    other: (bytes) => seen.push(bytes.toString('hex')),
  });
  for (const chunk of chunks) splitter.push(chunk);
  return seen;
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const message = fc.record({
  topic: fc.string({ unit: 'grapheme', maxLength: 40 }),
  payload: fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)),
  packetId: fc.option(fc.integer({ min: 1, max: 65_535 })),
});
const properties = fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b));
/** Anything that is no PUBLISH of QoS 0 or 1: a QoS 2 one belongs to the client too. */
const others = fc.tuple(fc.integer({ min: 0, max: 255 }).filter((h) => h >> 4 !== 3 || ((h >> 1) & 3) > 1), fc.uint8Array({ maxLength: 200 })).map(([head, body]) => packet(head, Buffer.from(body)));

describe('PublishSplitter', () => {
  it.each([4, 5] as const)('MQTT %s: takes the messages and leaves the rest, in order, however the stream is cut', (version) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.tuple(message, properties), others), { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (items, sizes) => {
        const bytes = Buffer.concat(items.map((item) => (Buffer.isBuffer(item) ? item : publish(version, item[0].topic, item[0].payload, item[0].packetId, item[1]))));
        expect(split(version, cut(bytes, sizes))).toEqual(items.map((item) => (Buffer.isBuffer(item) ? item.toString('hex') : item[0])));
      }),
    );
  });

  it('keeps the beginning of a payload that is too large, and goes on behind it', () => {
    const large = Buffer.alloc(3 * MAX_PAYLOAD_BYTES, 'x');
    const stream = Buffer.concat([publish(4, 'large', large, 7), publish(4, 'next', Buffer.from('ok'), 8)]);
    for (const chunk of [65_536, 1_000_000, stream.length]) {
      const seen = split(4, cut(stream, [chunk])) as Publish[];
      expect(seen.map((m) => [m.topic, m.packetId, m.payload.length])).toEqual([['large', 7, MAX_PAYLOAD_BYTES], ['next', 8, 2]]);
    }
  });

  it.each([
    ['a length that does not end', Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['a topic beyond the end of its packet', packet(0x32, Buffer.from([0, 99, 65, 0, 1]))],
    ['no room for a topic', packet(0x30, Buffer.from([0]))],
  ])('hands %s to the client as it is, and everything behind it', (_what, wrong) => {
    const stream = Buffer.concat([publish(4, 't', Buffer.from('1'), 1), wrong, publish(4, 't', Buffer.from('2'), 2)]);
    const [first, ...rest] = split(4, [stream, Buffer.from([0xd0, 0])]);
    expect(first).toEqual({ topic: 't', payload: Buffer.from('1'), packetId: 1 });
    expect((rest as string[]).join('')).toBe(`${Buffer.concat([wrong, publish(4, 't', Buffer.from('2'), 2)]).toString('hex')}d000`);
  });

  it('MQTT 5: properties that do not end in their packet', () => {
    expect(split(5, [packet(0x30, Buffer.from([0, 1, 65, 0xff]))])).toEqual(['3004000141ff']);
  });
});

import { crc32 } from 'node:zlib';
import type { Received } from '../protocol.js';

/**
 * Record on disk, little endian: `u32 bodyLength, u32 crc32(body), body`, body = `f64 receivedAtMs, u16 topicLength,
 * topic (UTF-8), payload`. Offsets are not stored: a segment's name is its first record's offset, and records count up.
 */
export const HEADER_BYTES = 8;
const BODY_HEAD_BYTES = 10;
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface JournalRecord extends Received {
  offset: number;
}

export const encodedLength = (topic: string, payload: Buffer): number =>
  HEADER_BYTES + BODY_HEAD_BYTES + Buffer.byteLength(topic) + payload.length;

/** Writes one record at `at` and returns the position behind it; `into` must have `encodedLength` bytes left. */
export function encodeRecord(into: Buffer, at: number, message: Received): number {
  const body = at + HEADER_BYTES;
  const topicLength = into.write(message.topic, body + BODY_HEAD_BYTES, 'utf8');
  into.writeDoubleLE(message.receivedAtMs, body);
  into.writeUInt16LE(topicLength, body + 8);
  const payloadAt = body + BODY_HEAD_BYTES + topicLength;
  message.payload.copy(into, payloadAt);
  const end = payloadAt + message.payload.length;
  into.writeUInt32LE(end - body, at);
  into.writeUInt32LE(crc32(into.subarray(body, end)), at + 4);
  return end;
}

export type DecodeStep = { kind: 'record'; message: Received; next: number } | { kind: 'incomplete' } | { kind: 'corrupt'; reason: string };

/** Reads the record at `at`. `incomplete` at a torn end, `corrupt` where bytes cannot be a record. */
export function decodeRecord(from: Buffer, at: number): DecodeStep {
  if (from.length - at < HEADER_BYTES) return { kind: 'incomplete' };
  const length = from.readUInt32LE(at);
  if (length < BODY_HEAD_BYTES || length > MAX_BODY_BYTES) return { kind: 'corrupt', reason: `body length ${length}` };
  const body = at + HEADER_BYTES;
  if (from.length - body < length) return { kind: 'incomplete' };
  const bytes = from.subarray(body, body + length);
  if (crc32(bytes) !== from.readUInt32LE(at + 4)) return { kind: 'corrupt', reason: 'checksum' };
  const topicEnd = BODY_HEAD_BYTES + bytes.readUInt16LE(8);
  if (topicEnd > length) return { kind: 'corrupt', reason: 'topic length' };
  const message = { receivedAtMs: bytes.readDoubleLE(0), topic: bytes.toString('utf8', BODY_HEAD_BYTES, topicEnd), payload: bytes.subarray(topicEnd) };
  return { kind: 'record', message, next: body + length };
}

/** One PUBLISH of QoS 0 or 1, as it came over the wire. */
export interface Publish {
  topic: string;
  /** A view of what was received; cut off after `MAX_PAYLOAD_BYTES`. */
  payload: Buffer;
  /** For the PUBACK; `null` at QoS 0. */
  packetId: number | null;
}
export interface SplitterHooks {
  publish(message: Publish): void;
  /** Bytes of all other packets, whole and in order. */
  other(bytes: Buffer): void;
}

/** More than any device may send, yet bounded: the rest of a larger payload is passed over unread. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;
/** Room for the largest topic and generous properties beside the payload. */
const MAX_KEPT_BYTES = MAX_PAYLOAD_BYTES + 128 * 1024;

const PUBLISH = 3;
const EMPTY = Buffer.alloc(0);

/**
 * Takes the PUBLISH packets out of an MQTT byte stream (3.1.1 section 3.3, 5 section 3.3), however it is cut into chunks.
 * Stream of one connection; make a new one for the next.
 */
export class PublishSplitter {
  private rest: Buffer = EMPTY;
  /** Bytes of a cut-off payload that are still to come. */
  private skip = 0;
  /** The stream is no MQTT any more: it goes to the client as it is, which knows how to complain. */
  private broken = false;

  constructor(private readonly protocolVersion: 4 | 5, private readonly hooks: SplitterHooks) {}

  push(chunk: Buffer): void {
    if (this.broken) return this.hooks.other(chunk);
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = Math.min(this.skip, bytes.length);
    this.skip -= at;
    for (let next = this.packetAt(bytes, at); next > at; next = this.packetAt(bytes, at)) at = next;
    this.rest = at < bytes.length ? bytes.subarray(at) : EMPTY;
  }

  /** Handles the packet at `at` and answers where the next begins; `at` itself when it is not all there yet. */
  private packetAt(bytes: Buffer, at: number): number {
    if (bytes.length - at < 2) return at;
    let length = 0;
    let bodyAt = at + 1;
    for (let shift = 0; ; shift += 7) {
      if (shift > 21) return this.give(bytes, at);
      if (bodyAt === bytes.length) return at;
      const byte = bytes[bodyAt]!;
      bodyAt += 1;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return this.whole(bytes, at, bodyAt, bodyAt + length);
  }

  private whole(bytes: Buffer, at: number, bodyAt: number, end: number): number {
    const head = bytes[at]!;
    const qos = (head >> 1) & 3;
    const isOurs = head >> 4 === PUBLISH && qos < 2;
    if (end > bytes.length && !(isOurs && bytes.length - bodyAt >= MAX_KEPT_BYTES)) return at;
    const here = Math.min(end, bytes.length);
    if (!isOurs) this.hooks.other(bytes.subarray(at, end));
    else if (!this.take(bytes, qos, bodyAt, here)) return this.give(bytes, at);
    this.skip = end - here;
    return here;
  }

  /** `false` when the packet's lengths lead beyond its end. */
  private take(bytes: Buffer, qos: number, bodyAt: number, end: number): boolean {
    const topicAt = bodyAt + 2;
    if (topicAt > end) return false;
    const topicEnd = topicAt + bytes.readUInt16BE(bodyAt);
    const idEnd = topicEnd + (qos === 1 ? 2 : 0);
    const payloadAt = this.protocolVersion === 5 ? afterProperties(bytes, idEnd, end) : idEnd;
    if (payloadAt > end) return false;
    const packetId = qos === 1 ? bytes.readUInt16BE(topicEnd) : null;
    this.hooks.publish({ topic: bytes.toString('utf8', topicAt, topicEnd), payload: bytes.subarray(payloadAt, Math.min(end, payloadAt + MAX_PAYLOAD_BYTES)), packetId });
    return true;
  }

  private give(bytes: Buffer, at: number): number {
    this.broken = true;
    this.hooks.other(bytes.subarray(at));
    return bytes.length;
  }
}

/** MQTT 5: where the properties end. What they say - an expiry, a content type - is not for us; aliases were not offered. */
function afterProperties(bytes: Buffer, at: number, end: number): number {
  let length = 0;
  for (let i = at, shift = 0; i < end && shift <= 21; i += 1, shift += 7) {
    length += (bytes[i]! & 0x7f) * 2 ** shift;
    if (bytes[i]! < 0x80) return i + 1 + length;
  }
  return Number.POSITIVE_INFINITY;
}

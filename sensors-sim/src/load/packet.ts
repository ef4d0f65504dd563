/** MQTT 3.1.1 packets for the load generator, written by hand: a template a device, in which only digits change. */

const encodeString = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(bytes.length);
  return Buffer.concat([head, bytes]);
};

function remainingLength(n: number): Buffer {
  const bytes: number[] = [];
  let left = n;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  return Buffer.from(bytes);
}

const packet = (first: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([first]), remainingLength(body.length), body]);

export function connectPacket(clientId: string, username?: string, password?: string): Buffer {
  const flags = 0x02 | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const credentials = [username, password].flatMap((t) => (t === undefined ? [] : [encodeString(t)]));
  return packet(0x10, Buffer.concat([encodeString('MQTT'), Buffer.from([4, flags, 0, 30]), encodeString(clientId), ...credentials]));
}

export const PINGREQ = Buffer.from([0xc0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);

/** A publish with fixed places for what changes; numbers are padded with blanks, which JSON allows. */
export interface Template {
  bytes: Buffer;
  qos: 0 | 1;
  packetIdAt: number;
  seqAt: number;
  startAt: number;
  endAt: number;
  vehiclesAt: number;
  speedAt: number;
  occupancyAt: number;
}

const SEQ_WIDTH = 15;
const ISO_WIDTH = 24;

export function publishTemplate(topic: string, qos: 0 | 1): Template {
  const blank = (n: number): string => ' '.repeat(n);
  const payload = `{"seq":${blank(SEQ_WIDTH)},"status":"ok","start":"${'0'.repeat(ISO_WIDTH)}","end":"${'0'.repeat(ISO_WIDTH)}","vehicles":${blank(3)},"heavyVehicles":0,"occupancyPct":${blank(3)},"meanSpeedKmh":${blank(3)}}`;
  const name = encodeString(topic);
  const body = Buffer.concat([name, Buffer.alloc(qos === 1 ? 2 : 0), Buffer.from(payload)]);
  const bytes = packet(0x30 | (qos << 1), body);
  const bodyAt = bytes.length - body.length;
  const payloadAt = bytes.length - payload.length;
  const at = (label: string): number => payloadAt + payload.indexOf(label) + label.length;
  return {
    bytes, qos, packetIdAt: bodyAt + name.length,
    seqAt: at('"seq":'), startAt: at('"start":"'), endAt: at('"end":"'), vehiclesAt: at('"vehicles":'), speedAt: at('"meanSpeedKmh":'), occupancyAt: at('"occupancyPct":'),
  };
}

/** Number at a place, right-aligned; what was there before is overwritten. */
function writeNumber(target: Buffer, at: number, width: number, value: number): void {
  let n = value;
  let i = at + width - 1;
  do {
    target[i--] = 48 + (n % 10);
    n = Math.floor(n / 10);
  } while (n > 0 && i >= at);
  while (i >= at) target[i--] = 32;
}

export interface Sample {
  packetId: number;
  seq: number;
  startIso: string;
  endIso: string;
  vehicles: number;
  speedKmh: number;
  duplicate: boolean;
}

/** Copy the filled template to `target` at `offset`; returns the end. */
export function writeSample(t: Template, s: Sample, target: Buffer, offset: number): number {
  t.bytes.copy(target, offset);
  if (s.duplicate) target[offset] = (target[offset] as number) | 0x08;
  if (t.qos === 1) target.writeUInt16BE(s.packetId, offset + t.packetIdAt);
  writeNumber(target, offset + t.seqAt, SEQ_WIDTH, s.seq);
  target.write(s.startIso, offset + t.startAt, ISO_WIDTH, 'latin1');
  target.write(s.endIso, offset + t.endAt, ISO_WIDTH, 'latin1');
  writeNumber(target, offset + t.vehiclesAt, 3, s.vehicles);
  writeNumber(target, offset + t.occupancyAt, 3, Math.min(100, s.vehicles * 2));
  writeNumber(target, offset + t.speedAt, 3, s.speedKmh);
  return offset + t.bytes.length;
}

/** Packet ids of PUBACKs, and whether a CONNACK came, out of a stream of bytes. */
export function createAckParser(on: { connack: (code: number) => void; puback: (packetId: number) => void }): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    // All packets a publisher receives are two or four bytes long.
    while (at + 2 <= data.length) {
      const length = data[at + 1] as number;
      if (at + 2 + length > data.length) break;
      const type = (data[at] as number) >> 4;
      if (type === 4) on.puback(data.readUInt16BE(at + 2));
      if (type === 2) on.connack(data[at + 3] as number);
      at += 2 + length;
    }
    rest = at < data.length ? Buffer.from(data.subarray(at)) : Buffer.alloc(0);
  };
}

import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Received {
  topic: string;
  payload: Buffer;
  qos: number;
  retain: boolean;
  duplicate: boolean;
  client: string;
}

/** Just enough MQTT 3.1.1 to be published at: connections, acknowledgements, subscriptions by exact topic, wills. */
export interface FakeBroker {
  url: string;
  received: Received[];
  clients: () => string[];
  subscriptions: Set<string>;
  /** Send a message to every client. */
  send(topic: string, payload: string): void;
  /** Pull all plugs. */
  cut(): void;
  /** Acknowledge only every n-th publish of a connection, then pull its plug after so many. */
  failAfter: number;
  close(): Promise<void>;
}

interface Peer {
  socket: Socket;
  id: string;
  count: number;
  will: { topic: string; payload: Buffer } | null;
  clean: boolean;
}

export async function startFakeBroker(): Promise<FakeBroker> {
  const peers = new Set<Peer>();
  const received: Received[] = [];
  const subscriptions = new Set<string>();
  const broker: FakeBroker = {
    url: '', received, subscriptions, failAfter: Number.POSITIVE_INFINITY,
    clients: () => [...peers].map((p) => p.id),
    send: (topic, payload) => {
      for (const p of peers) p.socket.write(publishPacket(topic, payload));
    },
    cut: () => {
      for (const p of peers) p.socket.destroy();
    },
    close: () => new Promise((resolve) => {
      for (const p of peers) p.socket.destroy();
      server.close(() => resolve());
    }),
  };
  const server: Server = createServer((socket) => {
    const peer: Peer = { socket, id: '', count: 0, will: null, clean: false };
    peers.add(peer);
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let p = cutPacket(rest); p; p = cutPacket(rest)) {
        rest = rest.subarray(p.end);
        handle(broker, peer, p.first, p.body);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      peers.delete(peer);
      if (peer.will && !peer.clean) received.push({ ...peer.will, qos: 1, retain: true, duplicate: false, client: peer.id });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  broker.url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return broker;
}

function cutPacket(data: Buffer): { first: number; body: Buffer; end: number } | null {
  let length = 0;
  for (let i = 1; i < 5; i++) {
    const digit = data[i];
    if (digit === undefined) return null;
    length += (digit & 0x7f) * 128 ** (i - 1);
    if (digit & 0x80) continue;
    const end = i + 1 + length;
    return data.length < end ? null : { first: data[0] as number, body: data.subarray(i + 1, end), end };
  }
  return null;
}

const text = (body: Buffer, at: number): [string, number] => {
  const n = body.readUInt16BE(at);
  return [body.toString('utf8', at + 2, at + 2 + n), at + 2 + n];
};

function handle(broker: FakeBroker, peer: Peer, first: number, body: Buffer): void {
  const type = first >> 4;
  if (type === 1) onConnect(peer, body);
  if (type === 3) onPublish(broker, peer, first, body);
  if (type === 8) onSubscribe(broker, peer, body);
  if (type === 12) peer.socket.write(Buffer.from([0xd0, 0]));
  if (type === 14) peer.clean = true;
}

function onConnect(peer: Peer, body: Buffer): void {
  const flags = body[7] as number;
  let at: number;
  [peer.id, at] = text(body, 10);
  if (flags & 0x04) {
    const [topic, next] = text(body, at);
    const n = body.readUInt16BE(next);
    peer.will = { topic, payload: Buffer.from(body.subarray(next + 2, next + 2 + n)) };
  }
  peer.socket.write(Buffer.from([0x20, 2, 0, 0]));
}

function onPublish(broker: FakeBroker, peer: Peer, first: number, body: Buffer): void {
  if (++peer.count > broker.failAfter) {
    peer.socket.destroy();
    return;
  }
  const qos = (first >> 1) & 3;
  const [topic, at] = text(body, 0);
  const payload = Buffer.from(body.subarray(at + (qos > 0 ? 2 : 0)));
  broker.received.push({ topic, payload, qos, retain: (first & 1) === 1, duplicate: (first & 8) === 8, client: peer.id });
  if (qos > 0) peer.socket.write(Buffer.concat([Buffer.from([0x40, 2]), body.subarray(at, at + 2)]));
}

function onSubscribe(broker: FakeBroker, peer: Peer, body: Buffer): void {
  const granted: number[] = [];
  for (let at = 2; at < body.length; at++) {
    const [topic, next] = text(body, at);
    broker.subscriptions.add(topic);
    granted.push(1);
    at = next;
  }
  peer.socket.write(Buffer.concat([Buffer.from([0x90, 2 + granted.length]), body.subarray(0, 2), Buffer.from(granted)]));
}

function publishPacket(topic: string, payload: string): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([Buffer.from([name.length >> 8, name.length & 255]), name, Buffer.from(payload)]);
  const length = body.length < 128 ? [body.length] : [(body.length % 128) | 0x80, Math.floor(body.length / 128)];
  return Buffer.concat([Buffer.from([0x31, ...length]), body]);
}

/** Waits for a condition by polling; rejects after `withinMs`. */
export async function until(condition: () => boolean, withinMs = 20_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

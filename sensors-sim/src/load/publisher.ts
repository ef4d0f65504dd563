import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectPacket, createAckParser, DISCONNECT, PINGREQ, writeSample, type Template } from './packet.js';

/** One reading on its way: which device, which number, which interval. */
export interface Reading {
  sensor: number;
  seq: number;
  startIso: string;
  endIso: string;
  vehicles: number;
  speedKmh: number;
  sentAtMs: number;
}

export interface PublisherOptions {
  url: URL;
  clientId: string;
  username?: string | undefined;
  password?: string | undefined;
  window: number;
  templates: Template[];
  onAcknowledged: (reading: Reading) => void;
  /** There is room again, or the connection is back. */
  onRoom: () => void;
}

/** A connection that keeps many publishes in flight, and sends again what was not acknowledged when it was lost. */
export interface Publisher {
  /** How many more may be sent now. */
  room(): number;
  send(reading: Reading): void;
  /** Hand the batch to the socket. */
  flush(): void;
  readonly inflight: number;
  readonly resent: number;
  readonly reconnects: number;
  readonly connected: boolean;
  close(): void;
}

const CHUNK = 256 * 1024;

interface Wire {
  socket: Socket | null;
  up: boolean;
  closed: boolean;
  chunk: Buffer;
  at: number;
  nextId: number;
  resent: number;
  reconnects: number;
  failures: number;
  inflight: Map<number, Reading>;
}

export function createPublisher(o: PublisherOptions): Publisher {
  const w: Wire = { socket: null, up: false, closed: false, chunk: Buffer.allocUnsafe(CHUNK), at: 0, nextId: 1, resent: 0, reconnects: 0, failures: 0, inflight: new Map() };
  const ping = setInterval(() => {
    if (w.up) w.socket?.write(PINGREQ);
  }, 10_000);
  ping.unref();
  open(o, w);
  return {
    room: () => (w.up && !w.socket?.writableNeedDrain ? o.window - w.inflight.size : 0),
    send: (reading) => {
      const qos0 = o.templates[reading.sensor]?.qos === 0;
      put(o, w, reading, qos0 ? 0 : takeId(w), false);
      if (qos0) o.onAcknowledged(reading);
    },
    flush: () => flush(w),
    get inflight() {
      return w.inflight.size;
    },
    get resent() {
      return w.resent;
    },
    get reconnects() {
      return w.reconnects;
    },
    get connected() {
      return w.up;
    },
    close: () => {
      w.closed = true;
      clearInterval(ping);
      flush(w);
      w.socket?.end(DISCONNECT);
    },
  };
}

function takeId(w: Wire): number {
  while (w.inflight.has(w.nextId)) w.nextId = (w.nextId % 65_535) + 1;
  const id = w.nextId;
  w.nextId = (w.nextId % 65_535) + 1;
  return id;
}

function put(o: PublisherOptions, w: Wire, reading: Reading, packetId: number, duplicate: boolean): void {
  const template = o.templates[reading.sensor] as Template;
  if (w.at + template.bytes.length > CHUNK) flush(w);
  if (packetId > 0) w.inflight.set(packetId, reading);
  const { seq, startIso, endIso, vehicles, speedKmh } = reading;
  w.at = writeSample(template, { packetId, seq, startIso, endIso, vehicles, speedKmh, duplicate }, w.chunk, w.at);
}

function flush(w: Wire): void {
  if (w.at === 0) return;
  const full = w.chunk.subarray(0, w.at);
  w.at = 0;
  // The socket may keep the buffer, so the next batch gets a new one.
  w.chunk = Buffer.allocUnsafe(CHUNK);
  w.socket?.write(full);
}

function open(o: PublisherOptions, w: Wire): void {
  const tls = o.url.protocol === 'mqtts:';
  const port = Number(o.url.port || (tls ? 8883 : 1883));
  const socket = tls ? connectTls({ host: o.url.hostname, port, servername: o.url.hostname }) : connectTcp({ host: o.url.hostname, port });
  w.socket = socket;
  socket.setNoDelay(true);
  socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(connectPacket(o.clientId, o.username, o.password)));
  socket.on('data', createAckParser({
    connack: (code) => {
      if (code === 0) connected(o, w);
      else socket.destroy(new Error(`broker refused: ${code}`));
    },
    puback: (id) => {
      const reading = w.inflight.get(id);
      if (!reading) return;
      w.inflight.delete(id);
      o.onAcknowledged(reading);
      if (w.inflight.size < o.window / 2) o.onRoom();
    },
  }));
  socket.on('drain', o.onRoom);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    w.up = false;
    w.at = 0;
    if (w.closed) return;
    w.failures++;
    w.reconnects++;
    setTimeout(() => {
      if (!w.closed) open(o, w);
    }, Math.min(2000, 50 * 2 ** Math.min(6, w.failures)) * (0.5 + Math.random()));
  });
}

function connected(o: PublisherOptions, w: Wire): void {
  w.up = true;
  w.failures = 0;
  for (const [id, reading] of w.inflight) {
    put(o, w, reading, id, true);
    w.resent++;
  }
  flush(w);
  o.onRoom();
}

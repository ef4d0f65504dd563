import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Outgoing } from '../types.js';

export interface BrokerOptions {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

export interface ConnectionOptions extends BrokerOptions {
  clientId: string;
  /** Sent again, retained, on every connection. */
  births: () => Outgoing[];
  will: Outgoing | null;
  subscribe: string[];
  onMessage: (topic: string, payload: Buffer) => void;
  /** Called when the broker has acknowledged a message (QoS 0: when it was written). */
  onAcknowledged?: (out: Outgoing) => void;
  /** Messages kept while the broker is away; the newest are kept, as roadside devices do. */
  keep?: number;
  inflight?: number;
}

/** One line of the field to the broker: a device's own, or a field concentrator's. */
export interface Connection {
  publish(out: Outgoing): void;
  /** Messages not yet acknowledged. */
  readonly pending: number;
  readonly dropped: number;
  readonly connected: boolean;
  /** Pull the plug (no DISCONNECT, so the will is sent) and come back after `downMs`. */
  cut(downMs: number): void;
  /** Farewells, then a clean end; resolves within `withinMs` even when the broker is away. */
  close(farewells: Outgoing[], withinMs: number): Promise<void>;
}

const BACKOFF_MIN_MS = 300;
const BACKOFF_MAX_MS = 15_000;

export function openConnection(options: ConnectionOptions): Connection {
  const client = mqtt.connect(options.url, clientOptions(options));
  const line = createLine(client, options);
  let attempts = 0;
  let cutMs: number | null = null;
  client.on('connect', () => {
    attempts = 0;
    if (options.subscribe.length > 0) client.subscribe(options.subscribe, { qos: 1 });
    line.up(options.births());
  });
  client.on('message', (topic, payload) => options.onMessage(topic, payload));
  // mqtt.js reads the period when it schedules the next attempt: doubled each time, with jitter, so that storms spread.
  const backOff = (): void => {
    attempts = Math.min(attempts + 1, 8);
    const waitMs = cutMs ?? Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** attempts);
    client.options.reconnectPeriod = waitMs * (0.5 + Math.random());
    cutMs = null;
  };
  client.prependListener('close', backOff);
  client.on('error', () => undefined);
  return {
    publish: line.publish,
    get pending() {
      return line.pending();
    },
    get dropped() {
      return line.dropped();
    },
    get connected() {
      return client.connected;
    },
    cut: (downMs) => {
      cutMs = downMs;
      client.stream.destroy();
    },
    close: (farewells, withinMs) => closeClient(client, line, farewells, withinMs),
  };
}

function clientOptions(o: ConnectionOptions): IClientOptions {
  return {
    clientId: o.clientId,
    clean: true,
    keepalive: 30,
    connectTimeout: 5000,
    reconnectPeriod: BACKOFF_MIN_MS,
    queueQoSZero: false,
    ...(o.username === undefined ? {} : { username: o.username }),
    ...(o.password === undefined ? {} : { password: o.password }),
    ...(o.will ? { will: { topic: o.will.topic, payload: Buffer.from(o.will.payload), qos: 1 as const, retain: true } } : {}),
  };
}

interface LineState {
  publish(out: Outgoing): void;
  pending(): number;
  dropped(): number;
  up(births: Outgoing[]): void;
  empty(): Promise<void>;
}

/** Queue in front of the client: many in flight, bounded behind. */
function createLine(client: MqttClient, options: ConnectionOptions): LineState {
  const keep = options.keep ?? 20_000;
  const window = options.inflight ?? 200;
  let queue: Outgoing[] = [];
  let head = 0;
  let inflight = 0;
  let dropped = 0;
  let waiting: (() => void)[] = [];
  const size = (): number => queue.length - head;
  const settle = (): void => {
    if (size() + inflight > 0) return;
    for (const done of waiting.splice(0)) done();
  };
  const pump = (): void => {
    while (client.connected && inflight < window && size() > 0) {
      const out = queue[head++] as Outgoing;
      inflight++;
      client.publish(out.topic, out.payload as Buffer | string, { qos: out.qos, retain: out.retain }, (error) => {
        inflight--;
        if (!error) options.onAcknowledged?.(out);
        pump();
        settle();
      });
    }
    if (head > 4096) {
      queue = queue.slice(head);
      head = 0;
    }
  };
  return {
    publish: (out) => {
      queue.push(out);
      if (size() > keep) {
        head++;
        dropped++;
      }
      pump();
    },
    pending: () => size() + inflight,
    dropped: () => dropped,
    up: (births) => {
      queue = [...births, ...queue.slice(head)];
      head = 0;
      pump();
    },
    empty: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      }),
  };
}

async function closeClient(client: MqttClient, line: LineState, farewells: Outgoing[], withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  if (client.connected) {
    for (const out of farewells) line.publish(out);
    await Promise.race([line.empty(), late]);
  }
  await Promise.race([client.endAsync(!client.connected || line.pending() > 0), late]);
  clearTimeout(timer);
  if (!client.disconnected) client.stream.destroy();
}

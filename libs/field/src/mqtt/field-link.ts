import { readFileSync } from 'node:fs';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Journal } from '../journal/journal.js';
import type { JournalRecord } from '../journal/format.js';
import type { Received } from '../protocol.js';
import { HeldAcks } from './held-acks.js';
import type { Publish } from './publish-splitter.js';
import { RetainedPublisher } from './retained-publisher.js';
import { createTappedClient, type TappedClient } from './tapped-client.js';

export interface BrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  url: string;
  clientId: string;
  username?: string | undefined;
  password?: string | undefined;
  /** PEM files for TLS: authority, client certificate and key. */
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
  /** 5, or 4 for MQTT 3.1.1. */
  protocolVersion: 4 | 5;
}

export interface LinkLimits {
  /** Unacknowledged messages beyond which reading pauses. */
  maxPendingMessages: number;
  maxPendingBytes: number;
  /** Wait before a failed journal write is tried again, ms. */
  retryMs: number;
  /** At full load a batch waits for company until the one before it is this old, ms; at a tenth of it a tenth as long. */
  gatherMs: number;
}
export const DEFAULT_LINK_LIMITS: LinkLimits = { maxPendingMessages: 20_000, maxPendingBytes: 32 * 1024 * 1024, retryMs: 500, gatherMs: 20 };

/** Messages per millisecond that count as full load. */
const FULL_LOAD = 8;
/** While gathering: nothing more within this time, and the batch goes (a broker's in-flight window may be full), ms. */
const LULL_MS = 8;

/** How long a stop waits for confirmations, ms. */
const STOP_MS = 1000;

export interface LinkHooks {
  /** Epoch ms; 0 while it is not known (a simulated clock that nobody has set). */
  now(): number;
  /** Records are on disk, in order; called before they are acknowledged returns to the broker. */
  onDurable(records: JournalRecord[]): void;
  /** Messages of these topics go straight to the handler and are not journalled. */
  direct?: { topic: string; handle(payload: Buffer): void }[];
  /** `up` once subscribed. */
  onConnection?(state: 'up' | 'down', detail: string): void;
  /** A subscription the broker refused, a journal that cannot be written, or a consumer of records that failed. */
  onTrouble?(code: 'SUBSCRIBE_REFUSED' | 'JOURNAL_WRITE' | 'CONSUMER' | 'CLIENT', error: Error): void;
}

/**
 * The service's one connection to a broker: persistent session, QoS 1, every message journalled before it is
 * acknowledged. Messages that arrive while a journal write is under way form the next batch.
 */
export class FieldLink {
  private tap: TappedClient | null = null;
  private acks: HeldAcks | null = null;
  private publisher: RetainedPublisher | null = null;
  private batch: Received[] = [];
  private batchBytes = 0;
  private underWay: Received[] = [];
  private readonly injected = new Set<Received[]>();
  private writing: Promise<void> | null = null;
  private stopping = false;
  private lastBatchAt = Number.NEGATIVE_INFINITY;
  /** Messages per millisecond, of late. */
  private perMs = 0;
  private readonly limits: LinkLimits;

  constructor(
    private readonly broker: BrokerOptions,
    private readonly subscriptions: readonly string[],
    private readonly journal: Journal,
    private readonly hooks: LinkHooks,
    limits: Partial<LinkLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LINK_LIMITS, ...limits };
  }

  /** Begins connecting; goes on trying for ever. */
  start(): void {
    const tap = createTappedClient(this.broker.url, clientOptions(this.broker), (message) => this.receive(message));
    const { client } = tap;
    this.tap = tap;
    this.acks = new HeldAcks(client);
    this.publisher = new RetainedPublisher(client);
    client.on('connect', (ack) => this.subscribe(client, ack.sessionPresent ? 'session resumed' : 'new session'));
    client.on('close', () => this.hooks.onConnection?.('down', 'connection closed'));
    client.on('error', (error) => this.hooks.onTrouble?.('CLIENT', error));
    tap.connect();
  }

  get connected(): boolean {
    return this.tap?.client.connected ?? false;
  }
  /** Messages received and not yet durable. */
  get pendingMessages(): number {
    return this.batch.length;
  }
  /** Receipt of the oldest message that is not durable yet, or `null`. */
  get oldestPendingMs(): number | null {
    const oldest = Math.min(...[this.underWay, this.batch, ...this.injected].map((m) => m[0]?.receivedAtMs ?? Number.POSITIVE_INFINITY));
    return oldest === Number.POSITIVE_INFINITY ? null : oldest;
  }
  get unconfirmedOrders(): number {
    return this.publisher?.unconfirmed ?? 0;
  }

  /** Retained, QoS 1, newest per topic wins; survives a broker that is away. */
  publishRetained(topic: string, payload: string): void {
    this.publisher?.publish(topic, payload);
  }

  /** Journals messages that did not come by MQTT (polls, operator commands), received now; resolves when durable and handed on. */
  async inject(messages: readonly Received[]): Promise<void> {
    const receivedAtMs = this.hooks.now();
    const stamped = messages.map((m) => ({ ...m, receivedAtMs }));
    this.injected.add(stamped);
    try {
      if (!(await this.persist(stamped))) throw new Error('stopping: the messages are not durable');
    } finally {
      this.injected.delete(stamped);
    }
  }

  private subscribe(client: MqttClient, detail: string): void {
    const topics = [...this.subscriptions, ...(this.hooks.direct ?? []).map((d) => d.topic)];
    client.subscribe(topics, { qos: 1 }, (error, granted) => {
      if (error) return this.hooks.onTrouble?.('SUBSCRIBE_REFUSED', error);
      for (const g of granted ?? []) if (g.qos > 2) this.hooks.onTrouble?.('SUBSCRIBE_REFUSED', new Error(`broker refused ${g.topic}`));
      this.hooks.onConnection?.('up', detail);
    });
  }

  private receive({ topic, payload, packetId }: Publish): void {
    // Not read any more: the session keeps it.
    if (this.stopping) return;
    const direct = this.hooks.direct?.find((d) => d.topic === topic);
    if (direct) {
      direct.handle(payload);
      if (packetId !== null) this.acks!.acknowledge([packetId]);
      return;
    }
    if (packetId !== null) this.acks!.hold(packetId);
    this.batch.push({ topic, payload, receivedAtMs: this.hooks.now() });
    this.batchBytes += payload.length + topic.length;
    this.writing ??= this.writeBatches();
    if (this.isFull) this.tap!.pause();
  }

  private get isFull(): boolean {
    return this.batch.length >= this.limits.maxPendingMessages || this.batchBytes >= this.limits.maxPendingBytes;
  }

  private async writeBatches(): Promise<void> {
    // What the socket has in this turn of the event loop belongs into the same batch.
    await new Promise(setImmediate);
    while (this.batch.length > 0 && !this.stopping) {
      await this.untilTimeIsKnown();
      await this.gather();
      const messages = this.batch;
      const acks = this.acks!.take();
      this.batch = [];
      this.batchBytes = 0;
      this.underWay = messages;
      this.tap!.resume();
      const durable = await this.persist(messages);
      this.underWay = [];
      if (durable) acks.release();
    }
    this.writing = null;
  }

  /** A simulated city's devices may speak before its clock does: they are received when there is a time. */
  private async untilTimeIsKnown(): Promise<void> {
    if (this.batch[0]?.receivedAtMs !== 0) return;
    while (this.hooks.now() === 0 && !this.isFull && !this.stopping) await new Promise((r) => setTimeout(r, LULL_MS));
    this.receiveAnew([]);
  }

  /** A journal write, its sync and the PUBACKs cost the same for one message and for a hundred: under load they share them. */
  private async gather(): Promise<void> {
    const until = this.lastBatchAt + this.limits.gatherMs * Math.min(1, this.perMs / FULL_LOAD);
    for (let before = -1; before < this.batch.length && !this.isFull; ) {
      const restMs = until - performance.now();
      if (restMs <= 0) break;
      before = this.batch.length;
      // Every read of the socket wakes the process, for two or three messages at full load: the kernel gathers them cheaper.
      this.tap!.pause();
      await new Promise((r) => setTimeout(r, Math.min(LULL_MS, restMs)));
      this.tap!.resume();
      await new Promise(setImmediate);
    }
    const now = performance.now();
    this.perMs = (this.perMs + this.batch.length / Math.max(1, now - this.lastBatchAt)) / 2;
    this.lastBatchAt = now;
  }

  /** Writes until it succeeds: a full disk holds reading back (the broker keeps the rest), it loses nothing. `false`: stopped before. */
  private async persist(messages: Received[]): Promise<boolean> {
    for (;;) {
      try {
        const first = await this.journal.append(messages);
        for (let i = 0; i < messages.length; i += 1) (messages[i] as JournalRecord).offset = first + i;
        break;
      } catch (error) {
        if (this.stopping) return false;
        this.hooks.onTrouble?.('JOURNAL_WRITE', error as Error);
        await new Promise((r) => setTimeout(r, this.limits.retryMs));
        if (this.stopping) return false;
        this.receiveAnew(messages);
      }
    }
    this.handOn(messages as JournalRecord[]);
    return true;
  }

  /** What could not be stored counts as received when it is: time goes on meanwhile, and no record may lie behind it. */
  private receiveAnew(messages: Received[]): void {
    const now = this.hooks.now();
    for (const waiting of [messages, this.batch]) for (const m of waiting) m.receivedAtMs = Math.max(m.receivedAtMs, now);
  }

  /** A consumer that fails must not have durable records written once more. */
  private handOn(records: JournalRecord[]): void {
    try {
      this.hooks.onDurable(records);
    } catch (error) {
      this.hooks.onTrouble?.('CONSUMER', error as Error);
    }
  }

  /** Reads no more, lets the write under way become durable, and disconnects; the session stays at the broker. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.writing;
    this.tap?.resume();
    const client = this.tap?.client;
    if (client === undefined) return;
    // Orders that a broker does not confirm in time are said again at the next start.
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_MS, 'late').unref());
    if ((await Promise.race([client.endAsync(), late])) === 'late') await client.endAsync(true);
  }
}

function clientOptions(broker: BrokerOptions): IClientOptions & { protocolVersion: 4 | 5 } {
  const file = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  const options: IClientOptions & { protocolVersion: 4 | 5 } = {
    clientId: broker.clientId,
    protocolVersion: broker.protocolVersion,
    clean: false,
    keepalive: 20,
    reconnectPeriod: 1000,
    connectTimeout: 10_000,
    resubscribe: false,
    queueQoSZero: false,
  };
  if (broker.username !== undefined) options.username = broker.username;
  if (broker.password !== undefined) options.password = broker.password;
  const [ca, cert, key] = [file(broker.caFile), file(broker.certFile), file(broker.keyFile)];
  if (ca) options.ca = ca;
  if (cert) options.cert = cert;
  if (key) options.key = key;
  // Receive Maximum bounds what is in flight; a session that outlives an hour-long outage keeps its queue.
  if (broker.protocolVersion === 5) options.properties = { receiveMaximum: 10_000, sessionExpiryInterval: 7 * 86_400 };
  return options;
}

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type RunningBroker } from '@wegweiser/broker';
import mqtt, { type IPublishPacket, type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../harness/until.js';

const TOPIC = 'wegweiser/v1/mitte/loop/load-1/interval';

/** A subscriber that acknowledges what it is told to, and nothing else. */
class Subscriber {
  readonly received: { id: number; text: string }[] = [];
  private readonly parser = mqtt.parser();
  private readonly seen: string[] = [];

  private constructor(private readonly socket: Socket) {
    this.parser.on('packet', (packet: Packet) => {
      this.seen.push(packet.cmd);
      if (packet.cmd !== 'publish') return;
      const { messageId, payload } = packet as IPublishPacket;
      this.received.push({ id: messageId!, text: payload.toString() });
    });
    socket.on('data', (bytes: Buffer) => this.parser.parse(bytes));
    socket.on('error', () => undefined);
  }

  static async open(port: number, clientId: string): Promise<Subscriber> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const self = new Subscriber(socket);
    self.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: false, clientId, keepalive: 0 });
    await until('CONNACK', () => Promise.resolve(self.seen.includes('connack')));
    return self;
  }
  async subscribe(): Promise<void> {
    this.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: TOPIC, qos: 1 }] });
    await until('SUBACK', () => Promise.resolve(this.seen.includes('suback')));
  }
  send(packet: Packet): void {
    this.socket.write(mqtt.generate(packet));
  }
  acknowledge(texts: readonly string[]): void {
    for (const { id, text } of this.received) if (texts.includes(text)) this.send({ cmd: 'puback', messageId: id });
  }
  async has(texts: readonly string[]): Promise<void> {
    await until(`messages ${texts.join(', ')}`, () => Promise.resolve(texts.every((t) => this.received.some((r) => r.text === t))), 10_000);
  }
  async cut(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }
}

const numbered = (word: string, count = 10) => Array.from({ length: count }, (_, i) => `${word} ${i}`);

describe('embedded broker', () => {
  let dir: string;
  let broker: RunningBroker;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'embedded-broker-'));
    broker = await startBroker({ host: '127.0.0.1', port: 0, dataDir: dir });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await broker.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function publish(texts: readonly string[]): Promise<void> {
    const sensor = await Subscriber.open(broker.port, 'sensor');
    texts.forEach((text, i) => sensor.send({ cmd: 'publish', topic: TOPIC, payload: text, qos: 1, retain: false, dup: false, messageId: i + 1 }));
    await until('PUBACKs', () => Promise.resolve(sensor['seen'].filter((cmd) => cmd === 'puback').length === texts.length));
    await sensor.cut();
  }

  it('does not take the acknowledgement of a message sent again for that of a new one', async () => {
    // Every connection begins its packet ids at the same number, as it happens by chance otherwise.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const [old, fresh] = [numbered('old'), numbered('new')];
    const first = await Subscriber.open(broker.port, 'service');
    await first.subscribe();
    await publish(old);
    await first.has(old);
    await first.cut();

    const second = await Subscriber.open(broker.port, 'service');
    await second.has(old);
    await publish(fresh);
    await second.has(fresh);
    expect(new Set(second.received.map((r) => r.id)).size).toBe(20);
    second.acknowledge(old);
    // Answers to what is sent behind the acknowledgements come behind them.
    await second.subscribe();
    await second.cut();

    const third = await Subscriber.open(broker.port, 'service');
    await third.has(fresh);
    expect(third.received.map((r) => r.text).filter((t) => old.includes(t))).toEqual([]);
    await third.cut();
  });
});

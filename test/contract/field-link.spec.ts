import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBroker, type RunningBroker } from '@wegweiser/broker';
import { FieldLink, Journal, type JournalRecord } from '@wegweiser/field';

let dir: string;
let broker: RunningBroker;
const cleanup: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'field-link-'));
  broker = await startBroker({ host: '127.0.0.1', port: 0, dataDir: join(dir, 'broker') });
});
afterEach(async () => {
  for (const f of cleanup.splice(0).reverse()) await f();
  await broker.stop();
  await rm(dir, { recursive: true, force: true });
});

const url = () => `mqtt://127.0.0.1:${broker.port}`;
const options = () => ({ url: url(), clientId: 'service', protocolVersion: 4 as const });

async function link(journal: Journal, onDurable: (r: JournalRecord[]) => void, trouble: string[] = []) {
  let up = () => {};
  const ready = new Promise<void>((resolve) => (up = resolve));
  const l = new FieldLink(options(), ['t/#'], journal, { now: () => 42, onDurable, onConnection: (s) => s === 'up' && up(), onTrouble: (code) => trouble.push(code) }, { maxPendingMessages: 500, maxPendingBytes: 1e6, retryMs: 20 });
  l.start();
  await ready;
  return l;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('FieldLink against the embedded broker', () => {
  it('journals every QoS 1 message before acknowledging, hundreds in flight', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const got: JournalRecord[] = [];
    const l = await link(journal, (r) => got.push(...r));
    cleanup.push(() => journal.close(), () => l.stop());
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    await Promise.all(Array.from({ length: 2000 }, (_, i) => publisher.publishAsync('t/x', `m${i}`, { qos: 1 })));
    await until(() => got.length >= 2000);
    expect(new Set(got.map((r) => r.payload.toString())).size).toBe(2000);
    expect(got.map((r) => r.offset)).toEqual(got.map((_, i) => i));
    expect(journal.nextOffset).toBe(2000);
  });

  it('does not acknowledge what is not durable: the broker sends it again to the next session', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal'), maxBytes: 200 });
    const trouble: string[] = [];
    const l = await link(journal, () => {}, trouble);
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    await publisher.publishAsync('t/x', 'a'.repeat(300), { qos: 1 });
    await until(() => trouble.includes('JOURNAL_WRITE'));
    // The process dies here, as far as the broker can see.
    const inside = l as unknown as { stopping: boolean; tap: { client: mqtt.MqttClient } };
    inside.stopping = true;
    inside.tap.client.end(true);
    await journal.close();
    const second = await Journal.open({ dir: join(dir, 'journal2') });
    const got: JournalRecord[] = [];
    const l2 = await link(second, (r) => got.push(...r));
    cleanup.push(() => second.close(), () => l2.stop());
    await until(() => got.length === 1);
    expect(got[0]!.payload.toString()).toBe('a'.repeat(300));
  });

  it('acknowledges: a next session gets nothing again', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const got: JournalRecord[] = [];
    const l = await link(journal, (r) => got.push(...r));
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    for (let i = 0; i < 50; i += 1) await publisher.publishAsync('t/x', `${i}`, { qos: 1 });
    await until(() => got.length === 50);
    await l.stop();
    const again: JournalRecord[] = [];
    const l2 = await link(journal, (r) => again.push(...r));
    cleanup.push(() => journal.close(), () => l2.stop());
    await publisher.publishAsync('t/x', 'last', { qos: 1 });
    await until(() => again.length > 0);
    expect(again.map((r) => r.payload.toString())).toEqual(['last']);
  });

  it('publishes the newest retained payload per topic, also what was said while the broker was away', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const l = await link(journal, () => {});
    cleanup.push(() => journal.close(), () => l.stop());
    const { port } = broker;
    await broker.stop();
    await until(() => !l.connected);
    for (let i = 0; i < 100; i += 1) l.publishRetained('down/sign', `order ${i}`);
    expect(l.unconfirmedOrders).toBe(1);
    broker = await startBroker({ host: '127.0.0.1', port, dataDir: join(dir, 'broker') });
    await until(() => l.unconfirmedOrders === 0);
    const reader = await mqtt.connectAsync(url());
    cleanup.push(() => reader.endAsync());
    const seen = new Promise<string>((resolve) => reader.on('message', (_t, payload) => resolve(payload.toString())));
    await reader.subscribeAsync('down/#', { qos: 1 });
    expect(await seen).toBe('order 99');
  });

  it('stops at once under load: what it did not store is not acknowledged and comes again', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const got: string[] = [];
    const note = (r: JournalRecord[]) => void got.push(...r.map((x) => x.payload.toString()));
    const l = await link(journal, note);
    cleanup.push(() => journal.close());
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    let sending = true;
    let sent = 0;
    const load = (async () => {
      while (sending) await Promise.all(Array.from({ length: 200 }, () => publisher.publishAsync('t/x', `m${sent++}`, { qos: 1 })));
    })();
    await until(() => got.length > 1000);
    const begun = performance.now();
    await l.stop();
    expect(performance.now() - begun).toBeLessThan(1500);
    const stoppedAt = journal.nextOffset;
    sending = false;
    await load;
    expect(journal.nextOffset).toBe(stoppedAt);
    expect(stoppedAt).toBeLessThan(sent);
    const l2 = await link(journal, note);
    cleanup.push(() => l2.stop());
    await until(() => new Set(got).size === sent);
  });

  it('does not store again what a consumer failed on', async () => {
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const trouble: string[] = [];
    const l = await link(journal, () => { throw new Error('consumer'); }, trouble);
    cleanup.push(() => journal.close(), () => l.stop());
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    await publisher.publishAsync('t/x', '1', { qos: 1 });
    await until(() => trouble.length === 1);
    await publisher.publishAsync('t/x', '2', { qos: 1 });
    await until(() => trouble.length === 2);
    expect(trouble).toEqual(['CONSUMER', 'CONSUMER']);
    expect(journal.nextOffset).toBe(2);
  });

  it('what waits for a full journal counts as received when it is stored', async () => {
    let now = 1000;
    const journal = await Journal.open({ dir: join(dir, 'journal'), maxBytes: 200 });
    const got: JournalRecord[] = [];
    const trouble: string[] = [];
    const l = new FieldLink(options(), ['t/#'], journal, { now: () => now, onDurable: (r) => got.push(...r), onTrouble: (code) => trouble.push(code) }, { maxPendingMessages: 500, maxPendingBytes: 1e6, retryMs: 10 });
    cleanup.push(() => l.stop(), () => journal.close());
    const refused = l.inject([{ topic: '$command', payload: Buffer.alloc(300), receivedAtMs: 1 }]);
    refused.catch(() => undefined);
    await until(() => trouble.length > 0);
    expect(l.oldestPendingMs).toBe(1000);
    now = 9000;
    await until(() => l.oldestPendingMs === 9000);
    (journal as unknown as { options: { maxBytes: number } }).options.maxBytes = 10_000;
    await refused;
    expect(got.map((r) => r.receivedAtMs)).toEqual([9000]);
    expect(l.oldestPendingMs).toBeNull();
  });

  it('waits for a clock that nobody has set, and stamps with its first time', async () => {
    let now = 0;
    const journal = await Journal.open({ dir: join(dir, 'journal') });
    const got: JournalRecord[] = [];
    const direct = [{ topic: 'clock', handle: (payload: Buffer) => void (now = Number(payload.toString())) }];
    let up = () => {};
    const ready = new Promise<void>((resolve) => (up = resolve));
    const l = new FieldLink(options(), ['t/#'], journal, { now: () => now, direct, onDurable: (r) => got.push(...r), onConnection: (s) => s === 'up' && up() });
    cleanup.push(() => journal.close(), () => l.stop());
    l.start();
    await ready;
    const publisher = await mqtt.connectAsync(url());
    cleanup.push(() => publisher.endAsync());
    await publisher.publishAsync('t/x', 'birth', { qos: 1 });
    await until(() => l.pendingMessages === 1);
    await publisher.publishAsync('clock', '7000', { qos: 0 });
    await until(() => got.length === 1);
    expect(got[0]).toMatchObject({ topic: 't/x', receivedAtMs: 7000, offset: 0 });
  });
});

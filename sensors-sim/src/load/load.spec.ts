import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoopInterval, parseTopic } from '@wegweiser/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeBroker, until, type FakeBroker } from '../testing/broker.js';
import { createAckParser, publishTemplate, writeSample } from './packet.js';
import { loadDeviceId, runLoad } from './run.js';

let broker: FakeBroker;
beforeEach(async () => {
  broker = await startFakeBroker();
});
afterEach(() => broker.close());

const key = (topic: string, payload: Buffer): string => `${parseTopic(topic)!.deviceId}/${(JSON.parse(payload.toString()) as { seq: number }).seq}`;

describe('load generator', () => {
  it('sends what it says: valid, numbered, gapless intervals; the ledger lists each acknowledged one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'load-'));
    const ledger = join(folder, 'ledger.jsonl');
    const result = await runLoad({ url: broker.url, sensors: 20, rate: 0, count: 1000, inflight: 100, connections: 3, ledger });
    expect(result).toMatchObject({ sent: 1000, acknowledged: 1000, unacknowledged: 0, resent: 0 });
    const lastEnd = new Map<string, string>();
    for (const m of broker.received) {
      const value = LoopInterval.parse(JSON.parse(m.payload.toString()));
      const { deviceId } = parseTopic(m.topic)!;
      expect(value.start).toBe(lastEnd.get(deviceId) ?? value.start);
      expect(Date.parse(value.end)).toBeGreaterThanOrEqual(Date.parse(value.start));
      lastEnd.set(deviceId, value.end);
    }
    const lines = readFileSync(ledger, 'utf8').trim().split('\n').map((l) => JSON.parse(l) as { d: string; s: number });
    expect(lines.map((l) => `${l.d}/${l.s}`).toSorted()).toEqual(broker.received.map((m) => key(m.topic, m.payload)).toSorted());
    rmSync(folder, { recursive: true });
  });

  it('keeps its rate', async () => {
    const result = await runLoad({ url: broker.url, sensors: 10, rate: 400, seconds: 0.5, connections: 1 });
    expect(result.sent).toBeGreaterThan(150);
    expect(result.sent).toBeLessThanOrEqual(200);
  });

  it('sends again what a lost connection left open: nothing acknowledged is missing, nothing is forgotten', async () => {
    broker.failAfter = 137;
    const acknowledged: string[] = [];
    const running = runLoad({ url: broker.url, sensors: 7, rate: 0, count: 400, inflight: 60, connections: 2, onAcknowledged: (d, s) => acknowledged.push(`${d}/${s}`) });
    const result = await running;
    expect(result).toMatchObject({ acknowledged: 400, unacknowledged: 0 });
    expect(result.reconnects).toBeGreaterThan(0);
    expect(new Set(acknowledged).size).toBe(400);
    const seen = new Set(broker.received.map((m) => key(m.topic, m.payload)));
    for (const a of acknowledged) expect(seen.has(a)).toBe(true);
    // What came twice came marked as such.
    expect(broker.received.filter((m) => m.duplicate).length).toBeGreaterThanOrEqual(broker.received.length - seen.size);
  });

  it('QoS 0 needs no acknowledgement', async () => {
    const result = await runLoad({ url: broker.url, sensors: 3, rate: 0, count: 50, qos: 0 });
    expect(result.acknowledged).toBe(50);
    await until(() => broker.received.length === 50);
  });

  it('stops when told', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const result = await runLoad({ url: broker.url, sensors: 3, rate: 100, seconds: 60, signal: abort.signal });
    expect(result.seconds).toBeLessThan(5);
  });
});

describe('packets', () => {
  it('templates hold any number and every instant', () => {
    const t = publishTemplate('wegweiser/v1/a/loop/load-000001/interval', 1);
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (seq, packetId, vehicles, speedKmh) => {
      const at = new Date(seq).toISOString();
      const buffer = Buffer.alloc(400);
      const end = writeSample(t, { packetId, seq, startIso: at, endIso: at, vehicles, speedKmh, duplicate: false }, buffer, 0);
      const value = LoopInterval.parse(JSON.parse(buffer.toString('utf8', t.seqAt - '{"seq":'.length, end)));
      expect(value).toMatchObject({ seq, start: at, end: at, vehicles, meanSpeedKmh: speedKmh });
      expect(buffer.readUInt16BE(t.packetIdAt)).toBe(packetId);
    }));
  });

  it('acknowledgements are found however the stream is cut', () => {
    const stream = Buffer.concat([Buffer.from([0x20, 2, 0, 0]), ...Array.from({ length: 50 }, (_, i) => Buffer.from([0x40, 2, 0, i + 1])), Buffer.from([0xd0, 0])]);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
      const ids: number[] = [];
      let connacks = 0;
      const feed = createAckParser({ connack: () => connacks++, puback: (id) => ids.push(id) });
      for (let at = 0, i = 0; at < stream.length; i++) {
        const n = sizes[i % sizes.length]!;
        feed(stream.subarray(at, at + n));
        at += n;
      }
      expect([connacks, ids]).toEqual([1, Array.from({ length: 50 }, (_, i) => i + 1)]);
    }));
  });

  it('device ids', () => expect([loadDeviceId(0), loadDeviceId(99_999, 'x')]).toEqual(['load-000001', 'x-100000']));
});

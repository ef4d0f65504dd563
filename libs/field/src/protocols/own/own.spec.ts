import { DEVICE_CLASSES, topicOf, UP_MESSAGES, type DeviceClass, type Reading } from '@wegweiser/contracts';
import { UP_EXAMPLES } from '@wegweiser/contracts/asyncapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Received } from '../../protocol.js';
import { wireProblems } from '../_shared/testing/wire-check.js';
import { protocol } from './index.js';

const RECEIVED = Date.parse('2026-11-23T07:31:02Z');
const TIME = Date.parse('2026-11-23T07:31:00Z');
const source = { sourceId: 'own', area: '+', options: {} };
const message = (topic: string, payload: unknown): Received => ({ topic, payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)), receivedAtMs: RECEIVED });
const topic = (deviceClass: DeviceClass, m: string) => topicOf({ area: 'mitte', deviceClass, deviceId: 'd1', message: m });
const decode = (m: Received) => protocol.decode(source, m);
const ALL = DEVICE_CLASSES.flatMap((c) => UP_MESSAGES[c].map((m) => ({ c, m, example: (UP_EXAMPLES[c] as Record<string, unknown>)[m] as Record<string, unknown> })));
const only = (m: Received): Reading => {
  const { readings, faults } = decode(m);
  expect(faults).toEqual([]);
  expect(readings).toHaveLength(1);
  return readings[0]!;
};

describe('own protocol', () => {
  it('owns the city\'s topics and subscribes to every message up', () => {
    expect(protocol.owns!(source, 'wegweiser/v1/mitte/loop/d1/interval')).toBe(true);
    expect(protocol.owns!(source, 'wegweiser/v2/mitte/loop/d1/interval')).toBe(false);
    expect(protocol.owns!(source, 'wegweiser/v1')).toBe(false);
    expect(protocol.subscriptions!(source)).toHaveLength(ALL.length);
    expect(protocol.parseOptions(undefined)).toEqual({ ok: true, options: {} });
  });

  it.each(ALL)('reads $c/$m', ({ c, m, example }) => {
    const reading = only(message(topic(c, m), example));
    expect(wireProblems({ readings: [reading], faults: [] })).toEqual([]);
    expect(reading).toMatchObject({ deviceId: 'd1', area: 'mitte', status: 'ok', receivedAtMs: RECEIVED });
    // Everything the example says is in the reading, under its name; instants become epoch milliseconds.
    const { start: _s, end: _e, time: _t, firmware: _f, ...said } = example;
    expect(reading).toMatchObject(said);
  });

  it('takes event time from the device: end of an interval, or its time', () => {
    expect(only(message(topic('loop', 'interval'), UP_EXAMPLES.loop.interval))).toMatchObject({ kind: 'loopInterval', timeMs: TIME, startMs: TIME - 60_000 });
    expect(only(message(topic('parking', 'totals'), UP_EXAMPLES.parking.totals))).toMatchObject({ kind: 'parkingTotals', timeMs: TIME });
    expect(only(message(topic('parking', 'space'), { ...UP_EXAMPLES.parking.space, time: '2026-11-23T08:31:00+01:00' }))).toMatchObject({ timeMs: TIME });
  });

  it('takes receipt as the time of a last will, which has none', () => {
    expect(only(message(topic('sign', 'status'), { state: 'offline' }))).toMatchObject({ kind: 'deviceLife', deviceClass: 'sign', state: 'offline', timeMs: RECEIVED, bootId: null });
  });

  it('makes what a device leaves out null, never zero', () => {
    expect(only(message(topic('loop', 'interval'), { seq: 1, start: '2026-11-23T07:30:00Z', end: '2026-11-23T07:31:00Z', vehicles: null }))).toMatchObject({ vehicles: null, heavyVehicles: null, occupancyPct: null, meanSpeedKmh: null, status: 'ok' });
    expect(only(message(topic('parking', 'absolute'), { seq: 1, time: '2026-11-23T07:31:00Z', vacant: -3 }))).toMatchObject({ vacant: -3, occupied: null, capacity: null });
    expect(only(message(topic('garage', 'state'), { seq: 1, time: '2026-11-23T07:31:00Z', opening: 'closed' }))).toMatchObject({ barrier: 'unknown', capacity: null });
    expect(only(message(topic('signal', 'state'), { seq: 1, time: '2026-11-23T07:31:00Z', plan: null }))).toMatchObject({ groups: {}, mode: null, faults: [], commandId: null });
    expect(only(message(topic('sign', 'readback'), { seq: 1, time: '2026-11-23T07:31:00Z', orderId: null, shows: [] }))).toMatchObject({ lamp: 'unknown', link: 'ok', rejected: null });
  });

  it('lets a faulty counter speak without a number, and no other', () => {
    const silent = { seq: 1, time: '2026-11-23T07:31:00Z' };
    expect(only(message(topic('parking', 'absolute'), { ...silent, status: 'fault' }))).toMatchObject({ status: 'fault', vacant: null, occupied: null });
    expect(decode(message(topic('parking', 'absolute'), silent))).toMatchObject({ readings: [], faults: [{ code: 'schema', reason: 'payload: expected vacant or occupied' }] });
  });

  it.each([
    ['a topic that is too short', 'wegweiser/v1/mitte/loop/d1', '{}', 'topic'],
    ['a class that is not there', 'wegweiser/v1/mitte/camera/d1/interval', '{}', 'topic'],
    ['a message of another class', 'wegweiser/v1/mitte/loop/d1/totals', '{}', 'topic'],
    ['a message named like a member of every object', 'wegweiser/v1/mitte/loop/d1/constructor', '{}', 'topic'],
    ['no JSON', 'wegweiser/v1/mitte/loop/d1/interval', '{"seq":', 'json'],
    ['nothing', 'wegweiser/v1/mitte/loop/d1/interval', '', 'json'],
    ['a list', 'wegweiser/v1/mitte/loop/d1/interval', '[]', 'schema'],
    ['null', 'wegweiser/v1/mitte/loop/d1/interval', 'null', 'schema'],
    ['a missing number', 'wegweiser/v1/mitte/parking/d1/totals', '{"seq":1,"time":"2026-11-23T07:31:00Z","entries":4}', 'schema'],
    ['a number as text', 'wegweiser/v1/mitte/parking/d1/totals', '{"seq":1,"time":"2026-11-23T07:31:00Z","entries":"4","exits":1}', 'schema'],
    ['a negative total', 'wegweiser/v1/mitte/parking/d1/totals', '{"seq":1,"time":"2026-11-23T07:31:00Z","entries":-4,"exits":1}', 'schema'],
    ['a time without zone', 'wegweiser/v1/mitte/parking/d1/space', '{"seq":1,"time":"2026-11-23T07:31:00","occupied":true}', 'schema'],
    ['a day that is not there', 'wegweiser/v1/mitte/parking/d1/space', '{"seq":1,"time":"2026-02-30T07:31:00Z","occupied":true}', 'schema'],
    ['an interval that ends before it starts', 'wegweiser/v1/mitte/loop/d1/interval', '{"seq":1,"start":"2026-11-23T07:31:00Z","end":"2026-11-23T07:31:00Z","vehicles":1}', 'schema'],
    ['an unknown signal colour', 'wegweiser/v1/mitte/signal/d1/state', '{"seq":1,"time":"2026-11-23T07:31:00Z","plan":null,"groups":{"K1":7}}', 'schema'],
  ])('puts %s aside as a fault that says what was expected', (_what, at, payload, code) => {
    const decoded = decode(message(at, payload));
    expect(decoded).toMatchObject({ readings: [], faults: [{ code, topic: at, receivedAtMs: RECEIVED }] });
    expect(decoded.faults[0]!.reason.length).toBeGreaterThan(5);
    expect(decoded.faults[0]!.expected.length).toBeGreaterThan(5);
  });

  it('says where in the payload the mistake is', () => {
    expect(decode(message(topic('sign', 'readback'), { ...UP_EXAMPLES.sign.readback, shows: ['137', 5] })).faults[0]!.reason).toMatch(/^shows\.1: /);
  });

  it('never throws: any payload on any topic becomes one reading fit for the service, or one fault with its reason', () => {
    const level = fc.oneof(fc.constantFrom('wegweiser', 'v1', 'mitte', 'loop', 'parking', 'sign', 'd1', 'interval', 'absolute', '', '+', '#'), fc.string());
    const anyTopic = fc.oneof(fc.constantFrom(...ALL.map(({ c, m }) => topic(c, m))), fc.array(level, { maxLength: 8 }).map((l) => l.join('/')), fc.constantFrom(...ALL.map(({ c }) => topic(c, '__proto__'))));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }).map((b) => Buffer.from(b)), fc.json().map((j) => Buffer.from(j)));
    const anything = fc.oneof(fc.tuple(anyTopic, bytes), mutated());
    let accepted = 0;
    fc.assert(
      fc.property(anything, ([t, payload]) => {
        const decoded = decode({ topic: t, payload, receivedAtMs: RECEIVED });
        expect(decoded.readings.length + decoded.faults.length).toBe(1);
        expect(decoded.faults.every((f) => f.reason !== '' && f.expected !== '' && f.reason.length <= 300)).toBe(true);
        // Identifiers are judged by configuration, later.
        const plain = decoded.readings.map((r) => ({ ...r, deviceId: 'd1' }));
        expect(wireProblems({ readings: plain, faults: [] })).toEqual([]);
        accepted += plain.length;
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

/** A right message with some fields of its payload replaced by anything. */
function mutated(): fc.Arbitrary<[string, Buffer]> {
  const anyValue = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.constant(-1), fc.constant(1e308), fc.object({ maxDepth: 1 }));
  return fc.constantFrom(...ALL).chain(({ c, m, example }) =>
    fc
      .tuple(fc.subarray(Object.keys(example), { maxLength: Math.min(2, Object.keys(example).length) }), anyValue)
      .map(([keys, value]) => [topic(c, m), Buffer.from(JSON.stringify({ ...example, ...Object.fromEntries(keys.map((k) => [k, value])) }))]),
  );
}

import { SimClock } from '@wegweiser/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSimulation } from '../runner.js';
import { createSimulation } from '../simulation.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';
import { startFakeBroker, until, type FakeBroker } from '../testing/broker.js';
import type { Outgoing } from '../types.js';
import { openConnection } from './connection.js';

let broker: FakeBroker;
beforeEach(async () => {
  broker = await startFakeBroker();
});
afterEach(() => broker.close());

const message = (payload: string, retain = false): Outgoing => ({ topic: 'wegweiser/v1/a/loop/l1/interval', payload, qos: 1, retain, area: 'a', deviceClass: 'loop', deviceId: 'l1', message: 'interval', atMs: 0 });
const status = (payload: string): Outgoing => ({ ...message(payload, true), topic: 'wegweiser/v1/a/loop/l1/status', message: 'status' });
const open = (extra: object = {}) => openConnection({ url: broker.url, clientId: 'c1', births: () => [status('birth')], will: status('will'), subscribe: [], onMessage: () => undefined, ...extra });
const payloads = (): string[] => broker.received.map((m) => m.payload.toString());

describe('connection', () => {
  it('says its birth first, and again after a cut; the broker gets the will in between', async () => {
    const c = open();
    c.publish(message('1'));
    await until(() => broker.received.length === 2 && c.pending === 0);
    c.cut(20);
    await until(() => payloads().filter((p) => p === 'birth').length === 2);
    expect(payloads()).toEqual(['birth', '1', 'will', 'birth']);
    expect(broker.received[0]).toMatchObject({ retain: true, qos: 1 });
    await c.close([status('bye')], 1000);
    await until(() => payloads().at(-1) === 'bye');
  });

  it('keeps the newest messages while the broker is away', async () => {
    const acknowledged: string[] = [];
    const c = open({ keep: 3, onAcknowledged: (o: Outgoing) => acknowledged.push(o.payload as string) });
    await until(() => c.connected && c.pending === 0);
    broker.cut();
    await until(() => !c.connected);
    for (let i = 1; i <= 8; i++) c.publish(message(String(i)));
    expect(c.dropped).toBe(5);
    await until(() => acknowledged.includes('8'));
    expect(payloads().slice(-4)).toEqual(['birth', '6', '7', '8']);
    await c.close([], 500);
  });

  it('ends in time even when nobody answers', async () => {
    const c = openConnection({ url: 'mqtt://127.0.0.1:9', clientId: 'c2', births: () => [], will: null, subscribe: [], onMessage: () => undefined });
    c.publish(message('x'));
    await c.close([status('bye')], 300);
    expect(c.pending).toBe(1);
  });
});

describe('simulation on a broker', () => {
  const devices = createSimulation(aCity(), { id: 'x' }, 1, TUESDAY_7).births(TUESDAY_7).length;
  const run = (extra: object) => runSimulation({ url: broker.url, city: aCity(), scenario: { id: 'x', ...extra }, seed: 1, rate: 600, startMs: TUESDAY_7 });

  it('births, readings, the clock; farewells on a clean stop', async () => {
    const sim = run({});
    await until(() => broker.received.some((m) => m.topic.endsWith('/interval')) && broker.received.some((m) => m.topic === 'wegweiser/v1/sim/clock'));
    const clock = SimClock.parse(JSON.parse(broker.received.findLast((m) => m.topic === 'wegweiser/v1/sim/clock')!.payload.toString()));
    expect(clock).toMatchObject({ rate: 600 });
    expect(clock.timeMs).toBeGreaterThan(TUESDAY_7);
    await sim.stop();
    const states = broker.received.filter((m) => m.topic.endsWith('/status')).map((m) => (JSON.parse(m.payload.toString()) as { state: string }).state);
    expect(states.filter((s) => s === 'online')).toHaveLength(devices);
    expect(states.filter((s) => s === 'offline')).toHaveLength(devices);
  });

  it('signs take orders over the wire and read them back', async () => {
    const sim = run({});
    const topic = 'wegweiser/v1/mitte/sign/sign-n/order';
    await until(() => broker.subscriptions.has(topic));
    await until(() => ['command', 'stage'].every((message) => [...broker.subscriptions].some((s) => s.endsWith(`/signal/tc-kreuz/${message}`) || s.endsWith(`/signal/kreuz/${message}`))));
    broker.send(topic, JSON.stringify({
      orderId: 'wire-1', signId: 'sign-n', issuedAtMs: TUESDAY_7, validUntilMs: TUESDAY_7 + 86_400_000, content: { type: 'counter', rows: [] },
      why: { ruleId: 'r', inputs: [], lock: null, trigger: null, text: { de: 'x', en: 'x' } },
    }));
    await until(() => broker.received.some((m) => m.topic.endsWith('/readback') && m.payload.includes('wire-1')));
    expect(sim.simulation.truth().signs['sign-n']!.orderId).toBe('wire-1');
    await sim.stop();
  });

  it('one line per device when wished, each with its own will', async () => {
    const sim = run({ devices: { connection: 'perDevice' } });
    await until(() => new Set(broker.clients().filter((c) => !c.endsWith('clock') && c !== '')).size === devices);
    broker.cut();
    await until(() => broker.received.filter((m) => m.topic.endsWith('/status') && m.payload.includes('offline')).length === devices);
    await sim.stop();
    expect(sim.fleet.size).toBe(devices);
  });
});

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MQTT_ACCESS, mosquittoAcl, SERVICE_ACCOUNT } from '@wegweiser/contracts/access';
import { FieldLink, Journal, loadProtocols, bindSources, subscriptionsOf, type JournalRecord } from '@wegweiser/field';
import { until } from '../harness/until.js';

/** The shipped mosquitto configuration with its users and access rules; only folders and ports are others, and TLS is left out. */
const MOSQUITTO = '/usr/sbin/mosquitto';
const CONFIG = new URL('../../config/broker/', import.meta.url).pathname;
const LOOP = 'lp-1';
const SIGN = 'sg-1';
const OWN = `wegweiser/v1/a/loop/${LOOP}/interval`;
const ORDER = `wegweiser/v1/a/sign/${SIGN}/order`;

let dir: string;
let broker: ChildProcess;
let port: number;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });

/** The plain listener's part of the configuration and all that is common to both. */
function shippedConfig(): string {
  const text = readFileSync(join(CONFIG, 'mosquitto.conf'), 'utf8').replaceAll('/mosquitto/secrets', dir).replaceAll('/mosquitto/config/', CONFIG).replaceAll('/mosquitto/data', dir);
  const [before = '', tls = ''] = text.split('listener 8883');
  return `${before}listener${tls.split('\nlistener')[1] ?? ''}`.replace('listener 1883', `listener ${port} 127.0.0.1`);
}

/** The topic of the loop's own device, whatever the class. */
const topicOfDevice = (filter: string): string => filter.replace('+', 'a').replace('+', LOOP);

const client = (username: string, clientId = username, protocolVersion: 4 | 5 = 5) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { username, password: `password of ${username}`, clientId, protocolVersion, reconnectPeriod: 0 });

it('config/broker/acl is what the table of access says (npm run access:acl)', () => {
  expect(readFileSync(join(CONFIG, 'acl'), 'utf8')).toBe(mosquittoAcl());
});

describe.skipIf(!existsSync(MOSQUITTO))('config/broker in mosquitto', () => {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'broker-'));
    chmodSync(dir, 0o777);
    port = await freePort();
    writeFileSync(join(dir, 'passwords'), '');
    for (const user of ['wegweiser-service', LOOP, SIGN]) spawnSync('mosquitto_passwd', ['-b', join(dir, 'passwords'), user, `password of ${user}`]);
    chmodSync(join(dir, 'passwords'), 0o644);
    writeFileSync(join(dir, 'mosquitto.conf'), shippedConfig());
    broker = spawn(MOSQUITTO, ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' });
    await until('mosquitto', () => client(LOOP).then((c) => c.endAsync().then(() => true), () => false), 10_000);
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill();
    await gone;
    rmSync(dir, { recursive: true, force: true });
  });

  async function service(protocolVersion: 4 | 5) {
    const journal = await Journal.open({ dir: mkdtempSync(join(dir, 'journal-')) });
    const sources = bindSources(await loadProtocols(), []);
    if (!sources.ok) throw new Error('no sources');
    const records: JournalRecord[] = [];
    const states: string[] = [];
    const troubles: string[] = [];
    const identity = { clientId: 'wegweiser-service', username: 'wegweiser-service', password: 'password of wegweiser-service' };
    const link = new FieldLink({ url: `mqtt://127.0.0.1:${port}`, protocolVersion, ...identity }, subscriptionsOf(sources.sources), journal, {
      now: () => Date.now(),
      onDurable: (some) => records.push(...some),
      onConnection: (state, detail) => states.push(`${state}: ${detail}`),
      onTrouble: (code, error) => troubles.push(`${code}: ${error.message}`),
    });
    link.start();
    await expect.poll(() => states.length, { timeout: 10_000 }).toBe(1);
    const stop = async () => {
      await link.stop();
      await journal.close();
    };
    return { link, records, states, troubles, stop };
  }

  it.each([4, 5] as const)('the service hears devices and orders signs over MQTT %s', async (protocolVersion) => {
    const { link, records, troubles, stop } = await service(protocolVersion);
    const [loop, sign] = await Promise.all([client(LOOP, LOOP, protocolVersion), client(SIGN, SIGN, protocolVersion)]);
    const heard: string[] = [];
    sign.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
    await sign.subscribeAsync(`wegweiser/v1/+/sign/${SIGN}/order`, { qos: 1 });
    link.publishRetained(ORDER, `over ${protocolVersion}`);
    await loop.publishAsync(OWN, 'reading', { qos: 1 });
    await expect.poll(() => records.map((r) => r.topic)).toEqual([OWN]);
    await expect.poll(() => heard).toContain(`${ORDER} over ${protocolVersion}`);
    expect(troubles).toEqual([]);
    await Promise.all([loop.endAsync(), sign.endAsync(), stop()]);
  });

  it('a device speaks for itself alone, and nobody without a password', async () => {
    for (const topic of ['wegweiser/v1/a/loop/lp-2/interval', ORDER]) {
      // A client that was refused may be cut off by the broker, too: a new one for each.
      const loop = await client(LOOP);
      await expect(loop.publishAsync(topic, 'forged', { qos: 1 })).rejects.toThrow(/not authorized/i);
      await loop.endAsync(true);
    }
    await expect(mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { username: LOOP, password: 'guess', reconnectPeriod: 0, protocolVersion: 5 })).rejects.toThrow(/not authorized/i);
    await expect(mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, protocolVersion: 5 })).rejects.toThrow(/not authorized/i);
  });

  it('opens every topic to whom the table of access says, for writing', async () => {
    const account = { device: LOOP, otherDevice: SIGN, service: SERVICE_ACCOUNT };
    const wrong: string[] = [];
    for (const { filter, publish } of MQTT_ACCESS) {
      for (const party of ['device', 'otherDevice', 'service'] as const) {
        // A client that was refused may be cut off by the broker, too: a new one for each.
        const c = await client(account[party]);
        const may = await c.publishAsync(topicOfDevice(filter), 'x', { qos: 1 }).then(() => true, (error: Error) => (/not authorized/i.test(error.message) ? false : Promise.reject(error)));
        await c.endAsync(true);
        if (may !== publish.includes(party)) wrong.push(`${party} writes ${filter}: ${may}`);
      }
      if (publish.includes('nobody')) wrong.push(`nobody writes ${filter}`);
    }
    expect(wrong).toEqual([]);
    expect(MQTT_ACCESS.length).toBeGreaterThan(15);
  });

  it('opens every topic to whom the table of access says, for reading', async () => {
    const [device, otherDevice, service_] = await Promise.all([client(LOOP), client(SIGN), client(SERVICE_ACCOUNT)]);
    const heard = { device: new Set<string>(), otherDevice: new Set<string>(), service: new Set<string>() };
    for (const [party, c] of [['device', device], ['otherDevice', otherDevice], ['service', service_]] as const) {
      c.on('message', (topic, payload) => void (payload.toString() === 'matrix' && heard[party].add(topic)));
      await c.subscribeAsync('#', { qos: 1 });
    }
    const spoken = MQTT_ACCESS.filter((t) => t.publish.length > 0);
    for (const { filter, publish } of spoken) await (publish.includes('service') ? service_ : device).publishAsync(topicOfDevice(filter), 'matrix', { qos: 1 });
    // The last that each is to hear: what it should not hear would have come before.
    await service_.publishAsync(ORDER, 'matrix', { qos: 1 });
    await otherDevice.publishAsync(`wegweiser/v1/a/sign/${SIGN}/status`, 'matrix', { qos: 1 });
    await expect.poll(() => heard.otherDevice.has(ORDER) && heard.service.has(`wegweiser/v1/a/sign/${SIGN}/status`)).toBe(true);
    const expected = (party: 'device' | 'service') => spoken.filter((t) => t.subscribe.includes(party)).map((t) => topicOfDevice(t.filter));
    await expect.poll(() => [...heard.device].sort()).toEqual(expected('device').sort());
    expect([...heard.service].sort()).toEqual([...expected('service'), `wegweiser/v1/a/sign/${SIGN}/status`].sort());
    expect([...heard.otherDevice]).toEqual([ORDER]);
    await Promise.all([device.endAsync(), otherDevice.endAsync(), service_.endAsync()]);
  });

  it('a device that calls itself the service does not get its session', async () => {
    const { states, records, stop } = await service(5);
    const intruder = await client(LOOP, 'wegweiser-service');
    await intruder.publishAsync(OWN, 'reading', { qos: 1 });
    await expect.poll(() => records).toHaveLength(1);
    expect(states).toHaveLength(1);
    await Promise.all([intruder.endAsync(), stop()]);
  });
});

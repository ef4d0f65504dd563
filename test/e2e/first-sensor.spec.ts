import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { loadCity, writeCity } from '../harness/load-city.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const GARAGE = { area: 'altstadt', deviceClass: 'parking', deviceId: 'in-pz-congressgarage' } as const;
const TOPIC = topicOf({ ...GARAGE, message: 'absolute' });
const iso = (ms = Date.now()) => new Date(ms).toISOString();

interface Quarantine {
  items: { topic: string; code: string; reason: string; expected: string; payload: string }[];
  counts: Record<string, number>;
}

async function city(dir?: string) {
  const w = world();
  const [broker, database] = await Promise.all([w.broker(), w.database()]);
  const service = await w.service(broker.url, database.url, dir === undefined ? {} : { cityDir: dir });
  await service.start();
  await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
  return { w, broker, database, service, sensor: await w.field(broker.url) };
}

describe('a first sensor', () => {
  it('one message is seen at REST, socket, page, sign and archive within moments', async () => {
    const { w, service, sensor, database } = await city();
    const live = await w.live(service.address, ['facilities', 'signs']);
    const measuredAtMs = Math.floor(Date.now() / 1000) * 1000;
    const begun = performance.now();
    await sensor.publish(TOPIC, JSON.stringify({ seq: 1, time: iso(measuredAtMs), vacant: 123 }));

    const seen = await until('value at the socket', () => live.get('facilities', 'congressgarage')?.vacant === 123 && live.get('facilities', 'congressgarage'), 3000);
    const socketMs = performance.now() - begun;
    expect(seen).toMatchObject({ status: 'spacesAvailable', quality: 'measured', measuredAtMs });
    expect(await service.rest.get('/api/v1/facilities/congressgarage')).toMatchObject({ vacant: 123, measuredAtMs });
    expect(socketMs).toBeLessThan(1500);
    // A city without a past: the forecast says so.
    const { forecast } = await until('forecast', () => live.get('facilities', 'congressgarage')?.forecast !== undefined && live.get('facilities', 'congressgarage')!, 20_000);
    expect(forecast).toMatchObject({ basis: 'none', horizons: [{ minutes: 15, p50: 123 }, { minutes: 30 }, { minutes: 60 }, { minutes: 120 }] });
    expect(await service.rest.get('/api/v1/forecast/skill')).toMatchObject({ model: null });

    // A sign climbs back to numbers after a minute of steady data only; that it knows, it says at once.
    const sign = await until('sign order', () => live.list('signs').find((s) => s.order?.why.inputs.some((i) => i.id.startsWith('congressgarage') && i.value === 123)), 10_000);
    expect(sign.order!.why.inputs.find((i) => i.id.startsWith('congressgarage'))).toMatchObject({ status: 'spacesAvailable', measuredAtMs, quality: 'measured' });
    expect((await service.rest.ask(`/api/v1/signs/${sign.id}/order.txt`)).status).toBe(200);

    const page = await until('page', async () => {
      const answer = await service.rest.ask<string>('/');
      return answer.status === 200 && answer.body.includes('123') && answer.body;
    });
    expect(page).toContain('Congress');

    const rows = await until('history', async () => {
      const found = await service.rest.history('sensor', GARAGE.deviceId, measuredAtMs - 1000, Date.now() + 1000);
      return found.length > 0 && found;
    });
    expect(rows).toMatchObject([{ timeMs: measuredAtMs, vacant: 123, status: 'ok' }]);
    await until('derived history', async () => (await service.rest.history('facility', 'congressgarage', measuredAtMs - 1000, Date.now() + 10_000)).some((r) => r['vacant'] === 123));
    expect(await database.count("parking_count p JOIN subject s ON s.key = p.subject_key WHERE s.id = 'in-pz-congressgarage'")).toBe(1);
  });

  it('what cannot be used stands in the quarantine with payload, reason and what was expected', async () => {
    const { service, sensor } = await city();
    const bad: [string, string | Buffer, string, RegExp][] = [
      [TOPIC, '{"seq": 1, "time": ', 'json', /not JSON/],
      [TOPIC, JSON.stringify({ seq: -1, time: iso(), vacant: 5 }), 'schema', /seq/],
      [TOPIC, JSON.stringify({ seq: 2, time: 'gestern', vacant: 5 }), 'schema', /time/],
      [TOPIC, Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'json', /not JSON/],
      [TOPIC, JSON.stringify({ seq: 3, time: iso(Date.now() + 3_600_000), vacant: 5 }), 'clockSkew', /future/],
      [topicOf({ ...GARAGE, deviceId: 'in-pz-nobody', message: 'absolute' }), JSON.stringify({ seq: 1, time: iso(), vacant: 7 }), 'unknownDevice', /in-pz-nobody is not configured/],
      [topicOf({ ...GARAGE, area: 'nord', message: 'absolute' }), JSON.stringify({ seq: 1, time: iso(), vacant: 7 }), 'unknownDevice', /belongs to area altstadt/],
      [TOPIC, Buffer.alloc(70_000, 0x20), 'tooLarge', /70000 bytes/],
    ];
    for (const [topic, payload] of bad) await sensor.publish(topic, payload);
    expect((await service.rest.ask('/api/v1/quarantine')).status).toBe(401);
    const operator = service.rest.as('Jörg Müller');
    const found = await until('quarantine', async () => {
      const q = await operator.get<Quarantine>('/api/v1/quarantine');
      return q.items.length === bad.length && q;
    });
    for (const [topic, payload, code, reason] of bad) {
      const bytes = Buffer.from(payload);
      const item = found.items.find((i) => i.topic === topic && i.code === code && reason.test(i.reason) && bytes.subarray(0, 1000).equals(Buffer.from(i.payload, 'base64').subarray(0, 1000)));
      expect(item).toMatchObject({ topic, code, reason: expect.stringMatching(reason), expected: expect.stringMatching(/.{4,}/) });
    }
    expect(found.counts).toEqual({ json: 2, schema: 2, clockSkew: 1, unknownDevice: 2, tooLarge: 1 });
    expect((await operator.get<Quarantine>('/api/v1/quarantine?code=clockSkew')).items).toHaveLength(1);
    const facility = await service.rest.get<{ vacant: number | null }>('/api/v1/facilities/congressgarage');
    expect(facility.vacant).toBeNull();
  });

  it('a flood of one device neither starves nor delays another', async () => {
    const w = world();
    const dir = writeCity(w.dir, loadCity(8));
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const service = await w.service(broker.url, database.url, { cityDir: dir });
    await service.start();
    const live = await w.live(service.address, ['facilities']);
    const [flooder, sensor] = [await w.field(broker.url), await w.field(broker.url)];
    let flooding = true;
    let sent = 0;
    // As much as one connection takes: some ten thousand a second for two seconds.
    const flood = (async () => {
      while (flooding) {
        const now = Date.now();
        await Promise.all(Array.from({ length: 400 }, (_, i) => {
          const body = JSON.stringify({ seq: sent + i, start: iso(now - 60_000), end: iso(now), vehicles: 1, occupancyPct: 1, meanSpeedKmh: 40 });
          return flooder.publish(topicOf({ area: 'load', deviceClass: 'loop', deviceId: 'load-000001', message: 'interval' }), body);
        }));
        sent += 400;
      }
    })();
    const delays: number[] = [];
    try {
      await until('flood under way', () => sent >= 6000, 20_000);
      for (let i = 0; i < 8; i += 1) {
        const begun = performance.now();
        await sensor.say('load', 'parking', 'counter', 'absolute', { time: iso(), vacant: 90 - i });
        await until('other device', () => live.get('facilities', 'garage')?.vacant === 90 - i, 5000);
        delays.push(performance.now() - begun);
        await sleep(50);
      }
    } finally {
      flooding = false;
      await flood;
    }
    delays.sort((a, b) => a - b);
    console.log(`flood of ${sent} messages; the other device was seen after ${delays.map((d) => Math.round(d)).join(', ')} ms`);
    expect(delays.at(-1)).toBeLessThan(2500);
    const operator = service.rest.as('Test');
    const counts = await until('quarantine of the flood', async () => {
      const { counts: c } = await operator.get<Quarantine>('/api/v1/quarantine');
      return (c['rateLimited'] ?? 0) > 0 && c;
    });
    expect(Object.keys(counts)).toEqual(['rateLimited']);
    const loops = await database.count('loop_interval');
    expect(loops).toBeGreaterThanOrEqual(5000);
    expect(loops + (counts['rateLimited'] ?? 0)).toBeLessThanOrEqual(sent);
  });
});

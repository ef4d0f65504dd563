import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LOAD_AREA } from '../harness/load-city.js';
import { Line } from '../harness/proxy.js';
import { ledgerFaults, flows, underLoad } from '../harness/town.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const FULL = process.env['WEGWEISER_TEST_FULL'] === '1';

describe('lines that break', () => {
  it('between service and broker, again and again under load: nothing is lost or doubled', { timeout: 120_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const line = await Line.to(w, broker.port);
    const t = await underLoad(w, `mqtt://127.0.0.1:${line.port}`, { perSecond: 800, loadUrl: broker.url });
    const live = await w.live(t.service.address, ['facilities']);
    for (const pauseMs of [0, 300, 1500]) {
      line.cut();
      await until('pages are told', () => live.pulse?.broker === 'away', 5000);
      await sleep(pauseMs);
      line.mend();
      await until('pages are told', () => live.pulse?.broker === 'ok', 15_000);
      await flows(t.service);
    }
    expect(await ledgerFaults(t, 'line to the broker cut 3 times')).toEqual([]);
  });

  it.skipIf(!FULL)(`between service and broker, half-open: noticed by keep-alive${FULL ? '' : ' (skipped: takes a minute, WEGWEISER_TEST_FULL=1)'}`, { timeout: 240_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const line = await Line.to(w, broker.port);
    const t = await underLoad(w, `mqtt://127.0.0.1:${line.port}`, { perSecond: 300, loadUrl: broker.url });
    line.hush();
    await sleep(2000);
    line.mend();
    const begun = performance.now();
    await flows(t.service, 90_000);
    console.log(`half-open line to the broker healed after ${Math.round((performance.now() - begun) / 1000)} s`);
    expect(await ledgerFaults(t, 'line to the broker half-open')).toEqual([]);
  });

  it('between page and service: the page catches up by version and has missed nothing', { timeout: 60_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: 200 });
    const line = await Line.to(w, Number(new URL(t.service.address).port));
    const sensor = await w.field(broker.url);
    const page = await w.live(`http://127.0.0.1:${line.port}`, ['facilities', 'links', 'signs', 'alarms', 'devices', 'junctions']);
    const { epoch } = page.versionOf('facilities');
    await sensor.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: new Date().toISOString(), vacant: 50 });
    await until('value', () => page.get('facilities', 'garage')?.vacant === 50);
    const snapshots = page.snapshots;
    line.cut();
    await until('page is off', () => !page.connected);
    for (const vacant of [40, 30, 20]) await sensor.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: new Date().toISOString(), vacant });
    await until('value at the service', async () => (await t.service.rest.get<{ vacant: number }>('/api/v1/facilities/garage')).vacant === 20);
    line.mend();
    await until('page has caught up', () => page.get('facilities', 'garage')?.vacant === 20, 10_000);
    expect(page.snapshots, 'caught up by deltas, not by a new snapshot').toBe(snapshots);
    expect(page.versionOf('facilities').epoch).toBe(epoch);

    // After a restart the versions are others: a new snapshot, by itself.
    await t.load.stop();
    await t.service.kill();
    await t.service.start();
    await until('new snapshot', () => page.versionOf('facilities').epoch !== epoch, 15_000);
    await until('same values', () => page.get('facilities', 'garage')?.vacant === 20, 10_000);
    const links = await t.service.rest.get<{ values: { id: string; measuredAtMs: number | null }[] }>('/api/v1/links');
    await until('links', () => links.values.every((l) => (page.get('links', l.id)?.measuredAtMs ?? 0) >= (l.measuredAtMs ?? 0)));
    expect(page.list('links')).toHaveLength(links.values.length);
    expect(page.problem).toBeNull();
  });
});

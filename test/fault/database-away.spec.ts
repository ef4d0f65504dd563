import { describe, expect, it } from 'vitest';
import { LOAD_AREA } from '../harness/load-city.js';
import { ledgerFaults, underLoad } from '../harness/town.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const SECONDS = process.env['WEGWEISER_TEST_FULL'] === '1' ? 300 : 12;

describe(`database away for ${SECONDS} s under load`, () => {
  it('live values go on, the archive catches up, nothing is lost, nothing comes twice', { timeout: 180_000 + SECONDS * 3000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: 800 });
    const sensor = await w.field(broker.url);
    const live = await w.live(t.service.address, ['facilities', 'signs']);
    await until('archive', () => live.pulse?.archive === 'ok');

    await t.database.killAll();
    const awayAt = performance.now();
    await until('archive is told to be away', () => live.pulse?.archive === 'away', 20_000);
    expect(await t.service.rest.ready()).toBe(true);
    const delays: number[] = [];
    for (let i = 0; performance.now() - awayAt < SECONDS * 1000; i += 1) {
      const vacant = i % 90;
      const begun = performance.now();
      await sensor.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: new Date().toISOString(), vacant });
      await until('live value while the database is away', () => live.get('facilities', 'garage')?.vacant === vacant, 5000);
      delays.push(performance.now() - begun);
    }
    const span = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date().toISOString()}`;
    const history = await t.service.rest.ask(`/api/v1/history/facility/garage?${span}`);
    expect(history).toMatchObject({ status: 503, body: { detail: 'the archive is away; live values go on' } });
    const commands = await t.service.rest.as('Test').act('/api/v1/facilities/garage/actions', { action: 'close', reason: 'while the database is away' });
    expect(commands).toMatchObject({ status: 200, body: { ok: true } });

    const written = delays.length;
    await t.database.start();
    await until('archive is back', () => live.pulse?.archive === 'ok', 60_000);
    delays.sort((a, b) => a - b);
    console.log(`database away ${Math.round((performance.now() - awayAt) / 1000)} s: ${written} live values, median ${Math.round(delays[written >> 1]!)} ms, worst ${Math.round(delays.at(-1)!)} ms`);
    expect(await ledgerFaults(t, `database away ${SECONDS} s`)).toEqual([]);
    expect(await t.database.count('parking_count')).toBe(written);
    const audit = await until('audit log has what was done meanwhile', async () => {
      const page = await t.service.rest.as('Test').get<{ items: { action: string; outcome: string }[] }>('/api/v1/audit?of=people');
      return page.items.length > 0 && page;
    });
    expect(audit.items).toMatchObject([{ action: 'facility', outcome: 'ok' }]);
  });
});

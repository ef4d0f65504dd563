import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadCity, writeCity } from '../harness/load-city.js';
import { ledgerFaults, flows, journalled, underLoad } from '../harness/town.js';
import { agreed, publicState, readings, speak } from '../harness/twins.js';
import { until } from '../harness/until.js';
import { worlds, type Service } from '../harness/world.js';

const world = worlds();
const SENSORS = 8;
const STEPS = 14;
const isUp = (s: Service) => until('broker link', async () => (await s.rest.get<{ broker: string }>('/readyz')).broker === 'ok');

describe('restart', () => {
  it('stops within five seconds under load, in order, and goes on where it was', { timeout: 120_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: 1000 });
    const page = await w.live(t.service.address, ['facilities', 'links']);
    const times: number[] = [];
    for (let i = 0; i < 2; i += 1) {
      await flows(t.service);
      const exit = await t.service.stop();
      times.push(Math.round(exit.ms));
      expect(exit).toMatchObject({ code: 0, signal: null });
      expect(exit.ms).toBeLessThan(5000);
      await until('page sees that it is gone', () => !page.connected);
      await t.service.start();
      // A stop leaves a snapshot behind: next to nothing is to be read again.
      const { replayed = Number.NaN } = JSON.parse(/\{[^\n]*"replayed":\d+[^\n]*/.exec(t.service.output())?.[0] ?? '{"replayed":0}') as { replayed?: number };
      expect(replayed).toBeLessThan(100);
    }
    await until('page is back', () => page.connected && page.pulse?.broker === 'ok', 15_000);
    expect(await ledgerFaults(t, `stopped under load in ${times.join(' and ')} ms`)).toEqual([]);
  });

  it('after kill -9 the state is that of a twin that was never interrupted', { timeout: 120_000 }, async () => {
    const w = world();
    const cityDir = writeCity(w.dir, loadCity(SENSORS));
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const second = await database.another('twin');
    const service = await w.service(broker.url, database.url, { cityDir, env: { WEGWEISER_BROKER_CLIENT_ID: 'service' } });
    const twin = await w.service(broker.url, second, { cityDir, name: 'twin', env: { WEGWEISER_BROKER_CLIENT_ID: 'twin' } });
    await Promise.all([service.start(), twin.start()]);
    await Promise.all([isUp(service), isUp(twin)]);
    const field = await w.field(broker.url);
    for (let step = 0; step < STEPS; step += 1) {
      await speak(field, step, SENSORS);
      if (step === 3 || step === 8) await service.kill();
      // What is said while it is down waits at the broker.
      if (step === 5 || step === 9) await service.start();
      await sleep(550);
    }
    await isUp(service);
    // Journals differ in length: each issues forecasts of its own, and one was away.
    const same = async () => JSON.stringify(await publicState(service.rest)) === JSON.stringify(await publicState(twin.rest));
    await until('same state', same, 15_000).catch(() => undefined);
    expect(await publicState(service.rest)).toEqual(await publicState(twin.rest));
    const state = (await publicState(twin.rest)) as { facilities: { garage: { vacant: number } }; links: Record<string, { measuredAtMs: number | null }> };
    expect(state.facilities.garage.vacant).toBe(((STEPS - 1) * 7) % 101);
    expect(Object.values(state.links).every((l) => l.measuredAtMs !== null)).toBe(true);

    const caughtUp = async (s: Service) => (await s.rest.metric('archive_checkpoint_offset')) >= (await journalled(s));
    await until('archives', async () => (await caughtUp(service)) && (await caughtUp(twin)), 20_000);
    const [ours, theirs] = [await readings(database, database.url), await readings(database, second)];
    expect(ours).toEqual(theirs);
    expect(ours['loop_interval']).toHaveLength(STEPS * SENSORS);
    for (const [url, rest] of [[database.url, service.rest], [second, twin.rest]] as const) {
      const [derived, shown] = await agreed(database, url, rest);
      expect(derived).toEqual(shown);
    }
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadCity, writeCity } from '../harness/load-city.js';
import { agreed, publicState, readings, speak } from '../harness/twins.js';
import { until } from '../harness/until.js';
import { worlds, type Service } from '../harness/world.js';

const world = worlds();
const SENSORS = 8;
const ROLES = ['field', 'engine', 'archive', 'gateway'] as const;
type Role = (typeof ROLES)[number];

describe('roles in processes of their own', () => {
  it('give the same state and rows as one process, each killed once', { timeout: 180_000 }, async () => {
    const w = world();
    const cityDir = writeCity(w.dir, loadCity(SENSORS));
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const second = await database.another('apart');
    const one = await w.service(broker.url, database.url, { cityDir, name: 'one', env: { WEGWEISER_BROKER_CLIENT_ID: 'one' } });

    const roles = {} as Record<Role, Service>;
    const urls: Record<string, string> = {};
    for (const role of ROLES) {
      // Roles share nothing but what they ask each other: each has a folder of its own.
      roles[role] = await w.service(broker.url, role === 'archive' || role === 'gateway' ? second : null, {
        cityDir, name: role,
        env: { WEGWEISER_ROLES: role, WEGWEISER_INTERNAL_TOKEN: 'a-token-for-this-test-only', WEGWEISER_BROKER_CLIENT_ID: 'apart', ...urls },
      });
      if (role === 'field') urls['WEGWEISER_FIELD_URL'] = roles.field.address;
      if (role === 'engine') urls['WEGWEISER_ENGINE_URL'] = roles.engine.address;
    }
    // In whatever order they come up.
    await Promise.all([one.start(), ...ROLES.map((role) => roles[role].start())]);
    const link = (s: Service) => until('broker link', async () => (await s.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    await Promise.all([link(one), link(roles.field)]);
    const gateway = roles.gateway;
    await until('gateway follows the engine', () => gateway.rest.ready(), 20_000);
    const field = await w.field(broker.url);
    const page = await w.live(gateway.address, ['facilities', 'signs']);

    let step = 0;
    const talk = async (steps: number) => {
      for (const end = step + steps; step < end; step += 1) {
        await speak(field, step, SENSORS);
        await sleep(550);
      }
    };
    const agree = async (when: string) => {
      const same = async () => JSON.stringify(await publicState(gateway.rest)) === JSON.stringify(await publicState(one.rest));
      await until(`same state ${when}`, same, 20_000).catch(() => undefined);
      expect({ when, ...(await publicState(gateway.rest)) }).toEqual({ when, ...(await publicState(one.rest)) });
      const { vacant } = await gateway.rest.get<{ vacant: number }>('/api/v1/facilities/garage');
      expect({ when, vacant }).toEqual({ when, vacant: ((step - 1) * 7) % 101 });
    };
    await talk(3);
    await agree('before anything was killed');
    for (const role of ROLES) {
      await roles[role].kill();
      await talk(1);
      await roles[role].start();
      await talk(2);
      await until('gateway is ready', () => gateway.rest.ready(), 20_000);
      await agree(`after ${role} was killed`);
      await until('page is up to date', () => page.get('facilities', 'garage')?.vacant === ((step - 1) * 7) % 101, 10_000);
    }

    // An operator's act goes from gateway to engine to field, and out again.
    const act = { action: 'close', reason: 'Brandschutzübung' };
    const answers = [await gateway.rest.as('Eva').act('/api/v1/facilities/garage/actions', act), await one.rest.as('Eva').act('/api/v1/facilities/garage/actions', act)];
    expect(answers.map((a) => a.status)).toEqual([200, 200]);
    await until('closed', () => page.get('facilities', 'garage')?.status === 'closed');

    await until('archives', async () => JSON.stringify(await readings(database, second)) === JSON.stringify(await readings(database, database.url)), 30_000).catch(() => undefined);
    const rows = await readings(database, second);
    expect(rows).toEqual(await readings(database, database.url));
    expect(rows['loop_interval']).toHaveLength(step * SENSORS);
    const [derived, shown] = await agreed(database, second, gateway.rest);
    expect(derived).toEqual(shown);
    const audit = await until('audit', async () => {
      const log = await gateway.rest.as('Eva').get<{ items: { by: string; action: string }[] }>('/api/v1/audit?of=people');
      return log.items.length > 0 && log.items;
    });
    expect(audit).toMatchObject([{ by: 'Eva', action: 'facility' }]);
    // Nobody without the secret asks the inner doors.
    for (const url of [`${roles.field.address}/internal/journal?from=0`, `${roles.engine.address}/internal/outbox?from=0`]) expect((await fetch(url)).status).toBe(401);
    expect((await fetch(`${gateway.address}/internal/journal?from=0`)).status).toBe(404);
  });
});

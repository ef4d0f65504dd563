import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dice } from '../harness/dice.js';
import { loadCity, LOAD_AREA, writeCity } from '../harness/load-city.js';
import { hasMosquitto, mosquitto } from '../harness/mosquitto.js';
import { ledgerFaults, flows, underLoad, type Town } from '../harness/town.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const PER_SECOND = Number(process.env['WEGWEISER_TEST_LOAD'] ?? 1000);
const SEED = Number(process.env['WEGWEISER_TEST_SEED'] ?? 1);
const ROUNDS = process.env['WEGWEISER_TEST_ROUNDS'] === undefined ? null : Number(process.env['WEGWEISER_TEST_ROUNDS']);

interface Broker {
  kill(): Promise<void>;
  start(): Promise<unknown>;
}
/** `server`: the database process alone, which its launcher starts again. */
type Part = 'service' | 'broker' | 'server' | 'database';
/** Every part alone, and several in either order. */
const BLOWS: Part[][] = [['service'], ['broker'], ['server'], ['database'], ['service', 'broker'], ['broker', 'service'], ['database', 'service'], ['broker', 'database', 'service']];

async function strike(t: Town, broker: Broker, parts: Part[], between: () => Promise<void>): Promise<void> {
  for (const part of parts) {
    if (part === 'service') await t.service.kill();
    if (part === 'broker') await broker.kill();
    if (part === 'server') t.database.killServer();
    if (part === 'database') await t.database.killAll();
    await between();
  }
  for (const part of parts) {
    if (part === 'service') await t.service.start();
    if (part === 'broker') await broker.start();
    if (part === 'database') await t.database.start();
    await between();
  }
}

async function rounds(t: Town, broker: Broker, blows: Part[][], count: number, seed: number): Promise<void> {
  const roll = dice(seed);
  for (let i = 0; i < count; i += 1) {
    await sleep(roll.between(50, 600));
    const parts = i < blows.length ? blows[(i + seed) % blows.length]! : roll.pick(blows);
    await strike(t, broker, parts, () => sleep(roll.between(0, 400)));
    await flows(t.service, 45_000, `messages flow again after ${parts.join(', ')} (round ${i + 1}, seed ${seed})`);
  }
  const verdict = await until('audit log', () => t.service.rest.as('Test').get<{ ok: boolean }>('/api/v1/audit/verify'), 30_000);
  expect(verdict.ok).toBe(true);
}

const limit = (count: number) => ({ timeout: 90_000 + count * 45_000 });

describe('kill -9 at random moments under load', () => {
  const embedded = ROUNDS ?? 6;
  it('embedded broker: what was acknowledged is archived, once', limit(embedded), async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: PER_SECOND });
    await rounds(t, broker, BLOWS, embedded, SEED);
    expect(await ledgerFaults(t, `${embedded} rounds of kill -9, embedded broker`)).toEqual([]);
  });

  // mosquitto acknowledges before it has written (autosave_interval 1): its own kill is the next test's.
  const others = ROUNDS ?? 3;
  const skipped = hasMosquitto ? '' : ' (skipped: mosquitto is not installed)';
  it.skipIf(!hasMosquitto)(`mosquitto: the same for service and database${skipped}`, limit(others), async () => {
    const w = world();
    const broker = await mosquitto(w);
    await broker.start();
    const t = await underLoad(w, broker.url, { perSecond: PER_SECOND });
    await rounds(t, broker, BLOWS.filter((b) => !b.includes('broker')), others, SEED + 1);
    expect(await ledgerFaults(t, `${others} rounds of kill -9, mosquitto`)).toEqual([]);
  });

  it.skipIf(!hasMosquitto)(`mosquitto killed after its last save: nothing it acknowledged is lost${skipped}`, async () => {
    const w = world();
    const broker = await mosquitto(w);
    await broker.start();
    const [database, cityDir] = [await w.database(), writeCity(w.dir, loadCity(4))];
    const service = await w.service(broker.url, database.url, { cityDir });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    await service.kill();
    const sensor = await w.field(broker.url);
    const count = 2000;
    const begin = Date.now();
    const at = (i: number) => new Date(begin + i).toISOString();
    await Promise.all(Array.from({ length: count }, (_, i) => sensor.say(LOAD_AREA, 'loop', 'load-000001', 'interval', { start: at(i), end: at(i + 1), vehicles: 1 })));
    const acknowledgedAt = Date.now();
    await until('a save after the last acknowledgement', () => statSync(w.path('mosquitto', 'mosquitto.db')).mtimeMs >= acknowledgedAt, 10_000);
    await broker.kill();
    await broker.start();
    await service.start();
    await until('archive has all', async () => (await database.count('loop_interval')) >= count, 30_000);
    expect(await database.count('loop_interval')).toBe(count);
  });
});

import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { City, SIM_CLOCK_TOPIC, topicOf } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { createControllers, namesOf } from '../../sensors-sim/src/sumo/controllers.js';
import { readGround, tripFigures } from '../../sensors-sim/src/sumo/ground.js';
import { hasSumo, openStreet, runLockStep } from '../../sensors-sim/src/sumo/street.js';
import { writeCity } from '../harness/load-city.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

/** Takes minutes, so it runs when asked: WEGWEISER_SUMO_PRODUCT=600 (simulated seconds) npx vitest run --project e2e sumo-product */
const seconds = Number(process.env['WEGWEISER_SUMO_PRODUCT'] ?? 0);
const shared = process.env['WEGWEISER_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = join(shared, 'sumo', 'scenarios', 'cologne1');
const runs = seconds > 0 && existsSync(folder) && hasSumo();
const EPOCH_MS = Date.UTC(2026, 10, 23);
const world = worlds();

interface Rules {
  readonly choose: () => Record<string, number>;
}

describe.skipIf(!runs)('a street in SUMO through broker, service and sockets', () => {
  it('loses as little time as under the rules alone', { timeout: 900_000, retry: 0 }, async () => {
    const ground = readGround(folder);
    if (typeof ground === 'string') throw new Error(ground);
    const { cityOf } = (await import('../bench/sumo/city.mjs' as string)) as { cityOf: (...args: unknown[]) => unknown };
    const { createRules } = (await import('../bench/sumo/rules.mjs' as string)) as { createRules: (street: unknown, of: unknown) => Rules };
    const run = () => ({ ground, outDir: mkdtempSync(join(tmpdir(), 'sumo-')), seed: 1, seconds });
    const figuresOf = ({ outDir }: ReturnType<typeof run>) => tripFigures(readFileSync(join(outDir, 'tripinfo.xml'), 'utf8'));
    const alone = run();
    await runLockStep(alone, (street) => createRules(street, ground).choose);
    const bound = figuresOf(alone);

    const product = run();
    const street = await openStreet(product);
    const names = namesOf(street, ground.loops);
    const w = world();
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const service = await w.service(broker.url, database.url, { clock: 'simulated', cityDir: writeCity(w.path('city'), City.parse(cityOf(street, ground, names))) });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    const field = await w.field(broker.url);
    const controllers = createControllers(street, names, 'a', EPOCH_MS);
    field.onMessage((m) => controllers.receive(m.topic, m.text));
    await field.subscribe(topicOf({ area: 'a', deviceClass: 'signal', deviceId: '+', message: 'stage' }));
    const live = await w.live(service.address, ['junctions']);
    const began = performance.now();
    let late = 0;
    while (!street.done()) {
      const nowMs = EPOCH_MS + street.nowS() * 1000;
      await field.client.publishAsync(SIM_CLOCK_TOPIC, JSON.stringify({ timeMs: nowMs, rate: 0, runId: 'sumo' }));
      for (const { topic, payload } of controllers.states()) await field.client.publishAsync(topic, payload, { qos: 1 });
      // The socket says when this second was decided and by which request; the request itself comes by the broker.
      await until('this second decided, its request here', () => {
        const view = live.get('junctions', 'j1')?.tactical;
        return view?.atMs === nowMs && view.requestId === controllers.following('j1');
      }, 1000).catch(() => late++);
      controllers.obey();
      await street.second();
    }
    const wallS = (performance.now() - began) / 1000;
    await street.close();
    const through = figuresOf(product);
    const view = live.get('junctions', 'j1')?.tactical;
    console.log(JSON.stringify({ seconds, rules: bound, product: through, late, mode: view?.mode, wallS }));
    expect(view).toMatchObject({ mode: 'automatic', ended: null });
    expect(through.vehicles).toBe(bound.vehicles);
    expect(Math.abs(through.delayS - bound.delayS)).toBeLessThan(0.5);
  });
});

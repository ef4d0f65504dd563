import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOAD_AREA } from '../harness/load-city.js';
import { ledgerFaults, flows, journalled, underLoad } from '../harness/town.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const FULL = process.env['WEGWEISER_TEST_FULL'] === '1';
/** Sets the largest size that a process may let a file grow to: a full disk for this process alone, without being root. */
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
const limitFiles = (pid: number, bytes: number | 'unlimited') => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

describe('no space for the journal', () => {
  it.skipIf(!hasPrlimit)(`nothing acknowledged is lost, live comes back with the space${hasPrlimit ? '' : ' (skipped: no prlimit)'}`, { timeout: 120_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: 500 });
    const live = await w.live(t.service.address, ['facilities']);
    const sensor = await w.field(broker.url);
    const journal = w.path('service', 'journal');
    const newest = join(journal, readdirSync(journal).filter((n) => n.endsWith('.journal')).sort().at(-1)!);
    // The limit falls into the middle of a write: half a group stands there and must go.
    limitFiles(t.service.pid, statSync(newest).size + 1000);
    await until('journal stands', async () => {
      const before = await journalled(t.service);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return (await journalled(t.service)) === before && /JOURNAL_WRITE/.test(t.service.output());
    }, 20_000);
    expect(t.service.alive).toBe(true);
    expect((await t.service.rest.ask('/api/v1/facilities')).status).toBe(200);
    // Said while there is no space: the broker has it, the service will.
    await sensor.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: new Date().toISOString(), vacant: 42 });
    const standing = await journalled(t.service);
    await new Promise((resolve) => setTimeout(resolve, FULL ? 60_000 : 2500));
    expect(await journalled(t.service)).toBe(standing);
    expect(live.get('facilities', 'garage')?.vacant).not.toBe(42);

    limitFiles(t.service.pid, 'unlimited');
    await until('live value comes back', () => live.get('facilities', 'garage')?.vacant === 42, 10_000);
    await flows(t.service);
    expect(await ledgerFaults(t, 'disk full')).toEqual([]);
  });

  it.skipIf(!FULL)(`a journal that has reached its limit goes on when the archive is back${FULL ? '' : ' (skipped: takes minutes, WEGWEISER_TEST_FULL=1)'}`, { timeout: 300_000 }, async () => {
    const w = world();
    const broker = await w.broker();
    const t = await underLoad(w, broker.url, { perSecond: 200, env: { WEGWEISER_JOURNAL_MAX_BYTES: '3000000' } });
    await t.database.killAll();
    await until('journal is full', () => /JOURNAL_FULL/.test(t.service.output()), 60_000);
    await t.database.start();
    // The engine's next snapshot and the archive together let go of the oldest segments.
    await flows(t.service, 150_000);
    expect(await ledgerFaults(t, 'journal full')).toEqual([]);
  });
});

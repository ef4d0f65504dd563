import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Request } from 'express';
import { createLogger } from '@wegweiser/platform';
import { afterEach, describe, expect, it } from 'vitest';
import { Limits } from '../../apps/service/src/gateway/auth/limits.js';
import { limitsHere, limitsInValkey, type LimitStore } from '../../apps/service/src/gateway/auth/limit-store.js';
import { until } from '../harness/until.js';
import { freePort } from '../harness/world.js';

const SERVER = ['/usr/bin/valkey-server', '/usr/bin/redis-server'].find((path) => existsSync(path));
const skipped = SERVER === undefined ? ' (skipped: neither valkey-server nor redis-server is installed)' : '';
const FAILURES = 4;
const SETTINGS = { limits: { changesPerMinute: 100, requestsPerMinute: 1000, questionsPerMinute: 1000 }, signIn: { failures: FAILURES, lockMinutes: 5 } } as ConstructorParameters<typeof Limits>[0];
const from = (ip: string) => ({ ip }) as Request;
const KEY = new Uint8Array(32).fill(7);

describe.skipIf(SERVER === undefined)(`limits of several gateways in Valkey${skipped}`, () => {
  let server: ChildProcess;
  const stores: LimitStore[] = [];
  const start = async (port: number) => {
    server = spawn(SERVER!, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    await once(server, 'spawn');
  };
  const stop = async () => {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  const gateway = (port: number) => {
    const store = limitsInValkey(`redis://127.0.0.1:${port}`, KEY, createLogger('silent'));
    stores.push(store);
    return new Limits(SETTINGS, store);
  };
  /** Whether what one counts is seen by the other: the store is there for both. */
  const connected = (a: Limits, b: Limits) => {
    let round = 0;
    return until('both gateways at the store', async () => {
      const name = `probe-${(round += 1)}`;
      for (let i = 0; i < FAILURES; i += 1) await a.attempt(name, from('192.0.2.77'));
      return !(await b.attempt(name, from('192.0.2.77'))).ok;
    }, 15_000);
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) store.stop();
    await stop();
  });

  it('who guesses at one gateway guesses at all; a store that dies opens no door and stops nobody', async () => {
    const port = await freePort();
    await start(port);
    const [a, b] = [gateway(port), gateway(port)];
    await connected(a, b);
    for (let i = 0; i < FAILURES; i += 1) expect(await (i % 2 === 0 ? a : b).attempt('eva', from('192.0.2.1'))).toEqual({ ok: true });
    for (const g of [a, b]) expect(await g.attempt('eva', from('192.0.2.1'))).toMatchObject({ ok: false });
    expect(await b.attempt('eva', from('192.0.2.2'))).toEqual({ ok: true });

    await stop();
    const outcomes = [];
    for (let i = 0; i < FAILURES + 1; i += 1) outcomes.push((await a.attempt('adam', from('192.0.2.3'))).ok);
    expect(outcomes).toEqual([...Array<boolean>(FAILURES).fill(true), false]);

    await start(port);
    await connected(a, b);
  });
});

describe('limits of one gateway', () => {
  it('need no store', async () => {
    const limits = new Limits(SETTINGS, limitsHere());
    const outcomes = [];
    for (let i = 0; i < FAILURES + 1; i += 1) outcomes.push((await limits.attempt('eva', from('192.0.2.1'))).ok);
    expect(outcomes).toEqual([...Array<boolean>(FAILURES).fill(true), false]);
  });
});

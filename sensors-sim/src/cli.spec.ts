import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, USAGE } from './cli.js';
import { startFakeBroker, until, type FakeBroker } from './testing/broker.js';

const cityFolder = fileURLToPath(new URL('../../config/cities/ingolstadt', import.meta.url));
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let broker: FakeBroker;
beforeEach(async () => {
  broker = await startFakeBroker();
});
afterEach(() => broker.close());

const never = new AbortController().signal;

describe('command line', () => {
  it('says how it is used', async () => {
    const lines: string[] = [];
    expect(await runCli([], never, (l) => lines.push(l))).toBe(2);
    expect(await runCli(['--help'], never, (l) => lines.push(l))).toBe(0);
    expect(lines).toEqual([USAGE, USAGE]);
    await expect(runCli(['load', '--sensors', 'many'], never, () => undefined)).rejects.toThrow(/not a number: many/);
    await expect(runCli(['run', '--city', '/nowhere', '--broker', broker.url], never, () => undefined)).rejects.toThrow(/nowhere/);
  });

  it('load prints its result', async () => {
    const lines: string[] = [];
    await runCli(['load', '--broker', broker.url, '--sensors', '5', '--rate', '0', '--count', '40'], never, (l) => lines.push(l));
    expect(JSON.parse(lines[0]!)).toMatchObject({ sent: 40, acknowledged: 40 });
  });

  it.skipIf(!existsSync(cityFolder))('run ends after its time', { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    await runCli(['run', '--broker', broker.url, '--city', cityFolder, '--rate', '600', '--for', '120'], never, (l) => lines.push(l));
    expect(lines[0]).toMatch(/weekday x600, \d+ devices/);
    expect(broker.received.filter((m) => m.topic.endsWith('/interval')).length).toBeGreaterThan(0);
  });
});

describe.skipIf(!existsSync(built) || !existsSync(cityFolder))('as a process (skipped before a build)', () => {
  const start = async (): Promise<ChildProcess> => {
    const child = fork(built, ['run', '--broker', broker.url, '--city', cityFolder, '--quiet'], { stdio: 'ignore', execArgv: [] });
    await until(() => broker.clients().some((c) => c !== ''));
    return child;
  };

  it.each([
    ['SIGTERM', (c: ChildProcess) => c.kill('SIGTERM')],
    ['the end of its parent', (c: ChildProcess) => c.disconnect()],
  ])('stops cleanly on %s', async (_, end) => {
    const child = await start();
    end(child);
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(broker.received.some((m) => m.topic.endsWith('/status') && m.payload.includes('offline'))).toBe(true);
  });
});

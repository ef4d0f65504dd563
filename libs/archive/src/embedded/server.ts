import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, fchownSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Account } from './account.js';
import type { Binaries } from './binaries.js';
import { ownDir } from './place.js';
import { disownLockFile, findPostmaster, isAlive, type Postmaster } from './postmaster.js';

export interface ServerPaths {
  pgdata: string;
  socketDir: string;
  logFile: string;
}

/** A running server, whoever started it. */
export interface Server {
  postmaster: Postmaster;
  adopted: boolean;
  /** Settles when the server process is gone. */
  exited: Promise<void>;
}

/** Nothing here weakens durability: an acknowledged transaction survives kill -9 and power loss. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Neither replicas nor archived WAL: both belong to a server of the city's own.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  max_connections: '40',
  shared_buffers: '128MB',
  // Two cores are the city's smallest machine: queries do not fan out, reads need no extra processes.
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Rows hold what devices sent: they stay out of the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

const START_DEADLINE_MS = 60_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const asAccount = (account: Account) => (account.changed ? { uid: account.uid, gid: account.gid } : {});

/** Makes the data folder if there is none: beside its place and renamed, so that half a folder never stands there. */
export async function ensureCluster(binaries: Binaries, pgdata: string, account: Account): Promise<boolean> {
  if (existsSync(join(pgdata, 'PG_VERSION'))) return false;
  const fresh = `${pgdata}.init-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  ownDir(fresh, account);
  try {
    await promisify(execFile)(
      binaries.initdb,
      ['--pgdata', fresh, '--username=postgres', '--encoding=UTF8', '--locale=C', '--auth=trust', '--no-instructions'],
      { cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }, ...asAccount(account) },
    );
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`initdb failed: ${(cause as { stderr?: string }).stderr || (cause as Error).message}`, { cause });
  }
  try {
    renameSync(fresh, pgdata);
  } catch (error) {
    // Somebody else was first.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(pgdata, 'PG_VERSION'))) throw error;
    return false;
  }
  chmodSync(pgdata, 0o700);
  return true;
}

/** Starts the server, or takes over the one that runs on this data folder already. */
export async function startOrAdopt(binaries: Binaries, paths: ServerPaths, account: Account, log: (line: string) => void): Promise<Server> {
  const deadline = Date.now() + START_DEADLINE_MS;
  let said = false;
  for (;;) {
    const { running, reused } = findPostmaster(paths.pgdata);
    if (running !== null) {
      const server = await adopt(paths.pgdata, running.pid, deadline);
      if (server !== null) return server;
      continue;
    }
    if (reused) disownLockFile(paths.pgdata);
    const started = await launch(binaries, paths, account, deadline);
    if (started.ok) return started.server;
    if (!started.retry || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${started.reason}`);
    if (!said) log('The processes of a PostgreSQL server that was killed are still ending, waiting for them');
    said = true;
    await sleep(250);
  }
}

async function adopt(pgdata: string, pid: number, deadline: number): Promise<Server | null> {
  for (;;) {
    const { running } = findPostmaster(pgdata);
    if (running === null || running.pid !== pid) return null;
    if (running.status === 'ready') return { postmaster: running, adopted: true, exited: whenGone(pid) };
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) stays ${running.status || 'silent'}`);
    await sleep(50);
  }
}

/** Waits for a process that is not a child of this one. */
export async function whenGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(100, undefined, { ref: false });
}

type Launch = { ok: true; server: Server } | { ok: false; retry: boolean; reason: string };

function serverArguments(paths: ServerPaths): string[] {
  const settings = { ...SETTINGS, unix_socket_directories: paths.socketDir };
  return ['-D', paths.pgdata, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}

async function launch(binaries: Binaries, paths: ServerPaths, account: Account, deadline: number): Promise<Launch> {
  if (existsSync(paths.logFile) && statSync(paths.logFile).size > LOG_LIMIT_BYTES) renameSync(paths.logFile, `${paths.logFile}.1`);
  const logFrom = existsSync(paths.logFile) ? statSync(paths.logFile).size : 0;
  const logFd = openSync(paths.logFile, 'a', 0o600);
  if (account.changed) fchownSync(logFd, account.uid, account.gid);
  // Detached: a Ctrl-C in the terminal goes to the service, which stops the server last.
  const child = spawn(binaries.postgres, serverArguments(paths), {
    cwd: '/',
    detached: true,
    stdio: ['ignore', logFd, logFd],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    ...asAccount(account),
  });
  closeSync(logFd);
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const postmaster = await readiness(child, paths.pgdata, deadline);
  if (postmaster !== null) return { ok: true, server: { postmaster, adopted: false, exited } };
  const reason = existsSync(paths.logFile) ? readFileSync(paths.logFile).subarray(logFrom).toString('utf8') : '';
  // The processes of a killed server need a moment to notice and let go of its memory.
  return { ok: false, retry: /shared memory block|lock file|could not remove old lock/i.test(reason), reason: reason || 'it never answered' };
}

async function readiness(child: ChildProcess, pgdata: string, deadline: number): Promise<Postmaster | null> {
  let failed = false;
  child.once('error', () => (failed = true));
  while (Date.now() < deadline) {
    if (failed || child.exitCode !== null || child.signalCode !== null) return null;
    const { running } = findPostmaster(pgdata);
    if (running !== null && running.pid === child.pid && running.status === 'ready') return running;
    await sleep(15);
  }
  child.kill('SIGQUIT');
  return null;
}

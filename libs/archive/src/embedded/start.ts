import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serverAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { ownDir, reachableDataDir, socketDirFor } from './place.js';
import { isAlive } from './postmaster.js';
import { ensureCluster, type Server, startOrAdopt } from './server.js';

export interface EmbeddedOptions {
  /** Folder that holds the data between starts; made if missing. */
  dataDir: string;
  /** Folder of the unix socket; default `run` below `dataDir`. */
  socketDir?: string | undefined;
  /** Operational messages, a line each. */
  log?: ((line: string) => void) | undefined;
}

export interface EmbeddedPostgres {
  /** For `new pg.Pool(config)`: role without superuser rights that owns the database. */
  config: { host: string; port: number; user: string; database: string };
  connectionString: string;
  /** Where the data really is; another folder than asked for when the server's account cannot reach that one. */
  dataDir: string;
  logFile: string;
  /** Process of the server. */
  pid: number;
  /** `true`: a server ran on this folder already (its parent was killed) and was taken over. */
  adopted: boolean;
  /** Settles when the server is gone, by `stop()` or otherwise. */
  exited: Promise<void>;
  /** Ends connections, writes a checkpoint, returns when the process is gone. */
  stop(): Promise<void>;
}

const ROLE = 'wegweiser';
const STOP_MS = 8000;

/**
 * Starts a PostgreSQL server of our own on a unix socket, without any network. The socket's folder is open to the
 * server's account alone (and root), so the socket needs no password.
 * @throws Error with the server's own words when it cannot start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const { dataDir, account, binaries, pgdata } = prepare(options.dataDir, log);
  if (await ensureCluster(binaries, pgdata, account)) log(`Made a new database in ${dataDir}`);
  const logFile = join(dataDir, 'postgres.log');
  const socketDir = socketDirFor(options.socketDir ?? join(dataDir, 'run'), account);
  const server = await startOrAdopt(binaries, { pgdata, socketDir, logFile }, account, log);
  const { pid, port, socketDir: host } = server.postmaster;
  if (server.adopted) log(`Took over the PostgreSQL server that runs already (process ${pid})`);
  await ensureDatabase(host, port);
  const config = { host, port, user: ROLE, database: ROLE };
  return {
    config,
    connectionString: `postgresql://${ROLE}@${encodeURIComponent(host)}:${port}/${ROLE}`,
    dataDir,
    logFile,
    pid,
    adopted: server.adopted,
    exited: server.exited,
    stop: () => stopServer(server),
  };
}

function prepare(wanted: string, log: (line: string) => void) {
  const first = serverAccount(wanted);
  const binaries = findBinaries(first);
  const dataDir = reachableDataDir(wanted, first);
  if (dataDir !== resolve(wanted)) log(`The database stands in ${dataDir}: its user cannot reach ${wanted}`);
  const pgdata = join(dataDir, binaries.major);
  const account = serverAccount(pgdata);
  if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true });
  ownDir(dataDir, account);
  return { dataDir, account, binaries, pgdata };
}

/** The service's own role and database; the superuser is for this step alone. */
async function ensureDatabase(host: string, port: number): Promise<void> {
  const known = new pg.Client({ host, port, user: ROLE, database: ROLE });
  try {
    await known.connect();
    await known.query('SELECT 1');
    return;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (!['28000', '3D000'].includes(code)) throw error;
  } finally {
    await known.end().catch(() => undefined);
  }
  const admin = new pg.Client({ host, port, user: 'postgres', database: 'postgres' });
  await admin.connect();
  try {
    await createIfMissing(admin, `SELECT 1 FROM pg_roles WHERE rolname = '${ROLE}'`, `CREATE ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE`);
    await createIfMissing(admin, `SELECT 1 FROM pg_database WHERE datname = '${ROLE}'`, `CREATE DATABASE ${ROLE} OWNER ${ROLE}`);
  } finally {
    await admin.end();
  }
}

async function createIfMissing(client: pg.Client, probe: string, create: string): Promise<void> {
  if ((await client.query(probe)).rowCount !== 0) return;
  await client.query(create).catch((error: { code?: string }) => {
    // Two starters at once: the other one made it.
    if (error.code !== '42710' && error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

async function stopServer(server: Server): Promise<void> {
  const { pid } = server.postmaster;
  const signal = (name: NodeJS.Signals) => {
    if (isAlive(pid)) process.kill(pid, name);
  };
  // SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one (recovers from the log at the next start).
  signal('SIGINT');
  const timer = new AbortController();
  const late = sleep(STOP_MS, 'late' as const, { signal: timer.signal }).catch(() => 'done' as const);
  if ((await Promise.race([server.exited, late])) === 'late') signal('SIGQUIT');
  await server.exited;
  timer.abort();
}

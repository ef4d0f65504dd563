import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` says (PostgreSQL `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
  /** `ready`, `starting`, `stopping`, `standby`; empty while the file is being written. */
  status: string;
}

/**
 * The server that owns `pgdata` now; `null` when there is none. A file left by a killed server does not count.
 * `reused`: its number lives again as another process, on which Postgres would refuse to start.
 */
export function findPostmaster(pgdata: string): { running: Postmaster | null; reused: boolean } {
  let lines: string[];
  try {
    lines = readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return { running: null, reused: false };
  }
  const pid = Math.abs(Number(lines[0]));
  if (!isServerOf(pid, pgdata)) return { running: null, reused: isAlive(pid) };
  return { running: { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() }, reused: false };
}

/** Above the kernel's largest process number (2^22). */
const NOBODYS_PID = '4194305';

/**
 * Puts a number into the lock file that no process has. The file itself stays: by what it says of shared memory Postgres
 * sees whether processes of the killed server still write, and waits for them.
 */
export function disownLockFile(pgdata: string): void {
  const path = join(pgdata, 'postmaster.pid');
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [NOBODYS_PID, ...lines.slice(1)].join('\n'));
}

/** A process id may have been given to another process since: the postmaster is the one that stands in its data folder. */
function isServerOf(pid: number, pgdata: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(pgdata);
  } catch (error) {
    // Another user's process: not ours. Without /proc nothing can be said, so take the file's word.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && isAlive(pid) && process.platform !== 'linux';
  }
}

/** Whether a process lives; one that is dead and only waits to be collected does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return true;
  }
}

import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` says (PostgreSQL `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
  /** `ready`, `starting`, `stopping`, `standby`; empty while the file is being written. */
  status: string;
}

/** The server that owns `pgdata` now; `null` when there is none. A file left by a killed server does not count. */
export function findPostmaster(pgdata: string): { running: Postmaster | null; leftover: boolean } {
  let lines: string[];
  try {
    lines = readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return { running: null, leftover: false };
  }
  const pid = Math.abs(Number(lines[0]));
  if (!isServerOf(pid, pgdata)) return { running: null, leftover: true };
  return { running: { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() }, leftover: false };
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

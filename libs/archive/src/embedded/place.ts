import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type Account, canReach } from './account.js';

/** `sockaddr_un.sun_path` holds 108 bytes with its closing zero. */
const SOCKET_PATH_BYTES = 107;
const SOCKET_NAME = '/.s.PGSQL.5432';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Folder for `wanted` that the server's account can reach: `wanted` itself wherever possible. */
export function reachableDataDir(wanted: string, account: Account): string {
  const path = resolve(wanted);
  if (canReach(path, account)) return path;
  const name = `${basename(path)}-${shortHash(path)}`;
  for (const base of ['/var/lib/wegweiser', '/var/tmp/wegweiser']) {
    const place = join(base, name);
    if (canReach(place, account)) return place;
  }
  throw new Error(`User ${account.uid} cannot reach ${path}; give a data folder outside of private folders.`);
}

/** What this launcher puts into its folders. */
const OURS = /^(\d+|\d+\.init-\d+|run|postgres\.log(\.1)?|\.s\.PGSQL\..*)$/;

/**
 * Makes `dir` and gives it to the account alone.
 * @throws Error where that would take a folder from somebody else, or one that holds other things.
 */
export function ownDir(dir: string, account: Account): void {
  if (!existsSync(dir)) mkdirSync(dir, { recursive: true, mode: 0o755 });
  const found = statSync(dir);
  if (found.uid !== account.uid) {
    if (!account.changed) throw new Error(`${dir} belongs to user ${found.uid}, this is user ${account.uid}: start as that user, or give another folder.`);
    const other = readdirSync(dir).find((name) => !OURS.test(name));
    if (found.uid !== 0 || other !== undefined) throw new Error(`${dir} holds other things (${other ?? `it belongs to user ${found.uid}`}): give the database a folder of its own.`);
    chownSync(dir, account.uid, account.gid);
  }
  if ((found.mode & 0o777) !== 0o700) chmodSync(dir, 0o700);
}

/** Folder of the socket; one under the temporary folder where the wanted one is too long for a socket address. */
export function socketDirFor(wanted: string, account: Account): string {
  const path = resolve(wanted);
  if (Buffer.byteLength(path + SOCKET_NAME) <= SOCKET_PATH_BYTES && canReach(path, account)) {
    ownDir(path, account);
    return path;
  }
  const base = canReach(join(tmpdir(), 'x'), account) ? tmpdir() : '/tmp';
  const short = join(base, `wegweiser-pg-${account.uid}-${shortHash(path)}`);
  // Anybody may lay a link of that name there: it is not followed.
  if (lstatSync(short, { throwIfNoEntry: false })?.isDirectory() === false) throw new Error(`${short} is not a folder`);
  ownDir(short, account);
  return short;
}

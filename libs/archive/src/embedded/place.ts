import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
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

/** Makes `dir` and gives it to the account alone. */
export function ownDir(dir: string, account: Account): void {
  if (!existsSync(dir)) mkdirSync(dir, { recursive: true, mode: 0o755 });
  const found = statSync(dir);
  if (account.changed && found.uid !== account.uid) chownSync(dir, account.uid, account.gid);
  else if (!account.changed && found.uid !== account.uid) {
    throw new Error(`${dir} belongs to user ${found.uid}, this is user ${account.uid}: start as that user, or give another data folder.`);
  }
  if ((found.mode & 0o777) !== 0o700) chmodSync(dir, 0o700);
}

/** Folder of the socket; one under the temporary folder where the wanted one is too long for a socket address. */
export function socketDirFor(wanted: string, account: Account): string {
  const path = resolve(wanted);
  const fits = Buffer.byteLength(path + SOCKET_NAME) <= SOCKET_PATH_BYTES && canReach(path, account);
  const dir = fits ? path : join(canReach(join(tmpdir(), 'x'), account) ? tmpdir() : '/tmp', `wegweiser-pg-${shortHash(path)}`);
  ownDir(dir, account);
  return dir;
}

import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Who runs the server. Postgres refuses to run as root, so root hands it to an account without rights. */
export interface Account {
  uid: number;
  gid: number;
  /** `true`: this process is root and starts the server as somebody else. */
  changed: boolean;
}

const NOBODY = 65534;

/** `pgdata` that exists already stays with its owner, whoever started it first. */
export function serverAccount(pgdata: string): Account {
  const uid = process.getuid?.() ?? NOBODY;
  const gid = process.getgid?.() ?? NOBODY;
  if (uid !== 0) return { uid, gid, changed: false };
  if (existsSync(join(pgdata, 'PG_VERSION'))) {
    const owner = statSync(pgdata);
    if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, changed: true };
  }
  return { uid: NOBODY, gid: NOBODY, changed: true };
}

/** Whether `account` may pass through every folder above `path` (root's home is 0700 and keeps others out). */
export function canReach(path: string, account: Account): boolean {
  if (!account.changed) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && !mayPass(folder, account)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayPass(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

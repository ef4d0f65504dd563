import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeForOwner } from '../../owner-file.js';

const BYTES = 32;

/** Key of sessions: of the environment where several gateways share it, else one of its own, kept in the folder for its owner alone. */
export async function sessionKey(fromEnvironment: string | undefined, dir: string): Promise<Uint8Array> {
  if (fromEnvironment !== undefined) return Buffer.from(fromEnvironment, 'base64url').subarray(0, BYTES);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'session.key');
  const known = await readFile(path).catch(() => null);
  if (known?.length === BYTES) {
    // A backup that was put back may have come with other rights.
    await chmod(path, 0o600);
    return known;
  }
  const fresh = randomBytes(BYTES);
  await writeForOwner(path, fresh);
  return fresh;
}

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeForOwner } from '../../owner-file.js';

const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const derive = (password: string, salt: Buffer): Promise<Buffer> => new Promise((resolve, reject) => scrypt(password.normalize('NFKC'), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key))));

/** The one account that is built in, for the demo. */
export class LocalAccount {
  private hash: { salt: Buffer; key: Promise<Buffer> } | null = null;

  constructor(readonly name: string, private password: string, /** Nobody changed it: for the machine itself only. */ readonly isDemo: boolean) {}

  /** Takes as long for a name that is not there as for a wrong password. */
  async admits(name: string, password: string): Promise<boolean> {
    const { salt, key } = this.hashed();
    const right = timingSafeEqual(await derive(password.slice(0, 200), salt), await key);
    return right && name.trim().toLowerCase() === this.name.toLowerCase();
  }

  /** Made when it is first asked for, which takes a tenth of a second; only the hash is kept from then on. */
  private hashed(): { salt: Buffer; key: Promise<Buffer> } {
    if (this.hash === null) {
      const salt = randomBytes(16);
      this.hash = { salt, key: derive(this.password, salt) };
      this.password = '';
    }
    return this.hash;
  }
}

/** Password of the demo: made up at the first start, readable for whoever started it. */
export async function demoPassword(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'demo-password');
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (known.length >= 12) return known;
  const fresh = randomBytes(9).toString('base64url');
  await writeForOwner(path, `${fresh}\n`);
  return fresh;
}

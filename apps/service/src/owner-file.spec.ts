import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeForOwner } from './owner-file.js';

describe('a file for its owner alone', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'owner-file-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is written whole, with rights for its owner', async () => {
    const path = join(dir, 'secret');
    await writeForOwner(path, 'kept');
    expect(await readFile(path, 'utf8')).toBe('kept');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes the rights of others away from one that was there', async () => {
    const path = join(dir, 'secret');
    await writeFile(path, 'longer than before');
    await chmod(path, 0o644);
    await writeForOwner(path, Buffer.from('new'));
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

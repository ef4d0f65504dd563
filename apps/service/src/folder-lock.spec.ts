import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function held(path: string) {
  const lock = await lockFolder(path);
  if (!lock.ok) throw new Error(lock.message);
  return lock;
}

describe('lockFolder', () => {
  it('keeps a second process out until the first has gone', async () => {
    const first = await held(dir);
    expect(first.warning).toBeNull();
    expect(await lockFolder(dir)).toEqual({ ok: false, message: `${dir} is in use by another process` });
    await first.release();
    await (await held(dir)).release();
  });

  it('takes over what a killed process left behind', async () => {
    const child = spawn(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(join(dir, 'lock'))}, () => console.log('up'))`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect((await lockFolder(dir)).ok).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await held(dir)).release();
  });

  it('makes the folder, and locks one whose name is longer than a socket may have', async () => {
    const deep = join(dir, 'a'.repeat(120), 'b');
    const first = await held(deep);
    expect((await lockFolder(deep)).ok).toBe(false);
    await first.release();
  });
});

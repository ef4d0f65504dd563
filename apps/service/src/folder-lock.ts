import { createHash } from 'node:crypto';
import { mkdir, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a unix socket that every system takes, bytes. */
const MAX_SOCKET_PATH = 100;

export type FolderLock =
  | { ok: true; /** Why there is no lock although the folder may be used: a file system that knows no sockets. */ warning: string | null; release(): Promise<void> }
  | { ok: false; message: string };

/**
 * Keeps a second process out of a data folder: two writers would ruin the journal. The lock is a unix socket that somebody
 * answers on; what a killed process left behind answers no more, whatever process has its number now.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  await mkdir(dir, { recursive: true });
  const path = await socketPath(dir);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const server = createServer((socket) => socket.destroy());
    const failure = await listening(server, path);
    if (failure === null) return { ok: true, warning: null, release: () => new Promise((resolve) => server.close(() => resolve())) };
    if (failure !== 'EADDRINUSE') return { ok: true, warning: `the folder cannot be locked: ${failure}`, release: async () => undefined };
    if (await answers(path)) break;
    await unlink(path).catch(() => undefined);
  }
  return { ok: false, message: `${dir} is in use by another process` };
}

async function socketPath(dir: string): Promise<string> {
  const whole = await realpath(dir);
  const path = join(whole, 'lock');
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH ? path : join(tmpdir(), `wegweiser-${createHash('sha256').update(whole).digest('hex').slice(0, 24)}.lock`);
}

/** `null` when it listens, else the error's code. */
function listening(server: Server, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(path, () => resolve(null));
    server.unref();
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

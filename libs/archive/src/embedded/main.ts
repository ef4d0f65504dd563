import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbedded } from './start.js';

/**
 * The embedded database as a process of its own: `node main.js --data DIR [--socket DIR]`.
 * Says `{"ready": true, ...}` on stdout (and by IPC) each time the server is up, starts it again when it dies, and stops it
 * on SIGTERM, SIGINT, a closed stdin pipe or a lost IPC channel: when its parent is killed, nothing stays behind.
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, socket: { type: 'string' } } });
if (values.data === undefined) {
  console.error('usage: main.js --data DIR [--socket DIR]');
  process.exit(2);
}
const options = { dataDir: values.data, socketDir: values.socket, log: (line: string) => console.error(line) };

let stopping: Promise<void> | null = null;
let current: EmbeddedPostgres | null = null;

function stop(): void {
  stopping ??= (async () => {
    await starting.catch(() => undefined);
    await current?.stop();
    process.exit(0);
  })();
}

function announce(server: EmbeddedPostgres): void {
  const { config, connectionString, dataDir, pid, adopted } = server;
  const message = { ready: true, config, connectionString, dataDir, pid, adopted };
  process.stdout.write(`${JSON.stringify(message)}\n`);
  if (process.connected) process.send?.(message);
}

let starting: Promise<unknown> = Promise.resolve();
async function keepRunning(): Promise<void> {
  for (let pauseMs = 100; stopping === null; pauseMs = Math.min(pauseMs * 2, 5000)) {
    const begin = Date.now();
    const start = startEmbedded(options);
    starting = start;
    const server = await start;
    current = server;
    announce(server);
    await server.exited;
    if (stopping !== null) return;
    current = null;
    options.log('PostgreSQL is gone, starting it again');
    if (Date.now() - begin > 60_000) pauseMs = 100;
    await sleep(pauseMs);
  }
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
// A reader that is gone must not keep the server from being stopped.
process.stdout.on('error', stop);
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on('error', stop).on('close', stop).resume();

keepRunning().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

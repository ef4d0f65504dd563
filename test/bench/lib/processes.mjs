// Starts what a bench measures - broker, database, service, helpers - each as a process of its own, and ends it again.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '@wegweiser/archive';
import { SERVICE_NODE_OPTIONS } from '../../../scripts/service-options.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const enders = [];

/** Does the work, and leaves no process and no file behind however it ends. */
export async function withCleanUp(work) {
  const end = async () => {
    for (const ender of enders.splice(0).reverse()) await ender().catch((error) => console.error(error.message));
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end().then(() => process.exit(130)));
  try {
    await work();
  } finally {
    await end();
  }
}
export const onEnd = (ender) => void enders.push(ender);

export function temporaryFolder(name) {
  const dir = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  onEnd(async () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await gone;
  clearTimeout(timer);
}

/** A Node process with a message channel; `ready` is its first message. */
export async function start(file, { args = [], env = {}, execArgv = [], quiet = true } = {}) {
  const child = fork(join(ROOT, file), args, { cwd: ROOT, execArgv, env: { ...process.env, ...env }, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  onEnd(() => endProcess(child));
  const ready = await Promise.race([once(child, 'message').then(([m]) => m), once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${code} before it was ready`)))]);
  return { child, pid: child.pid, ready, stop: () => endProcess(child) };
}

const mosquittoVersion = () => {
  try {
    return /version (\S+)/.exec(execFileSync('mosquitto', ['-h'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[1] ?? null;
  } catch (error) {
    return /version (\S+)/.exec(String(error.stdout ?? ''))?.[1] ?? null;
  }
};

/** mosquitto where it is installed, otherwise the embedded broker. */
export async function startBroker() {
  const dir = temporaryFolder('broker');
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const version = mosquittoVersion();
  if (version === null) {
    const { pid } = await start('apps/broker/dist/main.js', { args: ['--port', String(port), '--data', dir] });
    return { url, pid, name: 'aedes (embedded; no mosquitto here)' };
  }
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'm.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 10000\nmax_queued_messages 1000000\nset_tcp_nodelay true\nlog_type none\n`);
  const child = spawn('mosquitto', ['-c', join(dir, 'm.conf')], { stdio: 'ignore' });
  onEnd(() => endProcess(child));
  for (let i = 0; !(await answers(port)); i += 1) {
    if (i > 100) throw new Error('mosquitto does not listen');
    await sleep(50);
  }
  return { url, pid: child.pid, name: `mosquitto ${version}` };
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true) ?? socket.destroy());
    socket.on('error', () => resolve(false));
  });

/** An embedded PostgreSQL with an empty database. */
export async function startDatabase() {
  const server = await startEmbedded({ dataDir: temporaryFolder('postgres') });
  onEnd(async () => {
    await server.stop();
    rmSync(server.dataDir, { recursive: true, force: true });
  });
  return { url: server.connectionString, pid: server.pid };
}

/** The service with all its roles on a data folder of its own, as `npm start` and the container run it. */
export async function startService({ broker, database, city, name, execArgv = [], env = {} }) {
  const dataDir = temporaryFolder('service');
  const service = await start('apps/service/dist/main.js', {
    execArgv: [SERVICE_NODE_OPTIONS, ...execArgv],
    env: {
      WEGWEISER_BROKER_URL: broker.url, WEGWEISER_DATABASE_URL: database.url, WEGWEISER_CITY_DIR: city, WEGWEISER_DATA_DIR: dataDir,
      WEGWEISER_BROKER_CLIENT_ID: name, WEGWEISER_HTTP_PORT: '0', WEGWEISER_LOG_LEVEL: 'warn', ...env,
    },
    quiet: false,
  });
  const { address } = service.ready;
  return { ...service, address, dataDir, metrics: () => metricsOf(address) };
}

async function metricsOf(address) {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Object.fromEntries(text.split('\n').filter((l) => l !== '' && !l.startsWith('#')).map((l) => [l.slice(0, l.lastIndexOf(' ')), Number(l.slice(l.lastIndexOf(' ') + 1))]));
}

/** Waits until `check` answers something true, and answers it. */
export async function until(what, check, seconds = 60) {
  const limit = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (performance.now() > limit) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await sleep(250);
  }
}

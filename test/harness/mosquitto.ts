import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { ROOT } from './process.js';
import { until } from './until.js';
import { freePort, type World } from './world.js';

const PATH = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(PATH);

/** A mosquitto with the shipped settings of persistence and queues, without its users and TLS. */
export interface Mosquitto {
  url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
}

export async function mosquitto(world: World): Promise<Mosquitto> {
  const port = await freePort();
  const dir = world.path('mosquitto');
  mkdirSync(dir, { recursive: true });
  // As root mosquitto steps down to a user of its own.
  chmodSync(dir, 0o777);
  const config = world.path('mosquitto.conf');
  writeFileSync(config, [`listener ${port} 127.0.0.1`, 'allow_anonymous true', `persistence_location ${dir}/`, ...shippedLimits()].join('\n'));
  let child: ChildProcess | null = null;
  const gone = () => child === null || child.exitCode !== null || child.signalCode !== null;
  const kill = async () => {
    if (child === null || gone()) return;
    const exited = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  };
  world.onClose(kill);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: async () => {
      child = spawn(PATH, ['-c', config], { stdio: 'ignore' });
      await until('mosquitto', () => answers(port), 10_000);
    },
    kill,
  };
}

/** The lines of `config/broker/mosquitto.conf` that decide about losing messages. */
function shippedLimits(): string[] {
  const wanted = /^(persistence|autosave_interval|max_inflight_messages|max_queued_messages|max_queued_bytes|queue_qos0_messages|persistent_client_expiration|max_packet_size) /;
  const lines = readFileSync(`${ROOT}config/broker/mosquitto.conf`, 'utf8').split('\n').filter((l) => wanted.test(l));
  if (!lines.some((l) => l.startsWith('persistence true')) || !lines.some((l) => l.startsWith('max_queued_messages'))) throw new Error('config/broker/mosquitto.conf has lost its persistence or queue settings');
  return lines;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

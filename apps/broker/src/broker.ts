import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import aedesPersistenceLevel from 'aedes-persistence-level';
import { Level } from 'level';
import { acknowledgeWhenStored } from './store-first.js';

export interface BrokerOptions {
  host: string;
  port: number;
  dataDir: string;
}
export interface RunningBroker {
  port: number;
  stop(): Promise<void>;
}

/**
 * The embedded broker of the demo and the tests: aedes with persistence, so that sessions, retained messages and what is
 * unacknowledged survive a kill. Loopback only: it knows no users. A city runs mosquitto with `config/broker`.
 */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  if (!/^(127\.|localhost$|::1$)/.test(options.host)) throw new Error(`the embedded broker listens on loopback only, not on ${options.host}`);
  mkdirSync(options.dataDir, { recursive: true });
  const db = new Level<string, Buffer>(options.dataDir, { valueEncoding: 'buffer' });
  await db.open();
  const broker = await Aedes.createBroker({ persistence: aedesPersistenceLevel(db), concurrency: 1000, queueLimit: 100_000, maxClientsIdLength: 128, heartbeatInterval: 30_000 });
  acknowledgeWhenStored(broker);
  const server = createServer(broker.handle);
  const port = await listen(server, options);
  return {
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
      await db.close();
    },
  };
}

function listen(server: Server, options: BrokerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve((server.address() as { port: number }).port));
  });
}

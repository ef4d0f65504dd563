import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Database } from './database.js';
import { LiveClient } from './live-client.js';
import { FieldClient } from './field-client.js';
import { Program, type Ready } from './process.js';
import { Rest } from './rest.js';
import { SESSION_KEY } from './sign-in.js';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface ServiceOptions {
  name?: string;
  cityDir?: string;
  clock?: 'system' | 'simulated';
  /** Broker to use; the world's own by default. */
  brokerUrl?: string;
  databaseUrl?: string;
  /** Folder below the world's, so that a second service has its own memory. */
  data?: string;
  env?: Record<string, string>;
}

/** Programs, folders and clients of one test: all on free ports and in one temporary folder, all gone afterwards. */
export class World {
  readonly dir: string;
  private readonly programs: Program[] = [];
  private readonly closers: (() => unknown)[] = [];

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'wegweiser-'));
    // The embedded database runs as another user when we are root.
    chmodSync(this.dir, 0o755);
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }
  /** Runs at the end, last added first. */
  onClose(closer: () => unknown): void {
    this.closers.push(closer);
  }
  program(name: string, script: string, args: () => string[], env?: () => Record<string, string>): Program {
    const program = new Program(name, script, args, env);
    this.programs.push(program);
    return program;
  }

  async broker(data = 'broker'): Promise<Program & { url: string; port: number }> {
    const port = await freePort();
    const program = this.program('broker', 'apps/broker/dist/main.js', () => ['--port', String(port), '--data', this.path(data)]);
    await program.start();
    return Object.assign(program, { url: `mqtt://127.0.0.1:${port}`, port });
  }

  async database(data = 'postgres'): Promise<Database> {
    const database = new Database(this.program('database', 'libs/archive/dist/embedded/main.js', () => ['--data', this.path(data)]), this.path(data));
    this.onClose(() => database.close());
    await database.program.start(90_000);
    database.remember();
    return database;
  }

  /** A service that is not started yet; `address` is fixed, so that clients find it again after a restart. */
  async service(brokerUrl: string, databaseUrl: string | null, options: ServiceOptions = {}): Promise<Service> {
    const port = await freePort();
    const { name = 'service', data = name } = options;
    const env = () => ({
      WEGWEISER_BROKER_URL: brokerUrl,
      ...(databaseUrl === null ? {} : { WEGWEISER_DATABASE_URL: databaseUrl }),
      WEGWEISER_DATA_DIR: this.path(data),
      WEGWEISER_HTTP_PORT: String(port),
      WEGWEISER_CLOCK: options.clock ?? 'system',
      WEGWEISER_SESSION_KEY: SESSION_KEY,
      ...(options.cityDir === undefined ? {} : { WEGWEISER_CITY_DIR: options.cityDir }),
      ...options.env,
    });
    const program = this.program(name, 'apps/service/dist/main.js', () => [], env);
    return Object.assign(program, { address: `http://127.0.0.1:${port}`, rest: new Rest(`http://127.0.0.1:${port}`) });
  }

  simulator(name: string, args: string[]): Program {
    return this.program(name, 'sensors-sim/dist/main.js', () => args);
  }

  async field(brokerUrl: string): Promise<FieldClient> {
    const client = await FieldClient.connect(brokerUrl);
    this.onClose(() => client.close());
    return client;
  }

  async live(address: string, rooms: string[]): Promise<LiveClient> {
    const client = new LiveClient(address, rooms);
    this.onClose(() => client.close());
    await client.ready();
    return client;
  }

  /** What the programs said last. */
  output(): string {
    return this.programs.map((p) => `--- ${p.name}\n${p.output(4000)}`).join('\n');
  }

  async close(): Promise<void> {
    for (const closer of this.closers.toReversed()) await Promise.resolve(closer()).catch(() => undefined);
    await Promise.all(this.programs.map((p) => p.kill()));
    if (process.env['WEGWEISER_TEST_KEEP'] !== undefined) return;
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

export type Service = Program & { address: string; rest: Rest };
export type { Ready };

/** A world a test, closed after it; the programs' words are shown when the test failed. */
export function worlds(): () => World {
  const open: World[] = [];
  afterEach(async (context) => {
    const failed = context.task.result?.state === 'fail';
    for (const world of open.splice(0)) {
      if (failed) console.error(world.output());
      await world.close();
    }
  }, 60_000);
  return () => {
    const world = new World();
    open.push(world);
    return world;
  };
}

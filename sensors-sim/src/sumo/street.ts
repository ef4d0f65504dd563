import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createDriver, type DriverLimits, type SignalDriver } from './driver.js';
import { signalsOf, sumoArguments, type Ground, type GroundSignals } from './ground.js';
import { createLoops, type LoopSecond } from './loops.js';
import { TraciError } from './traci/bytes.js';
import { connectTraci, type TraciClient } from './traci/client.js';
import { COMMAND, VARIABLE } from './traci/messages.js';

export interface StreetRun {
  readonly ground: Ground;
  /** Folder for tripinfo.xml and stats.xml. */
  readonly outDir: string;
  readonly seed: number;
  readonly seconds: number;
  readonly limits?: DriverLimits;
}

/** SUMO as a street: loops to read, signals that take wishes, one second after the other. */
export interface Street {
  readonly signals: GroundSignals;
  readonly drivers: ReadonlyMap<string, SignalDriver>;
  readonly limits: DriverLimits;
  readonly beginS: number;
  nowS(): number;
  /** Loops over which something was in the last second. */
  loops(): Readonly<Record<string, LoopSecond>>;
  /** Lets one second pass under the lamps of the drivers. */
  second(): Promise<void>;
  done(): boolean;
  /** Ends the simulation; its files are complete then. */
  close(): Promise<void>;
}

/** Decisions every second, amber of 3 s, minimum green of 5 s, as on the measuring ground. */
const LIMITS: DriverLimits = { yellowS: 3, minGreenS: 5 };
const CONNECT_WITHIN_MS = 60_000;
const RETRY_MS = 50;

export const hasSumo = (): boolean => spawnSync('sumo', ['--version'], { stdio: 'ignore' }).status === 0;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said(): string;
}

function startSumo(args: readonly string[]): Program {
  const child = spawn('sumo', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      words += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  return { child, ended, said: () => words.trim() };
}

/** SUMO listens once it has read the network: until then a connection is refused. */
async function connectTo(port: number, program: Program): Promise<TraciClient> {
  const untilMs = Date.now() + CONNECT_WITHIN_MS;
  let over = false;
  void program.ended.then(() => (over = true));
  for (;;) {
    try {
      return await connectTraci(port);
    } catch (error) {
      if (over) throw new TraciError(`SUMO ended: ${program.said()}`, { cause: error });
      if (Date.now() > untilMs) throw new TraciError(`SUMO does not listen after ${CONNECT_WITHIN_MS / 1000} s`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function showLamps(client: TraciClient, drivers: ReadonlyMap<string, SignalDriver>): Promise<void> {
  for (const driver of drivers.values()) {
    const state = driver.second();
    if (state !== null) await client.set(COMMAND.setSignal, VARIABLE.signalState, driver.id, { type: 'string', value: state });
  }
}

/** @throws TraciError when SUMO cannot be started or refuses the network */
export async function openStreet(run: StreetRun): Promise<Street> {
  const port = await freePort();
  const { beginS } = run.ground;
  const endS = beginS + run.seconds;
  const program = startSumo([...sumoArguments(run.ground, { outDir: run.outDir, seed: run.seed, beginS, endS }), '--remote-port', String(port)]);
  try {
    const client = await connectTo(port, program);
    await client.version();
    for (const id of Object.keys(run.ground.loops)) await client.subscribe(COMMAND.subscribeLoop, id, [VARIABLE.vehicleData, VARIABLE.occupancy]);
    return streetOf(run, client, program, endS);
  } catch (error) {
    program.child.kill();
    await program.ended;
    // SUMO listens before it reads the network: what is wrong with that shows as a broken line, the reason stands in its own words.
    throw program.said() === '' ? error : new TraciError(`SUMO ended: ${program.said()}`, { cause: error });
  }
}

function streetOf(run: StreetRun, client: TraciClient, program: Program, endS: number): Street {
  const limits = run.limits ?? LIMITS;
  const signals = signalsOf(run.ground.netXml);
  const drivers = new Map(Object.entries(signals).map(([id, s]) => [id, createDriver(id, s.phases, limits)]));
  const reader = createLoops();
  let nowS = run.ground.beginS;
  let loops: Record<string, LoopSecond> = {};
  return {
    signals, drivers, limits, beginS: run.ground.beginS,
    nowS: () => nowS,
    loops: () => loops,
    second: async () => {
      await showLamps(client, drivers);
      loops = reader.read(await client.step());
      nowS++;
    },
    done: () => nowS >= endS,
    close: async () => {
      try {
        await client.close();
      } finally {
        client.destroy();
        const timer = setTimeout(() => program.child.kill(), 20_000);
        await program.ended;
        clearTimeout(timer);
      }
    },
  };
}

/** Wishes by signal; signals left out keep what they show. */
export type Chooser = (street: Street) => Readonly<Record<string, number>>;

/** Lock step: SUMO waits while the rules think, and the rules see every second. */
export async function runLockStep(run: StreetRun, choose: (street: Street) => Chooser): Promise<void> {
  const street = await openStreet(run);
  try {
    const chooser = choose(street);
    while (!street.done()) {
      for (const [id, phase] of Object.entries(chooser(street))) street.drivers.get(id)?.want(phase);
      await street.second();
    }
  } finally {
    await street.close();
  }
}

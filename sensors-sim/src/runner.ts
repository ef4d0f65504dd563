import { SIM_CLOCK_TOPIC, type City } from '@wegweiser/contracts';
import { createSimulation } from './simulation.js';
import { openConnection, type BrokerOptions, type Connection } from './transport/connection.js';
import { openFleet, type Fleet } from './transport/fleet.js';
import { Scenario, type ScenarioInput } from './scenario/schema.js';
import type { Outgoing, Simulation, Truth } from './types.js';

export interface RunOptions extends BrokerOptions {
  city: City;
  scenario: ScenarioInput;
  seed: number;
  /** Simulated seconds per second, 1 to 600. At 1 and without `startMs` devices keep real time. */
  rate: number;
  startMs?: number | undefined;
  /** End after so much simulated time; endless when left out. */
  forSeconds?: number | undefined;
  /** Publish simulated time; by default whenever it is not real time. */
  clock?: boolean | undefined;
  onTick?: (truth: () => Truth) => void;
}

export interface Run {
  /** Resolves when it has stopped, by itself or by `stop`. */
  done: Promise<void>;
  stop(): Promise<void>;
  simulation: Simulation;
  fleet: Fleet;
}

const TICK_MS = 100;
/** Simulated time waits when the broker is so far behind. */
const MAX_PENDING = 20_000;

/** A simulated city on a broker. */
export function runSimulation(o: RunOptions): Run {
  const scenario = Scenario.parse(o.scenario);
  const realTime = o.rate === 1 && o.startMs === undefined;
  const wallStart = Date.now();
  const startMs = o.startMs ?? wallStart;
  const simulation = createSimulation(o.city, scenario, o.seed, startMs);
  let nowMs = startMs;
  const runId = `sim-${o.seed}-${wallStart.toString(36)}`;
  const fleet = openFleet({
    url: o.url, username: o.username, password: o.password, clientPrefix: `wegweiser-${runId}`,
    mode: scenario.devices.connection, devicesPerConcentrator: scenario.devices.devicesPerConcentrator,
    births: () => simulation.births(nowMs), farewells: () => simulation.farewells(nowMs),
    subscribe: simulation.subscriptions(), onMessage: (topic, payload) => simulation.receive(topic, payload, nowMs),
  });
  const clock = o.clock ?? !realTime ? clockLine(o, runId) : null;
  const driver = createDriver(o, simulation, fleet, () => nowMs, (ms) => {
    nowMs = ms;
    clock?.publish(clockMessage(ms, o.rate, runId));
  });
  let stopping: Promise<void> | null = null;
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      clearInterval(timer);
      await Promise.all([fleet.close(1500), clock?.close([], 1000)]);
      finish();
    })();
    return stopping;
  };
  const timer = setInterval(() => {
    if (driver()) void stop();
  }, TICK_MS);
  return { done, stop, simulation, fleet };
}

/** One tick: simulated time goes on with real time, unless the broker is behind. True when the run is over. */
function createDriver(o: RunOptions, simulation: Simulation, fleet: Fleet, now: () => number, set: (ms: number) => void): () => boolean {
  const startMs = now();
  const endMs = o.forSeconds === undefined ? Number.POSITIVE_INFINITY : startMs + o.forSeconds * 1000;
  let lastWall = Date.now();
  return () => {
    const wall = Date.now();
    // After a pause of the machine time goes on from where it stood; only real time catches up.
    const realMs = o.rate === 1 ? wall - lastWall : Math.min(wall - lastWall, 5 * TICK_MS);
    lastWall = wall;
    if (fleet.pending() > MAX_PENDING && fleet.connected() > 0 && o.rate > 1) return false;
    set(Math.min(endMs, now() + Math.max(0, Math.round(realMs * o.rate))));
    fleet.publish(simulation.step(now()));
    for (const e of simulation.takeLinkEvents()) fleet.cut(e.deviceIds, Math.max(200, e.downMs / o.rate));
    o.onTick?.(simulation.truth);
    return now() >= endMs;
  };
}

function clockLine(o: BrokerOptions, runId: string): Connection {
  return openConnection({
    url: o.url, username: o.username, password: o.password, clientId: `wegweiser-${runId}-clock`,
    births: () => [], will: null, subscribe: [], onMessage: () => undefined, keep: 1,
  });
}

export function clockMessage(timeMs: number, rate: number, runId: string): Outgoing {
  return { topic: SIM_CLOCK_TOPIC, payload: JSON.stringify({ timeMs, rate, runId }), qos: 0, retain: false, area: 'sim', deviceClass: 'loop', deviceId: 'clock', message: 'clock', atMs: timeMs };
}

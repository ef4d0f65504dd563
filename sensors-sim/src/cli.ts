import { parseArgs } from 'node:util';
import { loadCityFolder } from './city-file.js';
import { runLoad } from './load/run.js';
import { loadMapping } from './replay/plan.js';
import { runReplay } from './replay/run.js';
import { runSimulation } from './runner.js';
import { loadScenario } from './scenario/load.js';

export const USAGE = `sensors-sim run    [--broker URL] [--city DIR] [--scenario NAME] [--rate 1..600] [--seed N] [--start ISO] [--for SECONDS]
sensors-sim replay --date YYYY-MM-DD [--parking CSV[.gz]] [--loops CSV[.gz]] [--mapping NAME] [--rate N] [--repeat SECONDS] [--manifest FILE]
sensors-sim load   [--sensors N] [--rate N] [--seconds N] [--count N] [--qos 0|1] [--inflight N] [--connections N] [--ledger FILE] [--area ID]
Broker user and password: --user, or MQTT_USERNAME and MQTT_PASSWORD in the environment.`;

const OPTIONS = {
  broker: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
  city: { type: 'string', default: 'config/cities/ingolstadt' },
  scenario: { type: 'string', default: 'weekday' },
  rate: { type: 'string' },
  seed: { type: 'string', default: '1' },
  start: { type: 'string' },
  for: { type: 'string' },
  date: { type: 'string' },
  parking: { type: 'string' },
  loops: { type: 'string' },
  mapping: { type: 'string' },
  repeat: { type: 'string' },
  manifest: { type: 'string' },
  sensors: { type: 'string', default: '1000' },
  seconds: { type: 'string' },
  count: { type: 'string' },
  qos: { type: 'string', default: '1' },
  inflight: { type: 'string', default: '500' },
  connections: { type: 'string', default: '4' },
  ledger: { type: 'string' },
  area: { type: 'string' },
  prefix: { type: 'string' },
  'first-seq': { type: 'string' },
  user: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof read>['values'];
const read = (args: string[]) => parseArgs({ args, allowPositionals: true, options: OPTIONS });
const number = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const n = Number(text);
  if (!Number.isFinite(n)) throw new Error(`not a number: ${text}`);
  return n;
};
const broker = (v: Values): { url: string; username: string | undefined; password: string | undefined } => ({
  url: v.broker, username: v.user ?? process.env['MQTT_USERNAME'], password: process.env['MQTT_PASSWORD'],
});

/** Runs a command until it is done or `signal` says stop. Returns the exit code. */
export async function runCli(args: string[], signal: AbortSignal, print: (line: string) => void): Promise<number> {
  const { values, positionals } = read(args);
  const command = positionals[0];
  if (values.help || (command !== 'run' && command !== 'replay' && command !== 'load')) {
    print(USAGE);
    return values.help ? 0 : 2;
  }
  if (command === 'run') await run(values, signal, print);
  else if (command === 'replay') await replay(values, signal, print);
  else await load(values, signal, print);
  return 0;
}

async function run(v: Values, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  const scenario = loadScenario(v.scenario);
  const rate = Math.min(600, Math.max(0.1, number(v.rate) ?? 1));
  const start = v.start ?? (rate === 1 ? undefined : scenario.start);
  const startMs = start === undefined ? undefined : Date.parse(start);
  if (Number.isNaN(startMs)) throw new Error(`not a time: ${start}`);
  let reportedAt = Date.now();
  const sim = runSimulation({
    ...broker(v), city: loadCityFolder(v.city), scenario, seed: number(v.seed) ?? 1, rate, startMs, forSeconds: number(v.for),
    onTick: (truth) => {
      if (v.quiet || Date.now() - reportedAt < 10_000) return;
      reportedAt = Date.now();
      const t = truth();
      print(JSON.stringify({ time: new Date(t.timeMs).toISOString(), ...t.vehicles, pending: sim.fleet.pending(), dropped: sim.fleet.dropped() }));
    },
  });
  print(`sensors-sim: ${v.scenario} x${rate}, ${sim.simulation.births(0).length} devices on ${sim.fleet.size} connections to ${v.broker}`);
  const stop = (): void => void sim.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await sim.done;
}

async function replay(v: Values, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  if (!v.date) throw new Error('--date is needed');
  const city = loadCityFolder(v.city);
  const result = await runReplay({
    ...broker(v), city, date: v.date, parking: v.parking, loops: v.loops, mapping: loadMapping(v.mapping ?? city.city.id),
    repeatSeconds: number(v.repeat), rate: number(v.rate) ?? 600, manifest: v.manifest, signal,
  });
  print(JSON.stringify(result));
}

async function load(v: Values, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  const result = await runLoad({
    ...broker(v), sensors: number(v.sensors) ?? 1000, rate: number(v.rate) ?? 1000, seconds: number(v.seconds) ?? (v.count === undefined ? 30 : undefined),
    count: number(v.count), qos: v.qos === '0' ? 0 : 1, inflight: number(v.inflight), connections: number(v.connections),
    ledger: v.ledger, area: v.area, prefix: v.prefix, firstSeq: number(v['first-seq']), signal,
  });
  print(JSON.stringify(result));
}

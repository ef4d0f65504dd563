// Closed loop in SUMO: npm run bench:signals -- [--scenarios a,b] [--seeds 1-5|1,4,7] [--faults 0,0.1,0.3]
//   [--arms tactical,strategic,fixed] [--demand 0.7,1,1.3,incident,stadium] [--variants] [--ground DIR] [--params JSON]
// tactical: a decision every second; strategic: fixed time with our plans; fixed: the plans that the network ships (the ground's own
// run, no loops). --variants: the table of all arms by demand, and the tactical one with broken loops.
// Every run one after the other; wishes pass the guard, the measuring ground's bridge keeps minimum greens and amber besides and scores with its evaluate.py.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { changedGround } from './demand.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: 'cologne1,cologne8,ingolstadt1,ingolstadt21' }, seeds: { type: 'string', default: '1-5' }, faults: { type: 'string', default: '0' },
    arms: { type: 'string', default: 'tactical' }, demand: { type: 'string', default: '1' }, variants: { type: 'boolean', default: false },
    params: { type: 'string', default: '{}' }, ground: { type: 'string', default: join(process.env.WEGWEISER_SHARED ?? join(root, '..', 'shared'), 'sumo') },
  },
});
const ground = resolve(values.ground);
const missing = !existsSync(join(ground, 'ground', 'bridge.py')) ? `no measuring ground at ${values.ground}` : spawnSync('sumo', ['--version']).status !== 0 ? 'SUMO is not installed' : null;
if (missing !== null) {
  console.log(`skipped: ${missing}`);
  process.exit(0);
}

if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(values.seeds)) {
  console.error(`--seeds ${values.seeds}: expected numbers and ranges, as 1-5 or 1,4,7-9`);
  process.exit(1);
}
const seeds = values.seeds.split(',').flatMap((part) => {
  const [first, last = first] = part.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
});
const out = mkdtempSync(join(tmpdir(), 'bench-signals-'));
/** The same vehicles in every run with that demand. */
const DEMAND_SEED = 1;
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

const grounds = new Map();

/** The ground itself, or a copy of it with another demand. */
function groundOf(scenario, demand) {
  if (demand === 1) return ground;
  const key = `${scenario} ${demand}`;
  if (!grounds.has(key)) grounds.set(key, changedGround(ground, out, scenario, demand, DEMAND_SEED));
  return grounds.get(key);
}

function python(scenario, seed, demand, args) {
  const env = { ...process.env, GROUND_OUT: join(out, `results-${demand}`), GROUND_ROOT: groundOf(scenario, demand), SUMO_HOME: process.env.SUMO_HOME ?? '/usr/share/sumo' };
  const run = spawnSync('/usr/bin/python3', args, { encoding: 'utf8', maxBuffer: 1 << 26, env });
  if (run.status !== 0) throw new Error(`${scenario} seed ${seed}: ${run.stderr.slice(-800)}`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1));
}

function once(scenario, seed, { arm, demand, faults }) {
  if (arm === 'fixed') return python(scenario, seed, demand, [join(ground, 'ground', 'run.py'), scenario, 'fixed', String(seed)]);
  const guardFile = join(out, 'guard.json');
  const client = ['node', join(root, 'test/bench/signals/client.mjs'), '--arm', arm, '--scenarios', join(ground, 'scenarios'), '--add', join(ground, 'add'), '--params', values.params, '--faults', String(faults), '--seed', String(seed), '--guard-file', guardFile];
  const result = python(scenario, seed, demand, [join(ground, 'ground', 'bridge.py'), scenario, String(seed), '--name', `${arm}-${faults}`, '--cmd', `exec ${client.map(quote).join(' ')}`]);
  return { ...result, guard: JSON.parse(readFileSync(guardFile, 'utf8')) };
}

const list = (text) => text.split(',');
const crossed = (arms, demands, faults) => arms.flatMap((arm) => demands.flatMap((demand) => faults.map((f) => ({ arm, demand, faults: f }))));
const runs = values.variants
  ? [...crossed(['fixed', 'strategic', 'tactical'], [1, 0.7, 1.3, 'incident', 'stadium'], [0]), ...crossed(['tactical'], [1], [0.1, 0.3])]
  : crossed(list(values.arms), list(values.demand).map((d) => (Number.isNaN(Number(d)) ? d : Number(d))), list(values.faults).map(Number));

function guardLine(results) {
  const guards = results.flatMap((r) => r.guard ?? []);
  if (guards.length === 0) return '';
  const sum = (of) => guards.reduce((a, g) => a + of(g), 0);
  return `   guard: ${sum((g) => g.switches)} switches, ${sum((g) => Object.values(g.rejected).reduce((x, y) => x + y, 0))} refused, ${sum((g) => g.unlike)} s unlike the street`;
}

const middle = (sorted) => (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
const cell = (value, width = 8) => String(typeof value === 'number' ? value.toFixed(1) : value).padStart(width);

console.log(`decisions every 1 s, minimum green 5 s, amber 3 s; sensing: induction loops only (stop line and ~50 m before)`);
console.log(`delay: mean of timeLoss + departDelay, seconds per vehicle, one hour, unfinished and never departed included; ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
console.log(`${'scenario'.padEnd(14)}${['arm', 'demand', 'broken', 'mean', 'median', 'worst', 'unfinished', 'teleports', 'seeds'].map((h) => cell(h, 11)).join('')}`);
for (const scenario of list(values.scenarios)) {
  for (const run of runs) {
    const results = seeds.map((seed) => once(scenario, seed, run));
    const delays = results.map((r) => r.delay).sort((a, b) => a - b);
    const sum = (key) => results.reduce((a, r) => a + r[key], 0);
    const what = [run.arm, typeof run.demand === 'number' ? `${Math.round(run.demand * 100)} %` : run.demand, `${Math.round(run.faults * 100)} %`];
    const row = [...what, sum('delay') / results.length, middle(delays), delays.at(-1), sum('unfinished') / results.length, String(sum('teleports')), String(results.length)];
    console.log(`${scenario.padEnd(14)}${row.map((c) => cell(c, 11)).join('')}   ${results.map((r) => r.delay.toFixed(1)).join(' ')}${guardLine(results)}`);
  }
}

// Closed loop in SUMO: npm run bench:signals -- [--scenarios a,b] [--seeds 1-5] [--faults 0,0.1,0.3] [--ground DIR] [--params JSON]
// Every run one after the other; the measuring ground's bridge keeps minimum greens and amber and scores with its evaluate.py.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: 'cologne1,cologne8,ingolstadt1,ingolstadt21' }, seeds: { type: 'string', default: '1-5' }, faults: { type: 'string', default: '0' },
    params: { type: 'string', default: '{}' }, ground: { type: 'string', default: join(process.env.WEGWEISER_SHARED ?? join(root, '..', 'shared'), 'sumo') },
  },
});
const ground = resolve(values.ground);
const missing = !existsSync(join(ground, 'ground', 'bridge.py')) ? `no measuring ground at ${values.ground}` : spawnSync('sumo', ['--version']).status !== 0 ? 'SUMO is not installed' : null;
if (missing !== null) {
  console.log(`skipped: ${missing}`);
  process.exit(0);
}

const [first, last] = values.seeds.split('-').map(Number);
const seeds = Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
const out = mkdtempSync(join(tmpdir(), 'bench-signals-'));
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function once(scenario, seed, faults) {
  const client = ['node', join(root, 'test/bench/signals/client.mjs'), '--scenarios', join(ground, 'scenarios'), '--params', values.params, '--faults', faults, '--seed', String(seed)];
  const guardFile = join(out, 'guard.json');
  client.push('--guard-file', guardFile);
  const run = spawnSync('/usr/bin/python3', [join(ground, 'ground', 'bridge.py'), scenario, String(seed), '--name', `faults${faults}`, '--cmd', `exec ${client.map(quote).join(' ')}`], {
    encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, GROUND_OUT: out, SUMO_HOME: process.env.SUMO_HOME ?? '/usr/share/sumo' },
  });
  if (run.status !== 0) throw new Error(`${scenario} seed ${seed}: ${run.stderr.slice(-800)}`);
  return { ...JSON.parse(run.stdout.trim().split('\n').at(-1)), guard: JSON.parse(readFileSync(guardFile, 'utf8')) };
}

const middle = (sorted) => (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
const cell = (value, width = 8) => String(typeof value === 'number' ? value.toFixed(1) : value).padStart(width);

console.log(`decisions every 1 s, minimum green 5 s, amber 3 s; sensing: induction loops only (stop line and ~50 m before)`);
console.log(`delay: mean of timeLoss + departDelay, seconds per vehicle, one hour, unfinished and never departed included; ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
console.log(`${'scenario'.padEnd(14)}${['broken', 'mean', 'median', 'worst', 'unfinished', 'teleports', 'seeds'].map((h) => cell(h, 11)).join('')}`);
for (const scenario of values.scenarios.split(',')) {
  for (const faults of values.faults.split(',')) {
    const results = seeds.map((seed) => once(scenario, seed, faults));
    const delays = results.map((r) => r.delay).sort((a, b) => a - b);
    const sum = (key) => results.reduce((a, r) => a + r[key], 0);
    const guard = results.map((r) => r.guard);
    const refused = guard.reduce((a, g) => a + Object.values(g.rejected).reduce((x, y) => x + y, 0), 0);
    const row = [`${Math.round(Number(faults) * 100)} %`, sum('delay') / results.length, middle(delays), delays.at(-1), sum('unfinished') / results.length, String(sum('teleports')), String(results.length)];
    console.log(`${scenario.padEnd(14)}${row.map((c) => cell(c, 11)).join('')}   ${results.map((r) => r.delay.toFixed(1)).join(' ')}   guard: ${guard.reduce((a, g) => a + g.switches, 0)} switches, ${refused} refused, ${guard.reduce((a, g) => a + g.unlike, 0)} s unlike the street`);
  }
}

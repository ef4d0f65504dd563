// Parking search in the simulated inner city: the same demand in every arm, only the information differs. The decision code
// answers through decide.mjs (counts 60 s old, no reservation). Prints what each arm saves of what central assignment saves,
// and renews the table of docs/parking.md from all results that are kept in results.json.
// Usage: npm run bench:parking -- [--seeds 1,2,3] [--demand normal,peak] [--arms ...] [--out results.jsonl]
// A run takes about a minute; arms already in the results file are not run again. Needs SUMO, Python and the shared scenarios.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renewSearchTable, storeSearch, tableOf } from './table.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const shared = process.env.WEGWEISER_SHARED ?? resolve(HERE, '../../../../shared');
const harness = join(shared, 'sumo/parking');
if (!existsSync(harness)) {
  console.log(`skipped: no scenarios at ${harness}`);
  process.exit(0);
}
const ARMS = {
  none: ['--policy', 'none'],
  central: ['--policy', 'greedy'],
  counts: ['--policy', 'signs'],
  counts50: ['--policy', 'signs', '--comply', '0.5'],
  central50: ['--policy', 'greedy', '--comply', '0.5'],
  wegweiser: ['--policy', 'ext'],
  wegweiser50: ['--policy', 'ext', '--comply', '0.5'],
};
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' }, demand: { type: 'string', default: 'normal,peak' }, arms: { type: 'string', default: Object.keys(ARMS).join(',') },
    out: { type: 'string', default: join(tmpdir(), 'wegweiser-parking.jsonl') }, tuning: { type: 'string', default: '' },
  },
});
const PARKERS = { normal: '850', peak: '1250' };
const STORED = { normal: 'scen_norm', peak: 'scen_peak' };
const scenarios = join(tmpdir(), `wegweiser-parking-${process.pid}`);
const environment = { ...process.env, SUMO_HOME: process.env.SUMO_HOME ?? '/usr/share/sumo' };

function run(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: environment, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stderr}`);
  return stdout;
}

/** The folder with a scenario's seed; seeds that are not stored are built like those that are. */
function scenario(demand, seed) {
  const folder = join(scenarios, demand);
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, `s${seed}.json`))) return folder;
  const stored = join(harness, STORED[demand]);
  if (existsSync(join(stored, `s${seed}.json`))) for (const file of [`s${seed}.json`, `bg${seed}.rou.xml`]) cpSync(join(stored, file), join(folder, file));
  else run('/usr/bin/python3', [join(harness, 'build_scenario.py'), seed, PARKERS[demand], '0.7', folder]);
  return folder;
}

function simulate(demand, seed, arm) {
  const out = join(scenarios, 'one.jsonl');
  rmSync(out, { force: true });
  const decide = `${process.execPath} ${join(HERE, 'decide.mjs')} 60 ${values.tuning}`;
  const args = [join(harness, 'parksim.py'), '--scen', scenario(demand, seed), '--seed', seed, '--out', out, ...ARMS[arm]];
  run('nice', ['-n', '10', '/usr/bin/python3', ...args, ...(arm.startsWith('wegweiser') ? ['--cmd', decide] : [])]);
  return { demand, arm, ...JSON.parse(readFileSync(out, 'utf8')), seed: Number(seed) };
}

const results = existsSync(values.out) ? readFileSync(values.out, 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)) : [];
try {
  for (const demand of values.demand.split(',')) {
    for (const seed of values.seeds.split(',')) {
      for (const arm of values.arms.split(',')) {
        if (results.some((one) => one.demand === demand && one.arm === arm && one.seed === Number(seed))) continue;
        const result = simulate(demand, seed, arm);
        appendFileSync(values.out, `${JSON.stringify(result)}\n`);
        results.push(result);
        console.log(`${demand} ${arm} ${seed}: ${Math.round(result.drive_s)} s driving, ${result.search_km.toFixed(2)} km of searching, ${result.wall} s`);
      }
    }
  }
} finally {
  rmSync(scenarios, { recursive: true, force: true });
}
console.log(tableOf(results));
// Trials with other options than the product's are not for the page.
if (values.tuning === '') {
  renewSearchTable(resolve(HERE, '../../../docs/parking.md'), storeSearch(results));
  console.log('docs/parking.md is renewed');
}

// How good the forecasts are: learns each recorded city up to 12 March 2026 (Birmingham: 13 November 2016), forecasts the eight
// (two) weeks after, scores them with the shared scorer, and renews figures, plots and the search table of docs/parking.md
// (the latter as `npm run bench:parking` left it).
// Usage: npm run bench:forecast -- [--city nuernberg,osnabrueck,...] [--draw] [--relearn DAYS] [--horizons 15,30,60] [--rows N] [--trees N] [--made FOLDER]
// A city takes some minutes; results.json keeps the newest figures of each. --draw only draws what is there;
// --made scores forecasts that were made before by `npm run forecast`, FOLDER/<city>.csv. --relearn 7 has a table of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { reliabilityPlot, weekPlot } from './plots.mjs';
import { renewForecastTable } from './table.mjs';
import { renewSearchTable, storedSearch } from '../parking/table.mjs';
import { readWeek } from './week.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../../..');
const RESULTS = join(HERE, 'results.json');
const CITIES = {
  nuernberg: { file: 'tiefbauamt-nuernberg_to-2026-05-06', land: 'BY', week: { lot: 'tiefbauamt-nuernberg-parken-Hauptmarkt', from: '2026-04-20', name: 'Nürnberg, Hauptmarkt' } },
  osnabrueck: { file: 'parken-osnabrueck_to-2026-05-06', land: 'NI' },
  dresden: { file: 'dresden-parken_to-2026-05-06', land: 'SN' },
  ingolstadt: { file: 'ingolstadt-parken_to-2026-05-06', land: 'BY' },
  birmingham: { file: 'birmingham_to-2016-11-26', tz: 'Europe/London', from: '2016-11-13', to: '2016-11-27', step: 30 },
};
const { values } = parseArgs({
  options: {
    city: { type: 'string', default: Object.keys(CITIES).join(',') }, draw: { type: 'boolean', default: false }, relearn: { type: 'string', default: '0' },
    made: { type: 'string' }, horizons: { type: 'string' }, rows: { type: 'string' }, trees: { type: 'string' },
  },
});
const shared = process.env.WEGWEISER_SHARED ?? resolve(ROOT, '../shared');
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};

function run(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`);
}

function score(name) {
  const { file, land, tz = 'Europe/Berlin', from = '2026-03-12', to = '2026-05-06', step = 15, week } = CITIES[name];
  const folder = join(tmpdir(), `wegweiser-forecast-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const [truth, own, json] = ['truth.csv', 'forecast.csv', 'score.json'].map((f) => join(folder, f));
  const forecast = values.made === undefined ? own : join(values.made, `${name}.csv`);
  writeFileSync(truth, gunzipSync(readFileSync(join(shared, 'data/parking', `${file}.csv.gz`))));
  const sizes = ['horizons', 'rows', 'trees'].flatMap((key) => (values[key] === undefined ? [] : [`--${key}`, values[key]]));
  if (values.made === undefined) run([join(ROOT, 'libs/parking/cli/forecast.mjs'), '--history', truth, '--from', `${from}T00:00Z`, '--to', `${to}T23:59Z`, '--out', forecast, '--tz', tz, '--hours', '6-22', '--relearn', values.relearn, ...(land ? ['--land', land] : []), ...sizes]);
  const horizons = (values.horizons ?? '15,30,60').split(',').filter((h) => Number(h) <= 60 && Number(h) % step === 0).join(',');
  run([join(shared, 'tools/parking/score.mjs'), '--truth', truth, '--forecast', forecast, '--from', from, '--to', to, '--tz', tz, '--step', String(step), '--horizons', horizons, '--json', json]);
  const { forecast: ours, persistence } = JSON.parse(readFileSync(json, 'utf8'));
  if (Number(values.relearn) > 0) results[name] = { ...results[name], weekly: ours };
  else results[name] = { ...results[name], from, to, horizons: ours, persistence: Object.fromEntries(Object.entries(persistence).map(([h, p]) => [h, { mae_pct: p.mae_pct, brier: p.brier }])), ...(week ? { week: { ...week, ...readWeek(truth, forecast, week) } } : {}) };
  rmSync(folder, { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results)}\n`);
}

if (!values.draw) {
  if (!existsSync(join(shared, 'data/parking'))) {
    console.log(`skipped: no recorded counts at ${shared}/data/parking`);
    process.exit(0);
  }
  for (const name of values.city.split(',')) {
    console.log(`${name} ...`);
    score(name);
  }
}
const plots = { 'forecast-reliability.svg': reliabilityPlot(results), 'forecast-week.svg': weekPlot(results) };
for (const [file, svg] of Object.entries(plots)) if (svg !== null) writeFileSync(join(ROOT, 'docs/img', file), svg);
renewForecastTable(join(ROOT, 'docs/parking.md'), results);
renewSearchTable(join(ROOT, 'docs/parking.md'), storedSearch());
console.log('docs/parking.md and its plots are renewed');

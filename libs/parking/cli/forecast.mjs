#!/usr/bin/env node
// Forecasts free spaces over recorded data, as the service would have given them, and writes a CSV to be scored:
//   lot,t_issue,horizon,mean,p_free,q05,q25,q50,q75,q95
// Counts are fed in time order; a forecast of time t has seen what happened until t and nothing later, whichever of the
// files it stands in. Learns from all counts before --from, and again every --relearn days from what was seen by then.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import {
  advancePast, asWatched, createGrid, createPast, createWatch, createWeather, DEFAULT_TRAINING, describeDays, forgetFaults, issueForecast, publicHolidays, recordFree, recordWeather, stepAt, stepMsAt,
  trainForecast, viewLots, watchPromises,
} from '../dist/forecast/index.js';
import { readCounts, readWeather } from './read.mjs';

const USAGE = `usage: npm run forecast -- --history FILE [--history FILE ...] --events FILE [--events FILE ...] --out F.csv
  --from / --to ISO     first issue time (default: first event) and end, exclusive (default: last event)
  --tz ZONE             local time (default Europe/Berlin)
  --land BY             public holidays of a German Land; --holidays 2026-05-14,... adds dates
  --school A/B,C/D      school holidays, both ends included
  --open-sundays A,...  Sundays and holidays on which the shops are open
  --occasions K:A/B,... days of fairs, games, markets of kind K, known ahead, both ends included
  --weather FILE        what a weather station said: time,rain_mm (of the hour before),temperature_c; each line is seen from its time on
  --step MINUTES        grid of issue times (default: from the data, 15 or 30)
  --relearn DAYS        learn again every so many days (default 7; 0 = never)
  --hours 0-24          local hours issued
  --trees, --rows, --folds N   size of the training`;

const { values: args } = parseArgs({
  options: {
    history: { type: 'string', multiple: true, default: [] },
    events: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, tz: { type: 'string', default: 'Europe/Berlin' },
    land: { type: 'string' }, holidays: { type: 'string', default: '' }, school: { type: 'string', default: '' },
    'open-sundays': { type: 'string', default: '' }, occasions: { type: 'string', default: '' },
    weather: { type: 'string', multiple: true, default: [] },
    step: { type: 'string' }, relearn: { type: 'string', default: '7' }, hours: { type: 'string', default: '0-24' },
    horizons: { type: 'string' }, trees: { type: 'string' }, rows: { type: 'string' }, folds: { type: 'string' }, rate: { type: 'string' }, leaves: { type: 'string' },
  },
});
if (args.out === undefined || args.events.length + args.history.length === 0) {
  console.error(USAGE);
  process.exit(2);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const said = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

const history = await readCounts(args.history);
const events = args.events.length === 0 ? [] : await readCounts(args.events);
const counts = [...history, ...events].sort((a, b) => a.timeMs - b.timeMs);
const fromMs = args.from !== undefined ? Date.parse(args.from) : (events[0] ?? counts[0]).timeMs;
const toMs = args.to !== undefined ? Date.parse(args.to) : counts.at(-1).timeMs + 1;

const capacities = new Map();
for (const { lot, free, capacity, timeMs } of counts) {
  // Only what is known before the first issue; a garage first seen later starts with its first count.
  if (!capacities.has(lot)) capacities.set(lot, capacity ?? Math.max(1, free));
  else if (timeMs < fromMs) capacities.set(lot, capacity ?? Math.max(free, capacities.get(lot)));
}
const stepMinutes = args.step !== undefined ? Number(args.step) : counts.slice(0, 5000).some(({ timeMs }) => timeMs % (30 * MINUTE_MS) !== 0) ? 15 : 30;
const grid = createGrid({
  stepMinutes, startMs: counts[0].timeMs, endMs: toMs, timeZone: args.tz,
  lots: [...capacities].map(([id, capacity]) => ({ id, capacity })),
});
const place = new Map(grid.ids.map((id, i) => [id, i]));
const years = [...new Set([counts[0].timeMs, toMs].map((ms) => new Date(ms).getUTCFullYear()))];
const allYears = Array.from({ length: years.at(-1) - years[0] + 1 }, (_, i) => years[0] + i);
const calendar = {
  timeZone: args.tz,
  holidays: [...args.holidays.split(',').filter(Boolean), ...(args.land ? allYears.flatMap((y) => publicHolidays(y, args.land)) : [])],
  schoolHolidays: args.school.split(',').filter(Boolean).map((span) => ({ from: span.split('/')[0], to: span.split('/')[1] })),
  openSundays: args['open-sundays'].split(',').filter(Boolean),
  events: args.occasions.split(',').filter(Boolean).map((one) => ({ kind: one.split(':')[0], from: one.split(':')[1].split('/')[0], to: one.split('/')[1] })),
};
const told = await readWeather(args.weather);
// Written ahead of its time as a whole: a step reads of it only what was said until then.
const weather = told.length === 0 ? null : createWeather(grid);
for (const reading of told) recordWeather(grid, weather, reading);
const past = createPast(grid, describeDays(calendar, grid.day[0], grid.day.at(-1) - grid.day[0] + 1), weather);

let fed = 0;
/** Everything heard until step t goes into the grid. */
function feed(t) {
  for (; fed < counts.length && stepAt(grid, counts[fed].timeMs) <= t; fed++) {
    const { timeMs, lot, free, capacity } = counts[fed];
    recordFree(grid, place.get(lot), timeMs, free, capacity ?? grid.capacity[place.get(lot)]);
  }
  advancePast(past, t);
}

const options = {
  ...DEFAULT_TRAINING,
  horizons: (args.horizons?.split(',') ?? DEFAULT_TRAINING.horizons).map(Number),
  maxRows: Number(args.rows ?? DEFAULT_TRAINING.maxRows),
  folds: Number(args.folds ?? DEFAULT_TRAINING.folds),
  centre: {
    ...DEFAULT_TRAINING.centre,
    trees: Number(args.trees ?? DEFAULT_TRAINING.centre.trees),
    learningRate: Number(args.rate ?? DEFAULT_TRAINING.centre.learningRate),
    maxLeaves: Number(args.leaves ?? DEFAULT_TRAINING.centre.maxLeaves),
  },
};
function learn(t) {
  const begun = performance.now();
  const forgotten = forgetFaults(past, t + 1);
  const model = trainForecast(past, t + 1, options);
  if (model === null) throw new Error('nothing to learn from before the first forecast');
  said(`learned until ${new Date(model.trainedUntilMs).toISOString()}: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${forgotten} faulty values forgotten`);
  return model;
}

const watch = createWatch();
/** What was given for each step to come, by minutes ahead. */
const given = new Map();
/** Whether there was a free space at step t, as far as it is known then, of all that was given for it. */
function settle(t) {
  for (const [minutes, list] of given.get(t) ?? []) {
    const known = list.filter(({ lot }) => !Number.isNaN(grid.rate[lot][t]));
    watchPromises(watch, minutes, stepMsAt(grid, t), known.map(({ lot, pFree }) => ({ pFree, came: (1 - grid.rate[lot][t]) * grid.capacity[lot] >= 0.5 })));
  }
  given.delete(t);
}
function remember(t, lot, { minutes, pFree }) {
  const due = t + minutes / stepMinutes;
  if (!given.has(due)) given.set(due, new Map());
  const byMinutes = given.get(due);
  byMinutes.set(minutes, [...(byMinutes.get(minutes) ?? []), { lot, pFree }]);
}

const first = stepAt(grid, fromMs);
feed(first - 1);
let model = learn(first - 1);
let views = viewLots(past, model.lots);
let learnedMs = stepMsAt(grid, first);
const [hourFrom, hourTo] = args.hours.split('-').map(Number);
const out = createWriteStream(args.out);
out.write('lot,t_issue,horizon,mean,p_free,q05,q25,q50,q75,q95\n');
for (let t = first; stepMsAt(grid, t) < toMs && t < grid.size; t++) {
  const nowMs = stepMsAt(grid, t);
  feed(t);
  settle(t);
  if (Number(args.relearn) > 0 && nowMs - learnedMs >= Number(args.relearn) * DAY_MS) {
    model = learn(t);
    views = viewLots(past, model.lots);
    learnedMs = nowMs;
  }
  const hour = (grid.slot[t] * stepMinutes) / 60;
  if (hour < hourFrom || hour >= hourTo) continue;
  const issuedAt = `${new Date(nowMs).toISOString().slice(0, 16)}Z`;
  let text = '';
  for (const view of views) {
    for (const issued of issueForecast(model, past, view, t)) {
      remember(t, view.lot, issued);
      const { minutes, free, quantiles, pFree } = asWatched(watch, issued);
      text += `${grid.ids[view.lot]},${issuedAt},${minutes},${free.toFixed(2)},${pFree.toFixed(5)},${quantiles.map((q) => q.toFixed(2)).join(',')}\n`;
    }
  }
  if (!out.write(text)) await once(out, 'drain');
}
out.end();
await once(out, 'finish');
said(`wrote ${args.out}`);

// Do green waves help where vehicles really drive? The demo city, simulated second by second, with the service's engine: once as it
// runs, once with every plan of single junctions accepted as soon as it is recommended, once with every green wave, once with both, and once with the
// junctions in automatic mode whose controllers take stage requests. What counts is what the vehicles did, not what the rules had predicted.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createSimulation, loadCityFolder, loadProfile, loadScenario } from '@wegweiser/sensors-sim';
import { CityEngine } from '../../apps/service/dist/engine/city-engine.js';
import { LiveStore } from '../../apps/service/dist/live/live-store.js';
import { decodeOwn } from './sumo/decode.mjs';

const { values: o } = parseArgs({ options: {
  city: { type: 'string', default: 'config/cities/ingolstadt' }, scenario: { type: 'string', default: 'calm' }, seeds: { type: 'string', default: '1,2,3' },
  start: { type: 'string', default: '2026-11-24T05:30:00Z' }, warmup: { type: 'string', default: '30' }, minutes: { type: 'string', default: '120' }, arms: { type: 'string', default: 'own,single,waves,both,automatic' },
} });
const START_MS = Date.parse(o.start);
const STEP_MS = 1000;
const city = loadCityFolder(o.city);
const scenario = loadScenario(o.scenario);

/** Links that lead to a corridor's junctions: on the street itself, and from the sides. */
const links = city.corridors.map((c) => {
  const along = new Set(c.sections.flatMap((s) => [s.forward, s.backward]));
  const stops = new Set(c.stops.map((s) => s.junctionId));
  return { id: c.id, along, all: new Set(city.links.filter((l) => stops.has(l.to)).map((l) => l.id)) };
});
const freeS = new Map(city.links.map((l) => [l.id, (l.lengthM * 3.6) / l.freeSpeedKmh]));

const ACCEPTS = { own: [], automatic: [], waves: ['corridors'], single: ['junctions'], both: ['corridors', 'junctions'] };
/** Junctions whose controllers take stage requests. */
const tactical = city.junctions.filter((j) => j.tactical !== undefined).map((j) => j.id);
const toTactical = new Set(city.links.filter((l) => tactical.includes(l.to)).map((l) => l.id));

/** One morning. What is accepted is accepted at once and as long as it is recommended. */
function drive(seed, arm) {
  const simulation = createSimulation(city, scenario, seed, START_MS, loadProfile('default'));
  const store = new LiveStore('bench');
  const engine = new CityEngine(city, store);
  const tally = { ended: 0, accepted: 0, confirmed: new Set(), failed: 0 };
  let offset = 0;
  const act = (recommendationId, nowMs) => {
    tally.accepted++;
    const command = { commandId: `c${offset}`, by: 'bench', atMs: nowMs, act: { type: 'decideRecommendation', recommendationId, decision: 'accept', reason: 'bench' } };
    engine.process({ events: [{ type: 'command', offset: offset++, command }] });
  };
  const control = (junctionId, nowMs) => {
    const command = { commandId: `c${offset}`, by: 'bench', atMs: nowMs, act: { type: 'junctionControl', junctionId, mode: 'automatic', reason: 'bench' } };
    engine.process({ events: [{ type: 'command', offset: offset++, command }] });
  };
  const accept = (nowMs) => {
    if (arm === 'automatic' && nowMs === START_MS + 60_000) for (const id of tactical) control(id, nowMs);
    for (const of of ACCEPTS[arm]) {
      for (const one of store.list(of)) if (one.recommendation?.state === 'proposed') act(one.recommendation.id, nowMs);
    }
    for (const c of store.list('corridors')) if (c.recommendation?.state === 'confirmed') tally.confirmed.add(c.recommendation.id);
  };
  const pass = (nowMs) => {
    const out = simulation.step(nowMs).filter((m) => m.message !== 'birth' && m.message !== 'life' && m.payload.length > 0 && !m.topic.endsWith('/status'));
    engine.process({ events: out.flatMap((m) => reading(m, nowMs)) });
    engine.advanceTo(nowMs);
    accept(nowMs);
    const { publish, failures } = engine.takeEffects();
    if (failures.length > 0) throw failures[0].error;
    for (const { topic, payload } of publish) simulation.receive(topic, payload, nowMs);
  };
  const reading = (m, nowMs) => {
    try {
      return [{ type: 'reading', offset: offset++, reading: decodeOwn(m, nowMs), late: false }];
    } catch {
      return [];
    }
  };
  let nowMs = START_MS;
  const until = (endMs) => {
    while (nowMs < endMs) pass((nowMs += STEP_MS));
    return simulation.truth();
  };
  const before = until(START_MS + Number(o.warmup) * 60_000);
  const after = until(nowMs + Number(o.minutes) * 60_000);
  tally.ended = store.list('alarms').filter((a) => a.code === 'signalAutomaticEnded').length;
  return { ...tally, confirmed: tally.confirmed.size, truth: difference(before, after) };
}

function difference(before, after) {
  const by = Object.fromEntries(Object.entries(after.links).map(([id, l]) => [id, Object.fromEntries(Object.keys(l).map((k) => [k, l[k] - before.links[id][k]]))]));
  const of = (ids) => {
    const [vehicles, vehicleS, stops, free] = [...ids].reduce(([n, s, h, f], id) => [n + by[id].vehicles, s + by[id].vehicleS, h + by[id].stops, f + by[id].vehicles * freeS.get(id)], [0, 0, 0, 0]);
    return { vehicles, delayS: (vehicleS - free) / vehicles, stops: stops / vehicles };
  };
  return { ...Object.fromEntries(links.flatMap(({ id, along, all }) => [[`${id} along`, of(along)], [`${id} all`, of(all)]])), 'to automatic ones': of(toTactical), city: of(city.links.map((l) => l.id)) };
}

const arms = o.arms.split(',');
const seeds = o.seeds.split(',').map(Number);
console.log(`${city.city.name}, ${o.scenario}, ${o.start}, ${o.warmup} + ${o.minutes} min, seeds ${o.seeds}; delay over free flow in s a vehicle and link, stops a vehicle and link; load ${loadavg()[0].toFixed(1)}`);
const results = new Map(arms.map((arm) => [arm, []]));
for (const seed of seeds) {
  for (const arm of arms) {
    const t0 = performance.now();
    const run = drive(seed, arm);
    results.get(arm).push(run);
    console.log(`seed ${seed} ${arm.padEnd(6)} accepted ${run.accepted}, waves in force ${run.confirmed}, automatic mode ended ${run.ended}, ${((performance.now() - t0) / 1000).toFixed(0)} s; city ${run.truth.city.delayS.toFixed(2)} s`);
  }
}
const mean = (xs) => xs.reduce((a, b) => a + b, 0) / xs.length;
const spread = (xs) => `${mean(xs).toFixed(2)} (${Math.min(...xs).toFixed(2)}-${Math.max(...xs).toFixed(2)})`;
for (const where of Object.keys(results.get(arms[0])[0].truth)) {
  for (const arm of arms) {
    const runs = results.get(arm).map((r) => r.truth[where]);
    const base = results.get(arms[0]).map((r) => r.truth[where].delayS);
    console.log(`${where.padEnd(22)} ${arm.padEnd(6)} delay ${spread(runs.map((r) => r.delayS))}  stops ${spread(runs.map((r) => r.stops))}  ${Math.round(mean(runs.map((r) => r.vehicles)))} vehicles  ${arm === arms[0] ? '' : `${(100 * (mean(runs.map((r) => r.delayS)) / mean(base) - 1)).toFixed(1)} %`}`);
  }
}

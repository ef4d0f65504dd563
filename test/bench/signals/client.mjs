// Rules and SUMO in lock step: reads one JSON line per simulated second (loops and shown stages), answers with stage wishes.
// The lines are those of the measuring ground's bridge, which keeps minimum greens and amber:
//   python3 ground/bridge.py SCENARIO SEED --name ours --cmd "node test/bench/signals/client.mjs --scenarios DIR"
// --net FILE | --scenarios DIR (DIR/NAME/NAME.net.xml): the network, for travel times between junctions; --params JSON: other
// constants; --faults 0.1 --seed N: so many loops broken (faults.mjs); --record FILE: stages, queues and reasons of
// the first junction, for plot.mjs; --no-platoons: junctions by themselves; --arm strategic: fixed time with our
// plans instead of a decision every second; --arm advised: the service's recommendations, all accepted, from
// the controllers' detectors, advised-minutes: from loops' intervals alone (--add DIR: where the loops' files are); --no-guard: wishes go out without the safety layer,
// --guard-file FILE: what it had to do. SIGNALS_DIST and SUMO_DIST name other builds, to compare two.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createAdvisedStreet } from './advised.mjs';
import { brokenLoops } from './faults.mjs';
import { createGuards } from './guard.mjs';
import { layoutsOf } from './layout.mjs';
import { createStrategic } from './strategic.mjs';

const T = await import(process.env.SIGNALS_DIST ?? '../../../libs/signals/dist/index.js');
const { importJunctions } = await import('../../../sensors-sim/dist/sumo/import.js');
const { linkGroups, readPrograms } = await import('../../../sensors-sim/dist/sumo/program.js');
const { readNet, reachedFrom } = await import(process.env.SUMO_DIST ?? '../../../sensors-sim/dist/sumo/net.js');

const { values } = parseArgs({ allowNegative: true, options: { params: { type: 'string', default: '{}' }, net: { type: 'string' }, scenarios: { type: 'string', default: '../shared/sumo/scenarios' }, add: { type: 'string', default: '../shared/sumo/add' }, platoons: { type: 'boolean', default: true }, faults: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' }, record: { type: 'string' }, arm: { type: 'string', default: 'tactical' }, guard: { type: 'boolean', default: true }, 'guard-file': { type: 'string' } } });
const params = { ...T.DEFAULT_TACTICAL_PARAMS, ...JSON.parse(values.params) };
let junctions = [];
const states = new Map();
let near = new Map();
let departures = {};
const recorded = [];
let guards = null;
let [strategic, advised] = [null, null];
const shownOf = ([stage, greenS, nextStage]) => ({ stage, greenS, nextStage });
let broken = { count: 0, distort: (loops) => loops };

/** A junction that hears of no neighbour. */
const alone = (junction) => ({ ...junction, lanes: junction.lanes.map((lane) => ({ ...lane, feeders: [] })) });

/** What leaves for the controllers: the wishes that the guard lets through. */
function passed(message, wishes) {
  const stages = Object.entries(wishes).map(([id, wish]) => [id, guards === null ? wish : guards.pass(id, message.t, message.tls[id], wish)]);
  return { phase: Object.fromEntries(stages.filter(([id, stage]) => stage !== message.tls[id][0])) };
}

function second(message) {
  const loops = broken.distort(Object.fromEntries(Object.entries(message.e1).map(([id, [entered, left, occupancy]]) => [id, { entered, left, occupancy }])));
  if (strategic !== null) return passed(message, strategic.step(loops, (id) => shownOf(message.tls[id])));
  if (advised !== null) return passed(message, advised.step(message.t, loops, (id) => shownOf(message.tls[id])));
  const wishes = {};
  const left = {};
  const before = new Map(states);
  for (const junction of junctions) {
    const shown = shownOf(message.tls[junction.id]);
    const { choice, left: gone, ...state } = T.coupledStep(junction, before.get(junction.id), loops, shown, departures, params, near.get(junction.id).map((o) => T.seenFromNear(o, before.get(o.id))));
    left[junction.id] = gone;
    states.set(junction.id, state);
    if (values.record !== undefined && junction === junctions[0]) recorded.push({ t: message.t, stage: shown.nextStage === null ? shown.stage : null, reason: choice.reason, queues: state.rules.lanes.map((l) => Math.round((l.queueVeh + l.hiddenVeh) * 10) / 10) });
    wishes[junction.id] = choice.stage;
  }
  departures = left;
  return passed(message, wishes);
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'end') break;
  if (message.type === 'init') {
    const xml = readFileSync(values.net ?? `${values.scenarios}/${message.scenario}/${message.scenario}.net.xml`, 'utf8');
    const net = readNet(xml);
    const places = Object.fromEntries(Object.entries(message.loops).map(([id, l]) => [id, `${l.on} ${l.pos}`]));
    if (Number(values.faults) > 0) broken = brokenLoops(places, Number(values.faults), Number(values.seed));
    if (values.guard) guards = createGuards(message, linkGroups);
    junctions = layoutsOf(message, net, reachedFrom).map((j) => (values.platoons ? j : alone(j)));
    if (values.arm === 'strategic') strategic = createStrategic(message, junctions, readPrograms(xml), params);
    if (values.arm.startsWith('advised')) advised = createAdvisedStreet(message, importJunctions(xml, readFileSync(`${values.add}/${message.scenario}.e1.add.xml`, 'utf8')), readPrograms(xml), { detectors: values.arm !== 'advised-minutes' });
    for (const j of junctions) states.set(j.id, T.createCoupledState(j, params));
    near = new Map(junctions.map((j) => [j.id, T.nearOf(j, junctions, params)]));
  } else process.stdout.write(`${JSON.stringify(second(message))}\n`);
}
if (guards !== null && values['guard-file'] !== undefined) writeFileSync(values['guard-file'], JSON.stringify(guards.seen));
if (advised !== null) console.error(`${advised.changes()} changes of plan`);
if (values.record !== undefined) writeFileSync(values.record, JSON.stringify({ stages: junctions[0].stageIds, lanes: junctions[0].lanes.map((l) => l.id), seconds: recorded }));

// A street in SUMO under our rules: npm run sumo -- --scenario DIR [--mode lockstep|engine] [--seed 1] [--seconds 3600] [--out DIR] [--add DIR] [--record FILE]
//   DIR/NAME.net.xml and NAME.rou.xml; --add: folder of NAME.e1.add.xml (loops) and NAME.loops.json (default DIR/../../add).
// lockstep: SUMO waits while the rules of libs/signals think, in this process.
// engine: the same through the service's engine: field messages of the controllers in, decoded as from the wire, retained stage
// requests out and taken by the controllers; automatic mode, guard, read-back and all. Broker and sockets besides: test/e2e/sumo-product.spec.ts.
// --record FILE: stages of every junction, second by second, for time-space.mjs.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readGround, tripFigures } from '../../../sensors-sim/dist/sumo/ground.js';
import { hasSumo, runLockStep } from '../../../sensors-sim/dist/sumo/street.js';
import { createEngineRules } from './engine.mjs';
import { createRules } from './rules.mjs';

const { values } = parseArgs({ options: { scenario: { type: 'string' }, mode: { type: 'string', default: 'lockstep' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '3600' }, out: { type: 'string' }, add: { type: 'string' }, record: { type: 'string' } } });
const fail = (text) => {
  console.error(text);
  process.exit(2);
};
if (values.scenario === undefined) fail('usage: npm run sumo -- --scenario DIR [--mode lockstep] [--seed 1] [--seconds 3600]');
if (!['lockstep', 'engine'].includes(values.mode)) fail(`unknown mode ${values.mode}`);
if (!hasSumo()) fail('SUMO is not installed (apt-get install sumo)');
const ground = readGround(values.scenario, values.add);
if (typeof ground === 'string') fail(ground);
const outDir = values.out ?? mkdtempSync(join(tmpdir(), 'sumo-'));
mkdirSync(outDir, { recursive: true });

const began = process.hrtime.bigint();
const recorded = {};
const note = (junction, second, choice, state, shown) => {
  if (values.record !== undefined) (recorded[junction.id] ??= []).push({ second, stage: shown.nextStage === null ? shown.stage : null, reason: choice.reason, queues: state.lanes.map((l) => Math.round((l.queueVeh + l.hiddenVeh) * 10) / 10) });
};
let rules;
await runLockStep({ ground, outDir, seed: Number(values.seed), seconds: Number(values.seconds) }, (street) => {
  rules = values.mode === 'engine' ? createEngineRules(street, ground) : createRules(street, ground, note);
  return rules.choose;
});
const figures = tripFigures(readFileSync(join(outDir, 'tripinfo.xml'), 'utf8'));
const wall = Number(process.hrtime.bigint() - began) / 1e9;
console.log(JSON.stringify({ scenario: ground.name, mode: values.mode, seed: Number(values.seed), seconds: Number(values.seconds), ...figures, delayS: Math.round(figures.delayS * 100) / 100, ...rules.seen(), wallS: Math.round(wall * 10) / 10 }));
if (values.record !== undefined && values.mode === 'lockstep') writeFileSync(values.record, JSON.stringify({ seconds: recorded, junctions: rules.junctions }));

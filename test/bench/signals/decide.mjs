// Time of one decision (estimate and look-ahead of one junction for one second), for 1 to 1,000 junctions in one process:
//   node test/bench/signals/decide.mjs [--seconds 60]
// Junctions have 4 arms, 8 lanes and 4 stages; loops are driven by a seeded random demand that fills the junction.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createTacticalState, DEFAULT_TACTICAL_PARAMS, tacticalStep } from '@wegweiser/signals';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);
const WARM_UP_S = 20;
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

function junctionOf(id) {
  const lane = (arm, left) => {
    const name = `${arm}${left ? 'l' : 's'}`;
    const own = (arm % 2) * 2 + (left ? 1 : 0);
    return {
      id: name, streams: [{ green: [0, 1, 2, 3].map((p) => (p === own ? 'protected' : 'red')) }], stopLoop: `s${name}`, waitLoops: [],
      upstream: [{ loopId: `u${name}`, share: 1, travelS: 4, storageVeh: 7 }], feeders: [],
    };
  };
  const lanes = [0, 1, 2, 3].flatMap((arm) => [lane(arm, false), lane(arm, true)]);
  return { id, stageIds: ['0', '1', '2', '3'], minGreenS: 5, clearanceS: [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 0 : 3))), lanes };
}

/** A crude junction that only has to keep loops and queues alive. */
function loopsOf(sim) {
  const loops = {};
  for (const lane of sim.junction.lanes) {
    if (random() < 0.09) [loops[lane.upstream[0].loopId], sim.queue[lane.id]] = [{ entered: 1, left: 1, occupancy: 0.4 }, (sim.queue[lane.id] ?? 0) + 1];
    const standing = (sim.queue[lane.id] ?? 0) > 0;
    const leaves = standing && sim.shown.nextStage === null && lane.streams[0].green[sim.shown.stage] === 'protected' && random() < 0.5;
    if (leaves) sim.queue[lane.id] -= 1;
    if (standing) loops[lane.stopLoop] = leaves ? { entered: 1, left: 1, occupancy: 0.5 } : { entered: 0, left: 0, occupancy: 1 };
  }
  return loops;
}

function obey(sim, wanted) {
  const { shown } = sim;
  if (shown.nextStage !== null) sim.shown = --sim.clearing === 0 ? { stage: shown.nextStage, greenS: 0, nextStage: null } : shown;
  else if (wanted !== shown.stage) [sim.shown, sim.clearing] = [{ ...shown, nextStage: wanted }, 3];
  else sim.shown = { ...shown, greenS: shown.greenS + 1 };
}

function measure(count) {
  const sims = Array.from({ length: count }, (_, i) => {
    const junction = junctionOf(`J${i}`);
    return { junction, state: createTacticalState(junction, DEFAULT_TACTICAL_PARAMS), shown: { stage: 0, greenS: 0, nextStage: null }, clearing: 0, queue: {} };
  });
  const [times, cpuTimes] = [[], []];
  const totals = [];
  const rounds = Math.max(seconds, Math.ceil(2000 / count));
  for (let s = 0; s < rounds + WARM_UP_S; s++) {
    let total = 0;
    for (const sim of sims) {
      const loops = loopsOf(sim);
      const [before, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
      const step = tacticalStep(sim.junction, sim.state, loops, sim.shown);
      const [used, ms] = [process.cpuUsage(cpu), Number(process.hrtime.bigint() - before) / 1e6];
      const cpuMs = (used.user + used.system) / 1000;
      sim.state = step.state;
      obey(sim, step.choice.stage);
      total += cpuMs;
      if (s < WARM_UP_S) continue;
      times.push(ms);
      cpuTimes.push(cpuMs);
    }
    if (s >= WARM_UP_S) totals.push(total);
  }
  const at = (list, q) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))];
  return { count, p50: at(times, 0.5), p99: at(times, 0.99), cpu50: at(cpuTimes, 0.5), cpu99: at(cpuTimes, 0.99), second: at(totals, 0.5), decisions: times.length };
}

console.log(`one decision of one junction, ms of processor and of clock time (clock: waiting for other programs included; all: every junction, one second); ${cpus().length} cores (one used), load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
console.log(`${['junctions', 'cpu p50', 'cpu p99', 'clock p50', 'clock p99', 'all, cpu', 'decisions'].map((h) => h.padStart(11)).join('')}`);
for (const count of [1, 10, 100, 1000]) {
  const m = measure(count);
  console.log([String(m.count), m.cpu50.toFixed(3), m.cpu99.toFixed(3), m.p50.toFixed(3), m.p99.toFixed(3), m.second.toFixed(1), String(m.decisions)].map((c) => c.padStart(11)).join(''));
}

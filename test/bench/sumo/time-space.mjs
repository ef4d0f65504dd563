// Time-space diagram of a corridor from a recording of run.mjs (--record, lockstep):
//   node test/bench/sumo/time-space.mjs RECORDING.json OUT.svg [--from 600] [--seconds 600]
// The corridor is the longest chain of lanes in which the traffic of one arrives in the next (links weaker than a fifth left out). Each
// junction is a line at its travel time from the first: thick where the corridor's lane has green, thin where not.
// Bands leave the first junction's green and run at free flow. Beside it, as text, the same in figures.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string', default: '600' }, seconds: { type: 'string', default: '600' } } });
const [source, target] = positionals;
if (source === undefined || target === undefined) throw new Error('usage: time-space.mjs RECORDING.json OUT.svg');
const { seconds, junctions } = JSON.parse(readFileSync(source, 'utf8'));
const byId = new Map(junctions.map((j) => [j.id, j]));
const LEAST_SHARE = 0.2;

/** Every feeder: from a lane of one junction to a lane of another. */
const links = junctions.flatMap((to) => to.lanes.flatMap((lane) => lane.feeders
  .filter((f) => f.junctionId !== to.id && f.share >= LEAST_SHARE && byId.has(f.junctionId))
  .map((f) => ({ from: f.junctionId, to: to.id, arrives: lane.id, leaves: f.laneId, share: f.share, travelS: f.travelS }))));

/** Chain of lanes, each of which the traffic both enters and leaves by; of equal length that whose shares are higher. */
function longest() {
  let best = { chain: [], share: 0 };
  const walk = (chain, share) => {
    if (chain.length > best.chain.length || (chain.length === best.chain.length && share > best.share)) best = { chain, share };
    const seen = new Set([chain[0]?.from, ...chain.map((l) => l.to)]);
    for (const next of links) if (!seen.has(next.to) && (chain.length === 0 || next.leaves === chain.at(-1).arrives)) walk([...chain, next], share * next.share);
  };
  walk([], 1);
  return best.chain;
}

const chain = longest();
if (chain.length === 0) throw new Error('no junction of this recording feeds another');
const stops = [{ id: chain[0].from, lane: chain[0].leaves, atS: 0 }];
for (const link of chain) stops.push({ id: link.to, lane: link.arrives, atS: stops.at(-1).atS + link.travelS });

const [from, span] = [Number(values.from), Number(values.seconds)];
function greens({ id, lane }) {
  const { streams } = byId.get(id).lanes.find((l) => l.id === lane);
  const open = seconds[id].slice(from, from + span).map((s) => s.stage !== null && streams.some((x) => x.green[s.stage] !== 'red'));
  const runs = [];
  open.forEach((green, s) => (green && runs.at(-1)?.[1] === s ? runs.at(-1)[1]++ : green && runs.push([s, s + 1])));
  return runs;
}

const [LEFT, TOP, WIDTH, HEIGHT] = [90, 44, 860, 320];
const total = stops.at(-1).atS;
const x = (s) => LEFT + (s / span) * WIDTH;
const y = (s) => TOP + HEIGHT - (s / total) * HEIGHT;
const parts = [`<text x="${LEFT}" y="20" font-weight="bold">Time-space diagram, ${stops.length} junctions, ${Math.round(span / 60)} min, decisions every second</text>`];
const runsOf = stops.map(greens);
for (const [begin, end] of runsOf[0]) {
  const [a, b] = [Math.min(begin, span), Math.min(end, span)];
  parts.push(`<path d="M${x(a).toFixed(1)} ${y(0)}L${x(a + total).toFixed(1)} ${y(total)}L${x(b + total).toFixed(1)} ${y(total)}L${x(b).toFixed(1)} ${y(0)}Z" fill="#0b6e99" fill-opacity=".12" clip-path="url(#c)"/>`);
}
stops.forEach((stop, i) => {
  const at = y(stop.atS).toFixed(1);
  parts.push(`<path d="M${LEFT} ${at}h${WIDTH}" stroke="#b00" stroke-width="1.5"/>`);
  for (const [a, b] of runsOf[i]) parts.push(`<path d="M${x(a).toFixed(1)} ${at}H${x(b).toFixed(1)}" stroke="#2f7d32" stroke-width="7"/>`);
  parts.push(`<text x="8" y="${(Number(at) + 4).toFixed(1)}">K${i + 1}, ${Math.round(stop.atS)} s</text>`);
});
for (let minute = 0; minute * 60 <= span; minute++) parts.push(`<text x="${x(minute * 60).toFixed(1)}" y="${TOP + HEIGHT + 28}" text-anchor="middle" font-size="10">${minute} min</text>`);
writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 20} ${TOP + HEIGHT + 44}" font-family="sans-serif" font-size="12" role="img"><title>Time-space diagram of a corridor: greens of ${stops.length} junctions and free flow from the first</title><defs><clipPath id="c"><path d="M${LEFT} ${TOP}h${WIDTH}v${HEIGHT}h${-WIDTH}z"/></clipPath></defs><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`);
const share = (runs) => Math.round((100 * runs.reduce((sum, [a, b]) => sum + b - a, 0)) / span);
/** Part of the first junction's green whose free flow meets green here. */
const met = (i) => {
  const until = runsOf[0].flatMap(([a, b]) => Array.from({ length: b - a }, (_, k) => a + k + stops[i].atS)).filter((s) => s < span);
  return until.length === 0 ? 0 : Math.round((100 * until.filter((s) => runsOf[i].some(([a, b]) => s >= a && s < b)).length) / until.length);
};
console.log('| junction | travel from the first, s | green, % of the time | begins of green | free flow from the first that meets green, % |\n|---|---|---|---|---|');
stops.forEach((stop, i) => console.log(`| K${i + 1} | ${Math.round(stop.atS)} | ${share(runsOf[i])} | ${runsOf[i].length} | ${i === 0 ? '' : met(i)} |`));

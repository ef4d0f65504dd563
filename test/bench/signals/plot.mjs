// Plot of one junction from a recording of the client: node test/bench/signals/plot.mjs RECORDING.json OUT.svg [--from 1800] [--seconds 900]
// The recording: ground/bridge.py SCENARIO SEED --name plot --cmd "node test/bench/signals/client.mjs --record RECORDING.json ..."
// Upper band: stage shown (white: clearing). Below: estimated queue of every lane, with the reason of each change.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string', default: '1800' }, seconds: { type: 'string', default: '900' } } });
const [source, target] = positionals;
if (source === undefined || target === undefined) throw new Error('usage: plot.mjs RECORDING.json OUT.svg');
const { stages, lanes, seconds: all } = JSON.parse(readFileSync(source, 'utf8'));
const shown = all.slice(Number(values.from), Number(values.from) + Number(values.seconds));

const COLOURS = ['#0b6e99', '#c4620a', '#4f7f1d', '#8a3ffc', '#9f1853', '#5c5c5c'];
const [LEFT, TOP, WIDTH, BAND, ROW, GAP] = [70, 46, 900, 26, 34, 8];
const height = TOP + BAND + 16 + lanes.length * (ROW + GAP) + 34;
const x = (i) => LEFT + (i / shown.length) * WIDTH;
const parts = [];
const text = (px, py, content, extra = '') => parts.push(`<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" ${extra}>${content}</text>`);

/** Runs of equal values: [value, first, end]. */
function runs(list) {
  const out = [];
  list.forEach((value, i) => (out.at(-1)?.[0] === value ? (out.at(-1)[2] = i + 1) : out.push([value, i, i + 1])));
  return out;
}

text(LEFT, 18, `Stages and estimated queues (vehicles), ${shown.length / 60} min, decisions every second`, 'font-weight="bold"');
text(8, TOP + 17, 'stage');
for (const [stage, a, b] of runs(shown.map((s) => s.stage))) {
  if (stage === null) continue;
  parts.push(`<rect x="${x(a).toFixed(1)}" y="${TOP}" width="${(x(b) - x(a)).toFixed(1)}" height="${BAND}" fill="${COLOURS[stage % COLOURS.length]}"/>`);
  if (x(b) - x(a) > 10) text((x(a) + x(b)) / 2, TOP + 17, stages[stage], 'fill="#fff" text-anchor="middle"');
}
shown.forEach((s, i) => s.reason === 'longestWait' && parts.push(`<path d="M${x(i).toFixed(1)} ${TOP - 3}l-4 -7h8z" fill="#b00"/>`));
const most = Math.max(5, ...shown.flatMap((s) => s.queues));
lanes.forEach((_, lane) => {
  const base = TOP + BAND + 16 + lane * (ROW + GAP) + ROW;
  const points = shown.map((s, i) => `${x(i).toFixed(1)},${(base - (s.queues[lane] / most) * ROW).toFixed(1)}`);
  parts.push(`<path d="M${LEFT} ${base}L${points.join(' ')} ${LEFT + WIDTH},${base}Z" fill="#7a93a8"/><path d="M${LEFT} ${base}h${WIDTH}" stroke="#888"/>`);
  text(8, base - 4, `lane ${lane + 1}`);
  text(LEFT - 6, base - ROW + 9, String(Math.round(most)), 'text-anchor="end" font-size="9"');
});
for (let minute = 0; minute * 60 <= shown.length; minute++) text(x(minute * 60), height - 14, `${minute} min`, 'text-anchor="middle" font-size="10"');
writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 20} ${height}" font-family="sans-serif" font-size="12" role="img"><title>Stages and queues of one junction</title><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`);

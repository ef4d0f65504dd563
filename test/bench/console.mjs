// The console with 5,000 objects that all change every second, in Chromium: frame times and long tasks, and the page's processor time, by list and with the
// map. `npm run bench:console -- [seconds]`. Wants a built console (`npm run build`) and /usr/bin/chromium.
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import express from 'express';
import { chromium } from 'playwright-core';
import { Server } from 'socket.io';
import { City, COLLECTION_NAMES, LIVE_NAMESPACE } from '@wegweiser/contracts';
import { consoleDir } from '@wegweiser/console';

const SECONDS = Number(process.argv[2] ?? 20);
const COUNT = { facilities: 200, links: 1000, junctions: 300, signs: 500, devices: 3000 };
const text = (s) => ({ de: s, en: s });
const at = (n, side = 60) => [11.3 + ((n % side) / side) * 0.25, 48.7 + (Math.floor(n / side) / side) * 0.18];
const ids = (kind) => Array.from({ length: COUNT[kind] }, (_, n) => `${kind}-${n}`);

const area = 'a';
const loopsPerLink = COUNT.devices / COUNT.links;
const city = City.parse({
  city: { id: 'bench', name: 'Messstadt', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11.4, 48.8], bounds: [11.3, 48.7, 11.55, 48.88], attribution: text('-') },
  areas: [{ id: area, name: text('Mitte') }],
  facilities: ids('facilities').map((id, n) => ({ id, name: `Parkhaus ${n}`, area, kind: 'garage', address: `Straße ${n}`, position: at(n * 7), capacity: 500, audiences: [{ id: 'shortStay', capacity: 500 }], counters: [{ deviceId: `pz-${n}`, kind: 'absolute' }] })),
  links: ids('links').map((id, n) => ({ id, street: `Straße ${n}`, area, from: 'edge-a', to: 'edge-b', lengthM: 300, freeSpeedKmh: 50, laneCount: 2, shape: [at(n), at(n + 1)], loops: Array.from({ length: loopsPerLink }, (_, k) => ({ deviceId: `devices-${n * loopsPerLink + k}`, role: 'mid' })) })),
  junctions: ids('junctions').map((id, n) => ({ id, name: `Knoten ${n}`, area, position: at(n * 3), arms: [{ id: 'n', street: 'N', bearingDeg: 0, lanes: [{ id: 'n1', movements: ['through'], signalGroup: 'K1' }] }, { id: 'o', street: 'O', bearingDeg: 90, lanes: [{ id: 'o1', movements: ['through'], signalGroup: 'K2' }] }], signalGroups: [{ id: 'K1', kind: 'vehicle', minGreenS: 8 }, { id: 'K2', kind: 'vehicle', minGreenS: 8 }], intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } }, stages: [{ id: 's1', groups: ['K1'] }, { id: 's2', groups: ['K2'] }], plans: [{ id: 'p1', cycleS: 70, offsetS: 0, stages: [{ stageId: 's1', greenS: 30 }, { stageId: 's2', greenS: 30 }] }] })),
  signs: ids('signs').map((id, n) => ({ id, name: `Schild ${n}`, area, position: at(n * 5 + 2), facingDeg: (n * 45) % 360, type: 'counter', rows: [{ id: 'r1', target: `facilities-${n % COUNT.facilities}`, label: `P ${n}` }], rules: [{ id: 'normal', show: { rows: true } }] })),
});

const pick = (list, n) => list[n % list.length];
let tick = 0;
/** Everything as it is in this second: every object differs from the second before. */
const VALUES = {
  facilities: (id, n, now) => { const vacant = (n * 31 + tick * 7) % 500; const head = { status: vacant < 20 ? 'almostFull' : 'spacesAvailable', capacity: 500, vacant, quality: 'measured', measuredAtMs: now, trend: 'steady' }; return { id, ...head, audiences: [{ id: 'shortStay', ...head, occupied: 500 - vacant, raw: vacant, reasons: [] }], nextOpeningChange: null, rezeroProposal: null, notes: [] }; },
  links: (id, n, now) => ({ id, level: pick(['free', 'free', 'dense', 'slow', 'jam'], n + Math.floor(tick / 5)), flowVehPerH: 400 + ((n + tick) % 300), meanSpeedKmh: 20 + ((n + tick) % 30), occupancyPct: 12, travelTimeS: 40, congested: false, quality: 'measured', measuredAtMs: now }),
  junctions: (id, n, now) => ({ id, online: true, plan: 'p1', mode: 'central', cycleS: 70, cycleSecond: (n + tick) % 70, groups: { K1: pick([3, 1], n + tick), K2: pick([1, 3], n + tick) }, faults: n % 97 === 0 ? ['lamp'] : [], saturation: ((n + tick) % 90) / 100, delayS: 20, recommendation: null, measuredAtMs: now }),
  signs: (id, n, now) => ({ id, online: true, level: 'live', order: { orderId: `${id}.${tick}`, signId: id, issuedAtMs: now, validUntilMs: now + 900_000, content: { type: 'counter', rows: [{ rowId: 'r1', text: String((n * 31 + tick * 7) % 500), level: 'live', showUntilMs: now + 240_000, fallbackText: '' }] }, why: { ruleId: 'normal', inputs: [], lock: null, trigger: null, text: text('Regel normal.') } }, readback: { orderId: `${id}.${tick}`, shows: ['1'], lamp: 'ok', link: 'ok', atMs: now }, mismatch: null, lock: null }),
  devices: (id, n, now) => ({ id, online: (n + tick) % 200 !== 0, lastSeenMs: now, quality: null, faults: (n + tick) % 150 === 0 ? ['fault'] : [] }),
  alarms: () => [], plans: () => [],
};
const valuesOf = (kind) => (COUNT[kind] === undefined ? [] : ids(kind).map((id, n) => VALUES[kind](id, n, Date.now())));

const app = express();
app.use('/console', express.static(consoleDir()));
app.get('/api/v1/city', (_, response) => void response.json(city));
app.get('/api/v1/session', (_, response) => void response.json({ party: 'guest', name: null, role: null, areas: null, endsAtMs: null, csrf: null, ended: false, signIn: { way: 'none', demo: false, name: null } }));
const http = createServer(app);
const io = new Server(http, { serveClient: false });
const live = io.of(LIVE_NAMESPACE);
live.on('connection', (socket) => {
  socket.emit('v1:hello', { epoch: 'e', atMs: Date.now(), city: 'Messstadt' });
  socket.on('v1:watch', ({ rooms }, answer) => answer({ ok: true, rooms: rooms.map(({ room }) => (void socket.join(room), { type: 'snapshot', snapshot: { room, epoch: 'e', version: tick + 1, atMs: Date.now(), values: valuesOf(room) } })) }));
});
await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
const timer = setInterval(() => {
  const from = tick + 1;
  tick += 1;
  live.emit('v1:pulse', { atMs: Date.now(), archive: 'ok', broker: 'ok' });
  for (const kind of COLLECTION_NAMES) live.to(kind).emit('v1:delta', { room: kind, epoch: 'e', from, version: tick + 1, atMs: Date.now(), changed: valuesOf(kind), removed: [] });
}, 1000);

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-quic', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] });
const url = `http://127.0.0.1:${http.address().port}/console/`;

/** Gaps between frames and tasks longer than 50 ms, for so long. */
const watchFrames = (ms) =>
  new Promise((resolve) => {
    const gaps = [];
    const long = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
    const begun = performance.now();
    let before = begun;
    const step = (now) => {
      gaps.push(now - before);
      before = now;
      if (now - begun < ms) requestAnimationFrame(step);
      else resolve({ gaps, long });
    };
    requestAnimationFrame(step);
  });

async function measure(name, hash, viewport) {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  await page.goto(url + hash);
  await page.waitForSelector('.row, .empty');
  await page.waitForTimeout(4000);
  // Time of the page's own thread at the processor: the same on a busy machine as on an idle one.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]));
  const [before, ticksBefore] = [await busy(), tick];
  const { gaps, long } = await page.evaluate(watchFrames, SECONDS * 1000);
  const [after, ticks] = [await busy(), tick - ticksBefore];
  const perUpdate = (what) => ((1000 * (after[what] - before[what])) / Math.max(1, ticks)).toFixed(0);
  const seen = await page.evaluate(() => document.querySelectorAll('.row').length);
  const sorted = gaps.toSorted((a, b) => a - b);
  const q = (p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))].toFixed(1);
  console.log(`${name.padEnd(28)} ${String(gaps.length).padStart(5)} frames, ms: median ${q(0.5)}, 95 % ${q(0.95)}, 99 % ${q(0.99)}, longest ${sorted.at(-1).toFixed(0)}; over 50 ms: ${gaps.filter((g) => g > 50).length}; long tasks ${long.length}, longest ${Math.max(0, ...long).toFixed(0)}; rows in the page ${seen}`);
  console.log(`${' '.repeat(28)} processor time of the page an update of all 5,000: ${perUpdate('TaskDuration')} ms, of it script ${perUpdate('ScriptDuration')}, layout and style ${((1000 * (after.LayoutDuration - before.LayoutDuration + after.RecalcStyleDuration - before.RecalcStyleDuration)) / Math.max(1, ticks)).toFixed(0)}`);
  await page.close();
}

console.log(`${Object.values(COUNT).reduce((a, b) => a + b, 0)} objects, all change every second, ${SECONDS} s each; Chromium without a graphics card`);
const started = performance.now();
// A narrow page draws no map: what the lists, badges and tiles cost. Then the control room with its map, drawn in software.
await measure('devices, no map', '#/devices', { width: 480, height: 900 });
await measure('signs, no map', '#/signs', { width: 480, height: 900 });
await measure('links with map', '#/links', { width: 1440, height: 900 });
console.log(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
clearInterval(timer);
await browser.close();
await io.close();
http.closeAllConnections();

// Memory of a sign's page: 10,000 updates through its own polling in Chromium, heap and nodes before and after.
//   npm run bench:signs -- [--updates 10000] [--sign counter|text]
// The page, its script and its requests are the real ones; only its pauses between two polls are shortened, or an update a
// second would take three hours. Fails when the heap has grown by more than 256 kB or a node or listener is left behind.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Sign } from '../../libs/contracts/dist/index.js';
import { renderSignPage } from '../../apps/sign/dist/index.js';
import { chromium } from 'playwright-core';

const { values: options } = parseArgs({ options: { updates: { type: 'string', default: '10000' }, sign: { type: 'string' } } });
const UPDATES = Number(options.updates);
const ALLOWED_BYTES = 256 * 1024;
const CLIENT = join(dirname(fileURLToPath(import.meta.url)), '../../apps/sign/dist/client');
const TYPES = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

const common = { id: 's', name: 'Bench', area: 'a', position: [11.42, 48.77], facingDeg: 0, rules: [{ id: 'r', show: { rows: true } }] };
const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id, target: id, label: `P ${id}`, arrow: 'left' }));
const counterContent = (count, nowMs) => ({ type: 'counter', rows: rows.map(({ id }, at) => ({ rowId: id, text: String((count * (at + 1)) % 10_000), level: 'live', showUntilMs: nowMs + 300_000, fallbackText: '←' })) });
const textContent = (count, nowMs) => ({ type: 'freeText', multi: `[pt1o0][g1,2,2][tr20,1,0,0][cf255,${count % 256},0]Stau ${count}[nl][fo2]${count % 977}[np][pb5]Seite ${count}`, level: 'live', showUntilMs: nowMs + 300_000, fallbackMulti: '' });
const CASES = {
  counter: { sign: Sign.parse({ ...common, type: 'counter', digits: 4, rows }), content: counterContent },
  text: { sign: Sign.parse({ ...common, type: 'freeText', colour: 'rgb', matrix: { widthPx: 144, heightPx: 48 } }), content: textContent },
};

/** A service that has a new order for every question. */
function serve({ sign, content }) {
  const state = { count: 0 };
  const order = (nowMs) => ({ orderId: `s.${state.count}`, issuedAtMs: nowMs, validUntilMs: nowMs + 3_600_000, content: content(state.count, nowMs) });
  const server = createServer((request, response) => {
    const [path] = request.url.split('?');
    const nowMs = Date.now();
    const send = (type, body, more = {}) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...more }).end(body);
    if (path === '/signs/s') return send('text/html; charset=utf-8', renderSignPage({ sign, order: order(nowMs), nowMs, timeZone: 'Europe/Berlin' }));
    if (path.startsWith('/assets/sign/')) return send(TYPES[path.split('.').pop()] ?? 'text/plain', readFileSync(join(CLIENT, path.slice('/assets/sign/'.length).replaceAll('..', ''))), { 'service-worker-allowed': '/' });
    state.count += 1;
    send('application/json', JSON.stringify(order(nowMs)), { etag: `"${state.count}"`, 'x-server-time-ms': String(nowMs) });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ state, url: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) })));
}

const until = async (done) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** The least of several readings after a collection each: an answer that is just being read is no growth. */
async function measured(cdp) {
  let heapBytes = Infinity;
  for (let reading = 0; reading < 8; reading += 1) {
    await cdp.send('HeapProfiler.collectGarbage');
    heapBytes = Math.min(heapBytes, (await cdp.send('Runtime.getHeapUsage')).usedSize);
  }
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name) => metrics.find((one) => one.name === name).value;
  return { heapBytes, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

async function run(browser, name) {
  const service = await serve(CASES[name]);
  const page = await browser.newPage();
  // Pauses of a second become none; what the page does in them stays.
  await page.addInitScript(() => {
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms > 100 && ms <= 1000 ? 0 : ms, ...rest);
  });
  await page.goto(`${service.url}/signs/s`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await cdp.send('HeapProfiler.enable');
  // Compiled code and warm caches are no growth.
  await until(() => service.state.count >= 500);
  const before = { ...(await measured(cdp)), count: service.state.count };
  const begun = performance.now();
  const onTheWay = [];
  for (let quarter = 1; quarter < 4; quarter += 1) {
    await until(() => service.state.count >= before.count + (UPDATES * quarter) / 4);
    onTheWay.push((await measured(cdp)).heapBytes);
  }
  await until(() => service.state.count >= before.count + UPDATES);
  const after = { ...(await measured(cdp)), count: service.state.count };
  const seconds = (performance.now() - begun) / 1000;
  await page.close();
  service.close();
  return { before, onTheWay, after, seconds };
}

const browser = await chromium.launch({ executablePath: process.env.WEGWEISER_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc'] });
const kB = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;
let grown = false;
try {
  for (const name of options.sign === undefined ? Object.keys(CASES) : [options.sign]) {
    const { before, onTheWay, after, seconds } = await run(browser, name);
    const more = after.heapBytes - before.heapBytes;
    console.log(`${name}: ${after.count - before.count} updates in ${seconds.toFixed(0)} s: heap ${[before.heapBytes, ...onTheWay, after.heapBytes].map(kB).join(' -> ')} (${more >= 0 ? '+' : ''}${kB(more)}), nodes ${before.nodes} -> ${after.nodes}, listeners ${before.listeners} -> ${after.listeners}`);
    grown ||= more > ALLOWED_BYTES || after.nodes > before.nodes + 5 || after.listeners > before.listeners + 20;
  }
} finally {
  await browser.close();
}
if (grown) console.error('grew');
process.exitCode = grown ? 1 : 0;

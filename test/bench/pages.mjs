// `npm run bench:pages`: what a page costs a phone on a slow line - bytes over the wire, first paint, first list - in a
// throttled Chromium (1.6 Mbit/s down, 150 ms round trip, processor four times slower: the numbers that Lighthouse uses for
// a phone). Add a page by adding a line to PAGES; a page of its own server by adding a function that returns `{ url, stop }`.
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { chromium } from 'playwright-core';
import { renderDriverPage, renderFacilityPage, renderTextPage, renderWidgetPage } from '@wegweiser/driver';
import { loadCity } from '../../apps/service/dist/city/load.js';
import { compress } from '../../apps/service/dist/gateway/compress.js';
import { ROOT } from '../../scripts/prepare.mjs';

const LINE = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const CPU_SLOWER = 4;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const LIMIT_BYTES = 100_000;

const PAGES = [
  { name: 'list', path: '/?place=rathausplatz', shown: '#results .card', limit: LIMIT_BYTES },
  { name: 'whole city', path: '/', shown: '#results .card', limit: LIMIT_BYTES },
  { name: 'one garage', path: '/parken/theater-ost', shown: '.card--single', limit: LIMIT_BYTES },
  { name: 'widget', path: '/widget?place=rathausplatz', shown: '.card', limit: LIMIT_BYTES },
  { name: 'text', path: '/text?place=rathausplatz', shown: 'li', limit: LIMIT_BYTES },
];

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', process.env.WEGWEISER_CHROMIUM].find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) throw new Error('no Chromium found; set WEGWEISER_CHROMIUM to its path');
const drivers = await serveDrivers();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
console.log(`median of ${ROUNDS} first visits; 1.6 Mbit/s, 150 ms, processor / ${CPU_SLOWER}\n`);
console.log('page          requests  kB packed   first paint ms   list shown ms');
for (const page of PAGES) report(page, await rounds(page));
await browser.close();
drivers.stop();

async function rounds(page) {
  const all = [];
  for (let i = 0; i < ROUNDS; i += 1) all.push(await visit(drivers.url + page.path, page.shown));
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, all.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]]));
}

function report({ name, limit }, { requests, bytes, paintMs, shownMs }) {
  console.log(`${name.padEnd(14)}${String(requests).padStart(8)}${(bytes / 1000).toFixed(1).padStart(10)}${String(Math.round(paintMs)).padStart(17)}${String(Math.round(shownMs)).padStart(16)}`);
  if (bytes <= limit) return;
  console.error(`${name}: more than ${limit} bytes`);
  process.exitCode = 1;
}

/** A first visit with nothing kept. The list counts as shown when it is laid out and painted, two frames after it is there. */
async function visit(url, shown) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  let [requests, bytes] = [0, 0];
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests += 1;
    bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', LINE);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  await page.addInitScript((selector) => {
    const look = () => {
      if (document.querySelector(selector) === null) return requestAnimationFrame(look);
      return requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(globalThis, { shownMs: performance.now() })));
    };
    look();
  }, shown);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(() => 'shownMs' in globalThis);
  const times = await page.evaluate(() => ({ paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, shownMs: globalThis.shownMs }));
  await context.close();
  // The text page is painted before the observer has its entry at times: then the list stands for both.
  return { requests, bytes, paintMs: Number.isNaN(times.paintMs) ? times.shownMs : times.paintMs, shownMs: Math.max(times.shownMs, times.paintMs || 0) };
}

/** The drivers' pages as the service sends them, with values that were made up. */
async function serveDrivers() {
  const loaded = loadCity(join(ROOT, 'config/cities/ingolstadt'));
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => p.message).join('; '));
  const { city } = loaded;
  const nowMs = Date.now();
  const horizons = [15, 30, 60, 120].map((minutes) => ({ minutes, vacant: 40, p10: 30, p50: 40, p90: 55, pFree: 0.99 }));
  const facilities = city.facilities.map(({ id, capacity }) => {
    const value = { status: 'spacesAvailable', capacity, vacant: Math.round(capacity * 0.4), quality: 'measured', measuredAtMs: nowMs - 20_000, trend: 'steady' };
    return { id, ...value, audiences: [{ id: 'shortStay', ...value, occupied: null, raw: null, reasons: [] }], nextOpeningChange: null, rezeroProposal: null, notes: [], forecast: { issuedAtMs: nowMs, basis: 'year', horizons, skill: null } };
  });
  const input = (query) => ({ city, facilities, ranking: null, query, lang: 'de', nowMs, live: true, assetBase: '/assets/driver/' });
  const app = express();
  app.use(compress);
  const page = (path, render) => app.get(path, (request, response) => response.type('html').send(render(input(request.query), request)));
  page('/', renderDriverPage);
  page('/text', renderTextPage);
  page('/widget', renderWidgetPage);
  page('/parken/:id', (given, request) => renderFacilityPage({ ...given, facilityId: request.params.id }));
  app.use('/assets/driver', express.static(join(ROOT, 'apps/driver/dist/client')));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

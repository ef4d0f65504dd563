// Ten thousand drivers ask where to park. First the decision alone: all at the same moment, each answer seeing the promises
// of those before, after the rehearsal that the service holds at its start; then so many times more. Then over HTTP, against the ranking's own controller in this process: 10,000 drivers under way, each
// asking every half minute, spread evenly as independent drivers are.
// Usage: node test/bench/questions.mjs [--drivers 10000] [--seconds 30] [--bursts 20]
import 'reflect-metadata';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { setUpHttp } from '../../apps/service/dist/create-service.js';
import { Outlooks } from '../../apps/service/dist/gateway/outlooks.js';
import { Paces } from '../../apps/service/dist/gateway/paces.js';
import { PromiseBook } from '../../apps/service/dist/gateway/promise-book.js';
import { Ranking } from '../../apps/service/dist/gateway/ranking.js';
import { rehearse } from '../../apps/service/dist/gateway/rehearsal.js';
import { RankingController } from '../../apps/service/dist/gateway/rest/ranking.controller.js';
import { loadCity } from '../../apps/service/dist/city/load.js';
import { driveSeconds } from '../../apps/service/dist/live/outlook.js';
import { LiveStore } from '../../apps/service/dist/live/live-store.js';
import { latencies, printLoad, printMachine } from './lib/measure.mjs';

const { values } = parseArgs({ options: { drivers: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '30' }, bursts: { type: 'string', default: '20' } } });
const [drivers, seconds, bursts] = [Number(values.drivers), Number(values.seconds), Number(values.bursts)];
const ASK_EVERY_S = 30;
const clock = { mode: 'system', now: () => Date.now(), rate: () => 1 };

function situation(city) {
  const store = new LiveStore('bench');
  const nowMs = Date.now();
  for (const [index, { id, capacity, audiences }] of city.facilities.entries()) {
    const vacant = Math.min(capacity, 20 + 30 * index);
    const one = (audience) => ({ id: audience, capacity, vacant, occupied: capacity - vacant, status: 'spacesAvailable', raw: vacant, reasons: [], quality: 'measured', measuredAtMs: nowMs, trend: 'steady' });
    const forecast = { issuedAtMs: nowMs, basis: 'year', skill: null, horizons: [15, 30, 60, 120].map((minutes) => ({ minutes, vacant: vacant * 0.9, p10: vacant * 0.7, p50: vacant * 0.9, p90: vacant, pFree: 0.99 })) };
    const guidance = { atMs: nowMs, promised: [], inPerH: 20, outPerH: 15, unguidedShare: 0.5, compliance: { shown: 0.5, followed: 0.9 } };
    store.set('facilities', { id, status: 'spacesAvailable', capacity, vacant, quality: 'measured', measuredAtMs: nowMs, trend: 'steady', audiences: audiences.map((a) => one(a.id)), nextOpeningChange: null, rezeroProposal: null, notes: [], forecast, guidance });
  }
  const book = new PromiseBook({ promise: async () => undefined }, clock);
  return { store, book, ranking: new Ranking(city, store, clock, new Outlooks(book), book, taught(city, nowMs)) };
}

/** As many ways as are told apart are known, so that each question looks for its own among them. */
function taught(city, nowMs) {
  const paces = new Paces();
  for (let index = 0; index < 1000; index += 1) {
    const { from } = questionOf(city, index);
    const ways = city.facilities.map(({ id, position: [lon, lat] }) => ({ targetId: id, driveSeconds: driveSeconds(from, { lat, lon }) }));
    paces.learn(ways, ways[index % ways.length].targetId, { takenSeconds: 30, nearerSeconds: 20 + (index % 10) }, nowMs);
  }
  return paces;
}

const questionOf = (city, index) => {
  const [lon, lat] = city.city.centre;
  const place = (spreadDegrees, salt) => ((((index * 7919 + salt) % 1000) / 1000) - 0.5) * spreadDegrees;
  return { lat: lat + place(0.01, 1), lon: lon + place(0.015, 2), from: { lat: lat + place(0.06, 3), lon: lon + place(0.09, 4) }, audience: 'shortStay', spread: index % 16, tried: [], follow: true };
};

/** One moment's questions. Returns the wait, ms, that one in a hundred of them exceeds. */
function burst(city, name) {
  const { ranking, book } = situation(city);
  const startMs = performance.now();
  const waited = [];
  const cpu = process.cpuUsage();
  for (let index = 0; index < drivers; index += 1) {
    ranking.guide(questionOf(city, index));
    waited.push(performance.now() - startMs);
  }
  const { user, system } = process.cpuUsage(cpu);
  book.onModuleDestroy();
  console.log(`decision alone, ${drivers} at the same moment, ${name}: ${((user + system) / drivers).toFixed(1)} µs of processor time a question; with the wait for those before: ${latencies(waited)}`);
  return waited[Math.ceil(0.99 * waited.length) - 1];
}

function post(port, agent, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const asked = request({ port, host: '127.0.0.1', path: '/api/v1/guidance', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(Buffer.concat(parts).toString())) : reject(new Error(`${response.statusCode}`))));
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

async function overHttp(city) {
  const { ranking, book } = situation(city);
  class Bench {}
  Module({ controllers: [RankingController], providers: [{ provide: Ranking, useValue: ranking }] })(Bench);
  const app = await NestFactory.create(Bench, { logger: false, bodyParser: false, forceCloseConnections: true });
  setUpHttp(app, pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const trips = new Map();
  const all = [];
  /** @type {Promise<void>[]} */
  const running = [];
  const startMs = performance.now();
  for (let count = 0; performance.now() - startMs < seconds * 1000; count += 1) {
    const wantedMs = startMs + (count * ASK_EVERY_S * 1000) / drivers;
    if (wantedMs > performance.now()) await sleep(wantedMs - performance.now());
    const driver = count % drivers;
    const trip = trips.get(driver);
    running.push(post(port, agent, { ...questionOf(city, driver), ...(trip ? { trip } : {}) }).then((answer) => {
      all.push(performance.now() - wantedMs);
      trips.set(driver, answer.trip);
    }));
  }
  await Promise.all(running);
  console.log(`over HTTP, ${drivers} drivers under way, ${Math.round(all.length / seconds)} questions a second: ${latencies(all)}`);
  agent.destroy();
  book.onModuleDestroy();
  await app.close();
}

printMachine();
printLoad('before');
const loaded = loadCity('config/cities/ingolstadt');
if (!loaded.ok) throw new Error(loaded.problems[0].message);
const { city } = loaded;
await rehearse(city, situation(city).store, clock, () => true);
burst(city, 'first after a start');
const waits = Array.from({ length: bursts }, (_, index) => burst(city, `${index + 2}`)).sort((a, b) => a - b);
const atShare = (share) => waits[Math.ceil(share * bursts) - 1].toFixed(1);
console.log(`p99 of ${bursts} bursts after the first: half of them up to ${atShare(0.5)} ms, nine in ten up to ${atShare(0.9)}; ${waits.filter((ms) => ms < 100).length} below 100 ms`);
await overHttp(city);
printLoad('after');
process.exit(0);

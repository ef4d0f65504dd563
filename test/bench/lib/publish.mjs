// Publisher process: intervals of many loops at a steady rate, over the packets and connections of the load generator
// (sensors-sim load). Told what to send by message, says when all of it was acknowledged.
//
// The load generator's own intervals last as long as the pause between two of them - milliseconds at these rates - and are
// implausible traffic. Here they are what detectors with a sliding minute send: the last 60 s, with the flow of a city street.
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '@wegweiser/contracts';
import { publishTemplate } from '../../../sensors-sim/dist/load/packet.js';
import { createPublisher } from '../../../sensors-sim/dist/load/publisher.js';
import { AREA, loopId } from './city.mjs';

const [url, sensors] = [process.argv[2], Number(process.argv[3])];
const CONNECTIONS = 4;
const TICK_MS = 5;
const INTERVAL_MS = 60_000;

const templates = Array.from({ length: sensors }, (_, i) => publishTemplate(topicOf({ area: AREA, deviceClass: 'loop', deviceId: loopId(i), message: 'interval' }), 1));
let acknowledged = 0;
const publishers = Array.from({ length: CONNECTIONS }, (_, i) =>
  createPublisher({ url: new URL(url), clientId: `bench-publisher-${process.pid}-${i}`, window: 5000, templates, onAcknowledged: () => (acknowledged += 1), onRoom: () => undefined }),
);
const seq = new Float64Array(sensors);
let cursor = 0;

function send(until, sent) {
  const nowMs = Date.now();
  const [endIso, startIso] = [new Date(nowMs).toISOString(), new Date(nowMs - INTERVAL_MS).toISOString()];
  while (sent < until) {
    const sensor = cursor % sensors;
    const publisher = publishers[sensor % CONNECTIONS];
    if (publisher.room() <= 0) break;
    cursor += 1;
    const n = seq[sensor]++;
    const wave = Math.abs(((n + sensor) % 20) - 10);
    publisher.send({ sensor, seq: n, startIso, endIso, vehicles: 8 + wave, speedKmh: 55 - wave, sentAtMs: 0 });
    sent += 1;
  }
  for (const p of publishers) p.flush();
  return sent;
}

async function run({ count, rate }) {
  const begin = performance.now();
  acknowledged = 0;
  let sent = 0;
  while (sent < count) {
    const due = rate > 0 ? Math.min(count, Math.floor(((performance.now() - begin) / 1000) * rate)) : count;
    sent = send(due, sent);
    await sleep(TICK_MS);
  }
  while (acknowledged < count) await sleep(TICK_MS);
  process.send({ done: count, seconds: (performance.now() - begin) / 1000 });
}

while (publishers.some((p) => !p.connected)) await sleep(10);
process.on('message', (order) => void run(order));
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.send({ ready: true });

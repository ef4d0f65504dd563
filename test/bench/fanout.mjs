// A parking counter's message to thousands of Socket.IO clients that watch its facility, beside a plain ws server that
// sends the same text to as many sockets: time to the last client, and CPU of the server for one delivery. Clients of both
// are bare ws sockets in a process of their own; the Socket.IO ones speak its protocol.
// Usage: node test/bench/fanout.mjs [--quick] [--clients 1000,5000] [--messages 15] [--rounds 2]
import { parseArgs } from 'node:util';
import { LIVE_NAMESPACE, topicOf } from '@wegweiser/contracts';
import mqtt from 'mqtt';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { AREA, GARAGE, writeCity } from './lib/city.mjs';
import { cpuSeconds, median, printLoad, printMachine, quantile, spread } from './lib/measure.mjs';
import { onEnd, start, startBroker, startDatabase, startService, temporaryFolder, until, withCleanUp } from './lib/processes.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, clients: { type: 'string' }, messages: { type: 'string' }, rounds: { type: 'string' } } });
const sizes = (values.clients ?? (values.quick ? '1000' : '1000,5000')).split(',').map(Number);
const messages = Number(values.messages ?? (values.quick ? 10 : 15));
const WARM_UP = 5;
const rounds = Number(values.rounds ?? (values.quick ? 1 : 2));
const ROOM = `facilities/${GARAGE}`;
const TOPIC = topicOf({ area: AREA, deviceClass: 'parking', deviceId: `${GARAGE}-counter`, message: 'absolute' });
const PAUSE_MS = 450;
const now = () => performance.timeOrigin + performance.now();
let seq = 0;

/** Publishes one count after the other and waits until the last client of the crowd has each. */
async function tell(counter, crowd, count) {
  const first = [];
  const last = [];
  for (let i = 0; i < count; i += 1) {
    const vacant = 1000 + (seq += 1);
    const all = new Promise((resolve) => {
      const hear = (m) => {
        if (m.vacant !== vacant) return;
        crowd.child.off('message', hear);
        resolve(m);
      };
      crowd.child.on('message', hear);
    });
    const sentAt = now();
    counter.publish(TOPIC, JSON.stringify({ seq, time: new Date().toISOString(), vacant }), { qos: 1 });
    const heard = await all;
    first.push(heard.first - sentAt);
    last.push(heard.last - sentAt);
    await sleep(PAUSE_MS);
  }
  return { first, last };
}

/** Time to the clients, and CPU for one delivery beyond what the server takes without any message. */
async function measure({ counter, crowd, pid, clients }) {
  await tell(counter, crowd, WARM_UP);
  const rest = await restingCpu(pid);
  const begin = { cpu: cpuSeconds(pid), at: performance.now() };
  const times = await tell(counter, crowd, messages);
  const seconds = (performance.now() - begin.at) / 1000;
  const cpu = cpuSeconds(pid) - begin.cpu - rest * seconds;
  return { ...times, usPerDelivery: (cpu / (messages * clients)) * 1e6 };
}

/** Share of a core that the server takes while nothing is sent but what is sent anyway (a pulse a second). */
async function restingCpu(pid) {
  const [cpu, at] = [cpuSeconds(pid), performance.now()];
  await sleep(3000);
  return ((cpuSeconds(pid) - cpu) * 1000) / (performance.now() - at);
}

function report(name, results) {
  const sorted = (key) => results.flatMap((r) => r[key]).toSorted((a, b) => a - b);
  const [first, last] = [sorted('first'), sorted('last')];
  console.log(`  ${name.padEnd(12)} first client p50 ${quantile(first, 0.5).toFixed(1)} ms; last client p50 ${quantile(last, 0.5).toFixed(1)} ms, p90 ${quantile(last, 0.9).toFixed(1)}, least ${last[0].toFixed(1)}; ${spread(results.map((r) => r.usPerDelivery), 1)} us of CPU a delivery`);
}

await withCleanUp(async () => {
  const broker = await startBroker();
  const database = await startDatabase();
  const city = temporaryFolder('city');
  writeCity(city, { loops: 4 });
  const service = await startService({ broker, database, city, name: 'bench-service' });
  await until('connected to the broker', async () => (await service.metrics()).wegweiser_broker_connected === 1);
  const counter = await mqtt.connectAsync(broker.url, { clientId: 'bench-counter' });
  onEnd(() => counter.endAsync(true));
  const example = await exampleOf(service, counter);
  const plain = await start('test/bench/lib/plain-ws.mjs', { args: [broker.url, TOPIC, JSON.stringify(example)] });
  printMachine(`broker ${broker.name}`);
  printLoad('before');
  console.log(`${messages} messages a round, ${JSON.stringify(example).length} bytes a delta; clients in a process of their own\n`);
  for (const clients of sizes) {
    const results = { service: [], plain: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [key, kind, address, pid] of [['plain', 'ws', plain.ready.url, plain.pid], ['service', 'socketio', service.address, service.pid]]) {
        const crowd = await start('test/bench/lib/crowd.mjs', { args: [kind, address, String(clients), ROOM] });
        results[key].push(await measure({ counter, crowd, pid, clients }));
        await crowd.stop();
        await sleep(500);
      }
    }
    console.log(`${clients.toLocaleString('en')} clients, ${rounds} round(s)`);
    report('plain ws', results.plain);
    report('service', results.service);
    const ratio = median(results.service.flatMap((r) => r.last)) / median(results.plain.flatMap((r) => r.last));
    console.log(`  last client: service / plain ws ${ratio.toFixed(2)}\n`);
  }
  printLoad('after');
});

/** A delta as the service sends it, for the plain server to send as well. */
async function exampleOf(service, counter) {
  const socket = io(`${service.address}${LIVE_NAMESPACE}`, { transports: ['websocket'] });
  await new Promise((resolve) => socket.on('connect', () => socket.emit('v1:watch', { rooms: [{ room: ROOM }] }, resolve)));
  const delta = new Promise((resolve) => socket.on('v1:delta', (d) => d.changed[0]?.vacant !== null && resolve(d)));
  counter.publish(TOPIC, JSON.stringify({ seq: 0, time: new Date().toISOString(), vacant: 999 }), { qos: 1 });
  const example = await delta;
  socket.disconnect();
  return example;
}

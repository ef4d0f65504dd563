// From a parking counter's publish to the facility's delta at a Socket.IO client, beside what the broker itself takes from
// publish to a bare subscriber: the same messages, the same run, the same clock (publisher, subscriber and socket client
// are one process). At rest, and under a background load of loop intervals.
// Usage: node test/bench/latency.mjs [--quick] [--samples 250] [--load 1000]
import { parseArgs } from 'node:util';
import { LIVE_NAMESPACE, topicOf } from '@wegweiser/contracts';
import mqtt from 'mqtt';
import { io } from 'socket.io-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { AREA, GARAGE, writeCity } from './lib/city.mjs';
import { latencies, printLoad, printMachine, quantile } from './lib/measure.mjs';
import { onEnd, start, startBroker, startDatabase, startService, temporaryFolder, until, withCleanUp } from './lib/processes.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, samples: { type: 'string' }, load: { type: 'string', default: '1000' }, rounds: { type: 'string' } } });
const samples = Number(values.samples ?? (values.quick ? 60 : 250));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const load = Number(values.load);
const LOOPS = 1000;
/** Pause between two messages of the counter: further apart than two deltas to the sockets may be, out of step with every timer. */
const PAUSE_MS = [60, 110];
const TOPIC = topicOf({ area: AREA, deviceClass: 'parking', deviceId: `${GARAGE}-counter`, message: 'absolute' });

/** A counter, a bare subscriber and a driver's page. `measure` answers ms from publish to each. */
async function probe(broker, service) {
  const counter = await mqtt.connectAsync(broker.url, { clientId: 'bench-counter' });
  const subscriber = await mqtt.connectAsync(broker.url, { clientId: 'bench-subscriber' });
  const socket = io(`${service.address}${LIVE_NAMESPACE}`, { transports: ['websocket'] });
  onEnd(async () => void (await Promise.all([counter.endAsync(true), subscriber.endAsync(true)]), socket.disconnect()));
  const result = { broker: [], socket: [] };
  const waiting = { broker: new Map(), socket: new Map() };
  // A value may be told twice, with another age: the first time counts. One that a newer value overtook is known with that.
  const heard = (where, vacant) => {
    for (const [known, sentAt] of waiting[where]) {
      if (known > vacant) return;
      result[where].push(performance.now() - sentAt);
      waiting[where].delete(known);
    }
  };
  subscriber.on('message', (_topic, payload) => heard('broker', JSON.parse(payload.toString()).vacant));
  await subscriber.subscribeAsync(TOPIC, { qos: 1 });
  socket.on('v1:delta', (delta) => heard('socket', delta.changed[0]?.vacant));
  await new Promise((resolve) => socket.on('connect', () => socket.emit('v1:watch', { rooms: [{ room: `facilities/${GARAGE}` }] }, resolve)));
  let seq = 0;
  return async (count) => {
    result.broker = [];
    result.socket = [];
    for (let i = 0; i < count; i += 1) {
      const vacant = 1000 + (seq += 1);
      const payload = JSON.stringify({ seq, time: new Date().toISOString(), vacant });
      const now = performance.now();
      for (const where of ['broker', 'socket']) waiting[where].set(vacant, now);
      counter.publish(TOPIC, payload, { qos: 1 });
      await sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
    }
    await until('every message at the subscriber and every delta at the client', () => waiting.broker.size + waiting.socket.size === 0, 10);
    return { broker: result.broker.toSorted((a, b) => a - b), socket: result.socket.toSorted((a, b) => a - b) };
  };
}

function report(name, runs) {
  const all = (key) => runs.flatMap((r) => r[key]);
  console.log(`${name}, ${runs.length} round(s)`);
  console.log(`  broker: publish -> bare subscriber      ${latencies(all('broker'))}`);
  console.log(`  service: publish -> Socket.IO client    ${latencies(all('socket'))}`);
  const each = (key, q) => runs.map((r) => quantile(r[key], q).toFixed(1)).join(' ');
  console.log(`  by round: broker p50 ${each('broker', 0.5)}, p99 ${each('broker', 0.99)}; service p50 ${each('socket', 0.5)}, p99 ${each('socket', 0.99)} ms\n`);
}

await withCleanUp(async () => {
  const broker = await startBroker();
  const database = await startDatabase();
  const city = temporaryFolder('city');
  writeCity(city, { loops: LOOPS });
  const service = await startService({ broker, database, city, name: 'bench-service' });
  await until('connected to the broker', async () => (await service.metrics()).wegweiser_broker_connected === 1);
  printMachine(`broker ${broker.name}`, 'PostgreSQL embedded, fsync on');
  printLoad('before');
  console.log(`${samples} messages a round, QoS 1, ${PAUSE_MS.join("-")} ms apart at random; background ${load} msg/s of ${LOOPS} loops\n`);
  const measure = await probe(broker, service);
  const publisher = await start('test/bench/lib/publish.mjs', { args: [broker.url, String(LOOPS)] });
  const background = (seconds) =>
    new Promise((resolve) => {
      publisher.child.once('message', resolve);
      publisher.child.send({ count: Math.round(load * seconds), rate: load });
    });
  // Code that never ran is slow: both ways are run warm.
  await background(values.quick ? 5 : 10);
  await measure(30);
  const [idle, loaded] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    idle.push(await measure(samples));
    const running = background((samples * (PAUSE_MS[0] + PAUSE_MS[1])) / 2000 + 1);
    await sleep(500);
    loaded.push(await measure(samples));
    await running;
  }
  report('at rest', idle);
  report(`with ${load} msg/s beside it`, loaded);
  printLoad('after');
});

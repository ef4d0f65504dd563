// Messages per CPU second of the whole service - validated, free of duplicates, durable in the journal, lane and link state
// and sockets up to date with one operator's page watching, rows in the archive - beside a bare mqtt.js QoS 1 subscriber
// that only counts: same broker, same publisher, same run, rounds interleaved. Then the cost of a message in cities of
// different size at the same rate. CPU is user + system time of the process; broker and database are shown for themselves.
// Usage: node test/bench/ingest.mjs [--quick] [--rounds 3] [--rate 8000] [--count 480000] [--sensors 1000,10000,100000]
//        [--profile DIR]   (a CPU profile of every service process)
import { parseArgs } from 'node:util';
import { upSubscriptions } from '@wegweiser/contracts';
import { writeCity } from './lib/city.mjs';
import { cpuSeconds, cpuSecondsOfTree, median, printLoad, printMachine, residentMiB, spread } from './lib/measure.mjs';
import { start, startBroker, startDatabase, startService, temporaryFolder, until, withCleanUp } from './lib/processes.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, rate: { type: 'string', default: '8000' }, count: { type: 'string' },
    sensors: { type: 'string' }, profile: { type: 'string' }, target: { type: 'string', default: '0.5' },
  },
});
const { quick } = values;
const rounds = Number(values.rounds ?? (quick ? 1 : 3));
const rate = Number(values.rate);
// A minute at the usual rate: what the service does once a minute (snapshot, collections of the old heap) has its share in it, no more and no less.
const count = Number(values.count ?? (quick ? 16_000 : 480_000));
const BARE_COUNT = Math.min(count, 96_000);
const sizes = (values.sensors ?? (quick ? '1000,10000' : '1000,10000,100000')).split(',').map(Number);
const WARM_UP = quick ? 24_000 : 32_000;
const ALLOWED_DIFFERENCE = 0.15;
const LOOP_TOPIC = upSubscriptions().find((t) => t.endsWith('/loop/+/interval'));
let started = 0;

async function publisherFor(broker, sensors) {
  const publisher = await start('test/bench/lib/publish.mjs', { args: [broker.url, String(sensors)] });
  const run = (order) =>
    new Promise((resolve) => {
      publisher.child.once('message', resolve);
      publisher.child.send(order);
    });
  return { run, stop: publisher.stop };
}

/** Messages that one CPU second of the bare subscriber takes. */
async function measureBare({ broker, sensors }) {
  const counter = await start('test/bench/lib/count-only.mjs', { args: [broker.url, LOOP_TOPIC] });
  const publisher = await publisherFor(broker, sensors);
  const receive = async (n) => {
    const all = new Promise((resolve) => counter.child.once('message', resolve));
    counter.child.send(n);
    await publisher.run({ count: n, rate });
    await all;
  };
  await receive(WARM_UP);
  const begin = cpuSeconds(counter.pid);
  await receive(BARE_COUNT);
  const seconds = cpuSeconds(counter.pid) - begin;
  await publisher.stop();
  await counter.stop();
  return { perCpuSecond: BARE_COUNT / seconds };
}

async function measureService({ broker, database, sensors }) {
  const city = temporaryFolder('city');
  writeCity(city, { loops: sensors });
  const execArgv = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`, `--cpu-prof-name=service-${sensors}-${++started}.cpuprofile`];
  const service = await startService({ broker, database, city, name: `bench-service-${++started}`, execArgv });
  await until('connected to the broker', async () => (await service.metrics()).wegweiser_broker_connected === 1);
  const page = await start('test/bench/lib/watch.mjs', { args: [service.address] });
  const publisher = await publisherFor(broker, sensors);
  let published = 0;
  const archived = async (n) => {
    await publisher.run({ count: n, rate });
    published += n;
    const caughtUp = (m) => m.wegweiser_journal_next_offset >= published && m.wegweiser_archive_checkpoint_offset >= m.wegweiser_journal_next_offset;
    return until('everything in the archive', async () => {
      const m = await service.metrics();
      return caughtUp(m) && m;
    });
  };
  // Everything there is has been heard once: no device is new while it counts.
  await archived(Math.max(WARM_UP, sensors));
  const begin = [cpuSeconds(service.pid), cpuSecondsOfTree(database.pid), cpuSecondsOfTree(broker.pid)];
  const metrics = await archived(count);
  const end = [cpuSeconds(service.pid), cpuSecondsOfTree(database.pid), cpuSecondsOfTree(broker.pid)];
  if (metrics.wegweiser_readings_total !== published) throw new Error(`${published} published, ${metrics.wegweiser_readings_total} taken, ${metrics.wegweiser_quarantined_total} refused`);
  const seen = await new Promise((resolve) => {
    page.child.once('message', resolve);
    page.child.send('counts');
  });
  const rssMiB = residentMiB(service.pid);
  await publisher.stop();
  await page.stop();
  await service.stop();
  const [cpu, databaseCpu, brokerCpu] = end.map((s, i) => s - begin[i]);
  return { perCpuSecond: count / cpu, us: (cpu / count) * 1e6, databaseUs: (databaseCpu / count) * 1e6, brokerUs: (brokerCpu / count) * 1e6, seen, rssMiB };
}

const perSecond = (list) => `${Math.round(median(list)).toLocaleString('en')} msg/CPU-s (${Math.round(Math.min(...list)).toLocaleString('en')}-${Math.round(Math.max(...list)).toLocaleString('en')})`;

function report(sensors, bare, service) {
  const ratios = service.map((s, i) => s.perCpuSecond / bare[i].perCpuSecond);
  const us = service.map((s) => s.us);
  console.log(`${sensors.toLocaleString('en')} sensors, ${service.length} round(s)`);
  console.log(`  bare mqtt.js subscriber  ${perSecond(bare.map((b) => b.perCpuSecond))}, ${spread(bare.map((b) => 1e6 / b.perCpuSecond), 1)} us/msg`);
  console.log(`  whole service            ${perSecond(service.map((s) => s.perCpuSecond))}, ${spread(us, 1)} us/msg, ${service.at(-1).rssMiB} MiB`);
  console.log(`  service / bare           ${spread(ratios)}`);
  console.log(`  beside it: PostgreSQL ${spread(service.map((s) => s.databaseUs), 1)} us/msg, broker ${spread(service.map((s) => s.brokerUs), 1)} us/msg; the page got ${service.at(-1).seen.deltas} deltas with ${service.at(-1).seen.values} values\n`);
  return { ratio: median(ratios), us: median(us), relative: median(ratios.map((r) => 1 / r)) };
}

await withCleanUp(async () => {
  const broker = await startBroker();
  const database = await startDatabase();
  printMachine(`broker ${broker.name}`, 'PostgreSQL embedded, fsync on');
  printLoad('before');
  console.log(`${rate.toLocaleString('en')} msg/s, QoS 1, ${count.toLocaleString('en')} measured after ${WARM_UP.toLocaleString('en')} to warm up (every sensor heard at least once)\n`);
  const measured = new Map(sizes.map((sensors) => [sensors, { bare: [], service: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [sensors, { bare, service }] of measured) {
      bare.push(await measureBare({ broker, sensors }));
      service.push(await measureService({ broker, database, sensors }));
      console.log(`  round ${round + 1}: ${sensors.toLocaleString('en')} sensors, bare ${(1e6 / bare.at(-1).perCpuSecond).toFixed(1)}, service ${service.at(-1).us.toFixed(1)} us/msg`);
    }
  }
  console.log('');
  const results = new Map([...measured].map(([sensors, { bare, service }]) => [sensors, report(sensors, bare, service)]));
  const costs = [...results.values()].map((r) => r.us);
  const difference = Math.max(...costs) / Math.min(...costs) - 1;
  const first = results.get(sizes[0]);
  if (sizes.length > 1) console.log(`cost of a message between ${sizes[0]} and ${sizes.at(-1)} sensors differs by ${Math.round(difference * 100)} %, target ${ALLOWED_DIFFERENCE * 100} %`);
  console.log(`service / bare ${first.ratio.toFixed(2)}, target ${values.target}`);
  printLoad('after');
  process.exitCode = first.ratio < Number(values.target) ? 1 : 0;
});

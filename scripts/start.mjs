// `npm start`: a whole city on this machine - database, broker, service, simulated devices - and its pages.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, ROOT } from './prepare.mjs';
import { SERVICE_NODE_OPTIONS } from './service-options.mjs';
import { Supervisor } from './supervisor.mjs';

const USAGE = `npm start -- [options]
  --port N           port of the pages (8080; the next free one when it is taken)
  --data DIR         folder that keeps everything between starts (.data)
  --city DIR         configuration of the city (config/cities/ingolstadt)
  --scenario NAME    what the simulated city does (weekday); see sensors-sim/scenarios
  --rate N           time lapse, 1 to 600 (1: real time)
  --replay DATE      replay recorded counts of that day instead of simulating, e.g. 2026-03-14
  --parking FILE     recording of the garages for --replay (CSV or CSV.gz)
  --loops FILE       recording of loops for --replay
  --no-sim           no simulated devices: connect your own sensors`;

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    data: { type: 'string', default: join(ROOT, '.data') },
    city: { type: 'string', default: 'config/cities/ingolstadt' },
    scenario: { type: 'string', default: 'weekday' },
    rate: { type: 'string', default: '1' },
    replay: { type: 'string' },
    parking: { type: 'string' },
    loops: { type: 'string' },
    'no-sim': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}

checkNode();
const begun = Date.now();
const step = (text) => console.log(`[${((Date.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${text}`);
await install();
step('building');
await build();

const simulated = Number(options.rate) !== 1 || options.replay !== undefined;
// Another time is another history: a lapse or a replay starts afresh, beside the real one.
const data = simulated ? join(options.data, 'lapse') : options.data;
if (simulated) rmSync(data, { recursive: true, force: true });
mkdirSync(join(data, 'logs'), { recursive: true });
step(`data and logs in ${data}`);

const supervisor = new Supervisor(ROOT, join(data, 'logs'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  step('stopping');
  await supervisor.stop();
  step('stopped');
  process.exit(code);
}

try {
  await up();
} catch (error) {
  console.error(error.message);
  await end(1);
}

async function up() {
  step('starting the database');
  const database = await supervisor.start('database', 'libs/archive/dist/embedded/main.js', ['--data', join(data, 'postgres')]);
  const brokerPort = await freePort(1883);
  step('starting the broker');
  await supervisor.start('broker', 'apps/broker/dist/main.js', ['--port', String(brokerPort), '--data', join(data, 'broker')]);
  const broker = `mqtt://127.0.0.1:${brokerPort}`;
  step('starting the service');
  const service = await supervisor.start('service', 'apps/service/dist/main.js', [], {
    NODE_OPTIONS: SERVICE_NODE_OPTIONS,
    WEGWEISER_DATA_DIR: join(data, 'service'),
    WEGWEISER_CITY_DIR: options.city,
    WEGWEISER_BROKER_URL: broker,
    WEGWEISER_DATABASE_URL: database.connectionString,
    WEGWEISER_HTTP_PORT: String(await freePort(Number(options.port))),
    WEGWEISER_CLOCK: simulated ? 'simulated' : 'system',
  });
  if (!options['no-sim']) {
    step(options.replay ? `replaying ${options.replay}` : `simulating the city (${options.scenario}, x${options.rate})`);
    await supervisor.start('city', 'sensors-sim/dist/main.js', simArguments(broker), {}, { waits: false, restarts: options.replay === undefined });
  }
  announce(service.address, broker, demoPassword(join(data, 'service')));
}

function simArguments(broker) {
  const common = ['--broker', broker, '--city', options.city, '--rate', options.rate];
  if (options.replay === undefined) return ['run', ...common, '--scenario', options.scenario];
  const files = [['--parking', options.parking], ['--loops', options.loops]].flatMap(([flag, file]) => (file ? [flag, file] : []));
  return ['replay', ...common, '--date', options.replay, ...files];
}

/** Of the account that is built in for the demonstration; the service made it up at its first start. */
function demoPassword(folder) {
  try {
    return readFileSync(join(folder, 'access', 'demo-password'), 'utf8').trim();
  } catch {
    return null;
  }
}

function announce(address, broker, password) {
  console.log(`
  Drivers     ${address}/
  Console     ${address}/console
  Signs       ${address}/signs
  Interface   ${address}/api/openapi.json
  Broker      ${broker}
${password === null ? '' : `
  Everything can be looked at. To act at the console, sign in:  demo  ${password}
  (an account for this demonstration alone; only this machine can use it)
`}
  Ctrl-C stops everything.
`);
}

/** `wanted`, or the next port that nobody listens on. */
async function freePort(wanted) {
  for (let port = wanted; port < wanted + 50; port += 1) if (await isFree(port)) return port;
  throw new Error(`no free port from ${wanted} to ${wanted + 49}`);
}
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

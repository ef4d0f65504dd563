// Rows per second of the database backend's own CPU time: the archive's writer (checkpoint, identity, marks for the rollup,
// partitions, registry) beside a bare COPY of the same rows into a table of the same columns and key. Same server, same
// run, rounds interleaved. Usage: node test/bench/archive.mjs [--rounds 5] [--batches 40] [--rows 5000] [--sensors 10000]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Archive, startEmbedded } from '@wegweiser/archive';
import { CopyEncoder } from '../../libs/archive/dist/write/copy-binary.js';
import { filedAtMs, readingRow, TABLE_OF_KIND } from '../../libs/archive/dist/write/rows.js';
import { createTableSql, timeTable } from '../../libs/archive/dist/schema/tables.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, batches: { type: 'string', default: '40' }, rows: { type: 'string', default: '5000' }, sensors: { type: 'string', default: '10000' }, target: { type: 'string', default: '0.8' } } });
const [rounds, batches, rowsPerBatch, sensors] = [values.rounds, values.batches, values.rows, values.sensors].map(Number);
const T0 = Date.UTC(2026, 10, 10, 6);
const nowMs = T0 + 12 * 3_600_000;

/** Once a minute from every loop; in `mixed`, one message in five is something else. */
function aReading(n, mixed) {
  const sensor = (n * 7919) % sensors;
  const startMs = T0 + Math.floor(n / sensors) * 60_000 + (sensor % 60) * 10;
  const [deviceId, area, timeMs, status, receivedAtMs] = [`D${sensor}`, 'mitte', startMs + 60_000, 'ok', startMs + 60_350];
  // One literal each, as a codec makes them: an object put together by spreading is slow to make and slow to read.
  const other = mixed ? n % 20 : 9;
  if (other === 0) return { deviceId, area, seq: n, timeMs, status, receivedAtMs, kind: 'parkingAbsolute', vacant: n % 400, occupied: 400 - (n % 400), capacity: 400 };
  if (other === 1 || other === 2) return { deviceId, area, seq: n, timeMs, status, receivedAtMs, kind: 'loopPassage', occupiedMs: 300 + (n % 400), speedKmh: 30 + (n % 40), lengthM: 4.5 };
  if (other === 3) return { deviceId, area, seq: n, timeMs, status, receivedAtMs, kind: 'signalState', plan: 'P2', cycleS: 90, cycleSecond: n % 90, groups: { K1: 3, K2: 1, F1: 1 }, mode: 'local', commandId: null, faults: [] };
  return { deviceId, area, seq: n, timeMs, status, receivedAtMs, kind: 'loopInterval', startMs, vehicles: n % 40, heavyVehicles: n % 5, occupancyPct: (n % 1000) / 10, meanSpeedKmh: 50.5, meanSpeedCarKmh: 51.5, meanSpeedHeavyKmh: null };
}
const makeBatch = (index, mixed) => Array.from({ length: rowsPerBatch }, (_, i) => aReading(index * rowsPerBatch + i, mixed));

/** Nanoseconds that the backends were on a core. */
const cpuNs = (pids) => pids.reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]), 0);

async function bareCopy(admin, order, mixed) {
  const client = new pg.Client(admin);
  await client.connect();
  const pid = (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  await client.query('DROP SCHEMA IF EXISTS bare CASCADE');
  await client.query('CREATE SCHEMA bare');
  await client.query('SET search_path TO bare');
  const encoder = new CopyEncoder();
  const made = new Set();
  const run = async (index) => {
    for (const [name, readings] of groupBy(makeBatch(index, mixed))) {
      const table = timeTable(name);
      if (!made.has(name)) await client.query(createTableSql(table));
      made.add(name);
      const rows = readings.map((r) => ({ key: Number(r.deviceId.slice(1)), at: filedAtMs(r), row: readingRow(r, Number(r.deviceId.slice(1))) }));
      if (order === 'key') rows.sort((a, b) => a.key - b.key || a.at - b.at);
      const data = encoder.encode(table.columns, rows.map((r) => r.row));
      await new Promise((resolve, reject) => {
        const stream = client.query(copyFrom(`COPY ${name} FROM STDIN (FORMAT binary)`));
        stream.once('error', reject).once('finish', resolve);
        stream.end(data);
      });
    }
  };
  await run(0);
  const begin = cpuNs([pid]);
  for (let i = 1; i <= batches; i += 1) await run(i);
  const ns = cpuNs([pid]) - begin;
  await client.end();
  return ns;
}

function groupBy(readings) {
  const groups = new Map();
  for (const reading of readings) {
    const name = TABLE_OF_KIND[reading.kind];
    if (groups.has(name)) groups.get(name).push(reading);
    else groups.set(name, [reading]);
  }
  return groups;
}

async function writer(admin, mixed) {
  const control = new pg.Client(admin);
  await control.connect();
  await control.query('DROP SCHEMA IF EXISTS bench CASCADE');
  const archive = await Archive.open({ connection: { ...admin, application_name: 'bench' }, schema: 'bench', now: () => nowMs, simulatedTime: true, maxConnections: 2 });
  const backends = async () => (await control.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'bench'")).rows.map((r) => r.pid);
  const write = archive.writer('bench');
  let nodeUs = 0;
  const run = async (index) => {
    const readings = makeBatch(index, mixed);
    const node = process.cpuUsage();
    const result = await write.write({ nextOffset: index + 1, readings, faults: [], derived: [] });
    const { user, system } = process.cpuUsage(node);
    nodeUs += user + system;
    if (result.inserted !== rowsPerBatch || result.path !== 'copy') throw new Error(`not the way that was to be measured: ${JSON.stringify(result)}`);
  };
  await run(0);
  const before = await backends();
  let begin = cpuNs(before);
  nodeUs = 0;
  for (let i = 1; i <= batches; i += 1) await run(i);
  const ns = cpuNs(before) - begin;
  begin = cpuNs(await backends());
  const report = await archive.maintain({ everything: true });
  if (report.failed.length > 0) throw new Error(report.failed.join());
  const rollupNs = cpuNs(await backends()) - begin;
  await archive.close();
  await control.end();
  return { ns, rollupNs, nodeUs };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const rowsTotal = batches * rowsPerBatch;
const perRow = (list) => `${(median(list) / rowsTotal / 1000).toFixed(2)} us/row (${(Math.min(...list) / rowsTotal / 1000).toFixed(2)}-${(Math.max(...list) / rowsTotal / 1000).toFixed(2)})  ${Math.round((rowsTotal * 1e9) / median(list)).toLocaleString('en')} rows/CPU-s`;

const dataDir = mkdtempSync(join(tmpdir(), 'bench-archive-'));
const server = await startEmbedded({ dataDir });
let failed = false;
try {
  const version = await (async () => {
    const client = new pg.Client(server.config);
    await client.connect();
    const text = (await client.query('SHOW server_version')).rows[0].server_version;
    await client.end();
    return text;
  })();
  console.log(`machine: ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Linux ${execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()}; Node ${process.version}; PostgreSQL ${version}, fsync on`);
  console.log(`load before: ${loadavg().map((n) => n.toFixed(2)).join(' ')}; ${rounds} rounds interleaved, ${batches} batches of ${rowsPerBatch} rows each, ${sensors} sensors\n`);
  for (const mixed of [false, true]) {
    const results = { arrival: [], key: [], archive: [], rollup: [], node: [] };
    for (let round = 0; round < rounds; round += 1) {
      results.arrival.push(await bareCopy(server.config, 'arrival', mixed));
      const ours = await writer(server.config, mixed);
      results.archive.push(ours.ns);
      results.rollup.push(ours.rollupNs);
      results.node.push(ours.nodeUs * 1000);
      results.key.push(await bareCopy(server.config, 'key', mixed));
    }
    const ratio = (bare) => results.archive.map((ns, i) => bare[i] / ns);
    const show = (bare) => `${median(ratio(bare)).toFixed(2)} (${Math.min(...ratio(bare)).toFixed(2)}-${Math.max(...ratio(bare)).toFixed(2)})`;
    console.log(mixed ? 'mixed messages (80 % loops, passages, counters, signal states)' : 'loop intervals');
    console.log(`  bare COPY, as rows arrive   ${perRow(results.arrival)}`);
    console.log(`  bare COPY, in key order     ${perRow(results.key)}`);
    console.log(`  archive writer              ${perRow(results.archive)}`);
    console.log(`  rollup of all of it (1 min, 15 min, 1 h), once: ${perRow(results.rollup)}`);
    console.log(`  writer's CPU in the service's own process: ${(median(results.node) / rowsTotal / 1000).toFixed(2)} us/row`);
    console.log(`  archive / bare COPY as rows arrive: ${show(results.arrival)}; / in key order: ${show(results.key)}; target ${values.target}\n`);
    failed ||= median(ratio(results.arrival)) < Number(values.target);
  }
  console.log(`load after: ${loadavg().map((n) => n.toFixed(2)).join(' ')}`);
} finally {
  await server.stop();
  rmSync(server.dataDir, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

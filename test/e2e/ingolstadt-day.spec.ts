import { setTimeout as sleep } from 'node:timers/promises';
import { SignOrderMessage, type FacilityState, type SignConfig } from '@wegweiser/contracts';
import { loadCityFolder } from '@wegweiser/sensors-sim';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../harness/process.js';
import { findRecording, readParkingDay, type Recorded } from '../harness/recording.js';
import { until } from '../harness/until.js';
import { worlds } from '../harness/world.js';

const world = worlds();
const PARKING = findRecording('parking', 'ingolstadt');
const LOOPS = findRecording('loops', 'aarhus');
const DATE = process.env['WEGWEISER_TEST_DATE'] ?? '2025-11-29';
const DAY = Date.parse(`${DATE}T00:00:00Z`);
const FULL = process.env['WEGWEISER_TEST_FULL'] === '1';
const HOURS = FULL ? 24 : 2;
/** Recorded seconds a second. At 600 a machine that is busy otherwise may skip a step of the grid between two looks. */
const RATE = Number(process.env['WEGWEISER_TEST_RATE'] ?? (FULL ? 600 : 300));
const GRID_MS = 900_000;
const REPEAT_S = 60;

const city = loadCityFolder(`${ROOT}config/cities/ingolstadt`);
const facilityOf = new Map(city.facilities.flatMap((f) => f.counters.filter((c) => c.kind === 'absolute').map((c) => [c.deviceId, f] as const)));
const deviceOf = new Map([...facilityOf].map(([device, f]) => [f.id, device]));
const gridOf = (ms: number) => Math.floor(ms / GRID_MS) * GRID_MS;

/** Everything that a sign was told, over which way, and at which service time it was in force. */
interface Seen {
  order: SignOrderMessage;
  way: 'mqtt' | 'socket' | 'rest';
}

/** A number on a sign, with what the order says of it. */
function numbersOf(order: SignOrderMessage): { rowId: string; number: number; showUntilMs: number; estimate: boolean }[] {
  const { content } = order;
  if (content.type !== 'counter') return [];
  return content.rows.flatMap(({ rowId, text, showUntilMs, level }) => {
    const digits = /^~?\s*(\d+)$/.exec(text)?.[1];
    return digits === undefined ? [] : [{ rowId, number: Number(digits), showUntilMs, estimate: level === 'estimate' }];
  });
}

/** What is wrong with the numbers of an order, held against recording and configuration. */
function faultsOf({ order, way }: Seen, sign: SignConfig, recorded: Recorded): string[] {
  const faults: string[] = [];
  const say = (text: string) => faults.push(`${way} ${order.orderId} at ${new Date(order.issuedAtMs).toISOString()}: ${text}`);
  if (order.validUntilMs <= order.issuedAtMs) say('is not valid when issued');
  for (const { rowId, number, showUntilMs, estimate } of numbersOf(order)) {
    const row = sign.rows.find((r) => r.id === rowId);
    const facility = city.facilities.find((f) => f.id === row?.target);
    const capacity = facility?.audiences.find((a) => a.id === row?.audience)?.capacity;
    if (facility === undefined || capacity === undefined) {
      say(`row ${rowId} is not configured`);
      continue;
    }
    if (number < 0 || number > capacity) say(`${rowId} shows ${number} of ${capacity}`);
    const limitMs = (estimate ? sign.estimateMaxAgeSeconds : sign.maxAgeSeconds) * 1000;
    const measuredAtMs = showUntilMs - limitMs;
    if (order.issuedAtMs >= showUntilMs) say(`${rowId} is too old when issued`);
    if (measuredAtMs > order.issuedAtMs + 60_000) say(`${rowId} may be shown ${showUntilMs - order.issuedAtMs} ms, longer than its limit of ${limitMs}`);
    // The end of its life gives the moment it was measured: the recording must have said so then.
    const said = recorded.get(deviceOf.get(facility.id) ?? '')?.get(gridOf(measuredAtMs));
    if (!estimate && said !== number) say(`${rowId} shows ${number}, recorded ${said} at ${new Date(measuredAtMs).toISOString()}`);
    const input = order.why.inputs.find((i) => i.id.startsWith(facility.id));
    if (input === undefined) say(`${rowId} does not say why`);
  }
  return faults;
}

describe(`a real day of Ingolstadt, ${DATE}${FULL ? '' : `, first ${HOURS} hours (all with WEGWEISER_TEST_FULL=1)`}`, () => {
  it.skipIf(PARKING === null || LOOPS === null)(`comes out as recorded at sockets, archive and signs${PARKING === null || LOOPS === null ? ' (skipped: no recordings under ../shared/data)' : ''}`, { timeout: 120_000 + (HOURS * 3_600_000 * 2) / RATE }, async () => {
    const recorded = readParkingDay(PARKING!, DATE);
    const w = world();
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const service = await w.service(broker.url, database.url, { clock: 'simulated' });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');

    const live = await w.live(service.address, ['facilities', 'signs', 'links']);
    const counts = new Map<string, FacilityState[]>();
    const orders: Seen[] = [];
    let links = 0;
    live.onChange((room, value) => {
      if (room === 'facilities') counts.set(value.id, [...(counts.get(value.id) ?? []), value as FacilityState]);
      if (room === 'links') links += 1;
      const { order } = value as { order?: SignOrderMessage | null };
      if (room === 'signs' && order) orders.push({ order, way: 'socket' });
    });
    const field = await w.field(broker.url);
    field.onMessage(({ text }) => text !== '' && orders.push({ order: SignOrderMessage.parse(JSON.parse(text)), way: 'mqtt' }));
    await field.subscribe('wegweiser/v1/+/sign/+/order');

    // Signs whose players say that they live: the simulated ones are not part of a replay.
    const heartbeat = async () => {
      for (const s of city.signs) await field.publish(`wegweiser/v1/${s.area}/sign/${s.id}/status`, JSON.stringify({ state: 'online' }));
    };
    const replay = w.simulator('replay', ['replay', '--broker', broker.url, '--date', DATE, '--parking', PARKING!, '--loops', LOOPS!, '--rate', String(RATE), '--repeat', String(REPEAT_S)]);
    replay.spawn();
    const endMs = DAY + HOURS * 3_600_000;
    let serviceMs = 0;
    while (serviceMs < endMs - 60_000) {
      await sleep(200);
      if (!replay.alive) break;
      await heartbeat();
      const { atMs, values } = await service.rest.get<{ atMs: number; values: { order: SignOrderMessage | null }[] }>('/api/v1/signs');
      serviceMs = atMs;
      for (const { order } of values) if (order) orders.push({ order, way: 'rest' });
    }
    await replay.stop();
    await until('archive has all', async () => (await service.rest.metric('archive_checkpoint_offset')) >= (await service.rest.metric('journal_next_offset')), 30_000);

    // The last grid step may have been cut off by the end of the replay.
    const steps = [...recorded].flatMap(([device, values]) => [...values].filter(([t]) => t + GRID_MS <= serviceMs).map(([t, free]) => ({ device, t, free })));
    expect(steps.length).toBeGreaterThan(HOURS * 4 * 8);
    const wrong: string[] = [];

    // Sockets: at every step the value is there, and nothing else is ever said of that time.
    for (const { device, t, free } of steps) {
      const facility = facilityOf.get(device)!;
      const values = (counts.get(facility.id) ?? []).filter((v) => v.measuredAtMs !== null && gridOf(v.measuredAtMs) === t);
      if (values.length === 0) wrong.push(`socket: ${facility.id} has nothing for ${new Date(t).toISOString()}`);
      for (const v of values) if (v.vacant !== Math.max(0, Math.min(free, facility.capacity)) || v.quality !== 'measured') wrong.push(`socket: ${facility.id} ${new Date(v.measuredAtMs!).toISOString()} ${v.vacant} (${v.quality}, ${v.status}, ${v.audiences[0]?.reasons.join()}, raw ${v.audiences[0]?.raw}), recorded ${free}`);
    }
    // Archive: what the counters said, message by message; and what the city made of it, step by step.
    let archived = 0;
    for (const [device, values] of recorded) {
      const facility = facilityOf.get(device)!;
      const rows = await service.rest.history('sensor', device, DAY, serviceMs);
      archived += rows.length;
      const times = new Set(rows.map((r) => Number(r['timeMs'])));
      for (const r of rows) if (r['vacant'] !== values.get(gridOf(Number(r['timeMs'])))) wrong.push(`archive: ${device} ${new Date(Number(r['timeMs'])).toISOString()} ${String(r['vacant'])}`);
      const derived = await service.rest.history('facility', facility.id, DAY, serviceMs);
      for (const [t, free] of values) {
        if (t + GRID_MS > serviceMs) continue;
        if (!times.has(t)) wrong.push(`archive: ${device} lacks ${new Date(t).toISOString()}`);
        const inForce = derived.findLast((r) => Number(r['timeMs']) < t + GRID_MS);
        if (inForce?.['vacant'] !== free) wrong.push(`archive: ${facility.id} in force at ${new Date(t + GRID_MS).toISOString()}: ${String(inForce?.['vacant'])}, recorded ${free}`);
      }
    }
    // Signs: every order over every way.
    let numbers = 0;
    for (const seen of orders) {
      numbers += numbersOf(seen.order).length;
      wrong.push(...faultsOf(seen, city.signs.find((s) => s.id === seen.order.signId)!, recorded));
    }
    const cpu = await service.rest.metric('process_cpu_seconds_total');
    const ways = (['mqtt', 'socket', 'rest'] as const).map((way) => `${orders.filter((o) => o.way === way).length} ${way}`);
    console.log(
      `${DATE}: ${steps.length} steps of ${recorded.size} counters up to ${new Date(serviceMs).toISOString()}; ${[...counts.values()].flat().length} values at the socket, ${archived} counter rows in the archive, ${links} link values; ` +
        `orders: ${ways.join(', ')} with ${numbers} numbers; wrong: ${wrong.length}; service ${cpu.toFixed(1)} CPU s`,
    );
    expect(wrong.slice(0, 20), `${wrong.length} wrong`).toEqual([]);
    expect(numbers).toBeGreaterThan(100);
    expect(links).toBeGreaterThan(100);
    const quarantine = await service.rest.as('Test').get<{ items: object[]; counts: Record<string, number> }>('/api/v1/quarantine?limit=3');
    expect(quarantine.counts, JSON.stringify(quarantine.items)).toEqual({});
  });
});

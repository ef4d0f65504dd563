import { setTimeout as sleep } from 'node:timers/promises';
import { SignOrderMessage, type FacilityState, type SignConfig } from '@wegweiser/contracts';
import { loadCityFolder } from '@wegweiser/sensors-sim';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../harness/process.js';
import { findRecording, readParkingDay, type Recorded } from '../harness/recording.js';
import { until } from '../harness/until.js';
import type { FieldClient } from '../harness/field-client.js';
import { worlds, type Service, type World } from '../harness/world.js';

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
const at = (ms: number) => new Date(ms).toISOString();
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

type Shown = ReturnType<typeof numbersOf>[number];

/** What is wrong with a number on a sign, held against recording and configuration. */
function rowFaults({ rowId, number, showUntilMs, estimate }: Shown, order: SignOrderMessage, sign: SignConfig, recorded: Recorded): string[] {
  const row = sign.rows.find((r) => r.id === rowId);
  const facility = city.facilities.find((f) => f.id === row?.target);
  const zone = city.zones.find((z) => z.id === row?.target);
  if (zone !== undefined) return zoneFaults({ rowId, number, showUntilMs, estimate }, order, zone, (estimate ? sign.estimateMaxAgeSeconds : sign.maxAgeSeconds) * 1000);
  if (facility === undefined) return [`${rowId} is not configured`];
  const capacity = facility.audiences.find((a) => a.id === row?.audience)?.capacity ?? 0;
  const limitMs = (estimate ? sign.estimateMaxAgeSeconds : sign.maxAgeSeconds) * 1000;
  // The end of its life gives the moment it was measured: the recording must have said so then.
  const measuredAtMs = showUntilMs - limitMs;
  const said = recorded.get(deviceOf.get(facility.id) ?? '')?.get(gridOf(measuredAtMs));
  const rules: [boolean, string][] = [
    [number >= 0 && number <= capacity, `shows ${number} of ${capacity}`],
    [order.issuedAtMs < showUntilMs, 'is too old when issued'],
    [measuredAtMs <= order.issuedAtMs + 60_000, `may be shown ${showUntilMs - order.issuedAtMs} ms, longer than its limit of ${limitMs}`],
    [estimate || said === number, `shows ${number}, recorded ${said} at ${at(measuredAtMs)}`],
    [order.why.inputs.some((i) => i.id.startsWith(facility.id)), 'does not say why'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => `${rowId} ${fault}`);
}

/** A zone's number is a sum; what each of its garages said is checked at their own rows. */
function zoneFaults({ rowId, number, showUntilMs }: Shown, order: SignOrderMessage, zone: (typeof city.zones)[number], limitMs: number): string[] {
  const capacity = city.facilities.filter((f) => zone.facilities.includes(f.id)).reduce((sum, f) => sum + f.capacity, 0);
  const rules: [boolean, string][] = [
    [number >= 0 && number <= capacity, `shows ${number} of ${capacity}`],
    [order.issuedAtMs < showUntilMs, 'is too old when issued'],
    [showUntilMs - limitMs <= order.issuedAtMs + 60_000, `may be shown ${showUntilMs - order.issuedAtMs} ms, longer than its limit of ${limitMs}`],
    [[zone.id, ...zone.facilities].every((id) => order.why.inputs.some((i) => i.id.startsWith(`${id}/`))), 'does not say why'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => `${rowId} ${fault}`);
}

function orderFaults({ order, way }: Seen, recorded: Recorded): string[] {
  const sign = city.signs.find((s) => s.id === order.signId)!;
  const faults = order.validUntilMs > order.issuedAtMs ? [] : ['is not valid when issued'];
  for (const shown of numbersOf(order)) faults.push(...rowFaults(shown, order, sign, recorded));
  return faults.map((f) => `${way} ${order.orderId} at ${at(order.issuedAtMs)}: ${f}`);
}

type Archived = Record<string, unknown>[];
const clamped = (free: number, capacity: number) => Math.max(0, Math.min(free, capacity));

/** Sockets: at every step the value is there, and nothing else is ever said of that time. */
function socketFaults(counts: ReadonlyMap<string, FacilityState[]>, device: string, values: ReadonlyMap<number, number>, untilMs: number): string[] {
  const facility = facilityOf.get(device)!;
  const seen = counts.get(facility.id) ?? [];
  return [...values].filter(([t]) => t + GRID_MS <= untilMs).flatMap(([t, free]) => {
    const ofStep = seen.filter((v) => v.measuredAtMs !== null && gridOf(v.measuredAtMs) === t);
    if (ofStep.length === 0) return [`socket: ${facility.id} has nothing for ${at(t)}`];
    const other = ofStep.filter((v) => v.vacant !== clamped(free, facility.capacity) || v.quality !== 'measured');
    return other.map((v) => `socket: ${facility.id} ${at(v.measuredAtMs!)} ${v.vacant} (${v.quality}, ${v.status}, ${v.audiences[0]?.reasons.join()}), recorded ${free}`);
  });
}

/** Archive: what the counters said, message by message. */
function counterFaults(device: string, rows: Archived, values: ReadonlyMap<number, number>, untilMs: number): string[] {
  const times = new Set(rows.map((r) => Number(r['timeMs'])));
  const wrong = rows.filter((r) => r['vacant'] !== values.get(gridOf(Number(r['timeMs']))));
  const missing = [...values.keys()].filter((t) => t + GRID_MS <= untilMs && !times.has(t));
  return [...wrong.map((r) => `archive: ${device} ${at(Number(r['timeMs']))} ${String(r['vacant'])}`), ...missing.map((t) => `archive: ${device} lacks ${at(t)}`)];
}

/** Archive: what the city made of it; the last row of every step, by the time of measurement (a device's clock may be a little ahead of ours). */
function stateFaults(device: string, rows: Archived, values: ReadonlyMap<number, number>, untilMs: number): string[] {
  const facility = facilityOf.get(device)!;
  return [...values].filter(([t]) => t + GRID_MS <= untilMs).flatMap(([t, free]) => {
    const inForce = rows.findLast((r) => r['measuredAtMs'] !== null && Number(r['measuredAtMs']) < t + GRID_MS)?.['vacant'];
    return inForce === clamped(free, facility.capacity) ? [] : [`archive: ${facility.id} in force at ${at(t + GRID_MS)}: ${String(inForce)}, recorded ${free}`];
  });
}

/** Everything that is said of garages, links and signs, from every side. */
async function watch(w: World, service: Service, brokerUrl: string) {
  const live = await w.live(service.address, ['facilities', 'signs', 'links']);
  const seen = { counts: new Map<string, FacilityState[]>(), orders: [] as Seen[], links: 0 };
  live.onChange((room, value) => {
    if (room === 'facilities') seen.counts.set(value.id, [...(seen.counts.get(value.id) ?? []), value as FacilityState]);
    if (room === 'links') seen.links += 1;
    const { order } = value as { order?: SignOrderMessage | null };
    if (room === 'signs' && order) seen.orders.push({ order, way: 'socket' });
  });
  const field = await w.field(brokerUrl);
  field.onMessage(({ text }) => text !== '' && seen.orders.push({ order: SignOrderMessage.parse(JSON.parse(text)), way: 'mqtt' }));
  await field.subscribe('wegweiser/v1/+/sign/+/order');
  return { ...seen, field, links: () => seen.links };
}

/** Replays up to `endMs`; meanwhile asks for the orders by REST, and lets the signs' players say that they live (a replay has none). Answers the service's time at the end. */
async function play(w: World, service: Service, brokerUrl: string, endMs: number, field: FieldClient, orders: Seen[]): Promise<number> {
  const replay = w.simulator('replay', ['replay', '--broker', brokerUrl, '--date', DATE, '--parking', PARKING!, '--loops', LOOPS!, '--rate', String(RATE), '--repeat', String(REPEAT_S)]);
  replay.spawn();
  let serviceMs = 0;
  while (replay.alive && serviceMs < endMs - 60_000) {
    await sleep(200);
    for (const s of city.signs) await field.publish(`wegweiser/v1/${s.area}/sign/${s.id}/status`, JSON.stringify({ state: 'online' }));
    const { atMs, values } = await service.rest.get<{ atMs: number; values: { order: SignOrderMessage | null }[] }>('/api/v1/signs');
    serviceMs = atMs;
    for (const { order } of values) if (order) orders.push({ order, way: 'rest' });
  }
  await replay.stop();
  await until('archive has all', async () => (await service.rest.metric('archive_checkpoint_offset')) >= (await service.rest.metric('journal_next_offset')), 30_000);
  return serviceMs;
}

const lacking = PARKING === null || LOOPS === null;

describe(`a real day of Ingolstadt, ${DATE}${FULL ? '' : `, first ${HOURS} hours (all with WEGWEISER_TEST_FULL=1)`}`, () => {
  it.skipIf(lacking)(`comes out as recorded at sockets, archive and signs${lacking ? ' (skipped: no recordings under ../shared/data)' : ''}`, { timeout: 120_000 + (HOURS * 3_600_000 * 2) / RATE }, async () => {
    const recorded = readParkingDay(PARKING!, DATE);
    const w = world();
    const [broker, database] = await Promise.all([w.broker(), w.database()]);
    const service = await w.service(broker.url, database.url, { clock: 'simulated' });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    const { counts, orders, field, links } = await watch(w, service, broker.url);
    const untilMs = await play(w, service, broker.url, DAY + HOURS * 3_600_000, field, orders);

    const wrong: string[] = [];
    let [steps, archived] = [0, 0];
    for (const [device, values] of recorded) {
      const rows = await service.rest.history('sensor', device, DAY, untilMs);
      const states = await service.rest.history('facility', facilityOf.get(device)!.id, DAY, untilMs);
      // The last step of the grid may have been cut off by the end of the replay.
      steps += [...values.keys()].filter((t) => t + GRID_MS <= untilMs).length;
      archived += rows.length;
      wrong.push(...socketFaults(counts, device, values, untilMs), ...counterFaults(device, rows, values, untilMs), ...stateFaults(device, states, values, untilMs));
    }
    for (const seen of orders) wrong.push(...orderFaults(seen, recorded));
    const numbers = orders.reduce((n, { order }) => n + numbersOf(order).length, 0);
    const ways = (['mqtt', 'socket', 'rest'] as const).map((way) => `${orders.filter((o) => o.way === way).length} ${way}`);
    console.log(
      `${DATE} x${RATE}: ${steps} steps of ${recorded.size} counters up to ${at(untilMs)}; ${[...counts.values()].flat().length} values at the socket, ${archived} counter rows in the archive, ${links()} link values; ` +
        `orders: ${ways.join(', ')} with ${numbers} numbers; wrong: ${wrong.length}; service ${(await service.rest.metric('process_cpu_seconds_total')).toFixed(1)} CPU s`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(steps).toBeGreaterThan(HOURS * 4 * 8);
    expect(numbers).toBeGreaterThan(100);
    expect(links()).toBeGreaterThan(100);
    const quarantine = await service.rest.as('Test').get<{ items: object[]; counts: Record<string, number> }>('/api/v1/quarantine?limit=3');
    expect(quarantine).toMatchObject({ counts: {}, items: [] });
  });
});

import type { AlarmState, FacilityState, LinkState, SignState } from '@wegweiser/contracts';
import type { Database } from './database.js';
import { LOAD_AREA } from './load-city.js';
import type { FieldClient } from './field-client.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './until.js';
import type { Rest } from './rest.js';

type List<T> = Promise<{ values: T[] }>;
const byId = <T extends { id: string }>(list: T[]): Record<string, T> => Object.fromEntries(list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((v) => [v.id, v]));

/**
 * What two services that heard the same must agree on: everything that rests on what was measured. Left out is what rests
 * on when each of them received it, which differs by milliseconds, and forecasts: each issues its own, when it comes to it.
 */
export async function publicState(rest: Rest): Promise<Record<string, unknown>> {
  const [facilities, links, signs, alarms] = await Promise.all([
    rest.get<Awaited<List<FacilityState>>>('/api/v1/facilities'),
    rest.get<Awaited<List<LinkState>>>('/api/v1/links'),
    rest.get<Awaited<List<SignState>>>('/api/v1/signs'),
    rest.get<Awaited<List<AlarmState>>>('/api/v1/alarms'),
  ]);
  return {
    facilities: byId(facilities.values.map(({ forecast: _forecast, ...counted }) => counted)),
    links: byId(links.values),
    signs: Object.fromEntries(signs.values.map(({ id, level, order, lock, mismatch }) => [id, { level, lock, mismatch, rows: order?.content.type === 'counter' ? order.content.rows.map(({ rowId, text, level: l }) => ({ rowId, text, level: l })) : null, rule: order?.why.ruleId }])),
    alarms: alarms.values.map(({ id, severity, about, clearedAtMs, acknowledgedBy, text }) => ({ id, severity, about, cleared: clearedAtMs !== null, acknowledgedBy, text })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

const READINGS = ['loop_interval', 'loop_passage', 'parking_count', 'device_event'];

/** Every reading of an archive, without the time of receipt. */
export async function readings(database: Database, url: string): Promise<Record<string, string[]>> {
  const out: Record<string, string[]> = {};
  for (const table of READINGS) {
    const rows = await database.query<{ row: string }>(`SELECT s.id || ' ' || s.kind || ' ' || (to_jsonb(t) - 'received_at' - 'subject_key')::text AS row FROM ${table} t JOIN subject s ON s.key = t.subject_key ORDER BY 1`, [], url);
    out[table] = rows.map((r) => r.row);
  }
  return out;
}

/** What the archive has last of every facility and link, and what the service shows: they must be the same. A link's flow is recorded now and then only. */
export async function derivedAndShown(database: Database, url: string, rest: Rest): Promise<[string[], string[]]> {
  const facilities = await database.query<{ row: string }>(
    "SELECT DISTINCT ON (s.id) s.id || ' ' || f.status || ' ' || coalesce(f.vacant::text, '-') AS row FROM facility_state f JOIN subject s ON s.key = f.subject_key ORDER BY s.id, f.at DESC, f.journal_offset DESC, f.ordinal DESC",
    [], url,
  );
  const links = await database.query<{ row: string }>(
    "SELECT DISTINCT ON (s.id) s.id || ' ' || l.level AS row FROM link_state l JOIN subject s ON s.key = l.subject_key ORDER BY s.id, l.at DESC, l.journal_offset DESC, l.ordinal DESC",
    [], url,
  );
  const state = (await publicState(rest)) as { facilities: Record<string, FacilityState>; links: Record<string, LinkState> };
  const shown = [
    ...Object.values(state.facilities).map((f) => `${f.id} ${f.status} ${f.vacant ?? '-'}`),
    ...Object.values(state.links).map((l) => `${l.id} ${l.level}`),
  ];
  return [[...facilities, ...links].map((r) => r.row), shown];
}

/** Waits until archive and service agree, and returns both for the last word. */
export async function agreed(database: Database, url: string, rest: Rest): Promise<[string[], string[]]> {
  await until('archive and service agree', async () => {
    const [derived, shown] = await derivedAndShown(database, url, rest);
    return JSON.stringify(derived) === JSON.stringify(shown);
  }, 10_000).catch(() => undefined);
  return derivedAndShown(database, url, rest);
}

/** Until a moment at which nobody's whole second is near: both twins take what comes now in the same tick. */
async function midSecond(): Promise<void> {
  while (Date.now() % 1000 < 200 || Date.now() % 1000 > 500) await sleep(20);
}

const spoken = new WeakMap<FieldClient, number>();

/** A small town's field, a second a step: counts that go up and down, loops, a late reading, garbage, a barrier. */
export async function speak(field: FieldClient, step: number, sensors: number): Promise<void> {
  await midSecond();
  const now = Date.now();
  const before = spoken.get(field) ?? now - 1000;
  spoken.set(field, now);
  const iso = (ms: number) => new Date(ms).toISOString();
  await field.say(LOAD_AREA, 'parking', 'counter', 'absolute', { time: iso(now), vacant: (step * 7) % 101 });
  const talk = Array.from({ length: sensors }, (_, i) => {
    const body = { start: iso(before), end: iso(now), vehicles: 1 + ((step + i) % 9), occupancyPct: (step + i) % 20, meanSpeedKmh: 35 + ((step * 3 + i) % 15) };
    return field.say(LOAD_AREA, 'loop', `load-${String(i + 1).padStart(6, '0')}`, 'interval', body);
  });
  await Promise.all(talk);
  if (step % 5 === 0) await field.publish(`wegweiser/v1/${LOAD_AREA}/loop/load-000001/interval`, '{"seq": 1,');
  if (step % 7 === 0) await field.publish(`wegweiser/v1/${LOAD_AREA}/parking/counter/absolute`, JSON.stringify({ seq: 1000 + step, time: iso(now - 60_000), vacant: 1 }));
  await field.say(LOAD_AREA, 'garage', 'barrier', 'state', { time: iso(now), opening: 'open', barrier: step % 11 === 0 ? 'fault' : 'ok' });
}

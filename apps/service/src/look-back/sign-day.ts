import { publicAudience, type City, type FacilityStatus, type LevelOfService, type Reading } from '@wegweiser/contracts';
import type { IntakeEvent } from '@wegweiser/field';
import type { Shut } from '@wegweiser/parking';
import { CityEngine } from '../engine/city-engine.js';
import { LiveStore } from '../live/live-store.js';
import type { Limits } from '../city/limits.js';
import { shownLine } from './obedient-signs.js';

const QUARTER_MS = 900_000;
/** Everything is said anew this often, so that nothing grows old. */
const STEP_MS = 300_000;
/** Counters speak just before the rules look. */
const SAID_BEFORE_MS = 1000;

/** A day by quarter hour. */
export interface DayCourse {
  occupied: ReadonlyMap<string, readonly (number | null)[]>;
  levels: ReadonlyMap<string, readonly LevelOfService[]>;
}
export interface SignDay {
  status: Map<string, FacilityStatus[]>;
  signs: Map<string, string[]>;
}

/** The real rules of facilities and signs, fed with a made-up day: an engine of its own in memory that publishes nothing. */
export function signDay({ city, limits, fromMs }: { city: City; limits: Limits; fromMs: number }, course: DayCourse, shut: readonly Shut[]): SignDay {
  const store = new LiveStore('what-if');
  const engine = new CityEngine(countedCity(city), store, STEP_MS, limits);
  const day: SignDay = { status: new Map(city.facilities.map((f) => [f.id, []])), signs: new Map(city.signs.map((s) => [s.id, []])) };
  let offset = 0;
  const take = (event: Omit<IntakeEvent, 'offset'>) => engine.process({ events: [{ ...event, offset: offset++ } as IntakeEvent] });
  // Begins an hour before, so that the first quarter hour is not the rules' very first look.
  for (let atMs = fromMs - 4 * QUARTER_MS; atMs < fromMs + 96 * QUARTER_MS; atMs += STEP_MS) {
    const quarter = Math.max(0, Math.floor((atMs - fromMs) / QUARTER_MS));
    const share = Math.max(0, (atMs - fromMs) / QUARTER_MS - quarter);
    for (const s of shut) if (atMs === fromMs + s.fromQuarter * QUARTER_MS) take(closing(s, fromMs, atMs - SAID_BEFORE_MS, offset));
    for (const reading of readingsAt(city, course, quarter, share, atMs - SAID_BEFORE_MS, offset)) take({ type: 'reading', reading, late: false } as Omit<IntakeEvent, 'offset'>);
    for (const [id, levels] of course.levels) store.set('links', { id, level: levels[quarter] ?? 'unknown', flowVehPerH: null, meanSpeedKmh: null, occupancyPct: null, travelTimeS: null, congested: false, quality: 'estimated', measuredAtMs: atMs });
    engine.advanceTo(atMs);
    if (atMs >= fromMs && (atMs - fromMs) % QUARTER_MS === QUARTER_MS - STEP_MS) note(day, store);
    engine.takeEffects();
  }
  return day;
}

function note(day: SignDay, store: LiveStore): void {
  for (const [id, list] of day.status) list.push(store.find('facilities', id)?.status ?? 'unknown');
  for (const [id, list] of day.signs) {
    const order = store.find('signs', id)?.order ?? null;
    list.push(order === null ? '' : shownLine(order));
  }
}

/** The city with a counter of free spaces for every audience, and signs that need not answer: nobody is there to do so. */
function countedCity(city: City): City {
  return {
    ...city,
    // Signals and loops have no part in it; levels of links are said, not measured.
    junctions: [],
    links: [],
    facilities: city.facilities.map((f) => ({ ...f, counters: f.audiences.map((a) => ({ deviceId: counterOf(f.id, a.id), kind: 'absolute' as const, audience: a.id })) })),
    signs: city.signs.map((s) => ({ ...s, linkSilentSeconds: null })),
  };
}
const counterOf = (facility: string, audience: string): string => `what-if.${facility}.${audience}`;

function readingsAt(city: City, { occupied }: DayCourse, quarter: number, share: number, atMs: number, seq: number): Reading[] {
  return city.facilities.flatMap((f) => {
    const curve = occupied.get(f.id) ?? [];
    const [now, next] = [curve[quarter] ?? null, curve[quarter + 1] ?? curve[quarter] ?? null];
    if (now === null || next === null) return [];
    const shown = publicAudience(f);
    return f.audiences.map((a): Reading => ({
      kind: 'parkingAbsolute', deviceId: counterOf(f.id, a.id), area: f.area, seq, timeMs: atMs, receivedAtMs: atMs, status: 'ok', occupied: null, capacity: null,
      // Of the other audiences nothing is predicted, and signs say little of them.
      vacant: a.id === shown.id ? Math.max(0, Math.round(a.capacity - now - (next - now) * share)) : Math.round(a.capacity / 2),
    }));
  });
}

const closing = (s: Shut, fromMs: number, atMs: number, number: number): Omit<IntakeEvent, 'offset'> =>
  ({ type: 'command', command: { commandId: `what-if-${number}`, by: 'what if', atMs, act: { type: 'facility', facilityId: s.id, action: { action: 'close', reason: 'what if', until: new Date(fromMs + s.toQuarter * QUARTER_MS).toISOString() } } } }) as Omit<IntakeEvent, 'offset'>;

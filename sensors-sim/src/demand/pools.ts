import type { City, FacilityConfig } from '@wegweiser/contracts';
import type { LocalTime } from '../local-time.js';
import { hourOf } from '../local-time.js';
import { createRng } from '../random.js';
import { plateau, type Profile, type Shape } from '../scenario/profile.js';
import type { CityEvent, Scenario } from '../scenario/schema.js';

/** People with the same habits at one facility: how many of them park there at a time, and how long they stay. */
export interface Pool {
  facilityId: string;
  audience: string;
  name: string;
  stayS: number;
  /** Vehicles wanted inside. */
  target(local: LocalTime): number;
}

/** Pools of all facilities: each audience's classes by the profile, and the scenario's events. */
export function createPools(city: City, scenario: Scenario, profile: Profile, seed: number): Pool[] {
  const pools = city.facilities.flatMap((f) => facilityPools(f, scenario, profile, seed));
  scenario.demand.events.forEach((event, i) => pools.push(...eventPools(city, event, i)));
  return pools;
}

function facilityPools(f: FacilityConfig, scenario: Scenario, profile: Profile, seed: number): Pool[] {
  const own = profile.facilities[f.id] ?? profile.facilities['default'] ?? {};
  return f.audiences.flatMap((audience, i) => {
    // The first audience that is the public's gets the facility's own curve.
    const isPublic = audience.id === 'shortStay' || audience.id === 'all' || f.audiences.length === 1 || (i === 0 && !f.audiences.some((a) => a.id === 'shortStay'));
    const levels = isPublic ? own : (profile.audiences[audience.id] ?? profile.audiences['default'] ?? own);
    return levelsOver(levels, audience.capacity, `${f.id}/${audience.id}`, scenario, profile, seed).map((over) => ({ facilityId: f.id, audience: audience.id, ...over }));
  });
}

/** People with the same habits anywhere: by class of the profile. */
export type LevelOver = Pick<Pool, 'name' | 'stayS' | 'target'>;

/** The profile's classes at a place with so many spaces; `place` names its random stream. */
export function levelsOver(levels: Readonly<Record<string, number>>, spaces: number, place: string, scenario: Scenario, profile: Profile, seed: number): LevelOver[] {
  return Object.entries(levels).flatMap(([name, level]) => {
    const shape = profile.shapes[name];
    if (!shape || level === 0) return [];
    const peak = spaces * level * scenario.demand.parkingFactor;
    const noise = dayNoise(seed, `${place}/${name}`, scenario.demand.dayNoisePct);
    return [{ name, stayS: shape.stayHours * 3600, target: (t: LocalTime) => peak * shapeAt(shape, t, noise) }];
  });
}

/** Classes that are there all day change weight slowly over midnight instead of jumping. */
function shapeAt(shape: Shape, t: LocalTime, noise: (day: number) => number): number {
  const allDay = shape.hours[0] < 0 && shape.hours[3] > 24;
  if (!allDay) return plateau(t.hour, shape.hours) * shape[t.dayKind] * noise(t.day);
  const x = t.hour / 24;
  return shape[t.dayKind] * (noise(t.day) * (1 - x) + noise(t.day + 1) * x);
}

/** Factor of one day around 1, the same whenever it is asked. */
function dayNoise(seed: number, name: string, percent: number): (day: number) => number {
  const known = new Map<number, number>();
  return (day) => {
    let f = known.get(day);
    if (f === undefined) {
      f = Math.min(1.6, Math.max(0.4, 1 + (percent / 100) * createRng(seed, `day/${day}/${name}`).normal()));
      known.set(day, f);
    }
    return f;
  };
}

function eventPools(city: City, event: CityEvent, index: number): Pool[] {
  const hosts = city.facilities.filter((f) => event.facilities.includes(f.id) || event.facilities.includes('*'));
  const total = hosts.reduce((sum, f) => sum + f.capacity, 0);
  const from = hourOf(event.arriveFrom);
  const over = (h: string): number => (hourOf(h) < from ? hourOf(h) + 24 : hourOf(h));
  const hours: [number, number, number, number] = [from, over(event.arriveTo), over(event.leaveFrom), over(event.leaveTo)];
  const on = (weekday: number): boolean => event.weekdays?.includes(weekday) ?? true;
  return hosts.map((f) => ({
    facilityId: f.id,
    audience: f.audiences.find((a) => a.id === 'shortStay')?.id ?? (f.audiences[0]?.id ?? 'all'),
    name: `event-${index}`,
    stayS: 6 * 3600,
    target: (t: LocalTime) => {
      const share = (event.vehicles * f.capacity) / total;
      const yesterday = ((t.weekday + 5) % 7) + 1;
      return share * ((on(t.weekday) ? plateau(t.hour, hours) : 0) + (on(yesterday) ? plateau(t.hour + 24, hours) : 0));
    },
  }));
}

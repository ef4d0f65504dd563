import type { City, StreetZoneConfig } from '@wegweiser/contracts';
import { levelsOver, type LevelOver } from '../demand/pools.js';
import type { LocalTime } from '../local-time.js';
import { createRng, type Rng } from '../random.js';
import type { Profile } from '../scenario/profile.js';
import type { Scenario } from '../scenario/schema.js';

interface ParkedCar {
  /** Which of the zone's habits it follows. */
  habit: number;
  leavesMs: number;
}
interface Ticket {
  machine: number;
  untilMs: number;
}

/** The spaces of an on-street zone as they really are; those that are watched come first. */
export interface Kerb {
  config: StreetZoneConfig;
  spaces: (ParkedCar | null)[];
  /** Valid ones, of cars that may have left. */
  tickets: Ticket[];
  habits: { over: LevelOver; arrivalsPerS: number; excess: number }[];
  rng: Rng;
}

/** Missing cars are made up for within about an hour, as at garages. */
const CATCH_UP_S = 3600;

/**
 * Kerbs of all zones that something watches. A zone without a known number of spaces has as many as have sensors: more would
 * be made up. Each draws from a stream of its own, so that a zone more leaves all else as it was.
 */
export function createKerbs(city: City, scenario: Scenario, profile: Profile, seed: number, local: LocalTime, nowMs: number): Kerb[] {
  return city.streetZones.flatMap((config): Kerb[] => {
    if (config.sensors.length === 0 && config.machines === undefined) return [];
    const count = Math.max(config.spaces ?? 0, config.sensors.length);
    const levels = profile.facilities[config.id] ?? profile.facilities['default'] ?? {};
    const habits = levelsOver(levels, count, `street/${config.id}`, scenario, profile, seed).map((over) => ({ over, arrivalsPerS: 0, excess: 0 }));
    const kerb: Kerb = { config, spaces: Array.from({ length: count }, () => null), tickets: [], habits, rng: createRng(seed, `kerb/${config.id}`) };
    habits.forEach(({ over }, habit) => {
      for (let n = Math.round(over.target(local)); n > 0; n--) arrive(kerb, habit, nowMs);
    });
    return [kerb];
  });
}

export const occupiedAt = (kerb: Kerb): number => kerb.spaces.filter((car) => car !== null).length;
/** Valid tickets of one machine. */
export const ticketsOf = (kerb: Kerb, machine: number): number => kerb.tickets.filter((t) => t.machine === machine).length;

/** Rates of the minute to come. */
export function setKerbRates(kerb: Kerb, now: LocalTime, soon: LocalTime): void {
  kerb.habits.forEach((h, habit) => {
    const n = h.over.target(now);
    const next = h.over.target(soon);
    const here = kerb.spaces.filter((car) => car?.habit === habit).length;
    h.arrivalsPerS = Math.max(0, next - n) / 60 + n / h.over.stayS + Math.max(0, n - here) / CATCH_UP_S;
    // Beside those whose time is up: where the level falls faster, some leave before.
    h.excess = n > next ? (n - next) / 60 / Math.max(1, n) : 0;
  });
}

/** One second. @returns cars that came and went */
export function stepKerb(kerb: Kerb, nowMs: number): { came: number; went: number } {
  const { rng } = kerb;
  let [came, went] = [0, 0];
  kerb.tickets = kerb.tickets.filter((t) => t.untilMs > nowMs);
  kerb.spaces.forEach((car, i) => {
    if (car === null) return;
    const excess = kerb.habits[car.habit]?.excess ?? 0;
    if (car.leavesMs > nowMs && !(excess > 0 && rng.chance(excess))) return;
    kerb.spaces[i] = null;
    went++;
  });
  kerb.habits.forEach(({ arrivalsPerS }, habit) => {
    if (rng.chance(arrivalsPerS) && arrive(kerb, habit, nowMs)) came++;
  });
  return { came, went };
}

/** @returns false where all is taken: it drives on, out of this picture */
function arrive(kerb: Kerb, habit: number, nowMs: number): boolean {
  const { rng, spaces, config } = kerb;
  const free = spaces.flatMap((car, i) => (car === null ? [i] : []));
  if (free.length === 0) return false;
  const stayS = (kerb.habits[habit]?.over.stayS ?? 3600) * -Math.log(1 - rng.next());
  const leavesMs = nowMs + 1000 * Math.ceil(stayS);
  const { machines } = config;
  spaces[rng.pick(free)] = { habit, leavesMs };
  // Who leaves early leaves a ticket behind that stays valid: no machine sees a car.
  if (machines !== undefined && rng.chance(1 / machines.carsPerTicket.mean)) kerb.tickets.push({ machine: rng.int(machines.deviceIds.length), untilMs: leavesMs });
  return true;
}

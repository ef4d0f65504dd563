import type { FacilityConfig } from '@wegweiser/contracts';
import type { RoadLink, Vehicle } from '../roads/model.js';

export interface Access {
  link: RoadLink;
  atM: number;
}

/** A facility with the very vehicles inside it. Counters look at `entries` and `exits`; nobody appears or vanishes. */
export interface Garage {
  config: FacilityConfig;
  /** Links beside its gates. */
  access: Access[];
  /** Parked vehicles by pool name. */
  parked: Map<string, Vehicle[]>;
  occupied: Map<string, number>;
  capacity: Map<string, number>;
  /** Single spaces with a sensor, by audience: the vehicle id on each, 0 when free. */
  spaces: Map<string, number[]>;
  spaceOf: Map<number, number>;
  /** Entries and exits through the barriers since the start, by audience and `all`. */
  entries: Map<string, number>;
  exits: Map<string, number>;
  queue: Vehicle[];
  leaving: Vehicle[];
  opening: 'open' | 'closed';
  /** Closed out of turn, whatever the opening hours say. */
  forcedClosed: boolean;
  barrier: 'ok' | 'fault' | 'heldOpen';
  /** Capacity in force when a fault or works changed it. */
  capacityOverride: number | null;
  nextEntryMs: number;
  /** Counts up whenever a count, the opening or the barrier changes. */
  changes: number;
}

export const GATE_QUEUE = 6;
const BARRIER_MS = 7000;

export function createGarage(config: FacilityConfig, access: Access[]): Garage {
  const audiences = config.audiences.map((a) => a.id);
  const zero = (): Map<string, number> => new Map([...audiences, 'all'].map((a) => [a, 0]));
  const spaces = new Map<string, number[]>();
  for (const c of config.counters) {
    if (c.kind === 'space') spaces.set(c.audience, [...(spaces.get(c.audience) ?? []), 0]);
  }
  return {
    config, access, parked: new Map(), occupied: zero(), spaces, spaceOf: new Map(), entries: zero(), exits: zero(),
    capacity: new Map([...config.audiences.map((a): [string, number] => [a.id, a.capacity]), ['all', config.capacity]]),
    queue: [], leaving: [], opening: 'open', forcedClosed: false, barrier: 'ok', capacityOverride: null, nextEntryMs: 0, changes: 0,
  };
}

const bump = (map: Map<string, number>, audience: string, by: number): void => {
  map.set(audience, (map.get(audience) ?? 0) + by);
  map.set('all', (map.get('all') ?? 0) + by);
};

export const occupiedOf = (g: Garage, audience: string): number => g.occupied.get(audience) ?? 0;

/** Room for one more of this audience? */
export function hasSpace(g: Garage, audience: string): boolean {
  const total = g.capacityOverride ?? g.config.capacity;
  return occupiedOf(g, 'all') < total && occupiedOf(g, audience) < (g.capacity.get(audience) ?? 0);
}

/** Through the barrier to a space; `counted` false for those who stood there before the simulation began. */
export function park(g: Garage, v: Vehicle, counted = true): void {
  const pool = v.demand ?? 'unknown';
  const list = g.parked.get(pool);
  if (list) list.push(v);
  else g.parked.set(pool, [v]);
  bump(g.occupied, v.audience, 1);
  if (counted) bump(g.entries, v.audience, 1);
  takeSpace(g, v);
  g.changes++;
}

export function unpark(g: Garage, pool: string, index: number): Vehicle {
  const list = g.parked.get(pool) ?? [];
  const v = list[index];
  if (!v) throw new RangeError(`nobody at ${index} of ${pool}`);
  list[index] = list[list.length - 1] as Vehicle;
  list.pop();
  bump(g.occupied, v.audience, -1);
  bump(g.exits, v.audience, 1);
  freeSpace(g, v);
  g.changes++;
  return v;
}

/** Sensor spaces are spread evenly over the audience's spaces: a vehicle takes one by its number, if that is free. */
function takeSpace(g: Garage, v: Vehicle): void {
  for (const audience of [v.audience, 'all']) {
    const list = g.spaces.get(audience);
    if (!list) continue;
    const capacity = Math.max(list.length, g.capacity.get(audience) ?? 0);
    const free = list.flatMap((id, i) => (id === 0 ? [i] : []));
    const unsensed = capacity - list.length - (occupiedOf(g, audience) - 1 - (list.length - free.length));
    const pick = (v.id * 2_654_435_761) % Math.max(1, free.length + Math.max(0, unsensed));
    const slot = free[pick];
    if (slot === undefined) continue;
    list[slot] = v.id;
    g.spaceOf.set(v.id, slot);
    return;
  }
}

function freeSpace(g: Garage, v: Vehicle): void {
  if (!g.spaceOf.delete(v.id)) return;
  for (const list of g.spaces.values()) {
    const i = list.indexOf(v.id);
    if (i >= 0) list[i] = 0;
  }
}

/** Open the barrier for the first in the queue who has a space; returns whom it let in. */
export function serveGate(g: Garage, nowMs: number): Vehicle | null {
  if (g.queue.length === 0 || nowMs < g.nextEntryMs || g.opening === 'closed') return null;
  const i = g.queue.findIndex((v) => hasSpace(g, v.audience));
  if (i < 0) return null;
  const [v] = g.queue.splice(i, 1) as [Vehicle];
  const slow = g.barrier === 'fault' ? 4 : 1;
  g.nextEntryMs = nowMs + (BARRIER_MS * slow) / Math.max(1, g.config.entrances.length);
  park(g, v);
  return v;
}

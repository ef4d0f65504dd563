import { hasSpace, GATE_QUEUE, occupiedOf, park, serveGate, unpark, type Garage } from '../garages/garage.js';
import { nearestOnLine } from '../roads/geometry.js';
import type { Destination, RoadLink, Vehicle } from '../roads/model.js';
import { MIN_GAP_M } from '../roads/model.js';
import { placeOn, planLink } from '../roads/traffic.js';
import { isFull } from '../signs/sign.js';
import { newVehicle, type PoolState, type World } from '../world.js';

const PATIENCE_MS = 5 * 60_000;
/** Missing vehicles (jam, full gates) are made up for within about an hour. */
const CATCH_UP_S = 3600;
const MAX_OUTSIDE = 60;

/** Rates of all pools for the minute to come: what the level gains, and the turnover that goes on meanwhile. */
export function setRates(world: World): void {
  const now = world.local(world.nowMs);
  const soon = world.local(world.nowMs + 60_000);
  for (const p of world.pools) {
    const n = p.pool.target(now);
    const gain = (p.pool.target(soon) - n) / 60;
    const missing = Math.max(0, n - inside(p) - p.enRoute);
    p.arrivalsPerS = Math.max(0, gain) + n / p.pool.stayS + missing / CATCH_UP_S;
    p.departureHazardPerS = Math.min(0.5, 1 / p.pool.stayS + Math.max(0, -gain) / Math.max(1, n));
  }
}

const inside = (p: PoolState): number => p.garage.parked.get(p.pool.name)?.filter((v) => v.audience === p.pool.audience).length ?? 0;

/** Vehicles that stand in the facilities before the simulation begins, as many as the curve says. */
export function parkInitial(world: World): void {
  const now = world.local(world.nowMs);
  for (const p of world.pools) {
    for (let n = Math.round(p.pool.target(now)); n > 0 && hasSpace(p.garage, p.pool.audience); n--) {
      park(p.garage, newVehicle(world, facilityOf(p), p.pool.name, p.pool.audience), false);
    }
  }
}

const facilityOf = (p: PoolState): Destination => ({ kind: 'facility', id: p.pool.facilityId });
const poolOf = (world: World, v: Vehicle): PoolState | undefined =>
  world.pools.find((p) => p.pool.name === v.demand && p.pool.facilityId === v.destination.id && p.pool.audience === v.audience);

/** Arrivals and departures of one second. */
export function parkingDemand(world: World): void {
  for (const p of world.pools) {
    if (p.arrivalsPerS > 0 && world.rng.chance(p.arrivalsPerS)) arriveFrom(world, p);
    const list = p.garage.parked.get(p.pool.name);
    if (!list || list.length === 0 || p.garage.leaving.length >= GATE_QUEUE) continue;
    if (!world.rng.chance(p.departureHazardPerS * list.length)) continue;
    const i = world.rng.int(list.length);
    if (list[i]?.audience === p.pool.audience) depart(world, p.garage, p.pool.name, i);
  }
}

function arriveFrom(world: World, p: PoolState): void {
  const v = newVehicle(world, facilityOf(p), p.pool.name, p.pool.audience);
  const sources = world.roads.network.sources.filter((l) => !isSide(l) && Number.isFinite(world.roads.routes.costS(l, v.destination, v.variant)));
  p.enRoute++;
  if (sources.length > 0) {
    world.outside.get(world.rng.pick(sources))?.push(v);
    return;
  }
  // No street of the model leads there: it comes straight to the gate.
  if (!atGate(world, v, true)) goneHome(world, v);
}

const isSide = (l: RoadLink): boolean => l.config.id.startsWith('side-');

function depart(world: World, g: Garage, pool: string, index: number): void {
  const v = unpark(g, pool, index);
  v.demand = null;
  v.track = null;
  sendHome(world, g, v);
}

/** Home by the edge that is nearest in time, sometimes by another one. */
function sendHome(world: World, g: Garage, v: Vehicle): void {
  const from = g.access[0]?.link;
  const ways = from ? world.edges.filter((e) => !e.id.startsWith('edge-side-') && Number.isFinite(world.roads.routes.costS(from, e, v.variant))) : [];
  if (ways.length === 0) {
    world.left++;
    return;
  }
  v.destination = world.rng.pick(ways);
  g.leaving.push(v);
}

/** Through traffic of one second, by entering link. */
export function throughDemand(world: World): void {
  const { rng, scenario, profile } = world;
  const t = world.local(world.nowMs);
  const curve = profile.roads[t.dayKind];
  const h = Math.floor(t.hour);
  const level = (curve[h] ?? 0) * (1 - (t.hour - h)) + (curve[(h + 1) % 24] ?? 0) * (t.hour - h);
  for (const link of world.roads.network.sources) {
    const perS = (scenario.demand.throughVehPerHPerLane * level * link.runs.length * (isSide(link) ? 0.35 : 1)) / 3600;
    if (!rng.chance(perS)) continue;
    const queue = world.outside.get(link) ?? [];
    if (queue.length >= MAX_OUTSIDE) continue;
    const ways = world.edges.filter((e) => e.id !== link.config.from && Number.isFinite(world.roads.routes.costS(link, e, 0)));
    if (ways.length > 0) queue.push(newVehicle(world, preferMain(world, ways), null, 'none'));
  }
}

/** Main edges are wished for more often than side streets. */
function preferMain(world: World, ways: Destination[]): Destination {
  const first = world.rng.pick(ways);
  return first.id.startsWith('edge-side-') && world.rng.chance(0.6) ? world.rng.pick(ways) : first;
}

/** Let vehicles from outside onto their links, one a second and lane at most. */
export function enterNetwork(world: World): void {
  for (const [link, queue] of world.outside) {
    const v = queue[0];
    if (!v) continue;
    const plan = planLink(world.roads, v, link);
    const last = plan.run.vehicles.at(-1);
    const room = last ? last.s - last.lengthM - MIN_GAP_M : 99;
    if (room < 2) continue;
    queue.shift();
    v.v = Math.min(link.freeSpeedMs * v.eagerness, Math.sqrt(2 * 3 * Math.max(0, room - 2)) + (last?.v ?? 0) * 0.8, last && room < 15 ? last.v : 99);
    placeOn(world.roads, v, plan, 0, world.nowMs);
  }
}

/** A vehicle at its gate: into the queue, on to another facility, or (false) it waits on the street. */
export function atGate(world: World, v: Vehicle, direct = false): boolean {
  const g = world.garages.get(v.destination.id);
  if (!g) return false;
  const hopeless = g.opening === 'closed' || (!hasSpace(g, v.audience) && g.queue.length >= GATE_QUEUE / 2);
  if (!hopeless && g.queue.length < GATE_QUEUE) {
    v.queuedSinceMs = world.nowMs;
    v.v = 0;
    g.queue.push(v);
    return true;
  }
  if (direct || !hopeless) return false;
  divert(world, v);
  if (v.plan) v.plan = planLink(world.roads, v, v.plan.link);
  return false;
}

function goneHome(world: World, v: Vehicle): void {
  const p = poolOf(world, v);
  if (p) p.enRoute--;
  world.left++;
}

/** Another facility with room, nearer ones and emptier ones more often; after two tries home. */
export function divert(world: World, v: Vehicle, to?: string): void {
  const old = poolOf(world, v);
  if (old) old.enRoute--;
  const target = to ?? (v.divertedTimes < 2 ? alternative(world, v) : null);
  v.divertedTimes++;
  if (target === null) giveUp(world, v);
  else retarget(world, v, target, old?.pool.stayS ?? 7200);
}

function giveUp(world: World, v: Vehicle): void {
  const from = v.plan?.link ?? world.garages.get(v.destination.id)?.access[0]?.link;
  const ways = world.edges.filter((e) => from !== undefined && Number.isFinite(world.roads.routes.costS(from, e, v.variant)));
  if (ways.length > 0) v.destination = world.rng.pick(ways);
  v.demand = null;
}

/** At the new place it behaves like those there whose stay is most like its own. */
function retarget(world: World, v: Vehicle, target: string, stayS: number): void {
  v.destination = { kind: 'facility', id: target };
  const g = world.garages.get(target);
  if (g && !g.capacity.has(v.audience)) v.audience = g.config.audiences[0]?.id ?? v.audience;
  const likeness = (q: PoolState): number => Math.abs(q.pool.stayS - stayS);
  const here = world.pools.filter((q) => q.pool.facilityId === target && q.pool.audience === v.audience);
  const p = poolOf(world, v) ?? here.toSorted((a, b) => likeness(a) - likeness(b))[0];
  if (!p) return;
  v.demand = p.pool.name;
  p.enRoute++;
}

function isChoice(world: World, v: Vehicle, g: Garage, from: RoadLink | undefined): boolean {
  if (!from || g.opening === 'closed' || !hasSpace(g, v.audience)) return false;
  return Number.isFinite(world.roads.routes.costS(from, { kind: 'facility', id: g.config.id }, v.variant));
}

function alternative(world: World, v: Vehicle): string | null {
  const here = world.garages.get(v.destination.id);
  const from = v.plan?.link ?? here?.access[0]?.link;
  let best: string | null = null;
  let bestScore = 0;
  for (const [id, g] of world.garages) {
    if (id === v.destination.id || !isChoice(world, v, g, from)) continue;
    const distanceM = here ? nearestOnLine([here.config.position, here.config.position], g.config.position).distanceM : 1000;
    const score = ((g.config.capacity - occupiedOf(g, 'all')) / (300 + distanceM)) * world.rng.between(0.5, 1);
    if (score > bestScore) [best, bestScore] = [id, score];
  }
  return best;
}

/** Barriers in and out, and the patience of those who wait. */
export function serveGates(world: World): void {
  for (const g of world.garages.values()) {
    const v = serveGate(g, world.nowMs);
    if (v) {
      const p = poolOf(world, v);
      if (p) p.enRoute--;
    }
    const first = g.queue[0];
    if (first && world.nowMs - first.queuedSinceMs > PATIENCE_MS && g.leaving.length < GATE_QUEUE) turnAway(world, g, first);
    ontoStreet(world, g);
  }
}

function turnAway(world: World, g: Garage, v: Vehicle): void {
  g.queue.shift();
  if (g.access.length === 0) {
    goneHome(world, v);
    return;
  }
  divert(world, v);
  g.leaving.push(v);
}

/** The first who leaves takes a gap on one of the links at the gate. */
function ontoStreet(world: World, g: Garage): void {
  const v = g.leaving[0];
  if (!v) return;
  const here = g.access.map((a) => ({ ...a, costS: world.roads.routes.costS(a.link, v.destination, v.variant) }));
  const best = here.reduce((a, b) => (b.costS < a.costS ? b : a));
  if (!Number.isFinite(best.costS)) {
    g.leaving.shift();
    loseWay(world, v);
    return;
  }
  const plan = planLink(world.roads, v, best.link);
  const s = Math.min(best.atM, plan.run.lengthM - 3);
  if (!gapAt(plan.run.vehicles, s, v.lengthM)) return;
  g.leaving.shift();
  v.v = 2;
  placeOn(world.roads, v, plan, s, world.nowMs);
}

function loseWay(world: World, v: Vehicle): void {
  if (v.demand !== null) goneHome(world, v);
  else world.left++;
}

function gapAt(vehicles: Vehicle[], s: number, lengthM: number): boolean {
  return vehicles.every((o) => (o.s >= s ? o.s - o.lengthM > s + 2 : o.s + o.v * 1.6 + 4 < s - lengthM));
}

/** Drivers who read signs: on "full" they take the row with the most spaces instead. */
export function readSigns(world: World, v: Vehicle, link: RoadLink): void {
  if (!v.followsSigns || v.destination.kind !== 'facility' || link.signIds.length === 0) return;
  for (const id of link.signIds) {
    const sign = world.signs.get(id);
    if (!sign || sign.config.type !== 'counter') continue;
    const mine = sign.config.rows.findIndex((r) => r.target === v.destination.id);
    if (mine < 0 || !isFull(sign, mine)) continue;
    const better = mostVacant(world, sign.config.rows.map((r, i) => ({ id: r.target, vacant: Number.parseInt(sign.shows[i]?.replace(/^\D+/, '') ?? '', 10) })), v, link);
    if (better) divert(world, v, better);
    return;
  }
}

function mostVacant(world: World, rows: { id: string; vacant: number }[], v: Vehicle, link: RoadLink): string | null {
  const good = rows.filter((r) => r.vacant > 0 && world.garages.has(r.id) && Number.isFinite(world.roads.routes.costS(link, { kind: 'facility', id: r.id }, v.variant)));
  return good.toSorted((a, b) => b.vacant - a.vacant)[0]?.id ?? null;
}

import type { City } from '@wegweiser/contracts';
import { isOpen } from './demand/opening.js';
import { createPools, type Pool } from './demand/pools.js';
import { createGarage, type Garage } from './garages/garage.js';
import { createKerbs, occupiedAt, type Kerb } from './kerb/kerb.js';
import { createLocalTime, type LocalTime } from './local-time.js';
import { createRng, type Rng } from './random.js';
import { nearestOnLine } from './roads/geometry.js';
import type { Destination, RoadLink, Vehicle } from './roads/model.js';
import { buildNetwork } from './roads/network.js';
import { createRoutes, ROUTE_VARIANTS } from './roads/routes.js';
import type { Roads } from './roads/traffic.js';
import type { Profile } from './scenario/profile.js';
import type { Scenario } from './scenario/schema.js';
import { createController } from './signals/controller.js';
import type { Controller } from './signals/model.js';
import { createSign, type Sign } from './signs/sign.js';

/** The city itself, as it really is; devices look at it, faults never change it. */
export interface World {
  city: City;
  scenario: Scenario;
  profile: Profile;
  local: (ms: number) => LocalTime;
  nowMs: number;
  rng: Rng;
  roads: Roads;
  garages: Map<string, Garage>;
  controllers: Map<string, Controller>;
  signs: Map<string, Sign>;
  pools: PoolState[];
  /** On-street zones that something watches. */
  kerbs: Kerb[];
  /** Vehicles outside an edge, waiting for room on its link. */
  outside: Map<RoadLink, Vehicle[]>;
  edges: Destination[];
  nextVehicleId: number;
  entered: number;
  left: number;
  leftByJam: number;
}

/** A pool with its present rates. */
export interface PoolState {
  pool: Pool;
  garage: Garage;
  enRoute: number;
  arrivalsPerS: number;
  departureHazardPerS: number;
}

/** Gates farther than this from every street have none: their vehicles come and go off the network. */
const GATE_REACH_M = 600;

export function createWorld(city: City, scenario: Scenario, profile: Profile, seed: number, startMs: number): World {
  const network = buildNetwork(city);
  const garages = new Map(city.facilities.map((f) => [f.id, createGarage(f, accessOf(network.links, f))]));
  const targets = new Map<string, RoadLink[]>([...network.sinks].map(([id, links]) => [`edge/${id}`, links]));
  for (const [id, g] of garages) if (g.access.length > 0) targets.set(`facility/${id}`, g.access.map((a) => a.link));
  const rng = createRng(seed, 'traffic');
  const local = createLocalTime(city.city.timeZone, city.city.holidayRegion);
  const controllers = new Map(city.junctions.map((j) => [j.id, createController(j, local(startMs), startMs)]));
  for (const link of network.links) {
    for (const pocket of link.pockets) {
      pocket.light = controllers.get(link.junction?.id ?? '')?.lights.get(pocket.lane?.signalGroup ?? '') ?? null;
    }
  }
  const world: World = {
    city, scenario, profile, local, nowMs: startMs, rng, garages, controllers,
    roads: { network, routes: createRoutes(network, targets, seed), rng, hooks: noHooks },
    signs: new Map(city.signs.map((s) => [s.id, createSign(s)])),
    pools: [], kerbs: createKerbs(city, scenario, profile, seed, local(startMs), startMs), outside: new Map(network.sources.map((l) => [l, []])),
    edges: [...network.sinks.keys()].map((id) => ({ kind: 'edge', id })),
    nextVehicleId: 1, entered: 0, left: 0, leftByJam: 0,
  };
  world.pools = createPools(city, scenario, profile, seed).map((pool) => ({
    pool, garage: garages.get(pool.facilityId) as Garage, enRoute: 0, arrivalsPerS: 0, departureHazardPerS: 0,
  }));
  world.entered += world.kerbs.reduce((n, k) => n + occupiedAt(k), 0);
  setOpening(world);
  return world;
}

const noHooks: Roads['hooks'] = { gateAtM: () => null, atGate: () => false, left: () => undefined, enteredLink: () => undefined };

/** All links about as near as the nearest one: both directions of the street, mostly. */
function accessOf(links: RoadLink[], facility: City['facilities'][number]): Garage['access'] {
  const doors = facility.entrances.length > 0 ? facility.entrances.map((e) => e.position) : [facility.position];
  const near = links
    .filter((link) => !link.config.id.startsWith('side-'))
    .map((link) => {
      const hits = doors.map((p) => nearestOnLine(link.config.shape, p));
      const hit = hits.reduce((a, b) => (b.distanceM < a.distanceM ? b : a));
      const runM = link.runs[0]?.lengthM ?? link.lengthM;
      return { link, atM: Math.min(runM - 3, Math.max(runM * 0.25, hit.share * link.lengthM)), distanceM: hit.distanceM };
    })
    .filter((a) => a.distanceM < GATE_REACH_M && (a.link.runs[0]?.lengthM ?? 0) > 15);
  const nearest = Math.min(...near.map((a) => a.distanceM));
  return near.filter((a) => a.distanceM <= nearest + 40).map(({ link, atM }) => ({ link, atM }));
}

export function setOpening(world: World): void {
  const local = world.local(world.nowMs);
  for (const g of world.garages.values()) {
    const next = !g.forcedClosed && isOpen(g.config.openingHours, local) ? 'open' : 'closed';
    if (next === g.opening) continue;
    g.opening = next;
    g.changes++;
  }
}

export function newVehicle(world: World, destination: Destination, demand: string | null, audience: string): Vehicle {
  const { rng, scenario } = world;
  const heavy = demand === null && rng.chance(scenario.demand.heavyPct / 100);
  world.entered++;
  return {
    id: world.nextVehicleId++, heavy, lengthM: heavy ? rng.between(8, 16) : rng.between(3.8, 5.2),
    eagerness: heavy ? rng.between(0.8, 0.95) : rng.between(0.88, 1.12),
    s: 0, v: 0, odoM: 0, track: null, destination, variant: rng.int(ROUTE_VARIANTS), plan: null, next: null,
    boxSpeedMs: 10, linkEnteredMs: world.nowMs, movedAtMs: -1, blockedS: 0, stands: false, demand, audience,
    followsSigns: rng.chance(scenario.demand.followSignsPct / 100), divertedTimes: 0, queuedSinceMs: 0,
  };
}

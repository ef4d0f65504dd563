import { atGate, divert, enterNetwork, parkInitial, parkingDemand, readSigns, serveGates, setRates, throughDemand } from './demand/flows.js';
import { occupiedAt, setKerbRates, stepKerb } from './kerb/kerb.js';
import { tick } from './signals/controller.js';
import { driveOneSecond, planLink } from './roads/traffic.js';
import type { Vehicle } from './roads/model.js';
import { refresh } from './signs/sign.js';
import { createWorld, setOpening, type World } from './world.js';
import { occupiedOf } from './garages/garage.js';
import type { Truth } from './types.js';

const WARM_UP_S = 900;

/** A city that has been running for a quarter of an hour when `startMs` comes. */
export function createWarmWorld(...[city, scenario, profile, seed, startMs]: Parameters<typeof createWorld>): World {
  const world = createWorld(city, scenario, profile, seed, startMs - WARM_UP_S * 1000);
  world.roads.hooks = {
    gateAtM: (link, id) => world.garages.get(id)?.access.find((a) => a.link === link)?.atM ?? null,
    atGate: (v) => atGate(world, v),
    left: (v, stuck) => {
      if (v.demand !== null) divertOut(world, v);
      world.left++;
      if (stuck) world.leftByJam++;
    },
    enteredLink: (v, link) => {
      const was = v.destination;
      readSigns(world, v, link);
      if (v.destination !== was && v.track?.kind === 'run') replan(world, v);
    },
  };
  parkInitial(world);
  setRates(world);
  for (let i = 0; i < WARM_UP_S; i++) stepWorld(world);
  return world;
}

/** A driver who changes the target keeps the running lane and takes the new turn from there. */
function replan(world: World, v: Vehicle): void {
  const run = v.plan?.run;
  if (!v.plan || !run) return;
  v.plan = { ...planLink(world.roads, v, v.plan.link), run };
}

function divertOut(world: World, v: Vehicle): void {
  v.divertedTimes = 99;
  divert(world, v);
}

/** One second of everything. */
export function stepWorld(world: World): void {
  world.nowMs += 1000;
  const local = world.local(world.nowMs);
  if (world.nowMs % 60_000 === 0) {
    setOpening(world);
    setRates(world);
  }
  if (world.nowMs % 300_000 === 0) world.roads.routes.refresh();
  for (const c of world.controllers.values()) tick(c, world.nowMs, local);
  parkingDemand(world);
  throughDemand(world);
  parkAtKerbs(world);
  enterNetwork(world);
  driveOneSecond(world.roads, world.nowMs);
  serveGates(world);
  for (const sign of world.signs.values()) refresh(sign, world.nowMs);
}

/** Cars come and go straight from outside: the streets of the model are the main ones, zones lie in the side streets. */
function parkAtKerbs(world: World): void {
  for (const kerb of world.kerbs) {
    if (world.nowMs % 60_000 === 0) setKerbRates(kerb, world.local(world.nowMs), world.local(world.nowMs + 60_000));
    const { came, went } = stepKerb(kerb, world.nowMs);
    world.entered += came;
    world.left += went;
  }
}

export function truthOf(world: World): Truth {
  let [onRoads, waitingOutside, parked, atGates] = [0, 0, 0, 0];
  for (const t of world.roads.network.tracks) onRoads += t.vehicles.length;
  for (const q of world.outside.values()) waitingOutside += q.length;
  const facilities: Truth['facilities'] = {};
  for (const [id, g] of world.garages) {
    parked += occupiedOf(g, 'all');
    atGates += g.queue.length + g.leaving.length;
    facilities[id] = {
      capacity: g.capacityOverride ?? g.config.capacity, occupied: occupiedOf(g, 'all'),
      entries: g.entries.get('all') ?? 0, exits: g.exits.get('all') ?? 0,
      byAudience: Object.fromEntries(g.config.audiences.map((a) => [a.id, occupiedOf(g, a.id)])),
    };
  }
  const streetZones: Truth['streetZones'] = {};
  for (const k of world.kerbs) {
    const occupied = occupiedAt(k);
    parked += occupied;
    streetZones[k.config.id] = { spaces: k.spaces.length, occupied, tickets: k.tickets.length, watched: k.spaces.slice(0, k.config.sensors.length).map((car) => car !== null) };
  }
  return {
    timeMs: world.nowMs, streetZones,
    vehicles: { entered: world.entered, left: world.left, onRoads, waitingOutside, parked, atGates },
    facilities,
    loops: Object.fromEntries(world.roads.network.detectors.map((d) => [d.deviceId, d.total])),
    links: Object.fromEntries(world.roads.network.links.map((l) => [l.config.id, { vehicleS: l.spentS, vehicles: l.came, stops: l.stops }])),
    signals: Object.fromEntries([...world.controllers].map(([id, c]) => [id, { plan: c.plan.id, commandId: c.commandId }])),
    signs: Object.fromEntries([...world.signs].map(([id, s]) => [id, { orderId: s.order?.orderId ?? null, shows: s.shows }])),
  };
}

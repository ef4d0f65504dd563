import type { Rng } from '../random.js';
import { cover, releaseCleared } from './detect.js';
import { approachSpeed, canStop, nextSpeed, safeSpeed } from './follow.js';
import type { Destination, LinkPlan, RoadLink, Track, Turn, Vehicle } from './model.js';
import { JUNCTION_M, MIN_GAP_M } from './model.js';
import type { Network } from './network.js';
import type { Routes } from './routes.js';

/** What the roads need of the rest of the city. */
export interface RoadHooks {
  /** Place of a facility's gate on a link, or `null`. */
  gateAtM(link: RoadLink, facilityId: string): number | null;
  /** A vehicle stands at its gate: taken in, or it must wait on the road. */
  atGate(vehicle: Vehicle, nowMs: number): boolean;
  /** A vehicle left the network; `stuck` by a side street out of a standing jam. */
  left(vehicle: Vehicle, stuck: boolean): void;
  enteredLink(vehicle: Vehicle, link: RoadLink): void;
}

export interface Roads {
  network: Network;
  routes: Routes;
  rng: Rng;
  hooks: RoadHooks;
}

const REROUTE_AFTER_S = 60;
const GIVE_UP_AFTER_S = 240;

/** Drive everyone through the second that ends at `nowMs`. */
export function driveOneSecond(roads: Roads, nowMs: number): void {
  for (const track of roads.network.tracks) {
    const { vehicles } = track;
    for (let i = 0; i < vehicles.length; ) {
      const vehicle = vehicles[i] as Vehicle;
      if (vehicle.movedAtMs === nowMs) i++;
      else if (!moveOne(roads, track, vehicle, vehicles[i - 1], nowMs)) i++;
    }
  }
  releaseCleared(roads.network.detectors, nowMs);
}

/** Moves one vehicle; true when it left the track (the next one is then at its index). */
function moveOne(roads: Roads, track: Track, vehicle: Vehicle, leader: Vehicle | undefined, nowMs: number): boolean {
  vehicle.movedAtMs = nowMs;
  const limit = limitOf(track, vehicle, leader);
  vehicle.v = nextSpeed(vehicle.v, track.freeSpeedMs * vehicle.eagerness, limit, roads.rng.next());
  const s0 = vehicle.s;
  let s1 = s0 + vehicle.v;
  const wall = Math.min(leader ? leader.s - leader.lengthM - 0.5 : wallOf(track, vehicle), vehicle.plan?.gateAtM ?? Number.POSITIVE_INFINITY);
  if (s1 > wall) {
    s1 = Math.max(s0, wall);
    vehicle.v = s1 - s0;
  }
  vehicle.s = s1;
  vehicle.odoM += vehicle.v;
  observe(track.link, vehicle);
  cover(track, vehicle, s0, s1, nowMs);
  return arrive(roads, track, vehicle, s0, nowMs);
}

/** A vehicle stands below walking pace, and stands once until it drives again. */
function observe(link: RoadLink, vehicle: Vehicle): void {
  link.spentS++;
  if (vehicle.v > 3) vehicle.stands = false;
  else if (vehicle.v < 0.5 && !vehicle.stands) {
    vehicle.stands = true;
    link.stops++;
  }
}

/** Speed that the road, the leader, the signal and the gate allow. */
function limitOf(track: Track, vehicle: Vehicle, leader: Vehicle | undefined): number {
  let limit = vehicle.s < 0 ? vehicle.boxSpeedMs : Number.POSITIVE_INFINITY;
  const gateAtM = vehicle.plan?.gateAtM ?? null;
  if (gateAtM !== null) limit = Math.min(limit, approachSpeed(gateAtM - vehicle.s, 3));
  if (leader) return Math.min(limit, safeSpeed(leader.s - leader.lengthM - vehicle.s - MIN_GAP_M, leader.v, track.tauS));
  return Math.min(limit, aheadOf(track, vehicle));
}

/** The first of a track looks into the next one. */
function aheadOf(track: Track, vehicle: Vehicle): number {
  const left = track.lengthM - vehicle.s;
  const plan = vehicle.plan as LinkPlan;
  if (track.kind === 'run') return plan.pocket ? behindLast(plan.pocket, left, track.tauS) : Number.POSITIVE_INFINITY;
  const turn = turnOf(plan);
  const box = turn ? approachSpeed(left, turn.turnSpeedMs) : Number.POSITIVE_INFINITY;
  if (stopsAtLine(track, vehicle, left)) return safeSpeed(left - 1, 0, 1);
  const target = vehicle.next?.run;
  return target ? Math.min(box, behindLast(target, left + JUNCTION_M, track.tauS)) : box;
}

function behindLast(target: Track, distanceM: number, tauS: number): number {
  const last = target.vehicles.at(-1);
  return last ? safeSpeed(distanceM + last.s - last.lengthM - MIN_GAP_M, last.v, tauS) : Number.POSITIVE_INFINITY;
}

export const turnOf = (plan: LinkPlan): Turn | undefined => plan.link.turns.find((t) => t.to === plan.exit);

/** Red, red-amber; amber if it can stop; left turns without a gap; and anyone whose exit has no room keeps the junction clear. */
function stopsAtLine(track: Track, vehicle: Vehicle, leftM: number): boolean {
  const colour = track.light?.colour ?? 3;
  if (colour === 1 || colour === 4) return true;
  const waitsForGap = gapTaken(vehicle, leftM);
  // Who has waited in the middle for a gap turns when the green has ended.
  if (colour === 2 && canStop(leftM, vehicle.v) && !(waitsForGap && stoodInside(vehicle, leftM))) return true;
  if (colour === 3 && waitsForGap) {
    vehicle.blockedS = 0;
    return true;
  }
  return exitIsFull(vehicle);
}

function exitIsFull(vehicle: Vehicle): boolean {
  const last = vehicle.next?.run.vehicles.at(-1);
  const full = last !== undefined && last.v < 2 && last.s - last.lengthM < vehicle.lengthM + MIN_GAP_M;
  if (!full) vehicle.blockedS = 0;
  return full;
}

/** Gap in the traffic ahead that a left turn needs, seconds (HCM 2000: 4.5), and how far away somebody who stands still counts. */
const [GAP_S, NEAR_M] = [4.5, 12];
/** So near to the line one stands in the middle of the junction in truth. */
const INSIDE_M = 3;

const stoodInside = (vehicle: Vehicle, leftM: number): boolean => leftM < INSIDE_M && vehicle.v < 3;

/** Somebody from ahead with a green light comes before a left turn would be over. */
function gapTaken(vehicle: Vehicle, leftM: number): boolean {
  const turn = vehicle.plan === null ? undefined : turnOf(vehicle.plan);
  if (turn === undefined || leftM > 2 * NEAR_M) return false;
  return turn.yieldsTo.some((track) => (track.light?.colour ?? 3) !== 1 && track.light?.colour !== 4 && track.vehicles.some((other) => comesAhead(track, other)));
}

function comesAhead(track: Track, other: Vehicle): boolean {
  if (other.plan === null || turnOf(other.plan)?.movement === 'left') return false;
  const awayM = track.lengthM - other.s;
  return awayM < NEAR_M || awayM < other.v * GAP_S;
}

/** Where the first of a track must not get beyond in this step, whatever the speed formula says. */
function wallOf(track: Track, vehicle: Vehicle): number {
  const plan = vehicle.plan as LinkPlan;
  if (track.kind === 'run') {
    const last = plan.pocket?.vehicles.at(-1);
    return last ? track.lengthM + last.s - last.lengthM - 0.5 : Number.POSITIVE_INFINITY;
  }
  if (stopsAtLine(track, vehicle, track.lengthM - vehicle.s)) return track.lengthM - 0.6;
  const last = vehicle.next?.run.vehicles.at(-1);
  return last ? track.lengthM + JUNCTION_M + last.s - last.lengthM - 0.5 : Number.POSITIVE_INFINITY;
}

function arrive(roads: Roads, track: Track, vehicle: Vehicle, s0: number, nowMs: number): boolean {
  const plan = vehicle.plan as LinkPlan;
  if (plan.gateAtM !== null && vehicle.s >= plan.gateAtM) return turnIntoGate(roads, track, vehicle, nowMs);
  if (vehicle.s < track.lengthM) return track.kind === 'pocket' && giveWay(roads, track, vehicle, nowMs);
  if (track.kind === 'run') return plan.pocket ? intoPocket(roads, track, vehicle, plan, s0, nowMs) : leaveNetwork(roads, track, vehicle, false);
  return crossJunction(roads, track, vehicle, s0, nowMs);
}

function turnIntoGate(roads: Roads, track: Track, vehicle: Vehicle, nowMs: number): boolean {
  if (roads.hooks.atGate(vehicle, nowMs)) {
    remove(track, vehicle);
    return true;
  }
  // It waits, or `atGate` has given it another destination: then it drives on from here.
  return false;
}

function remove(track: Track, vehicle: Vehicle): void {
  const i = track.vehicles.indexOf(vehicle);
  if (i >= 0) track.vehicles.splice(i, 1);
  vehicle.track = null;
}

function leaveNetwork(roads: Roads, track: Track, vehicle: Vehicle, stuck: boolean): true {
  const { link } = track;
  link.travelS += 0.1 * (Math.max(1, (vehicle.movedAtMs - vehicle.linkEnteredMs) / 1000) - link.travelS);
  remove(track, vehicle);
  roads.hooks.left(vehicle, stuck);
  return true;
}

function intoPocket(roads: Roads, track: Track, vehicle: Vehicle, plan: LinkPlan, s0: number, nowMs: number): true {
  const pocket = plan.pocket as Track;
  const beyond = vehicle.s - track.lengthM;
  remove(track, vehicle);
  vehicle.track = pocket;
  vehicle.s = beyond;
  pocket.vehicles.push(vehicle);
  vehicle.next = plan.exit ? planLink(roads, vehicle, plan.exit) : null;
  cover(pocket, vehicle, s0 - track.lengthM, beyond, nowMs);
  return true;
}

function crossJunction(roads: Roads, track: Track, vehicle: Vehicle, s0: number, nowMs: number): true {
  const plan = vehicle.plan as LinkPlan;
  const next = vehicle.next;
  if (!next) return leaveNetwork(roads, track, vehicle, true);
  const { link } = track;
  link.travelS += 0.1 * ((nowMs - vehicle.linkEnteredMs) / 1000 - link.travelS);
  remove(track, vehicle);
  vehicle.boxSpeedMs = Math.max(3, turnOf(plan)?.turnSpeedMs ?? 8);
  const backM = track.lengthM + JUNCTION_M;
  placeOn(roads, vehicle, next, vehicle.s - backM, nowMs);
  cover(next.run, vehicle, s0 - backM, vehicle.s, nowMs);
  return true;
}

/** Put a vehicle at the end of the queue of a running lane. */
export function placeOn(roads: Roads, vehicle: Vehicle, plan: LinkPlan, s: number, nowMs: number): void {
  vehicle.plan = plan;
  vehicle.next = null;
  vehicle.track = plan.run;
  vehicle.s = s;
  vehicle.blockedS = 0;
  vehicle.linkEnteredMs = nowMs;
  plan.link.came++;
  const { vehicles } = plan.run;
  let i = vehicles.length;
  while (i > 0 && (vehicles[i - 1] as Vehicle).s < s) i--;
  vehicles.splice(i, 0, vehicle);
  roads.hooks.enteredLink(vehicle, plan.link);
}

/** The first at a line that may go but has no room ahead: another way after a while, at last a side street. */
function giveWay(roads: Roads, track: Track, vehicle: Vehicle, nowMs: number): boolean {
  const colour = track.light?.colour ?? 3;
  if (vehicle.v > 0.1 || track.vehicles[0] !== vehicle || colour !== 3) return false;
  vehicle.blockedS++;
  if (vehicle.blockedS > GIVE_UP_AFTER_S) return leaveNetwork(roads, track, vehicle, true);
  if (vehicle.blockedS % REROUTE_AFTER_S !== 0) return false;
  const plan = vehicle.plan as LinkPlan;
  const other = plan.link.turns.find((t) => t.to !== plan.exit && t.pockets.includes(track) && hasRoom(t.to) && reaches(roads, vehicle.destination, t.to, vehicle.variant));
  if (!other) return false;
  plan.exit = other.to;
  vehicle.next = planLink(roads, vehicle, other.to);
  vehicle.movedAtMs = nowMs;
  return false;
}

const hasRoom = (link: RoadLink): boolean => link.runs.some((r) => (r.vehicles.at(-1)?.s ?? 99) > 20);
const reaches = (roads: Roads, to: Destination, link: RoadLink, variant: number): boolean => Number.isFinite(roads.routes.costS(link, to, variant));

/** How a vehicle will take a link: gate or turn, pocket with the shortest queue, running lane towards it. */
export function planLink(roads: Roads, vehicle: Vehicle, link: RoadLink): LinkPlan {
  const { destination, variant } = vehicle;
  const gateAtM = destination.kind === 'facility' ? roads.hooks.gateAtM(link, destination.id) : null;
  const lastRun = link.runs.at(-1) as Track;
  if (gateAtM !== null) return { link, run: lastRun, pocket: null, exit: null, gateAtM: Math.min(gateAtM, lastRun.lengthM - 3) };
  if (link.junction === null) return { link, run: emptiest(link.runs), pocket: null, exit: null, gateAtM: null };
  const turn = chooseTurn(roads, link, destination, variant);
  const pocket = turn && turn.pockets.length > 0 ? shortestQueue(link, turn.pockets, vehicle.id) : (link.pockets[0] ?? null);
  const lane = pocket ? Math.floor((link.pockets.indexOf(pocket) * link.runs.length) / link.pockets.length) : 0;
  return { link, run: link.runs[lane] ?? lastRun, pocket, exit: turn?.to ?? null, gateAtM: null };
}

/** The turn of the route; where there is no way (it should not happen), any turn rather than a standstill. */
function chooseTurn(roads: Roads, link: RoadLink, to: Destination, variant: number): Turn | undefined {
  const wanted = roads.routes.nextLink(link, to, variant);
  return link.turns.find((t) => t.to === wanted) ?? link.turns[0];
}

const emptiest = (tracks: Track[]): Track => tracks.reduce((a, b) => (b.vehicles.length < a.vehicles.length ? b : a));

/** Equal queues share by vehicle number. */
function shortestQueue(link: RoadLink, pockets: Track[], turnstile: number): Track {
  let best = pockets[0] as Track;
  let bestLoad = Number.POSITIVE_INFINITY;
  for (let i = 0; i < pockets.length; i++) {
    const p = pockets[(i + turnstile) % pockets.length] as Track;
    let load = p.vehicles.length;
    for (const run of link.runs) for (const v of run.vehicles) if (v.plan?.pocket === p) load++;
    if (load < bestLoad) [best, bestLoad] = [p, load];
  }
  return best;
}

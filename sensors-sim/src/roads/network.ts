import type { Position } from '@wegweiser/contracts';
import { bearingDeg, movementOf, normaliseDeg } from './geometry.js';
import type { ArmConfig, City, Detector, JunctionConfig, LaneConfig, LinkConfig, Movement, RoadLink, Track, Turn } from './model.js';
import { LOOP_FIELD_M } from './model.js';

export interface Network {
  links: RoadLink[];
  tracks: Track[];
  detectors: Detector[];
  /** Links that begin at an edge, where vehicles enter. */
  sources: RoadLink[];
  /** Edge nodes where vehicles leave, with the links that end there. */
  sinks: Map<string, RoadLink[]>;
}

/** Saturation flow by movement when the lane gives none, vehicles an hour of green (HBS order of magnitude). */
const SATURATION: Record<Movement, number> = { through: 1950, left: 1800, right: 1700, uTurn: 1300 };
const TURN_SPEED_MS: Record<Movement, number> = { through: 14, left: 8, right: 6.5, uTurn: 4 };
const STOP_LOOP_M = 1.5;
const UPSTREAM_LOOP_M = 30;

/** Roads of a city. Arms without a configured street get a short side street, so that every lane has traffic. */
export function buildNetwork(city: City): Network {
  const junctions = new Map(city.junctions.map((j) => [j.id, j]));
  const configs = [...city.links, ...sideStreets(city)];
  const detectors: Detector[] = [];
  const links = configs.map((config, index) => buildLink(config, index, junctions.get(config.to) ?? null, detectors));
  for (const link of links) link.turns = turnsOf(link, links);
  for (const link of links) for (const turn of link.turns) if (turn.movement === 'left') turn.yieldsTo = lanesAhead(link, links);
  for (const sign of city.signs) nearestLink(links, sign.position, sign.facingDeg)?.signIds.push(sign.id);
  const sinks = new Map<string, RoadLink[]>();
  for (const link of links) {
    if (link.junction === null) sinks.set(link.config.to, [...(sinks.get(link.config.to) ?? []), link]);
  }
  return {
    links,
    tracks: links.flatMap((l) => [...l.pockets, ...l.runs]),
    detectors,
    sources: links.filter((l) => !junctions.has(l.config.from)),
    sinks,
  };
}

function buildLink(config: LinkConfig, index: number, junction: JunctionConfig | null, detectors: Detector[]): RoadLink {
  const arm = junction?.arms.find((a) => a.id === config.toArm) ?? nearestArm(junction, inboundArmDeg(config.shape));
  const freeSpeedMs = config.freeSpeedKmh / 3.6;
  const link: RoadLink = {
    index, config, junction, arm: arm ?? null, runs: [], pockets: [], turns: [], lengthM: config.lengthM, freeSpeedMs,
    travelS: config.lengthM / freeSpeedMs, spentS: 0, came: 0, stops: 0, signIds: [],
  };
  const pocketM = arm ? pocketLength(arm, config.lengthM) : 0;
  const runM = config.lengthM - pocketM;
  for (let i = 0; i < config.laneCount; i++) link.runs.push(track(link, 'run', runM, null));
  link.pockets = (arm?.lanes ?? []).map((lane) => track(link, 'pocket', pocketM, lane));
  for (const t of link.pockets) armLoops(t, junction?.area ?? config.area, detectors);
  config.loops.forEach((loop, i) => {
    // Numbered from the right; running lanes lie from left to right.
    const t = link.runs[link.runs.length - 1 - (i % link.runs.length)] as Track;
    detectors.push(detector(loop.deviceId, config.area, t, config.lengthM - (loop.distanceM ?? config.lengthM / 2)));
  });
  return link;
}

function armLoops(pocket: Track, area: string, detectors: Detector[]): void {
  for (const loop of pocket.lane?.loops ?? []) {
    const before = loop.distanceM ?? (loop.role === 'stop' ? STOP_LOOP_M : UPSTREAM_LOOP_M);
    detectors.push(detector(loop.deviceId, area, pocket, pocket.lengthM - before));
  }
}

/** All loops of an arm's lanes lie in the pockets, so that each sees its own lane only. */
function pocketLength(arm: ArmConfig, linkM: number): number {
  const far = arm.lanes.flatMap((l) => l.loops.map((p) => p.distanceM ?? (p.role === 'stop' ? STOP_LOOP_M : UPSTREAM_LOOP_M)));
  return Math.min(Math.max(35, ...far.map((d) => d + 8)), linkM * 0.8);
}

function track(link: RoadLink, kind: Track['kind'], lengthM: number, lane: LaneConfig | null): Track {
  // Headway at saturation = tau + (car and gap) / speed at the line, about 12 m/s.
  const flow = lane ? (lane.saturationFlowVehPerH ?? mean(lane.movements.map((m) => SATURATION[m]))) : 0;
  const tauS = lane ? Math.min(3, Math.max(1, 3600 / flow - 0.6)) : 1.1;
  return { lengthM, freeSpeedMs: link.freeSpeedMs, link, kind, lane, tauS, vehicles: [], detectors: [], light: null };
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function detector(deviceId: string, area: string, t: Track, centreM: number): Detector {
  const atM = Math.min(t.lengthM - LOOP_FIELD_M - 0.2, Math.max(0.5, centreM - LOOP_FIELD_M / 2));
  const d: Detector = { deviceId, area, track: t, atM, occupant: null, clearAtOdoM: 0, onMs: 0, onSpeedMs: 0, passages: [], total: 0, entered: 0, coveredMs: 0 };
  t.detectors.push(d);
  return d;
}

/** Bearing of the arm by which a link comes in: the way back along its last stretch. */
function inboundArmDeg(shape: readonly Position[]): number {
  return bearingDeg(shape.at(-1) as Position, shape.at(-2) as Position);
}

function nearestArm(junction: JunctionConfig | null, deg: number): ArmConfig | undefined {
  return junction?.arms.toSorted((a, b) => Math.abs(normaliseDeg(a.bearingDeg - deg)) - Math.abs(normaliseDeg(b.bearingDeg - deg)))[0];
}

/** Turns from a link's arm: each way out gets one of the movements that the arm's lanes offer. */
function turnsOf(link: RoadLink, links: RoadLink[]): Turn[] {
  const { junction, arm } = link;
  if (!junction || !arm) return [];
  const ways = links
    .filter((to) => to.config.from === junction.id)
    .map((to) => {
      const outDeg = nearestArm(junction, bearingDeg(to.config.shape[0] as Position, to.config.shape[1] as Position))?.bearingDeg ?? 0;
      return { to, angleDeg: normaliseDeg(outDeg - arm.bearingDeg - 180) };
    })
    .filter((w) => movementOf(w.angleDeg) !== 'uTurn')
    .toSorted((a, b) => a.angleDeg - b.angleDeg);
  const movements = (['left', 'through', 'right'] as const).filter((m) => arm.lanes.some((l) => l.movements.includes(m)));
  const chosen = assignMovements(ways.map((w) => w.angleDeg), movements);
  return ways.flatMap(({ to }, i) => {
    const movement = chosen[i];
    if (!movement) return [];
    const pockets = link.pockets.filter((p) => p.lane?.movements.includes(movement));
    return [{ to, movement, pockets, turnSpeedMs: Math.min(TURN_SPEED_MS[movement], to.freeSpeedMs), yieldsTo: [] }];
  });
}

/** Arms within so many degrees of straight ahead. */
const AHEAD_DEG = 45;

/** Lanes of the arm ahead from which somebody goes straight on or turns right. */
function lanesAhead(link: RoadLink, links: RoadLink[]): Track[] {
  const ahead = links.filter((l) => l.junction === link.junction && l.arm !== null && link.arm !== null && Math.abs(normaliseDeg(l.arm.bearingDeg - link.arm.bearingDeg - 180)) <= AHEAD_DEG);
  return ahead.flatMap((l) => l.pockets.filter((p) => p.lane?.movements.some((m) => m === 'through' || m === 'right')));
}

const IDEAL_DEG: Record<Movement, number> = { left: -85, through: 0, right: 85, uTurn: 180 };
/** An arrow painted on the road leads somewhere: leaving one unused costs more than a bent street. */
const UNUSED_DEG = 120;

/** Best assignment, from left to right, of ways out (by angle) to the movements an arm offers; all orders are tried. */
export function assignMovements(anglesDeg: number[], movements: readonly Movement[]): Movement[] {
  let best: Movement[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  const attempt = (chosen: Movement[], from: number, cost: number): void => {
    const angle = anglesDeg[chosen.length];
    if (angle === undefined) {
      const total = cost + UNUSED_DEG * movements.filter((m) => !chosen.includes(m)).length;
      if (total < bestCost) [best, bestCost] = [chosen, total];
      return;
    }
    for (let m = from; m < movements.length; m++) {
      const movement = movements[m] as Movement;
      attempt([...chosen, movement], m, cost + Math.abs(angle - IDEAL_DEG[movement]));
    }
  };
  if (movements.length > 0) attempt([], 0, 0);
  return best;
}

function nearestLink(links: RoadLink[], p: Position, facingDeg: number): RoadLink | undefined {
  let best: RoadLink | undefined;
  let bestM = 250;
  for (const link of links) {
    const shape = link.config.shape;
    for (let i = 1; i < shape.length; i++) {
      const a = shape[i - 1] as Position;
      const b = shape[i] as Position;
      if (Math.abs(normaliseDeg(bearingDeg(a, b) - facingDeg)) > 60) continue;
      const mid: Position = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const d = Math.min(...[a, mid, b].map((q) => Math.hypot((q[0] - p[0]) * 73_000, (q[1] - p[1]) * 111_320)));
      if (d < bestM) [best, bestM] = [link, d];
    }
  }
  return best;
}

/** Two-way side streets for arms to which no link leads, or from which none leaves. */
function sideStreets(city: City): LinkConfig[] {
  const out: LinkConfig[] = [];
  for (const j of city.junctions) {
    const inbound = city.links.filter((l) => l.to === j.id).map((l) => l.toArm ?? nearestArm(j, inboundArmDeg(l.shape))?.id);
    const outbound = city.links.filter((l) => l.from === j.id).map((l) => nearestArm(j, bearingDeg(l.shape[0] as Position, l.shape[1] as Position))?.id);
    for (const arm of j.arms) {
      const far = offset(j.position, arm.bearingDeg, 220);
      const base = { street: arm.street, area: j.area, lengthM: 220, freeSpeedKmh: 50, loops: [] };
      const edge = `edge-side-${j.id}-${arm.id}`;
      if (!inbound.includes(arm.id)) {
        out.push({ ...base, id: `side-in-${j.id}-${arm.id}`, from: edge, to: j.id, toArm: arm.id, laneCount: Math.min(2, arm.lanes.length), shape: [far, j.position] });
      }
      if (!outbound.includes(arm.id)) {
        out.push({ ...base, id: `side-out-${j.id}-${arm.id}`, from: j.id, to: edge, laneCount: 1, shape: [j.position, far] });
      }
    }
  }
  return out;
}

function offset(p: Position, deg: number, m: number): Position {
  const rad = (deg * Math.PI) / 180;
  return [p[0] + (Math.sin(rad) * m) / (111_320 * Math.cos((p[1] * Math.PI) / 180)), p[1] + (Math.cos(rad) * m) / 111_320];
}

import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { blocks, tags } from './xml.js';

/** Where a loop lies and for which signalled lane it was laid. */
export interface LoopPlace {
  readonly tls: string;
  readonly lane: string;
  readonly kind: string;
  readonly on: string;
  readonly pos: number;
  readonly dist: number;
}

/** A network with its demand and its loops. */
export interface Ground {
  readonly name: string;
  readonly net: string;
  readonly netXml: string;
  readonly routes: string;
  readonly loopsFile: string;
  readonly loops: Readonly<Record<string, LoopPlace>>;
  /** Second of the first departure, down to the quarter of an hour. */
  readonly beginS: number;
}

/** Signals of the network: green phases of the first program, and by link index the lane it comes from and goes to. */
export type GroundSignals = Readonly<Record<string, { readonly phases: readonly string[]; readonly links: readonly (readonly [string, string] | readonly [])[] }>>;

/** Files of a scenario folder, or a sentence that says which one is missing. */
export function readGround(folder: string, add = join(folder, '..', '..', 'add')): Ground | string {
  const name = basename(resolve(folder));
  const [net, routes, loopsFile, places] = [join(folder, `${name}.net.xml`), join(folder, `${name}.rou.xml`), join(add, `${name}.e1.add.xml`), join(add, `${name}.loops.json`)];
  const missing = [net, routes, loopsFile, places].find((f) => !existsSync(f));
  if (missing !== undefined) return `${basename(missing)} is missing`;
  const first = /\bdepart="([\d.]+)"/.exec(readFileSync(routes, 'utf8'));
  return {
    name, net, routes, loopsFile, netXml: readFileSync(net, 'utf8'), loops: JSON.parse(readFileSync(places, 'utf8')) as Ground['loops'],
    beginS: Math.floor(Number(first?.[1] ?? 0) / 900) * 900,
  };
}

const isGreenPhase = (state: string): boolean => /[Gg]/.test(state) && !state.includes('y');

export function signalsOf(netXml: string): GroundSignals {
  const links = new Map<string, (readonly [string, string] | readonly [])[]>();
  for (const c of tags(netXml, 'connection')) {
    if (c['tl'] === undefined) continue;
    const own = links.get(c['tl']) ?? [];
    links.set(c['tl'], own);
    const at = Number(c['linkIndex']);
    while (own.length <= at) own.push([]);
    if (own[at]?.length === 0) own[at] = [`${c['from']}_${c['fromLane']}`, `${c['to']}_${c['toLane']}`];
  }
  const signals: Record<string, GroundSignals[string]> = {};
  for (const { attributes, body } of blocks(netXml, 'tlLogic')) {
    const id = attributes['id'] ?? '';
    const phases = tags(body, 'phase').flatMap((p) => (isGreenPhase(p['state'] ?? '') ? [p['state'] as string] : []));
    if (signals[id] === undefined && phases.length > 0) signals[id] = { phases, links: links.get(id) ?? [] };
  }
  return signals;
}

/** SUMO's arguments as the measuring ground has them; trips go to `outDir`. */
export const sumoArguments = (ground: Ground, run: { readonly outDir: string; readonly seed: number; readonly beginS: number; readonly endS: number }): string[] => [
  '-n', ground.net, '-r', ground.routes, '-a', ground.loopsFile, '--begin', String(run.beginS), '--end', String(run.endS), '--step-length', '1', '--seed', String(run.seed),
  '--time-to-teleport', '-1', '--xml-validation', 'never', '--no-step-log', 'true', '--no-warnings', 'true', '--duration-log.statistics', 'true',
  '--tripinfo-output', join(run.outDir, 'tripinfo.xml'), '--tripinfo-output.write-unfinished', 'true', '--tripinfo-output.write-undeparted', 'true', '--statistic-output', join(run.outDir, 'stats.xml'),
];

export interface TripFigures {
  readonly vehicles: number;
  /** Mean of time lost and of waiting to depart, seconds. */
  readonly delayS: number;
  readonly unfinished: number;
}

/** Delay of all vehicles that were due; who never departed has waited until now. */
export function tripFigures(tripinfoXml: string): TripFigures {
  const trips = tags(tripinfoXml, 'tripinfo');
  let [sum, unfinished] = [0, 0];
  for (const t of trips) {
    const departed = Number(t['depart']) >= 0;
    sum += Number(t['departDelay']) + (departed ? Number(t['timeLoss']) : 0);
    if (!departed || Number(t['arrival']) < 0) unfinished++;
  }
  return { vehicles: trips.length, delayS: trips.length === 0 ? 0 : sum / trips.length, unfinished };
}

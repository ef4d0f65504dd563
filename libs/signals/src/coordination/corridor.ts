import type { LaneDemand } from '../demand/lane-demand.js';
import { SignalsError } from '../errors.js';
import { getGroup, indexOf } from '../model/index-of.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { cycleSecondAt, planTimeline } from '../timing/timeline.js';

/** `forward` follows the order of the stops, `backward` is against it. */
export const DIRECTIONS = ['forward', 'backward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A junction of a corridor with the plan that it runs and what it is loaded with. */
export interface Stop {
  readonly junction: JunctionModel;
  /** Lanes that carry the through traffic of the corridor, by direction; at least one each, all of one signal group. */
  readonly lanes: Readonly<Record<Direction, readonly string[]>>;
  readonly plan: SignalPlan;
  readonly demands: readonly LaneDemand[];
}

/** Travel times between two stop lines next to each other, seconds: from stop i to i + 1, and back. */
export type Section = Readonly<Record<Direction, number>>;

/** Junctions in a row; `sections[i]` lies between `stops[i]` and `stops[i + 1]`. At least two stops. */
export interface Corridor {
  readonly id: string;
  readonly stops: readonly Stop[];
  readonly sections: readonly Section[];
}

/** Always positive remainder. */
export const modulo = (n: number, m: number): number => ((n % m) + m) % m;

/** @throws SignalsError `badInput` when the direction has no lane, `unknownGroup` */
export function groupOf(stop: Stop, direction: Direction): string {
  const first = indexOf(stop.junction).lanes.find(({ lane }) => stop.lanes[direction].includes(lane.id));
  if (first === undefined) throw new SignalsError('badInput', `${stop.junction.id} has no ${direction} lane of the corridor`);
  return getGroup(stop.junction, first.lane.signalGroup).id;
}

/**
 * Greens of a direction at one stop over one cycle of the common clock (second = UTC seconds modulo the cycle), so that
 * the masks of several stops can be laid over each other.
 */
export function greenMask(stop: Stop, direction: Direction, plan: SignalPlan): boolean[] {
  const lamps = planTimeline(stop.junction, plan).groups[groupOf(stop, direction)] as readonly number[];
  return lamps.map((_, second) => lamps[cycleSecondAt(plan, second * 1000)] === 3);
}

/** Longest run of `true` in a cyclic row: begin and length; the earlier of equals. All or none have begin 0. */
export function longestRun(mask: readonly boolean[]): { startS: number; lengthS: number } {
  const n = mask.length;
  let best = { startS: 0, lengthS: mask.every(Boolean) ? n : 0 };
  if (best.lengthS === n) return best;
  for (let startS = 0; startS < n; startS++) {
    let lengthS = 0;
    while (mask[(startS + lengthS) % n]) lengthS++;
    if (lengthS > best.lengthS) best = { startS, lengthS };
  }
  return best;
}

/** Stops in the order of travel, with the travel time to the next one. */
export function along<T>(items: readonly T[], direction: Direction): readonly T[] {
  return direction === 'forward' ? items : [...items].reverse();
}

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

/** All runs of `true` of a cyclic row in the order of their begins; one that goes over the end begins before it. */
export function runsOf(mask: readonly boolean[]): { startS: number; lengthS: number }[] {
  const n = mask.length;
  const starts = mask.flatMap((on, s) => (on && !mask[(s + n - 1) % n] ? [s] : []));
  if (starts.length === 0) return mask[0] === true ? [{ startS: 0, lengthS: n }] : [];
  return starts.map((startS) => {
    let lengthS = 1;
    while (mask[(startS + lengthS) % n]) lengthS++;
    return { startS, lengthS };
  });
}

/** Longest run of a cyclic row; the earlier of equals, length 0 where there is none. */
export const longestRun = (mask: readonly boolean[]): { startS: number; lengthS: number } =>
  runsOf(mask).reduce((best, run) => (run.lengthS > best.lengthS ? run : best), { startS: 0, lengthS: 0 });

/** Stops in the order of travel, with the travel time to the next one. */
export function along<T>(items: readonly T[], direction: Direction): readonly T[] {
  return direction === 'forward' ? items : [...items].reverse();
}

import type { SignalPlan } from '../model/junction.js';
import { along, DIRECTIONS, greenMask, longestRun, modulo, type Corridor, type Direction } from './corridor.js';

/**
 * Part of a cycle in which vehicles that start at a stop line, and drive at the travel time, find green at the next ones.
 * `startS` is on the common clock at the first stop of the way; a width of 0 means no band.
 */
export interface Band {
  readonly startS: number;
  readonly widthS: number;
}

export interface DirectionBands {
  /** In the order of travel: from the first stop of the way to its second, and so on. */
  readonly sections: readonly Band[];
  /** Through all stops. */
  readonly through: Band;
}
export type CorridorBands = Readonly<Record<Direction, DirectionBands>>;

const bandOf = (masks: readonly (readonly boolean[])[], arriveS: readonly number[], cycleS: number): Band => {
  const free = Array.from({ length: cycleS }, (_, s) => masks.every((mask, i) => mask[modulo(s + Math.round(arriveS[i] as number), cycleS)]));
  const { startS, lengthS } = longestRun(free);
  return { startS, widthS: lengthS };
};

function directionBands(corridor: Corridor, plans: readonly SignalPlan[], direction: Direction): DirectionBands {
  const { cycleS } = plans[0] as SignalPlan;
  const masks = along(corridor.stops.map((stop, i) => greenMask(stop, direction, plans[i] as SignalPlan)), direction);
  const travelS = along(corridor.sections, direction).map((s) => s[direction]);
  const arriveS = travelS.reduce<number[]>((at, t) => [...at, (at[at.length - 1] as number) + t], [0]);
  const sections = travelS.map((t, i) => bandOf([masks[i] as boolean[], masks[i + 1] as boolean[]], [0, t], cycleS));
  return { sections, through: bandOf(masks, arriveS, cycleS) };
}

/**
 * Green bands of plans with one common cycle, read off their lamps second by second: what they are, not what an optimiser
 * meant. `null` when the cycles differ.
 */
export function bandsOf(corridor: Corridor, plans: readonly SignalPlan[]): CorridorBands | null {
  if (plans.some((p) => p.cycleS !== plans[0]?.cycleS)) return null;
  const [forward, backward] = DIRECTIONS.map((d) => directionBands(corridor, plans, d));
  return { forward: forward as DirectionBands, backward: backward as DirectionBands };
}

/** Same plans, other offsets; the names say what is in them. */
export const shifted = (plan: SignalPlan, offsetS: number): SignalPlan => ({ ...plan, offsetS: modulo(offsetS, plan.cycleS) });


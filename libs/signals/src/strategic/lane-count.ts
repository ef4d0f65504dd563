import { faultsOf } from '../tactical/health.js';
import type { LoopSeconds } from '../tactical/estimate.js';
import type { LaneState } from '../tactical/lane-state.js';
import type { TacticalLane } from '../tactical/layout.js';
import type { TacticalParams } from '../tactical/params.js';

export interface CountParams {
  /** Time constants of the two fading means of demand, seconds: the level, and what has come up lately. */
  readonly longS: number;
  readonly shortS: number;
  /** Part of what left that is added for each cycle in a row in which every green ended before the queue did. */
  readonly latentPart: number;
  /** The same for a lane that is short: two cars fill it, and the others stand at the signal behind. */
  readonly shortLatentPart: number;
  readonly mostFullCycles: number;
}

/** 20 min bear the noise of counts; 5 min (`DEFAULT_DEMAND_PARAMS`) show a rise. */
export const DEFAULT_COUNT_PARAMS: CountParams = { longS: 1200, shortS: 300, latentPart: 0.1, shortLatentPart: 0.4, mostFullCycles: 5 };

/** What came into a lane, cycle by cycle. Plain JSON. */
export interface LaneCount {
  /** In this cycle: vehicles that left, greens that ended, and those of them that ended before the queue did. */
  readonly leftVeh: number;
  readonly greens: number;
  readonly cutOff: number;
  /** Queue at the end of the last cycle. */
  readonly queueVeh: number;
  /** Cycles in a row in which every green was cut off. */
  readonly fullCycles: number;
  /** Vehicles and seconds of the past cycles, fading. */
  readonly long: Faded;
  readonly short: Faded;
}

interface Faded {
  readonly veh: number;
  readonly seconds: number;
}

const NEVER: Faded = { veh: 0, seconds: 0 };

export const createLaneCount = (): LaneCount => ({ leftVeh: 0, greens: 0, cutOff: 0, queueVeh: 0, fullCycles: 0, long: NEVER, short: NEVER });

const standing = (lane: LaneState): number => lane.queueVeh + lane.hiddenVeh;

/** One second: `before` and `now` are the lane's estimates. Where the stop loop is not believed, what arrives is taken for what leaves. */
export function countSecond(lane: TacticalLane, count: LaneCount, before: LaneState, now: LaneState, loops: LoopSeconds, params: TacticalParams): LaneCount {
  const lost = lane.stopLoop === null || faultsOf(lane, now, now.health, params).stop;
  const left = lost ? now.arrivalVehPerS : (loops[lane.stopLoop]?.left ?? 0);
  const ended = before.greenS > 0 && now.greenS === 0;
  return { ...count, leftVeh: count.leftVeh + left, greens: count.greens + (ended ? 1 : 0), cutOff: count.cutOff + (ended && before.neverFree ? 1 : 0) };
}

const fade = (old: Faded, veh: number, cycleS: number, constantS: number): Faded => {
  const keep = Math.exp(-cycleS / constantS);
  return { veh: old.veh * keep + veh, seconds: old.seconds * keep + cycleS };
};

function fullCycles(count: LaneCount, most: number): number {
  if (count.greens === 0) return count.fullCycles;
  return count.cutOff === count.greens ? Math.min(most, count.fullCycles + 1) : 0;
}

/**
 * End of a cycle: what came is what left and what the queue grew by. A lane whose every green is used up to its end shows what
 * it discharges and not what wants to come; the longer that lasts, the more is thought to wait where no loop is.
 */
export function countCycle(count: LaneCount, lane: LaneState, cycleS: number, params: CountParams, short = false): LaneCount {
  const full = fullCycles(count, params.mostFullCycles);
  const latentVeh = count.greens > 0 ? (short ? params.shortLatentPart : params.latentPart) * full * count.leftVeh : 0;
  const cameVeh = Math.max(0, count.leftVeh + standing(lane) - count.queueVeh) + latentVeh;
  return { leftVeh: 0, greens: 0, cutOff: 0, queueVeh: standing(lane), fullCycles: full, long: fade(count.long, cameVeh, cycleS, params.longS), short: fade(count.short, cameVeh, cycleS, params.shortS) };
}

const vehPerH = ({ veh, seconds }: Faded): number => (seconds > 0 ? (3600 * veh) / seconds : 0);

/** The level, or what has come lately when that is more: a rise is followed at once, a lull is not. */
export const countedVehPerH = (count: LaneCount): number => Math.max(vehPerH(count.long), vehPerH(count.short));

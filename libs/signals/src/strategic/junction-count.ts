import type { MeasuredLanes } from '../demand/measured-lane.js';
import { dischargeVehPerS } from '../tactical/discharge.js';
import type { LoopSeconds } from '../tactical/estimate.js';
import type { LaneState, TacticalState } from '../tactical/lane-state.js';
import type { ShownStage, TacticalJunction, TacticalLane } from '../tactical/layout.js';
import type { TacticalParams } from '../tactical/params.js';
import { isShort } from './keep-greens.js';
import { countCycle, countedVehPerH, countSecond, createLaneCount, DEFAULT_COUNT_PARAMS, type CountParams, type LaneCount } from './lane-count.js';

/** Demand of a junction whose controller speaks every second, cycle by cycle. Plain JSON. */
export interface JunctionCount {
  readonly version: 1;
  readonly lanes: readonly LaneCount[];
  /** A cycle ends when this stage begins anew. */
  readonly anchor: number | null;
  readonly stage: number | null;
  readonly cycleS: number;
  readonly ageS: number;
}

/** A cycle that does not come back to its stage, as under stage requests, is closed then. */
const LONGEST_CYCLE_S = 300;
/** Before that counts say little. */
const FIRST_S = 300;

/** Enough was counted to lay out a plan by it. */
export const isCounted = (count: JunctionCount): boolean => count.ageS >= FIRST_S;

export const createJunctionCount = (junction: TacticalJunction): JunctionCount => ({ version: 1, lanes: junction.lanes.map(createLaneCount), anchor: null, stage: null, cycleS: 0, ageS: 0 });

/** One second: `before` and `now` are the estimates of the tactical level. */
export function countJunction(junction: TacticalJunction, count: JunctionCount, before: TacticalState, now: TacticalState, loops: LoopSeconds, shown: ShownStage, tactical: TacticalParams, params: CountParams = DEFAULT_COUNT_PARAMS): JunctionCount {
  const stage = shown.nextStage === null ? shown.stage : null;
  const lanes = junction.lanes.map((lane, i) => countSecond(lane, count.lanes[i] as LaneCount, before.lanes[i] as LaneState, now.lanes[i] as LaneState, loops, tactical));
  const next = { ...count, lanes, stage, cycleS: count.cycleS + 1, ageS: count.ageS + 1, anchor: count.anchor ?? stage };
  const ends = (stage !== null && stage === count.anchor && stage !== count.stage) || next.cycleS >= LONGEST_CYCLE_S;
  if (!ends) return next;
  const counted = lanes.map((c, i) => countCycle(c, now.lanes[i] as LaneState, next.cycleS, params, isShort(junction.lanes[i] as TacticalLane, tactical)));
  return { ...next, lanes: counted, cycleS: 0, anchor: stage };
}

/**
 * What the strategic level takes from it; `{}` until five minutes were counted.
 *
 * @param periodH queues that stand now are to leave within it
 */
export function measuredLanes(junction: TacticalJunction, count: JunctionCount, state: TacticalState, tactical: TacticalParams, periodH: number): MeasuredLanes {
  if (!isCounted(count)) return {};
  return Object.fromEntries(junction.lanes.map((lane, i) => {
    const [counted, seen] = [count.lanes[i] as LaneCount, state.lanes[i] as LaneState];
    const rates = junction.stageIds.map((id, p): [string, number] => [id, 3600 * dischargeVehPerS(lane, seen, p, tactical)]);
    return [lane.id, {
      vehPerH: countedVehPerH(counted) + (seen.queueVeh + seen.hiddenVeh) / periodH,
      dischargeVehPerH: Object.fromEntries(rates.filter(([, rate]) => rate > 0)),
      queueing: counted.fullCycles > 0,
    }];
  }));
}

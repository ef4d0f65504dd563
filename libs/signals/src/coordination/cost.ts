import { assessPlan, type LaneAssessment, type PlanAssessment } from '../strategic/assess.js';
import { delayOf } from '../strategic/delay.js';
import type { SignalPlan } from '../model/junction.js';
import { along, DIRECTIONS, greenMask, type Corridor, type Direction, type Stop } from './corridor.js';
import type { GroupParams } from './params.js';
import { capped, disperse, serve, type Profile } from './profile.js';

/** What plans come to on a whole corridor, side streets included. */
export interface Cost {
  /** Mean over all vehicles, seconds per vehicle. */
  readonly delayS: number;
  readonly delayVehHPerH: number;
  /** Of the through traffic of both directions: stops per vehicle and stop line. */
  readonly stopsPerVeh: number;
  /** Vehicle hours an hour, each stop reckoned as seconds of waiting: what plans are compared by. */
  readonly vehHPerH: number;
}

interface Tally {
  readonly vehPerH: number;
  readonly delayVehS: number;
  readonly stops: number;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const isThrough = (stop: Stop, direction: Direction, lane: LaneAssessment): boolean => stop.lanes[direction].includes(lane.laneId);

/** Vehicles that can leave in each second: saturation flow while green, and for the part of amber that is still used. */
function capacityOf(mask: readonly boolean[], saturationVehPerH: number, gainS: number): number[] {
  const n = mask.length;
  return mask.map((green, t) => (green || Array.from({ length: gainS }, (_, k) => mask[(t - 1 - k + n) % n]).some(Boolean) ? saturationVehPerH / 3600 : 0));
}

/** Arrivals in the middle of the corridor: what left upstream and still drives here, and evenly what turned in. */
function arrivalsOf(vehPerH: number, upstream: { departures: Profile; travelS: number } | null, cycleS: number, params: GroupParams): number[] {
  const perCycle = (vehPerH * cycleS) / 3600;
  const even = (veh: number): number[] => Array.from({ length: cycleS }, () => veh / cycleS);
  const left = upstream === null ? 0 : sum(upstream.departures);
  if (upstream === null || left === 0) return even(perCycle);
  const share = Math.min(1, perCycle / left) * params.throughShare;
  const platoon = disperse(upstream.departures, upstream.travelS, params.dispersion);
  return even(perCycle - left * share).map((rest, t) => rest + share * (platoon[t] as number));
}

/** One direction from its first stop to its last; delay as cyclic queue plus HCM's incremental delay. */
function travel(corridor: Corridor, plans: readonly SignalPlan[], assessed: readonly PlanAssessment[], direction: Direction, params: GroupParams): Tally[] {
  const { cycleS } = plans[0] as SignalPlan;
  const travelS = along(corridor.sections, direction).map((s) => s[direction]);
  const stops = along(corridor.stops.map((stop, i) => ({ stop, plan: plans[i] as SignalPlan, assessment: assessed[i] as PlanAssessment })), direction);
  let upstream: { departures: Profile; travelS: number } | null = null;
  return stops.map(({ stop, plan, assessment }, i) => {
    const lanes = assessment.lanes.filter((l) => isThrough(stop, direction, l));
    const vehPerH = sum(lanes.map((l) => l.vehPerH));
    const capacity = capacityOf(greenMask(stop, direction, plan), sum(lanes.map((l) => l.saturationFlowVehPerH)), params.assess.greenGainS);
    const served = serve(capped(arrivalsOf(vehPerH, upstream, cycleS, params), capacity), capacity);
    upstream = { departures: served.departures, travelS: travelS[i] ?? 0 };
    const passing = Math.max(sum(served.departures), 1e-9);
    const incremental = sum(lanes.map((l) => l.vehPerH * delayOf({ ...l, cycleS, periodH: params.assess.periodH }).incrementalS));
    return { vehPerH, delayVehS: (served.delayVehS / passing) * vehPerH + incremental, stops: (served.stops / passing) * vehPerH };
  });
}

/**
 * Delay and stops of the whole corridor: through traffic in dispersing platoons, all other lanes as at isolated junctions.
 * Where the cycles differ no platoon meets the same green twice (`apart`).
 */
export function costOf(corridor: Corridor, plans: readonly SignalPlan[], params: GroupParams): Cost {
  const assessed = corridor.stops.map((stop, i) => assessPlan(stop.junction, plans[i] as SignalPlan, stop.demands, params.assess));
  const together = plans.every((p) => p.cycleS === plans[0]?.cycleS);
  const isOther = (stop: Stop, lane: LaneAssessment): boolean => !DIRECTIONS.some((d) => isThrough(stop, d, lane));
  const others = assessed.flatMap((a, i) => a.lanes.filter((l) => isOther(corridor.stops[i] as Stop, l)).map((l): Tally => ({ vehPerH: l.vehPerH, delayVehS: l.vehPerH * l.delayS, stops: 0 })));
  const through = together ? DIRECTIONS.flatMap((d) => travel(corridor, plans, assessed, d, params)) : apart(corridor, plans, assessed);
  const all = [...others, ...through];
  const [vehPerH, delayVehS, stops, throughVehPerH] = [sum(all.map((t) => t.vehPerH)), sum(all.map((t) => t.delayVehS)), sum(through.map((t) => t.stops)), sum(through.map((t) => t.vehPerH))];
  return {
    delayS: vehPerH > 0 ? delayVehS / vehPerH : 0,
    delayVehHPerH: delayVehS / 3600,
    stopsPerVeh: throughVehPerH > 0 ? stops / throughVehPerH : 0,
    vehHPerH: (delayVehS + params.stopCostS * stops) / 3600,
  };
}

/** Different cycles: platoons meet every part of the cycle in turn, on average as if they came evenly. */
function apart(corridor: Corridor, plans: readonly SignalPlan[], assessed: readonly PlanAssessment[]): Tally[] {
  return assessed.flatMap((a, i) => {
    const stop = corridor.stops[i] as Stop;
    const { cycleS } = plans[i] as SignalPlan;
    const lanes = a.lanes.filter((l) => DIRECTIONS.some((d) => isThrough(stop, d, l)));
    return lanes.map((l): Tally => {
      const green = Math.min(1, l.effectiveGreenS / cycleS);
      // Whoever comes in red, or into the queue that it left.
      const stopped = Math.min(1, (1 - green) / (1 - Math.min(0.98, l.saturation) * green));
      return { vehPerH: l.vehPerH, delayVehS: l.vehPerH * l.delayS, stops: l.vehPerH * stopped };
    });
  });
}

import type { SignalPlan } from '../model/junction.js';
import { bandsOf, type CorridorBands } from './bands.js';
import { greenMask, runsOf, type Corridor, type Direction } from './corridor.js';
import type { GroupParams } from './params.js';
import { costOf, type Cost } from './cost.js';

/** A stop's greens for the through traffic on the common clock, seconds; one that goes over the end of the cycle begins before it. */
export interface StopTiming extends Readonly<Record<Direction, readonly { readonly startS: number; readonly lengthS: number }[]>> {
  readonly junctionId: string;
  readonly plan: SignalPlan;
}

/** What plans are to a corridor: their greens, their bands, what they come to. Plain JSON. */
export interface CorridorTiming {
  /** `null` where cycles differ; there are no bands then. */
  readonly cycleS: number | null;
  readonly cost: Cost;
  readonly bands: CorridorBands | null;
  readonly stops: readonly StopTiming[];
}

export function timingOf(corridor: Corridor, plans: readonly SignalPlan[], cost: Cost): CorridorTiming {
  const bands = bandsOf(corridor, plans);
  return {
    cycleS: bands === null ? null : (plans[0] as SignalPlan).cycleS,
    cost,
    bands,
    stops: corridor.stops.map((stop, i) => {
      const plan = plans[i] as SignalPlan;
      return { junctionId: stop.junction.id, plan, forward: runsOf(greenMask(stop, 'forward', plan)), backward: runsOf(greenMask(stop, 'backward', plan)) };
    }),
  };
}

/** As it runs. */
export const runningTiming = (corridor: Corridor, params: GroupParams): CorridorTiming => {
  const plans = corridor.stops.map((s) => s.plan);
  return timingOf(corridor, plans, costOf(corridor, plans, params));
};

import { AT, NONE_YET, numberAt, type LaneState } from './lane-state.js';
import type { LanePublished } from './published.js';

/** Order of `LaneState.numbers` from AT.published on; NONE_YET for `null`. `measured` comes behind them, 1 or 0. */
const PUBLISHED = [
  'startMs', 'endMs', 'flowVehPerH', 'carFlowVehPerH', 'heavyFlowVehPerH', 'weightedFlowVehPerH', 'meanSpeedKmh', 'meanSpeedCarKmh',
  'meanSpeedHeavyKmh', 'occupancyPct', 'quality',
] as const satisfies readonly Exclude<keyof LanePublished, 'measured'>[];
const MEASURED = AT.published + PUBLISHED.length;

/** Remembers what the lane shows. */
export function keepPublished({ numbers }: LaneState, published: LanePublished): void {
  for (let i = 0; i < PUBLISHED.length; i += 1) numbers[AT.published + i] = published[PUBLISHED[i] as (typeof PUBLISHED)[number]] ?? NONE_YET;
  numbers[MEASURED] = published.measured ? 1 : 0;
}

/** What the lane showed last; `null` before the first interval. */
export function lastPublished(state: LaneState): LanePublished | null {
  const at = AT.published;
  if (numberAt(state, MEASURED) === NONE_YET) return null;
  return {
    startMs: numberAt(state, at),
    endMs: numberAt(state, at + 1),
    flowVehPerH: orNull(numberAt(state, at + 2)),
    carFlowVehPerH: orNull(numberAt(state, at + 3)),
    heavyFlowVehPerH: orNull(numberAt(state, at + 4)),
    weightedFlowVehPerH: orNull(numberAt(state, at + 5)),
    meanSpeedKmh: orNull(numberAt(state, at + 6)),
    meanSpeedCarKmh: orNull(numberAt(state, at + 7)),
    meanSpeedHeavyKmh: orNull(numberAt(state, at + 8)),
    occupancyPct: orNull(numberAt(state, at + 9)),
    quality: numberAt(state, at + 10),
    measured: numberAt(state, MEASURED) === 1,
  };
}

const orNull = (n: number): number | null => (n === NONE_YET ? null : n);

import type { LaneState } from './lane-state.js';
import type { SubstitutionLimits } from './limits.js';
import type { LanePublished } from './published.js';
import { LOOP_QUANTITIES, type LaneValue, type LaneValues } from './quantity.js';

/** The quantities that are substituted are the first seven; the first three of them are counts, 3-5 are speeds. */
const SUBSTITUTED = 7;
const COUNTS = 3;
const OCCUPANCY = 6;

const SUBSTITUTE_FIELDS = [
  'flowVehPerH', 'carFlowVehPerH', 'heavyFlowVehPerH', 'meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh', 'occupancyPct',
] as const satisfies readonly (keyof LanePublished)[];

/**
 * Substitution (Messwertersetzung): a faulty value is replaced by the last good one for a short while and a few times,
 * then by that of the substitute lane, and after the total time by nothing. Missing values (-1, -3) are not replaced:
 * nobody knows that there was something to measure. Mutates `state` and `values`.
 *
 * @param substitute what the configured substitute lane published, or `null`; used only when it was itself measured and
 * reaches into this interval
 */
export function substitute(
  state: LaneState,
  values: LaneValues,
  interval: { readonly startMs: number; readonly endMs: number },
  limits: SubstitutionLimits | null,
  substituteLane: LanePublished | null,
): void {
  const hours = (interval.endMs - interval.startMs) / 3_600_000;
  const usable = substituteLane !== null && substituteLane.measured && substituteLane.endMs > interval.startMs ? substituteLane : null;
  for (let i = 0; i < SUBSTITUTED; i += 1) {
    const value = values[LOOP_QUANTITIES[i] as (typeof LOOP_QUANTITIES)[number]];
    const unit = i < COUNTS ? hours : 1;
    if (value.value !== null) {
      state.good[i] = value.value / unit;
      state.goodEndMs[i] = interval.endMs;
      state.repeats[i] = 0;
    } else if (limits !== null && value.flag === 'faulty' && !(isSpeed(i) && values.vehicles.value === 0)) {
      fill(state, value, i, unit, interval.endMs, limits, usable);
    }
  }
}

/** Where nobody was counted there is no speed to stand in for. */
const isSpeed = (index: number): boolean => index >= COUNTS && index < OCCUPANCY;

function fill(
  state: LaneState,
  value: LaneValue,
  index: number,
  unit: number,
  endMs: number,
  limits: SubstitutionLimits,
  lane: LanePublished | null,
): void {
  const good = state.good[index] as number | null;
  const elapsedMs = endMs - ((state.goodEndMs[index] ?? state.sinceMs) as number);
  const repeats = state.repeats[index] as number;
  if (good !== null && repeats < limits.repeatMaxTimes && elapsedMs <= limits.repeatMaxSeconds * 1000) {
    state.repeats[index] = repeats + 1;
    standIn(value, good * unit, 'repeat-last');
    return;
  }
  const other = lane?.[SUBSTITUTE_FIELDS[index] as (typeof SUBSTITUTE_FIELDS)[number]] ?? null;
  if (other !== null && elapsedMs <= limits.totalMaxSeconds * 1000) standIn(value, other * unit, 'substitute-lane');
}

function standIn(value: LaneValue, by: number, rule: 'repeat-last' | 'substitute-lane'): void {
  value.value = by;
  value.missing = null;
  value.flag = 'substituted';
  value.rule = rule;
}

import { AT, numberAt, type LaneState } from './lane-state.js';
import type { SubstitutionLimits } from './limits.js';
import type { LanePublished } from './published.js';
import type { LaneValue } from './quantity.js';

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
 * nobody knows that there was something to measure. Mutates `state` and `list`. True when something was replaced.
 *
 * @param substitute what the configured substitute lane published, or `null`; used only when it was itself measured and
 * reaches into this interval
 */
export function substitute(
  state: LaneState,
  list: readonly LaneValue[],
  interval: { readonly startMs: number; readonly endMs: number },
  limits: SubstitutionLimits | null,
  substituteLane: LanePublished | null,
): boolean {
  let replaced = false;
  const hours = (interval.endMs - interval.startMs) / 3_600_000;
  const usable = canStandIn(substituteLane, interval.startMs) ? substituteLane : null;
  for (let i = 0; i < SUBSTITUTED; i += 1) {
    const value = list[i] as LaneValue;
    const unit = i < COUNTS ? hours : 1;
    if (value.value !== null) {
      state.numbers[AT.good + i] = value.value / unit;
      state.numbers[AT.goodEndMs + i] = interval.endMs;
      state.numbers[AT.repeats + i] = 0;
    } else if (limits !== null && value.flag === 'faulty' && !(isSpeed(i) && list[0]?.value === 0)) {
      replaced = fill(state, value, i, unit, interval.endMs, limits, usable) || replaced;
    }
  }
  return replaced;
}

const canStandIn = (lane: LanePublished | null, startMs: number): boolean => lane !== null && lane.measured && lane.endMs > startMs;

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
): boolean {
  const good = numberAt(state, AT.good + index);
  const elapsedMs = endMs - numberAt(state, good < 0 ? AT.sinceMs : AT.goodEndMs + index);
  const repeats = numberAt(state, AT.repeats + index);
  if (good >= 0 && repeats < limits.repeatMaxTimes && elapsedMs <= limits.repeatMaxSeconds * 1000) {
    state.numbers[AT.repeats + index] = repeats + 1;
    return standIn(value, good * unit, 'repeat-last');
  }
  const other = lane?.[SUBSTITUTE_FIELDS[index] as (typeof SUBSTITUTE_FIELDS)[number]] ?? null;
  if (other === null || elapsedMs > limits.totalMaxSeconds * 1000) return false;
  return standIn(value, other * unit, 'substitute-lane');
}

function standIn(value: LaneValue, by: number, rule: 'repeat-last' | 'substitute-lane'): true {
  value.value = by;
  value.missing = null;
  value.flag = 'substituted';
  value.rule = rule;
  return true;
}

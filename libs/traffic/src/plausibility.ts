import type { LaneLimits } from './limits.js';
import { setFaulty, type ContradictionRule, type LaneValue, type LaneValues, type LoopQuantity } from './quantity.js';

/** Count and speed of one vehicle class with the rules that compare them. */
const CLASSES: readonly (readonly [LoopQuantity, LoopQuantity, ContradictionRule, ContradictionRule])[] = [
  ['vehicles', 'meanSpeedKmh', 'B7', 'B10'],
  ['cars', 'meanSpeedCarKmh', 'B8', 'B11'],
  ['heavyVehicles', 'meanSpeedHeavyKmh', 'B9', 'B12'],
];

/** B7-B9: nobody was there, yet a speed was measured. First rule that holds, or `null`. */
function speedOfNobody(values: LaneValues): ContradictionRule | null {
  for (const [count, speed, rule] of CLASSES) {
    if (values[count].value === 0 && values[speed].value !== null) return rule;
  }
  return null;
}

const noVehicles = (count: LaneValue): boolean => count.missing !== 'not-supplied' && !(count.value !== null && count.value > 0);

/** B10-B12: a speed above 0 was measured, yet the count is 0 or not a number. */
function speedWithoutCount(values: LaneValues): ContradictionRule | null {
  for (const [count, speed, , rule] of CLASSES) {
    const kmh = values[speed].value;
    if (kmh !== null && kmh > 0 && noVehicles(values[count])) return rule;
  }
  return null;
}

/**
 * MARZ B7-B14: values of one interval that contradict each other (or, B13, the one before). All conditions look at the
 * values as delivered, so that the order of the rules does not matter. Mutates `values`.
 *
 * @param previousSmoothedKmh device-smoothed speed of the interval before, `null` when it was not a number
 */
export function checkContradictions(values: LaneValues, previousSmoothedKmh: number | null, limits: LaneLimits): void {
  const condemnsSpeeds = speedOfNobody(values);
  const condemnsCounts = limits.speedWithoutCount ? speedWithoutCount(values) : null;
  checkFastAndCovered(values, limits);
  checkSmoothedSpeed(values, previousSmoothedKmh);
  for (const [count, speed] of CLASSES) {
    if (condemnsSpeeds !== null) setFaulty(values[speed], condemnsSpeeds);
    if (condemnsCounts !== null) setFaulty(values[count], condemnsCounts);
  }
}

/** B13: without a vehicle the device's smoothed speed cannot change. */
function checkSmoothedSpeed(values: LaneValues, previousKmh: number | null): void {
  const smoothed = values.smoothedSpeedKmh;
  if (values.vehicles.value !== 0 || smoothed.value === null || previousKmh === null) return;
  if (smoothed.value !== previousKmh) setFaulty(smoothed, 'B13');
}

/** B14: fast traffic does not cover a loop for most of the time. */
function checkFastAndCovered(values: LaneValues, limits: LaneLimits): void {
  const bounds = limits.fastAndCovered;
  const speed = values.meanSpeedKmh.value;
  const occupancy = values.occupancyPct.value;
  if (bounds === null || speed === null || occupancy === null) return;
  if (speed > bounds.speedAboveKmh && occupancy >= bounds.occupancyFromPct) setFaulty(values.occupancyPct, 'B14');
}

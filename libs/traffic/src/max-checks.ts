import type { LaneLimits, MaxLimit, MaxQuantity } from './limits.js';
import { reduce, setFaulty, type LaneValue, type LaneValues, type MaxRule } from './quantity.js';

const NON_COUNT_RULES: readonly (readonly [MaxQuantity, MaxRule])[] = [
  ['meanSpeedKmh', 'B18'], ['meanSpeedHeavyKmh', 'B19'], ['meanSpeedCarKmh', 'B20'],
  ['smoothedSpeedKmh', 'B21'], ['occupancyPct', 'B22'],
];

/** Applies one maximum in the unit of the value; true when it changed something. */
function checkMax(value: LaneValue, max: number, mode: MaxLimit['mode'], rule: MaxRule): boolean {
  if (mode === 'off' || value.value === null || value.value <= max) return false;
  if (mode === 'reduce') reduce(value, max, rule);
  else setFaulty(value, rule);
  return true;
}

/** MARZ B15-B22: no check, reduce to the maximum, or set faulty. Mutates `values`. */
export function checkMaxima(values: LaneValues, intervalMs: number, limits: LaneLimits): void {
  checkCounts(values, intervalMs / 3_600_000, limits);
  for (const [quantity, rule] of NON_COUNT_RULES) checkMax(values[quantity], limits.max[quantity].max, limits.max[quantity].mode, rule);
  checkRange(values);
}

/**
 * B15-B17. Cars are the rest of vehicles minus heavy vehicles: when one of those was reduced, cars follow so that the sum
 * holds. While the sum holds, cars above their own maximum are not reduced, as that would break it (DUA15-1, lines 22-24).
 */
function checkCounts(values: LaneValues, hours: number, limits: LaneLimits): void {
  const { vehicles, heavyVehicles, cars } = values;
  const { max } = limits;
  checkMax(vehicles, max.vehicles.max * hours, max.vehicles.mode, 'B15');
  checkMax(heavyVehicles, max.heavyVehicles.max * hours, max.heavyVehicles.mode, 'B16');
  if (vehicles.value === null || heavyVehicles.value === null || cars.value === null || max.cars.mode === 'faulty') {
    checkMax(cars, max.cars.max * hours, max.cars.mode, 'B17');
    return;
  }
  if (vehicles.flag !== 'reduced' && heavyVehicles.flag !== 'reduced') return;
  const rest = Math.max(0, vehicles.value - heavyVehicles.value);
  if (rest !== cars.value) reduce(cars, rest, 'B17');
}

/** What cannot exist whatever the limits say: more than always covered, more of a class than of all. */
function checkRange(values: LaneValues): void {
  const { vehicles, heavyVehicles, cars, occupancyPct } = values;
  if (occupancyPct.value !== null && occupancyPct.value > 100) setFaulty(occupancyPct, 'range');
  if (vehicles.value === null) return;
  for (const part of [heavyVehicles, cars]) {
    if (part.value !== null && part.value > vehicles.value) setFaulty(part, 'range');
  }
}

import type { Thresholds, ThresholdsInput } from '../model/config.js';

/**
 * Width of the hysteresis in vehicles: wider than the peak-to-peak of a counter that is off by +-3, at least 2 % of
 * capacity, and never more than a quarter of a small lot. (One vehicle, as Aachen publishes, flips on every miscount.)
 */
export function hysteresisVehicles(capacity: number): number {
  return Math.max(1, Math.min(Math.max(7, Math.ceil(capacity * 0.02)), Math.floor(capacity / 4)));
}

/** Thresholds for a capacity: full at 1 % (at most 10) vacant, almost full at 10 %, as far as `given` says nothing else. */
export function deriveThresholds(capacity: number, given: ThresholdsInput = {}): Thresholds {
  const width = hysteresisVehicles(capacity);
  const fullVacant = given.fullVacant ?? Math.min(10, Math.floor(capacity * 0.01));
  const fullClear = given.fullClear ?? fullVacant + width;
  const wanted = Math.round((capacity * (given.almostFullPct ?? 10)) / 100);
  const almostFullVacant = given.almostFullVacant ?? Math.max(wanted, fullClear - 1);
  const almostFullClear = given.almostFullClear ?? almostFullVacant + width;
  return { fullVacant, fullClear, almostFullVacant, almostFullClear };
}

/** Everything wrong with a set of thresholds, in words. */
export function thresholdProblems(t: Thresholds): string[] {
  const problems: string[] = [];
  if (!(t.fullVacant >= 0)) problems.push('fullVacant must be >= 0');
  if (!(t.fullClear > t.fullVacant)) problems.push('fullClear must be above fullVacant');
  if (!(t.fullClear <= t.almostFullVacant + 1)) problems.push('fullClear must not be above almostFullVacant + 1');
  if (!(t.almostFullClear > t.almostFullVacant)) problems.push('almostFullClear must be above almostFullVacant');
  return problems;
}

/**
 * Thresholds for a capacity in force that is smaller than the configured one (renovation, event): the almost-full
 * threshold shrinks in proportion, the widths of both hystereses stay in vehicles.
 */
export function scaleThresholds(t: Thresholds, configured: number, inForce: number): Thresholds {
  if (inForce >= configured) return t;
  const share = Math.round((t.almostFullVacant * inForce) / configured);
  const almostFullVacant = Math.max(share, t.fullClear - 1);
  return { ...t, almostFullVacant, almostFullClear: almostFullVacant + (t.almostFullClear - t.almostFullVacant) };
}

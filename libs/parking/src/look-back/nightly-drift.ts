/** What is left in a facility at the quietest hour of a night. */
export interface NightRest {
  /** Days since some fixed day; gaps are nights without data. */
  dayNumber: number;
  /** Vehicles. */
  occupied: number;
}
export interface NightlyDrift {
  /** Vehicles a night by which the rest grows. */
  perNight: number;
  /** Four of five pairs of nights agree on the direction, and it comes to a vehicle over the span. */
  sure: boolean;
}

const LEAST_NIGHTS = 5;
const AGREE = 0.8;

/**
 * How the rest of the night grows: the median slope of all pairs of nights (Theil 1950, Sen 1968), so that a night with an
 * event or a correction does not bend it. A counter without drift has a rest that comes and goes; one that misses exits has
 * one that grows. `null` with fewer than 5 nights.
 */
export function nightlyDrift(nights: readonly NightRest[]): NightlyDrift | null {
  if (nights.length < LEAST_NIGHTS) return null;
  const slopes = nights.flatMap((a, i) => nights.slice(i + 1).flatMap((b) => (a.dayNumber === b.dayNumber ? [] : [(b.occupied - a.occupied) / (b.dayNumber - a.dayNumber)]))).sort((a, b) => a - b);
  if (slopes.length === 0) return null;
  const perNight = medianOfSorted(slopes);
  const days = nights.map((n) => n.dayNumber);
  const span = Math.max(...days) - Math.min(...days);
  const agreeing = slopes.filter((s) => Math.sign(s) === Math.sign(perNight)).length / slopes.length;
  return { perNight, sure: perNight !== 0 && agreeing >= AGREE && Math.abs(perNight * span) >= 1 };
}

/** Middle of values in order, the mean of both for an even number. */
export function medianOfSorted(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

import type { Trend } from '../model/public.js';
import type { TrendState } from '../model/state.js';

const HOUR_MS = 3_600_000;
/** Fewer vehicles an hour than this are no trend, however small the lot. */
const MIN_PER_HOUR = 3;

/** Vehicles per hour, from how far the count has run ahead of its own exponential average. */
function perHour(occupied: number, ref: number, windowMs: number): number {
  return ((occupied - ref) / windowMs) * HOUR_MS;
}

function levelOf(last: Trend, rate: number, limit: number): Trend {
  if (Math.abs(rate) >= limit) return rate > 0 ? 'increasing' : 'decreasing';
  // Half the limit ends a trend: one vehicle more or less must not switch it on and off.
  const goesOn = Math.abs(rate) > limit / 2 && rate > 0 === (last === 'increasing');
  return goesOn ? last : 'steady';
}

/**
 * Trend of occupancy over about `windowSeconds`. The average is exact for counts that change linearly between two
 * readings, so it is the same for readings every minute and every quarter hour. All in floating point: a difference
 * divided in whole numbers is what keeps other systems' trends "steady" for ever.
 */
export function nextTrend(
  last: TrendState | null,
  occupied: number,
  timeMs: number,
  capacity: number,
  options: { readonly windowSeconds: number; readonly pctPerHour: number },
): TrendState {
  const windowMs = options.windowSeconds * 1000;
  // After more than an hour's silence the old average says nothing about now.
  if (last === null || timeMs - last.atMs > HOUR_MS) {
    return { refOccupied: occupied, occupied, atMs: timeMs, sinceMs: timeMs, level: 'steady' };
  }
  const elapsedMs = timeMs - last.atMs;
  if (elapsedMs <= 0) return last;
  const lag = ((occupied - last.occupied) / elapsedMs) * windowMs;
  const ref = occupied - lag + (last.refOccupied - last.occupied + lag) * Math.exp(-elapsedMs / windowMs);
  const limit = Math.max(MIN_PER_HOUR, (capacity * options.pctPerHour) / 100);
  const level = levelOf(last.level, perHour(occupied, ref, windowMs), limit);
  return { refOccupied: ref, occupied, atMs: timeMs, sinceMs: last.sinceMs, level };
}

/** null until half a window has been seen. */
export function trendOf(trend: TrendState | null, windowSeconds: number): Trend | null {
  if (trend === null || trend.atMs - trend.sinceMs < windowSeconds * 500) return null;
  return trend.level;
}

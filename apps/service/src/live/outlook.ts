import type { FacilityState } from '@wegweiser/contracts';
import { courseOf, DEFAULT_OUTLOOK, distanceMetres, NO_TRAFFIC, outlookWith, type Course, type ForecastPoint, type Load, type Outlook, type TargetNow, type Traffic } from '@wegweiser/guidance';

/** Coarser than where one car is looked at: made anew for every promise, while thousands ask. */
const OPTIONS = { ...DEFAULT_OUTLOOK, stepSeconds: 60, horizonSeconds: 3600 };
const HOLDS_MS = 5000;
/** Up to here promises tell of guided cars better than a forecast that knows no single one. */
const PROMISED_MS = 20 * 60_000;
/** Of eight in ten cases to one standard deviation. */
const P10_TO_P90 = 2.563;

/** By streets, beside the straight line; and through town, with lights. */
const STREET_FACTOR = 1.4;
const METRES_PER_SECOND = 7;
const START_SECONDS = 30;

interface Place {
  lat: number;
  lon: number;
}
/** How long a car needs to a garage, seconds: the same for who asks at a place and for who reads a sign there. */
export const driveSeconds = (from: Place, to: Place): number => driveSecondsFor(distanceMetres(from, to));
/** The same for a straight line that is known already, metres. */
export const driveSecondsFor = (straightMetres: number): number => START_SECONDS + (straightMetres * STREET_FACTOR) / METRES_PER_SECOND;

/** Outlooks begin on this grid, so that one that is made anew says the same as one that was kept. */
export const outlookStart = (nowMs: number): number => nowMs - (nowMs % HOLDS_MS);
/** Whether an outlook that began then is the one of now. */
export const outlookHolds = (startMs: number, nowMs: number): boolean => nowMs >= startMs && nowMs < startMs + HOLDS_MS;

/** What is expected of a facility's public spaces before promised cars; `null` where no number is known. */
export function courseNow(state: FacilityState, nowMs: number): Course | null {
  const { id: targetId, capacity, measuredAtMs, vacant } = state;
  if (vacant === null || measuredAtMs === null) return null;
  const now: TargetNow = { targetId, capacity, vacant, measuredAtMs, forecast: pointsOf(state, vacant, measuredAtMs) };
  return courseOf(flowsOf(state), now, outlookStart(nowMs), OPTIONS);
}

/** The outlook that signs and drivers are told out of. `pending`: promises that are not in the state's account yet. */
export const outlookOn = (course: Course, { guidance }: FacilityState, pending: readonly Load[]): Outlook =>
  outlookWith(course, guidance === undefined || guidance.promised.length === 0 ? pending : [...guidance.promised, ...pending]);

const flowsOf = ({ guidance }: FacilityState): Omit<Traffic, 'promised'> =>
  guidance === undefined ? { ...NO_TRAFFIC, unguidedShare: 1 } : { inPerS: guidance.inPerH / 3600, outPerS: guidance.outPerH / 3600, unguidedShare: guidance.unguidedShare };

/**
 * The forecast as expected numbers with their spread. It knows the usual arrivals, guided ones among them; near at hand these
 * are promised one by one, so only the unguided share of a fall is left to it.
 */
function pointsOf({ forecast, guidance }: FacilityState, vacant: number, measuredAtMs: number): ForecastPoint[] {
  if (forecast === undefined) return [];
  const unguided = guidance?.unguidedShare ?? 1;
  return forecast.horizons.flatMap((h): ForecastPoint[] => {
    const [atMs, change] = [forecast.issuedAtMs + h.minutes * 60_000, h.vacant - vacant];
    if (atMs <= measuredAtMs) return [];
    const free = vacant + (change < 0 && h.minutes * 60_000 <= PROMISED_MS ? change * unguided : change);
    return [{ atMs, free, spread: Math.max(DEFAULT_OUTLOOK.countError, (h.p90 - h.p10) / P10_TO_P90) }];
  });
}

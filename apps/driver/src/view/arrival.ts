import type { FacilityState } from '@wegweiser/contracts';
import { DEFAULT_AUDIENCE } from '../query.js';

/** In words, because a percentage is read as a promise. */
export type Chance = 'sure' | 'likely' | 'open' | 'unlikely';

/** What is to be expected at the moment of arrival. */
export interface Arrival {
  readonly minutes: number;
  readonly chance: Chance;
  /** Expected free spaces, whole. */
  readonly vacant: number;
}

/** Older than this and a forecast says nothing: it is issued anew at least every quarter of an hour. */
const MAX_AGE_MS = 20 * 60_000;
const MINUTE_MS = 60_000;

export const chanceOf = (pFree: number): Chance => (pFree >= 0.9 ? 'sure' : pFree >= 0.7 ? 'likely' : pFree >= 0.4 ? 'open' : 'unlikely');

type Forecast = NonNullable<FacilityState['forecast']>;

/** Between two horizons both are mixed by time; outside of them the nearest holds. */
const mixed = ({ horizons }: Forecast, minutes: number): { vacant: number; pFree: number } | null => {
  const after = horizons.find((one) => one.minutes >= minutes) ?? horizons.at(-1);
  const before = horizons.findLast((one) => one.minutes <= minutes) ?? horizons[0];
  if (after === undefined || before === undefined) return null;
  const span = after.minutes - before.minutes;
  const share = span <= 0 ? 0 : (minutes - before.minutes) / span;
  return { vacant: before.vacant + share * (after.vacant - before.vacant), pFree: before.pFree + share * (after.pFree - before.pFree) };
};

/** The forecast that may be shown now; `null` rather than a guess. */
export const currentForecast = (state: FacilityState | undefined, nowMs: number): Forecast | null => {
  const forecast = state?.forecast;
  if (forecast === undefined || forecast.horizons.length === 0) return null;
  const ageMs = nowMs - forecast.issuedAtMs;
  return ageMs > MAX_AGE_MS || ageMs < -MINUTE_MS ? null : forecast;
};

/** Forecasts are made of the short stayers' spaces; for anybody else nothing is said. */
export const arrivalOf = (state: FacilityState | undefined, audience: string, minutes: number, nowMs: number): Arrival | null => {
  const forecast = audience === DEFAULT_AUDIENCE ? currentForecast(state, nowMs) : null;
  if (forecast === null) return null;
  const at = mixed(forecast, minutes + Math.max(0, (nowMs - forecast.issuedAtMs) / MINUTE_MS));
  return at === null ? null : { minutes, chance: chanceOf(at.pFree), vacant: Math.max(0, Math.round(at.vacant)) };
};

import type { FreeForecast } from './issue.js';

const mix = (a: number, b: number, share: number): number => a + share * (b - a);

function now(free: number): FreeForecast {
  return { minutes: 0, free, quantiles: [free, free, free, free, free], pFree: free >= 1 ? 1 : 0 };
}

/**
 * Forecast for any minute ahead, between those at the trained horizons (ascending) and from the count of now on; beyond
 * the last horizon the last one holds. Every number is mixed linearly, so the levels stay ordered and pFree stays 0..1.
 * @param forecasts of `issueForecast`, not empty. @param freeNow count at issue. @param minutes >= 0.
 */
export function forecastAt(forecasts: readonly FreeForecast[], freeNow: number, minutes: number): FreeForecast {
  let before = now(freeNow);
  for (const after of forecasts) {
    if (minutes <= after.minutes) {
      const share = (minutes - before.minutes) / (after.minutes - before.minutes);
      const quantiles = before.quantiles.map((q, i) => mix(q, after.quantiles[i]!, share)) as unknown as FreeForecast['quantiles'];
      return { minutes, free: mix(before.free, after.free, share), quantiles, pFree: mix(before.pFree, after.pFree, share) };
    }
    before = after;
  }
  return { ...before, minutes };
}

import type { FreeForecast } from './issue.js';

/** Mean absolute error of "it stays as it is": 1.7 % of the capacity after 15 minutes, growing so (Dresden, Nürnberg, Osnabrück, one year). */
const AFTER_QUARTER = 0.0169;
const GROWS = 0.79;
/** Laplace: distance of the levels 0.05 and 0.25 from the median in units of the mean absolute error. */
const OUTER = Math.log(10);
const INNER = Math.log(2);

/**
 * Forecast where nothing is known but the count of now: it stays, with the doubt that grows with time in any city.
 * @param free count of now. @param capacity > 0. @param minutes > 0.
 */
export function stayForecast(free: number, capacity: number, minutes: number): FreeForecast {
  const scale = AFTER_QUARTER * (minutes / 15) ** GROWS * capacity;
  const at = (distance: number) => Math.min(Math.max(free, capacity), Math.max(0, free + distance * scale));
  const gap = (free - 0.5) / scale;
  return {
    minutes,
    free,
    quantiles: [at(-OUTER), at(-INNER), free, at(INNER), at(OUTER)],
    pFree: gap >= 0 ? 1 - Math.exp(-gap) / 2 : Math.exp(gap) / 2,
  };
}

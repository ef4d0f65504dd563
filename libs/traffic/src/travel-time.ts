import type { LinkParams } from './link-params.js';

/**
 * Time to drive a link, seconds: its length at the measured speed, plus the mean delay at the node at its end. A local
 * speed stands for the whole link, so this is an estimate; standing traffic is bounded by `minTravelSpeedKmh`.
 */
export function travelTimeSeconds(
  speedKmh: number | null,
  params: Pick<LinkParams, 'lengthM' | 'minTravelSpeedKmh' | 'nodeDelaySeconds'>,
): number | null {
  if (speedKmh === null) return null;
  return (params.lengthM * 3.6) / Math.max(speedKmh, params.minTravelSpeedKmh) + params.nodeDelaySeconds;
}

/** Sum over the links of a route; `null` as soon as one of them is unknown. */
export function routeTravelTimeSeconds(links: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const seconds of links) {
    if (seconds === null) return null;
    sum += seconds;
  }
  return sum;
}

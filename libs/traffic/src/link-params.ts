import type { LevelHysteresis, LevelThresholds } from './level-of-service.js';

/** All limits of one link. Plain data from configuration. */
export interface LinkParams {
  readonly lengthM: number;
  readonly freeSpeedKmh: number;
  readonly laneCount: number;
  /** Least share 0-1 of the lanes that must report. */
  readonly minLaneShare: number;
  /** A lane counts no longer when its interval ended this long ago. */
  readonly laneMaxAgeSeconds: number;
  /** The link is unknown when its newest lane value is older. */
  readonly maxAgeSeconds: number;
  readonly thresholds: LevelThresholds;
  readonly hysteresis: LevelHysteresis;
  /** How long a worse or a better level must last before it is shown. */
  readonly dwellWorseSeconds: number;
  readonly dwellBetterSeconds: number;
  /** Time constant of the smoothing of speed and density; 0 switches it off. */
  readonly smoothingSeconds: number;
  /** Congestion alarm: jam for this long; no jam for this long. */
  readonly congestionTriggerSeconds: number;
  readonly congestionClearSeconds: number;
  /** Mean length a vehicle covers the loop for: its own and the loop's. Turns occupancy into density. */
  readonly effectiveVehicleLengthM: number;
  /** Nobody counted, yet covered for this share: the queue stands. */
  readonly standingOccupancyPct: number;
  /** Slowest speed a travel time is computed with. */
  readonly minTravelSpeedKmh: number;
  /** Mean delay at the node at the end of the link, added to the travel time. */
  readonly nodeDelaySeconds: number;
}

/** Parameters of a city link from its geometry; thresholds are shares of the free speed (HBS-like, to be calibrated). */
export function cityLinkParams(lengthM: number, freeSpeedKmh: number, laneCount: number): LinkParams {
  return {
    lengthM,
    freeSpeedKmh,
    laneCount,
    minLaneShare: 0.5,
    laneMaxAgeSeconds: 300,
    maxAgeSeconds: 300,
    thresholds: { v1Kmh: freeSpeedKmh * 0.3, v2Kmh: freeSpeedKmh * 0.6, k1VehPerKm: 20, k2VehPerKm: 45 },
    hysteresis: { speedKmh: freeSpeedKmh * 0.06, densityVehPerKm: 3 },
    dwellWorseSeconds: 60,
    dwellBetterSeconds: 120,
    smoothingSeconds: 120,
    congestionTriggerSeconds: 180,
    congestionClearSeconds: 300,
    effectiveVehicleLengthM: 6.5,
    standingOccupancyPct: 50,
    minTravelSpeedKmh: 3,
    nodeDelaySeconds: 0,
  };
}

import type { FaultLimits, LaneLimits } from './limits.js';
import { MARZ_FLOW_WEIGHTS } from './weighting.js';

const HOUR = 3600;

/** IRIS figures for a mainline detector, the strictest kind. */
export const IRIS_MAINLINE_FAULTS: FaultLimits = {
  'no-hits': { triggerSeconds: 4 * HOUR, clearSeconds: 0, invalidates: true },
  chatter: { triggerSeconds: 30, clearSeconds: 24 * HOUR, invalidates: true },
  'locked-on': { triggerSeconds: 120, clearSeconds: 24 * HOUR, invalidates: true },
  'no-change': { triggerSeconds: 24 * HOUR, clearSeconds: 0, invalidates: true },
  'occupancy-spike': { triggerSeconds: 60, clearSeconds: 24 * HOUR, invalidates: true },
  chatterVehPerMinute: 76,
  lockedOnPct: 100,
};

/**
 * City streets: quiet nights, queues that cover a loop through a whole red, occupancy that jumps with every green. So
 * no-hits waits as long as IRIS allows for exits, locked-on as long as for queue detectors, spikes are not a fault, and
 * what has healed is believed again after an hour.
 */
export const CITY_FAULTS: FaultLimits = {
  'no-hits': { triggerSeconds: 8 * HOUR, clearSeconds: 0, invalidates: true },
  chatter: { triggerSeconds: 60, clearSeconds: HOUR, invalidates: true },
  'locked-on': { triggerSeconds: 1800, clearSeconds: 600, invalidates: true },
  'no-change': { triggerSeconds: 24 * HOUR, clearSeconds: 0, invalidates: true },
  'occupancy-spike': null,
  chatterVehPerMinute: 76,
  lockedOnPct: 100,
};

/** Limits as in the published MARZ test cases (motorway lanes, one-minute intervals). */
export const MARZ_LANE_LIMITS: LaneLimits = {
  speedWithoutCount: true,
  fastAndCovered: { speedAboveKmh: 100, occupancyFromPct: 80 },
  max: {
    vehicles: { max: 4000, mode: 'faulty' },
    heavyVehicles: { max: 4000, mode: 'faulty' },
    cars: { max: 4000, mode: 'faulty' },
    meanSpeedKmh: { max: 254, mode: 'faulty' },
    meanSpeedHeavyKmh: { max: 254, mode: 'faulty' },
    meanSpeedCarKmh: { max: 254, mode: 'faulty' },
    smoothedSpeedKmh: { max: 254, mode: 'faulty' },
    occupancyPct: { max: 100, mode: 'faulty' },
  },
  constancy: { flow: 6, speed: 4, speedDeviation: 7, occupancy: 4, exemptVehicles: 0, exemptOccupancyPct: 2 },
  trust: { windowSeconds: 3000, distrustAboveSeconds: 900, trustBelowSeconds: 780 },
  outage: { windowSeconds: 24 * HOUR, alarmAboveSeconds: 2 * HOUR },
  substitution: { repeatMaxSeconds: 120, repeatMaxTimes: 2, totalMaxSeconds: 300 },
  faults: IRIS_MAINLINE_FAULTS,
  smoothing: {
    flow: { alphaRising: 0.25, alphaFalling: 0.21, betaRising: 0.24, betaFalling: 0.22, start: null, wholeNumbers: true },
    speed: { alphaRising: 0.25, alphaFalling: 0.21, betaRising: 0.24, betaFalling: 0.22, start: null, wholeNumbers: true },
  },
  weights: MARZ_FLOW_WEIGHTS,
  quality: { reduced: 0.8, repeated: 0.7, substituteLane: 0.5, missing: 0 },
  silentAfterSeconds: 300,
};

/**
 * Limits for a lane of a city street. Against MARZ: small counts may repeat, a saturated green lets the same number go
 * cycle after cycle, standing queues hold occupancy at 100 %, maxima are those of one lane in town, B14 starts lower.
 */
export const CITY_LANE_LIMITS: LaneLimits = {
  ...MARZ_LANE_LIMITS,
  fastAndCovered: { speedAboveKmh: 70, occupancyFromPct: 80 },
  max: {
    vehicles: { max: 2600, mode: 'faulty' },
    heavyVehicles: { max: 1200, mode: 'faulty' },
    cars: { max: 2600, mode: 'reduce' },
    meanSpeedKmh: { max: 150, mode: 'faulty' },
    meanSpeedHeavyKmh: { max: 120, mode: 'faulty' },
    meanSpeedCarKmh: { max: 150, mode: 'faulty' },
    smoothedSpeedKmh: { max: 150, mode: 'faulty' },
    occupancyPct: { max: 100, mode: 'reduce' },
  },
  smoothing: {
    flow: { alphaRising: 0.25, alphaFalling: 0.21, betaRising: 0.24, betaFalling: 0.22, start: null, wholeNumbers: false },
    speed: { alphaRising: 0.25, alphaFalling: 0.21, betaRising: 0.24, betaFalling: 0.22, start: null, wholeNumbers: false },
  },
  constancy: { flow: 20, speed: 8, speedDeviation: 10, occupancy: 20, exemptVehicles: 3, exemptOccupancyPct: 5 },
  faults: CITY_FAULTS,
};

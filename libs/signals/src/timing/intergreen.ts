import { SignalsError } from '../errors.js';
import { FASTEST_CLEARING_SPEED_MPS, WALKING_SPEED_MPS } from '../model/group-times.js';

/**
 * Intergreen time (Zwischenzeit) after RiLSA 2015, 2.5: tZ = tUe + tR - tE, rounded up to whole seconds, never negative.
 * Crossing time tUe: how long after the end of green the last road user may still pass the stop line. Clearing time
 * tR = (s0 + vehicle length) / vR. Entering time tE = sE / vE of the first road user with a flying start. Values below are
 * the guideline's standard cases as quoted in the German technical literature (vehicle lengths 6 m, bicycle 0 m, tram
 * 15 m: Wikipedia, "Zwischenzeit (Verkehrstechnik)"); where the guideline's own text differs, pass `override`.
 */
export type ClearingCase = 'vehicleThrough' | 'vehicleTurning' | 'vehicleTightTurn' | 'bicycle' | 'pedestrian' | 'tram';
export type EnteringCase = 'vehicle' | 'bicycle' | 'pedestrian' | 'tram';

export interface ClearingValues {
  readonly crossingTimeS: number;
  readonly clearingSpeedMps: number;
  readonly vehicleLengthM: number;
}

export const CLEARING_VALUES: Readonly<Record<ClearingCase, ClearingValues>> = {
  vehicleThrough: { crossingTimeS: 3, clearingSpeedMps: 10, vehicleLengthM: 6 },
  vehicleTurning: { crossingTimeS: 2, clearingSpeedMps: 7, vehicleLengthM: 6 },
  /** Turning radius below 10 m. */
  vehicleTightTurn: { crossingTimeS: 2, clearingSpeedMps: 5, vehicleLengthM: 6 },
  bicycle: { crossingTimeS: 1, clearingSpeedMps: 4, vehicleLengthM: 0 },
  pedestrian: { crossingTimeS: 0, clearingSpeedMps: WALKING_SPEED_MPS, vehicleLengthM: 0 },
  /** Passing at 30 km/h without a stop before the junction; others by `override`. */
  tram: { crossingTimeS: 3, clearingSpeedMps: 30 / 3.6, vehicleLengthM: 15 },
};

/** Entering speed, m/s. People on foot wait at the kerb: they enter without delay. */
export const ENTERING_SPEED_MPS: Readonly<Record<EnteringCase, number>> = {
  vehicle: 40 / 3.6,
  bicycle: 5,
  pedestrian: FASTEST_CLEARING_SPEED_MPS,
  tram: 20 / 3.6,
};

export interface IntergreenInput {
  readonly clearing: ClearingCase;
  /** Stop line of the clearing stream to the conflict point, metres, without the vehicle's length (s0). */
  readonly clearingPathM: number;
  readonly entering: EnteringCase;
  /** Stop line of the entering stream to the conflict point, metres (sE). */
  readonly enteringPathM: number;
  readonly override?: Partial<ClearingValues & { readonly enteringSpeedMps: number }>;
}

export interface IntergreenResult {
  readonly crossingTimeS: number;
  readonly clearingTimeS: number;
  readonly enteringTimeS: number;
  readonly intergreenS: number;
}

/** Binary fractions must not lift a whole number to the next second. */
const EPSILON_S = 1e-9;

/**
 * The intergreen time of one pair of conflicting streams with its parts, unrounded but for the result. A group pair's
 * time is the largest over all of its stream pairs and conflict points.
 *
 * @throws SignalsError `badInput` for a negative path or a speed that is not above 0
 */
export function intergreenDetails(input: IntergreenInput): IntergreenResult {
  const values = { ...CLEARING_VALUES[input.clearing], enteringSpeedMps: ENTERING_SPEED_MPS[input.entering], ...input.override };
  if (!(input.clearingPathM >= 0 && input.enteringPathM >= 0)) throw new SignalsError('badInput', 'paths are metres, at least 0');
  if (!(values.clearingSpeedMps > 0 && values.enteringSpeedMps > 0)) throw new SignalsError('badInput', 'speeds must be above 0');
  const clearingTimeS = (input.clearingPathM + values.vehicleLengthM) / values.clearingSpeedMps;
  const enteringTimeS = input.enteringPathM / values.enteringSpeedMps;
  const exactS = values.crossingTimeS + clearingTimeS - enteringTimeS;
  return { crossingTimeS: values.crossingTimeS, clearingTimeS, enteringTimeS, intergreenS: Math.max(0, Math.ceil(exactS - EPSILON_S)) };
}

/** Whole seconds for the junction's matrix; see `intergreenDetails`. */
export const intergreenS = (input: IntergreenInput): number => intergreenDetails(input).intergreenS;

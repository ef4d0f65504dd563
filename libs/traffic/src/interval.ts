import { NOT_SUPPLIED, setFaulty, type LaneValue, type LoopQuantity, type MissingReason, type ReadInterval } from './quantity.js';

/** Status of the device over the interval: `fault` condemns its values, `maintenance` and `startup` only withhold them. */
export type LoopStatus = 'ok' | 'fault' | 'maintenance' | 'startup';

/**
 * Interval aggregate of one lane as the device delivered it. A `null` or absent quantity is one that the detector does
 * not measure (`vehicles`: could not determine), unless `missing` says otherwise.
 */
export interface LoopInterval {
  /** Epoch milliseconds, start inclusive and end exclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** Vehicles in the interval (qKfz). */
  readonly vehicles: number | null;
  /** Lorries and buses among them (qLkw). */
  readonly heavyVehicles: number | null;
  /** Cars among them (qPkw); by default vehicles minus heavyVehicles. */
  readonly cars?: number | null;
  /** Share of the interval in which the loop was covered, 0-100 % (b). */
  readonly occupancyPct: number | null;
  readonly meanSpeedKmh: number | null;
  readonly meanSpeedCarKmh?: number | null;
  readonly meanSpeedHeavyKmh?: number | null;
  /** Mean net time gap, seconds (tNetto). */
  readonly netTimeGapS?: number | null;
  /** Standard deviation of speeds (sKfz). */
  readonly speedDeviationKmh?: number | null;
  /** Speed as smoothed by the device (vgKfz). */
  readonly smoothedSpeedKmh?: number | null;
  readonly status: LoopStatus;
  readonly missing?: Readonly<Partial<Record<LoopQuantity, MissingReason>>>;
}

function laneValue(raw: number | null | undefined, declared: MissingReason | undefined, otherwise: MissingReason = 'not-supplied'): LaneValue {
  if (raw === null || raw === undefined) {
    const reason = declared ?? otherwise;
    if (reason === 'not-supplied') return NOT_SUPPLIED;
    const faulty = reason === 'faulty';
    return { raw: null, value: null, flag: faulty ? 'faulty' : 'unknown', missing: reason, rule: faulty ? 'device' : null, quality: 0 };
  }
  // `+ 0` turns -0 into 0.
  if (raw >= 0 && raw <= Number.MAX_SAFE_INTEGER) return { raw: raw + 0, value: raw + 0, flag: 'plausible', missing: null, rule: null, quality: 1 };
  // Negative, NaN or beyond counting: no measurement, whatever its name.
  return { raw: Number.isFinite(raw) ? raw : null, value: null, flag: 'faulty', missing: 'faulty', rule: 'range', quality: 0 };
}

/** Cars follow from the other two counts where the device does not deliver them. */
function derivedCars(interval: LoopInterval): number | null | undefined {
  if (interval.cars !== undefined && interval.cars !== null) return interval.cars;
  if (interval.missing?.cars !== undefined || interval.vehicles === null || interval.heavyVehicles === null) return null;
  return Math.max(0, interval.vehicles - interval.heavyVehicles);
}

const NOTHING_DECLARED: NonNullable<LoopInterval['missing']> = Object.freeze({});

/** Turns a delivered interval into values with flags; nothing is judged yet but what cannot exist at all. */
export function readValues(interval: LoopInterval): ReadInterval {
  const missing = interval.missing ?? NOTHING_DECLARED;
  const vehicles = laneValue(interval.vehicles, missing.vehicles, 'not-determinable');
  const cars = laneValue(derivedCars(interval), missing.cars);
  const heavyVehicles = laneValue(interval.heavyVehicles, missing.heavyVehicles);
  const meanSpeedKmh = laneValue(interval.meanSpeedKmh, missing.meanSpeedKmh);
  const meanSpeedCarKmh = laneValue(interval.meanSpeedCarKmh, missing.meanSpeedCarKmh);
  const meanSpeedHeavyKmh = laneValue(interval.meanSpeedHeavyKmh, missing.meanSpeedHeavyKmh);
  const occupancyPct = laneValue(interval.occupancyPct, missing.occupancyPct);
  const netTimeGapS = laneValue(interval.netTimeGapS, missing.netTimeGapS);
  const speedDeviationKmh = laneValue(interval.speedDeviationKmh, missing.speedDeviationKmh);
  const smoothedSpeedKmh = laneValue(interval.smoothedSpeedKmh, missing.smoothedSpeedKmh);
  const list = [
    vehicles, cars, heavyVehicles, meanSpeedKmh, meanSpeedCarKmh, meanSpeedHeavyKmh,
    occupancyPct, netTimeGapS, speedDeviationKmh, smoothedSpeedKmh,
  ];
  if (interval.status !== 'ok') withhold(list, interval.status);
  const values = {
    vehicles, cars, heavyVehicles, meanSpeedKmh, meanSpeedCarKmh, meanSpeedHeavyKmh,
    occupancyPct, netTimeGapS, speedDeviationKmh, smoothedSpeedKmh,
  };
  return { values, list };
}

function withhold(list: readonly LaneValue[], status: Exclude<LoopStatus, 'ok'>): void {
  for (const value of list) {
    if (status === 'fault') setFaulty(value, 'device');
    else if (value.missing === null) {
      value.value = null;
      value.flag = 'unknown';
      value.missing = 'not-determinable';
      value.rule = 'device';
    }
  }
}

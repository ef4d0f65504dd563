import type { LoopInterval } from './interval.js';
import { AT, NONE_YET, numberAt, type LaneState } from './lane-state.js';
import type { LaneLimits, QualityFactors } from './limits.js';
import type { LanePublished } from './published.js';
import type { LaneValue, LaneValues, ReadInterval } from './quantity.js';
import { stepSmoothing, type SmoothingParams, type SmoothingState } from './smoothing.js';
import { weightedFlowVehPerH } from './weighting.js';

/** Smoothed values and the forecast for the next interval; `null` before the first measurement or when switched off. */
export interface LaneSmoothed {
  readonly flowVehPerH: number | null;
  readonly speedKmh: number | null;
  readonly forecastFlowVehPerH: number | null;
  readonly forecastSpeedKmh: number | null;
}

const NOT_SMOOTHED: LaneSmoothed = Object.freeze({ flowVehPerH: null, speedKmh: null, forecastFlowVehPerH: null, forecastSpeedKmh: null });

function qualityOf(value: LaneValue, factors: QualityFactors): number {
  switch (value.flag) {
    case 'plausible': return 1;
    case 'reduced': return factors.reduced;
    case 'substituted': return value.rule === 'repeat-last' ? factors.repeated : factors.substituteLane;
    case 'faulty':
    case 'unknown': return factors.missing;
  }
}

/** Quality of every value (mutated), and of the lane as the mean over what it should have been able to measure. */
export function rate({ values, list }: ReadInterval, factors: QualityFactors): number {
  for (const value of list) if (value.missing !== 'not-supplied') value.quality = qualityOf(value, factors);
  let sum = values.vehicles.quality;
  let n = 1;
  if (counts(values.meanSpeedKmh)) {
    sum += values.meanSpeedKmh.quality;
    n += 1;
  }
  if (counts(values.occupancyPct)) {
    sum += values.occupancyPct.quality;
    n += 1;
  }
  return sum / n;
}

/** No vehicle, no speed: what cannot be determined costs no quality. */
const counts = (value: LaneValue): boolean => value.missing !== 'not-supplied' && value.missing !== 'not-determinable';

/** What the lane shows; counts become vehicles per hour. */
export function publish(values: LaneValues, interval: LoopInterval, quality: number, measured: boolean, limits: LaneLimits): LanePublished {
  const perHour = 3_600_000 / (interval.endMs - interval.startMs);
  const flow = values.vehicles.value === null ? null : values.vehicles.value * perHour;
  const carFlow = partFlow(values.cars.value, perHour, flow);
  const heavyFlow = partFlow(values.heavyVehicles.value, perHour, flow);
  const carSpeed = values.meanSpeedCarKmh.value;
  const heavySpeed = values.meanSpeedHeavyKmh.value;
  return {
    startMs: interval.startMs,
    endMs: interval.endMs,
    flowVehPerH: flow,
    carFlowVehPerH: carFlow,
    heavyFlowVehPerH: heavyFlow,
    weightedFlowVehPerH: weightedFlowVehPerH(carFlow, heavyFlow, carSpeed, heavySpeed, limits.weights),
    meanSpeedKmh: values.meanSpeedKmh.value,
    meanSpeedCarKmh: carSpeed,
    meanSpeedHeavyKmh: heavySpeed,
    occupancyPct: values.occupancyPct.value,
    quality,
    measured,
  };
}

/** A part is never shown above its whole, even where one of the two is a stand-in. */
function partFlow(vehicles: number | null, perHour: number, whole: number | null): number | null {
  if (vehicles === null) return null;
  return whole === null ? vehicles * perHour : Math.min(vehicles * perHour, whole);
}

/** One step of both series. Mutates `state`. */
export function smooth(state: LaneState, values: LaneValues, published: LanePublished, limits: LaneLimits): LaneSmoothed {
  if (limits.smoothing === null) return NOT_SMOOTHED;
  const { flow, speed } = limits.smoothing;
  const smoothedFlow = step(state, AT.flow, published.flowVehPerH, flow);
  // A speed without vehicles is no measurement, even where a device sends 0 for it.
  const kmh = values.vehicles.value === 0 ? null : published.meanSpeedKmh;
  const smoothedSpeed = step(state, AT.speed, kmh, speed);
  return {
    flowVehPerH: smoothedFlow?.smoothed ?? null,
    speedKmh: smoothedSpeed?.smoothed ?? null,
    forecastFlowVehPerH: smoothedFlow?.forecast ?? null,
    forecastSpeedKmh: smoothedSpeed?.forecast ?? null,
  };
}

/** One step of the series that lies at `at`. */
function step(state: LaneState, at: number, measured: number | null, params: SmoothingParams): SmoothingState | null {
  const smoothed = numberAt(state, at);
  const before = smoothed === NONE_YET ? null : { smoothed, trend: numberAt(state, at + 1), forecast: numberAt(state, at + 2) };
  const after = stepSmoothing(before, measured, params);
  if (after === null) return null;
  state.numbers[at] = after.smoothed;
  state.numbers[at + 1] = after.trend;
  state.numbers[at + 2] = after.forecast;
  return after;
}

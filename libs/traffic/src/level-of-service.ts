/** MARZ traffic states; `unknown` is "keine Aussage". */
export type LevelOfService = 'free' | 'dense' | 'slow' | 'jam' | 'unknown';

/** v1 < v2 and k1 < k2 of MarzStoerfallIndikator. */
export interface LevelThresholds {
  readonly v1Kmh: number;
  readonly v2Kmh: number;
  /** Vehicles per kilometre of one lane. */
  readonly k1VehPerKm: number;
  readonly k2VehPerKm: number;
}

/** How far a better level must be exceeded before it is believed. */
export interface LevelHysteresis {
  readonly speedKmh: number;
  readonly densityVehPerKm: number;
}

const RANK: Record<LevelOfService, number> = { free: 0, dense: 1, slow: 2, jam: 3, unknown: -1 };

/** True when `a` is the worse of two known levels. */
export const isWorse = (a: LevelOfService, b: LevelOfService): boolean => RANK[a] > RANK[b];

/**
 * Traffic state from speed and density (MARZ, as implemented by MarzStoerfallIndikator). `previous` decides the corner
 * where one of the two says jam and the other does not: what was slow or jammed is then a jam.
 */
export function marzLevel(
  speedKmh: number | null,
  densityVehPerKm: number | null,
  previous: LevelOfService,
  { v1Kmh, v2Kmh, k1VehPerKm, k2VehPerKm }: LevelThresholds,
): LevelOfService {
  if (speedKmh === null || densityVehPerKm === null) return 'unknown';
  const slowest = speedKmh < v1Kmh;
  const fast = speedKmh >= v2Kmh;
  const packed = densityVehPerKm > k2VehPerKm;
  if (!slowest && !packed) return fast ? fastLevel(densityVehPerKm, k1VehPerKm) : 'slow';
  if ((slowest && packed) || previous === 'slow' || previous === 'jam') return 'jam';
  return fast ? 'dense' : 'slow';
}

const fastLevel = (density: number, k1: number): LevelOfService => (density <= k1 ? 'free' : 'dense');

/**
 * `marzLevel` with hysteresis: a better level than the previous one must also hold with the measurements worsened by the
 * margins; where it does not, the better of the previous level and the worsened judgement stays.
 */
export function levelWithHysteresis(
  speedKmh: number | null,
  densityVehPerKm: number | null,
  previous: LevelOfService,
  thresholds: LevelThresholds,
  margin: LevelHysteresis,
): LevelOfService {
  const level = marzLevel(speedKmh, densityVehPerKm, previous, thresholds);
  if (speedKmh === null || densityVehPerKm === null || !isWorse(previous, level)) return level;
  const cautious = marzLevel(Math.max(0, speedKmh - margin.speedKmh), densityVehPerKm + margin.densityVehPerKm, previous, thresholds);
  return isWorse(cautious, previous) ? previous : cautious;
}

import type { Lane, Movement } from '../model/junction.js';

export interface SaturationFlowParams {
  /** Time that a car needs to pass the stop line in a saturated flow, seconds (HBS 2015, S4: tB = 1.8 s, so 2000 cars/h). */
  readonly timeRequiredS: number;
  /** Cars that a heavy vehicle stands for (HBS 2015: lorry and bus 1.75, articulated 2.5; 1.9 for their usual mix). */
  readonly heavyEquivalent: number;
  /** Factor on the time by movement: turning is slower (HBS: by radius; kerb radius about 12 m, left turn about 20 m). */
  readonly movementFactor: Readonly<Record<Movement, number>>;
}

export const DEFAULT_SATURATION_PARAMS: SaturationFlowParams = {
  timeRequiredS: 1.8,
  heavyEquivalent: 1.9,
  movementFactor: { through: 1, left: 1.05, right: 1.11, uTurn: 1.18 },
};

/**
 * Saturation flow (Saettigungsverkehrsstaerke) of a lane, vehicles per hour of green. A configured value is a measured
 * one and stays as it is; the default is 3600 s over the mean time that a vehicle needs, with every movement of the lane
 * taken as equally frequent. Does not know opposing traffic (`opposed.ts` does).
 *
 * @param heavyShare 0..1, `null` = not measured, taken as 0
 */
export function saturationFlowVehPerH(lane: Lane, heavyShare: number | null, params: SaturationFlowParams = DEFAULT_SATURATION_PARAMS): number {
  if (lane.saturationFlowVehPerH !== undefined) return lane.saturationFlowVehPerH;
  const turning = lane.movements.reduce((sum, m) => sum + params.movementFactor[m], 0) / lane.movements.length;
  const heavy = 1 + (params.heavyEquivalent - 1) * (heavyShare ?? 0);
  return 3600 / (params.timeRequiredS * turning * heavy);
}

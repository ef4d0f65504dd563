/** fL = k1 + k2 * (vPkw - vLkw): how many cars one lorry stands for (MARZ, Bemessungsverkehrsstaerke). */
export interface FlowWeights {
  readonly k1: number;
  /** Per km/h of speed difference. */
  readonly k2: number;
}

export const MARZ_FLOW_WEIGHTS: FlowWeights = { k1: 2.2, k2: 0.02 };

/**
 * Car equivalents of one lorry. Where a class speed is missing, or lorries are the faster ones, k1 alone: the term in k2
 * is the obstruction by slow lorries and cannot be negative.
 */
export function heavyVehicleWeight(carSpeedKmh: number | null, heavySpeedKmh: number | null, weights: FlowWeights): number {
  if (carSpeedKmh === null || heavySpeedKmh === null) return weights.k1;
  return weights.k1 + weights.k2 * Math.max(0, carSpeedKmh - heavySpeedKmh);
}

/** qB = qPkw + fL * qLkw, car equivalents per hour; `null` without both class flows. */
export function weightedFlowVehPerH(
  carFlowVehPerH: number | null,
  heavyFlowVehPerH: number | null,
  carSpeedKmh: number | null,
  heavySpeedKmh: number | null,
  weights: FlowWeights,
): number | null {
  if (carFlowVehPerH === null || heavyFlowVehPerH === null) return null;
  return carFlowVehPerH + heavyVehicleWeight(carSpeedKmh, heavySpeedKmh, weights) * heavyFlowVehPerH;
}

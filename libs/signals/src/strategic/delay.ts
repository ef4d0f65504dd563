/**
 * Control delay of a lane with fixed-time signals (HCM 2000, chapter 16; the first term is Webster's uniform delay, 1958).
 * d1 = 0.5 C (1-u)^2 / (1 - min(1,X) u);  d2 = 900 T [(X-1) + sqrt((X-1)^2 + 8 k I X / (c T))], k = 0.5, I = 1.
 * The second term grows with the length T of the period instead of having a pole at X = 1, so that an oversaturated lane
 * gets a finite, rising delay. No queue from before the period is reckoned in (d3 = 0).
 */
export interface DelayInput {
  readonly vehPerH: number;
  /** Vehicles per hour of green. */
  readonly saturationFlowVehPerH: number;
  readonly effectiveGreenS: number;
  readonly cycleS: number;
  /** Period that the demand lasts, hours. */
  readonly periodH: number;
}

export interface DelayResult {
  readonly capacityVehPerH: number;
  /** Degree of saturation X (Auslastungsgrad), 1 = at capacity. */
  readonly saturation: number;
  /** Seconds per vehicle. */
  readonly uniformS: number;
  readonly incrementalS: number;
  readonly delayS: number;
}

/** A lane that is hardly ever green still gets finite figures. */
const MIN_CAPACITY_VEH_PER_H = 1;

export function delayOf(input: DelayInput): DelayResult {
  const share = Math.min(1, Math.max(0, input.effectiveGreenS / input.cycleS));
  const capacityVehPerH = Math.max(MIN_CAPACITY_VEH_PER_H, input.saturationFlowVehPerH * share);
  const saturation = input.vehPerH / capacityVehPerH;
  const uniformS = share === 1 ? 0 : (0.5 * input.cycleS * (1 - share) ** 2) / (1 - Math.min(1, saturation) * share);
  const over = saturation - 1;
  const incrementalS = 900 * input.periodH * (over + Math.sqrt(over ** 2 + (4 * saturation) / (capacityVehPerH * input.periodH)));
  return { capacityVehPerH, saturation, uniformS, incrementalS, delayS: uniformS + incrementalS };
}

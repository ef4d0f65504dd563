/** Above this sum of flow ratios Webster's formula runs away; the longest cycle is taken instead. */
const HIGHEST_FLOW_RATIO_SUM = 0.95;

/**
 * Webster's cycle of least delay, seconds, unrounded: (1.5 L + 5) / (1 - Y) (Webster 1958, RRTP 39).
 *
 * @param lostTimeS lost time per cycle L
 * @param flowRatioSum sum Y of the critical flow ratios y = q/s of the stages
 * @returns `null` from Y = 0.95 on
 */
export function websterCycleS(lostTimeS: number, flowRatioSum: number): number | null {
  return flowRatioSum >= HIGHEST_FLOW_RATIO_SUM ? null : (1.5 * lostTimeS + 5) / (1 - flowRatioSum);
}

/**
 * Shortest cycle at which no stage is loaded above `saturation`: L / (1 - Y/x), unrounded (RiLSA/HBS: Umlaufzeit nach dem
 * Auslastungsgrad); `null` when no cycle is long enough.
 */
export function capacityCycleS(lostTimeS: number, flowRatioSum: number, saturation: number): number | null {
  return flowRatioSum >= saturation ? null : lostTimeS / (1 - flowRatioSum / saturation);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Shares of `total` in proportion to `weights`, none below its minimum: what a minimum takes away is shared by the others.
 * All weights 0 counts as all equal. The sum of the minima must not exceed `total`.
 */
export function proportionalShares(total: number, weights: readonly number[], minima: readonly number[]): number[] {
  const even = sum(weights) > 0 ? weights : weights.map(() => 1);
  const atMinimum = new Set<number>();
  for (;;) {
    const free = even.map((_, i) => i).filter((i) => !atMinimum.has(i));
    const left = total - sum([...atMinimum].map((i) => minima[i] as number));
    const freeWeight = sum(free.map((i) => even[i] as number));
    const shareOf = (i: number): number => (freeWeight > 0 ? (left * (even[i] as number)) / freeWeight : left / free.length);
    const short = free.filter((i) => shareOf(i) < (minima[i] as number));
    if (short.length === 0) return even.map((_, i) => (atMinimum.has(i) ? (minima[i] as number) : shareOf(i)));
    for (const i of short) atMinimum.add(i);
  }
}

const EPSILON = 1e-9;

/** Whole numbers that sum to the whole `total` exactly, by largest remainder; ties to the earlier stage. */
export function roundToSum(values: readonly number[], total: number): number[] {
  const floors = values.map((v) => Math.floor(v + EPSILON));
  const byRemainder = values.map((v, i) => ({ i, rest: v - (floors[i] as number) })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (let k = 0, left = total - sum(floors); left > 0; k++, left--) {
    const { i } = byRemainder[k % byRemainder.length] as { i: number };
    floors[i] = (floors[i] as number) + 1;
  }
  return floors;
}

export interface SplitInput {
  readonly cycleS: number;
  /** Interstages of the cycle together, seconds. */
  readonly interSumS: number;
  /** Critical flow ratio of each stage. */
  readonly flowRatios: readonly number[];
  readonly minGreensS: readonly number[];
  /** Effective green beyond shown green, seconds a stage. */
  readonly gainS: number;
}

/**
 * Greens of the stages, whole seconds, in proportion to their flow ratios (equal saturation of the critical lanes), none
 * below its minimum; greens and interstages sum to the cycle exactly. `null` when the minima do not fit.
 */
export function websterSplits({ cycleS, interSumS, flowRatios, minGreensS, gainS }: SplitInput): number[] | null {
  const greenSumS = cycleS - interSumS;
  if (sum(minGreensS) > greenSumS) return null;
  const effective = proportionalShares(greenSumS + gainS * flowRatios.length, flowRatios, minGreensS.map((m) => m + gainS));
  return roundToSum(effective.map((e) => e - gainS), greenSumS);
}

import type { FreeForecast } from './issue.js';

/** Classes of promised probability, 0-10 % .. 90-100 %. */
const CLASSES = 10;
const PROMISE = 0.9;
/** Shares of outcomes that lie below the levels 0.05, 0.25, 0.5, 0.75, 0.95. */
const LEVEL_COUNT = 5;

/** What came of the forecasts of one horizon; plain data, summed since it was created. */
export interface SkillState {
  readonly outcomes: number;
  /** Sum of |forecast - outcome| / capacity. */
  readonly absoluteError: number;
  /** Sum of (pFree - outcome)^2. */
  readonly squaredChance: number;
  readonly promised: number;
  readonly promisedButFull: number;
  /** Per class: forecasts, sum of pFree, how many came true. */
  readonly classes: readonly (readonly [number, number, number])[];
  readonly below: readonly number[];
}

export interface Skill {
  /** Mean absolute error in percent of the capacity. */
  readonly maePct: number;
  readonly brier: number;
  /** Of the times 90 % was promised, the share (percent) without a free space; null = never promised. */
  readonly promisedButFullPct: number | null;
  /** Reliability diagram: classes that occurred, with mean promise and what came true, percent. */
  readonly reliability: readonly { readonly promisedPct: number; readonly truePct: number; readonly outcomes: number }[];
  /** Percent of outcomes below the levels 5, 25, 50, 75, 95 %. */
  readonly belowPct: readonly number[];
}

export function createSkill(): SkillState {
  return {
    outcomes: 0, absoluteError: 0, squaredChance: 0, promised: 0, promisedButFull: 0,
    classes: Array.from({ length: CLASSES }, () => [0, 0, 0] as const),
    below: Array.from({ length: LEVEL_COUNT }, () => 0),
  };
}

/** Adds what was counted at the time a forecast was for. */
export function addOutcome(skill: SkillState, forecast: FreeForecast, free: number, capacity: number): SkillState {
  const came = free >= 1 ? 1 : 0;
  const { pFree } = forecast;
  const promised = pFree >= PROMISE ? 1 : 0;
  const own = Math.min(CLASSES - 1, Math.floor(pFree * CLASSES));
  return {
    outcomes: skill.outcomes + 1,
    absoluteError: skill.absoluteError + Math.abs(forecast.free - free) / capacity,
    squaredChance: skill.squaredChance + (pFree - came) ** 2,
    promised: skill.promised + promised,
    promisedButFull: skill.promisedButFull + promised * (1 - came),
    classes: skill.classes.map((sums, i) => (i === own ? ([sums[0] + 1, sums[1] + pFree, sums[2] + came] as const) : sums)),
    below: skill.below.map((n, i) => n + Number(free < forecast.quantiles[i]!)),
  };
}

/** Figures to show; null before the first outcome. */
export function skillOf(state: SkillState): Skill | null {
  const { outcomes: n, promised } = state;
  if (n === 0) return null;
  return {
    maePct: (100 * state.absoluteError) / n,
    brier: state.squaredChance / n,
    promisedButFullPct: promised === 0 ? null : (100 * state.promisedButFull) / promised,
    reliability: state.classes
      .filter(([count]) => count > 0)
      .map(([count, sum, came]) => ({ promisedPct: (100 * sum) / count, truePct: (100 * came) / count, outcomes: count })),
    belowPct: state.below.map((count) => (100 * count) / n),
  };
}

/** What came of both. */
export function mergeSkills(a: SkillState, b: SkillState): SkillState {
  return {
    outcomes: a.outcomes + b.outcomes,
    absoluteError: a.absoluteError + b.absoluteError,
    squaredChance: a.squaredChance + b.squaredChance,
    promised: a.promised + b.promised,
    promisedButFull: a.promisedButFull + b.promisedButFull,
    classes: a.classes.map(([n, sum, came], i) => [n + b.classes[i]![0], sum + b.classes[i]![1], came + b.classes[i]![2]] as const),
    below: a.below.map((n, i) => n + b.below[i]!),
  };
}

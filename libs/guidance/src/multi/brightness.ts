import { sunElevationDeg } from './sun.js';

/**
 * How bright a sign is, percent of its full light. `schedule`: local `HH:MM` from which a value holds, until the next one;
 * before the first of a day the last one holds on. `sun`: day above, night below the twilight, and between them in between.
 * `sensor`: by the light that the player measures, lux, and by the sun while it measures none.
 */
export type BrightnessRule =
  | { readonly by: 'fixed'; readonly pct: number }
  | { readonly by: 'schedule'; readonly steps: readonly { readonly from: string; readonly pct: number }[] }
  | { readonly by: 'sun'; readonly dayPct: number; readonly nightPct: number }
  | { readonly by: 'sensor'; readonly steps: readonly { readonly lux: number; readonly pct: number }[]; readonly dayPct: number; readonly nightPct: number };

export interface BrightnessInputs {
  /** Service time, epoch ms. */
  readonly nowMs: number;
  /** IANA zone in which schedules are read. */
  readonly timeZone: string;
  readonly lat: number;
  readonly lon: number;
  /** Light around the sign, `null` when nothing measures it. */
  readonly lux: number | null;
}

/** A sign in service is never dimmed away. */
const LEAST_PCT = 5;
/** Civil twilight, and as much above the horizon, where a low sun still blinds: degrees. */
const TWILIGHT_DEG = 6;

const formatters = new Map<string, Intl.DateTimeFormat>();
/** `HH:MM` on the wall, also in browsers that do not know `hourCycle`; some of them write midnight as 24. */
const wallTime = (atMs: number, timeZone: string): string => {
  const known = formatters.get(timeZone);
  const formatter = known ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hour12: false });
  if (known === undefined) formatters.set(timeZone, formatter);
  return formatter.format(atMs).replace(/^24/, '00');
};

const between = (share: number, low: number, high: number): number => low + Math.max(0, Math.min(1, share)) * (high - low);

const bySun = (rule: { readonly dayPct: number; readonly nightPct: number }, { nowMs, lat, lon }: BrightnessInputs): number =>
  between((sunElevationDeg(nowMs, lat, lon) + TWILIGHT_DEG) / (2 * TWILIGHT_DEG), rule.nightPct, rule.dayPct);

const bySchedule = (steps: readonly { readonly from: string; readonly pct: number }[], time: string): number => {
  const sorted = [...steps].sort((a, b) => a.from.localeCompare(b.from));
  const now = sorted.filter(({ from }) => from <= time);
  return (now[now.length - 1] ?? sorted[sorted.length - 1])?.pct ?? 100;
};

/** Eyes and light count in factors, so between two steps the logarithm of the light decides. */
const byLight = (steps: readonly { readonly lux: number; readonly pct: number }[], lux: number): number | null => {
  const sorted = [...steps].sort((a, b) => a.lux - b.lux);
  const above = sorted.find((step) => step.lux > lux);
  const below = sorted.filter((step) => step.lux <= lux).pop();
  if (above === undefined || below === undefined) return (above ?? below)?.pct ?? null;
  return between(Math.log((1 + lux) / (1 + below.lux)) / Math.log((1 + above.lux) / (1 + below.lux)), below.pct, above.pct);
};

const wanted = (rule: BrightnessRule, inputs: BrightnessInputs): number => {
  switch (rule.by) {
    case 'fixed':
      return rule.pct;
    case 'schedule':
      return bySchedule(rule.steps, wallTime(inputs.nowMs, inputs.timeZone));
    case 'sun':
      return bySun(rule, inputs);
    case 'sensor':
      return (inputs.lux === null ? null : byLight(rule.steps, inputs.lux)) ?? bySun(rule, inputs);
  }
};

/** Whole percent, 5 to 100. Throws a `RangeError` on a time zone that the runtime does not know. */
export const brightnessPct = (rule: BrightnessRule, inputs: BrightnessInputs): number => Math.max(LEAST_PCT, Math.min(100, Math.round(wanted(rule, inputs))));

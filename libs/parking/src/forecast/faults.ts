import type { CityPast } from './past.js';

/** A rate that stands still this long while such days usually move by `MOVES` comes from a frozen feed. */
const FROZEN_MINUTES = 6 * 60;
/** Full or empty may stand still all day without a fault. */
const FROZEN_AT_END_MINUTES = 24 * 60;
const MOVES = 0.15;
/** One value this far off two neighbours that agree within `AGREE` is an outlier or a reset that was mended. */
const SPIKE = 0.25;
const AGREE = 0.05;

function usualRange(mean: Float32Array, from: number, to: number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let t = from; t < to; t++) {
    if (Number.isNaN(mean[t]!)) continue;
    low = Math.min(low, mean[t]!);
    high = Math.max(high, mean[t]!);
  }
  return high - low;
}

/** Stretches [from, to) of one value, before `until`. */
function* stretches(rate: Float32Array, until: number): Generator<readonly [number, number]> {
  let from = 0;
  for (let t = 1; t <= until; t++) {
    if (t < until && rate[t] === rate[from]) continue;
    yield [from, t];
    from = t;
  }
}

function forgetFrozen(past: CityPast, lot: number, until: number): number {
  const { stepMinutes, capacity, rate: rates } = past.grid;
  const rate = rates[lot]!;
  const edge = 0.5 / capacity[lot]!;
  let forgotten = 0;
  for (const [from, to] of stretches(rate, until)) {
    const value = rate[from]!;
    const atEnd = value <= edge || value >= 1 - edge;
    if ((to - from) * stepMinutes < (atEnd ? FROZEN_AT_END_MINUTES : FROZEN_MINUTES)) continue;
    if (!(usualRange(past.lots[lot]!.mean, from, to) > MOVES)) continue;
    // The first value was heard while the feed still lived.
    rate.fill(Number.NaN, from + 1, to);
    forgotten += to - from - 1;
  }
  return forgotten;
}

function forgetSpikes(rate: Float32Array, until: number): number {
  let forgotten = 0;
  for (let t = 1; t < until - 1; t++) {
    const [before, value, after] = [rate[t - 1]!, rate[t]!, rate[t + 1]!];
    if (!(Math.abs(after - before) <= AGREE && Math.abs(value - before) >= SPIKE)) continue;
    rate[t] = Number.NaN;
    forgotten++;
  }
  return forgotten;
}

/** Garages with space that are all full a step later, and how many of the known ones: a feed that sends zeros. */
const BLACKOUT_LEAST = 4;
const BLACKOUT_SHARE = 0.5;
const HAD_SPACE = 0.9;

/** Full where a step before there was space to spare. */
function fellToZero({ grid: { rate, capacity } }: CityPast, lot: number, t: number): boolean {
  return rate[lot]![t]! >= 1 - 0.5 / capacity[lot]! && rate[lot]![t - 1]! < HAD_SPACE;
}

/** One garage may fill within a step; half a city does not. Zeros are unknown until the garage shows something else. */
function forgetBlackouts(past: CityPast, until: number): number {
  const { rate } = past.grid;
  let forgotten = 0;
  for (let t = 1; t < until; t++) {
    const fell = past.lots.flatMap((_, lot) => (fellToZero(past, lot, t) ? [lot] : []));
    const known = rate.filter((r) => !Number.isNaN(r[t]! + r[t - 1]!)).length;
    if (fell.length < Math.max(BLACKOUT_LEAST, BLACKOUT_SHARE * known)) continue;
    for (const lot of fell) {
      const own = rate[lot]!;
      const zero = own[t]!;
      for (let s = t; s < until && own[s] === zero; s++) {
        own[s] = Number.NaN;
        forgotten++;
      }
    }
  }
  return forgotten;
}

/**
 * Makes unknown what cannot have been counts: zeros of half a city at once, frozen stretches and single outliers before step `until`. To be called
 * before learning; days filled from then on compare with the cleaned ones. Returns how many values were forgotten.
 */
export function forgetFaults(past: CityPast, until: number): number {
  let forgotten = forgetBlackouts(past, until);
  for (const [lot, rate] of past.grid.rate.entries()) forgotten += forgetSpikes(rate, until) + forgetFrozen(past, lot, until);
  return forgotten;
}

import { normalCdf } from './normal.js';

/**
 * Outlook of a target: how likely is it that a car that arrives then finds no space, and how likely that the space it
 * takes is missing to somebody who comes later. Both are read off one curve, made anew whenever a count or promise changes.
 */
export interface TargetNow {
  targetId: string;
  capacity: number;
  /** Newest count and its time; `null` when nothing may be said. */
  vacant: number | null;
  measuredAtMs: number;
  /** A forecast of the free spaces without promised cars, by time, later than the count; empty: persistence with what flows in and out. */
  forecast: readonly ForecastPoint[];
}
export interface ForecastPoint {
  atMs: number;
  free: number;
  /** Standard deviation, spaces. */
  spread: number;
}

export interface OutlookOptions {
  stepSeconds: number;
  horizonSeconds: number;
  /** How far ahead of an arrival others are considered, seconds. */
  considerSeconds: number;
  /** Error of a count, standard deviation in spaces. */
  countError: number;
  /** What comes and goes varies with so many times a Poisson stream's variance. */
  scatter: number;
  /**
   * Foresight for those who come later: what comes unpromised comes in waves, is turned away elsewhere and grows before
   * it is seen. Its variance (times a Poisson stream's) and the multiple that it is expected to become.
   */
  waves: number;
  growth: number;
}
export const DEFAULT_OUTLOOK: OutlookOptions = { stepSeconds: 30, horizonSeconds: 7200, considerSeconds: 4500, countError: 0.8, scatter: 1.2, waves: 30, growth: 1.75 };

export interface Outlook {
  targetId: string;
  startMs: number;
  /** Share of rivals who follow no guidance and would have to search. */
  unguidedShare: number;
  stepMs: number;
  /** At `startMs + i * stepMs`: probability that somebody who arrives then finds no space. */
  full: readonly number[];
  /** The same with foresight, at the worst moment from then until `considerSeconds` later. */
  missed: readonly number[];
  /** Expected free spaces, may be negative where more are promised than there are. */
  free: readonly number[];
}

/** Cars that are promised to be there by `atMs`: how many, and the variance of that number. */
export interface Load {
  atMs: number;
  cars: number;
  variance: number;
}
/** What is on its way to a target, and what comes and goes there beside. Plain numbers: nothing tells one car from another. */
export interface Traffic {
  /** By `atMs`. */
  promised: readonly Load[];
  /** Cars that nobody promised, and cars that leave; per second. */
  inPerS: number;
  outPerS: number;
  /** Share of the city's arriving cars that follow no guidance, 0 to 1. */
  unguidedShare: number;
}
export const NO_TRAFFIC: Traffic = { promised: [], inPerS: 0, outPerS: 0, unguidedShare: 0 };

interface Expected {
  mean: number;
  variance: number;
}
/** Persistence: the count, and what flows in and out since. */
const carriedOn = (now: TargetNow, rates: Omit<Traffic, 'promised'>, atMs: number, options: OutlookOptions): Expected => {
  const seconds = Math.max(0, (atMs - now.measuredAtMs) / 1000);
  const variance = options.countError ** 2 + options.scatter * (rates.inPerS + rates.outPerS) * seconds;
  return { mean: Math.min(now.capacity, Number(now.vacant) + (rates.outPerS - rates.inPerS) * seconds), variance };
};

/** The forecast, led up to from the count; beyond its end as at its end. */
const forecastAt = (now: TargetNow, atMs: number, options: OutlookOptions): Expected => {
  let before: ForecastPoint = { atMs: now.measuredAtMs, free: Number(now.vacant), spread: options.countError };
  for (const point of now.forecast) {
    if (point.atMs > atMs) {
      const share = Math.max(0, (atMs - before.atMs) / (point.atMs - before.atMs));
      const spread = before.spread + share * (point.spread - before.spread);
      return { mean: before.free + share * (point.free - before.free), variance: spread ** 2 };
    }
    before = point;
  }
  return { mean: before.free, variance: before.spread ** 2 };
};

/** Free spaces without promised cars. */
const unpromised = (now: TargetNow, rates: Omit<Traffic, 'promised'>, atMs: number, options: OutlookOptions): Expected =>
  now.forecast.length === 0 ? carriedOn(now, rates, atMs, options) : forecastAt(now, atMs, options);

/** More cars than so far, in waves. */
const foreseen = ({ mean, variance }: Expected, inPerS: number, seconds: number, options: OutlookOptions): Expected => ({
  mean: mean - (options.growth - 1) * inPerS * seconds,
  variance: variance + Math.max(0, options.waves * options.growth - options.scatter) * inPerS * seconds,
});

/** What is expected of a target without promised cars, by time; with foresight too. Stands while count, forecast and flows do. */
export interface Course {
  targetId: string;
  startMs: number;
  stepMs: number;
  unguidedShare: number;
  /** Steps ahead of an arrival in which others are considered. */
  considerSteps: number;
  /** Of a target without a count nothing is known. */
  known: boolean;
  mean: readonly number[];
  variance: readonly number[];
  cautiousMean: readonly number[];
  cautiousVariance: readonly number[];
}

export const courseOf = (flows: Omit<Traffic, 'promised'>, now: TargetNow, nowMs: number, options: OutlookOptions = DEFAULT_OUTLOOK): Course => {
  const stepMs = options.stepSeconds * 1000;
  const count = Math.ceil((options.horizonSeconds + options.considerSeconds) / options.stepSeconds) + 1;
  const expected = Array.from({ length: count }, (_, index) => unpromised(now, flows, nowMs + index * stepMs, options));
  const cautious = expected.map((one, index) => foreseen(one, flows.inPerS, Math.max(0, (nowMs + index * stepMs - now.measuredAtMs) / 1000), options));
  return {
    targetId: now.targetId, startMs: nowMs, stepMs, unguidedShare: flows.unguidedShare, considerSteps: Math.round(options.considerSeconds / options.stepSeconds), known: now.vacant !== null,
    mean: expected.map((one) => one.mean), variance: expected.map((one) => one.variance), cautiousMean: cautious.map((one) => one.mean), cautiousVariance: cautious.map((one) => one.variance),
  };
};

const UNKNOWN = 0.5;
const fullRisk = (mean: number, variance: number, cars: number, spread: number): number => normalCdf((0.5 - mean + cars) / Math.sqrt(variance + spread));

/**
 * The outlook with the cars that are promised, by `atMs`. Made anew for every promise while thousands ask: it copies arrays
 * that have the right size, and makes nothing else.
 */
export const outlookWith = (course: Course, promised: readonly Load[]): Outlook => {
  const { targetId, startMs, stepMs, unguidedShare, known, mean, variance, cautiousMean, cautiousVariance } = course;
  const [free, full, cautious] = [mean.slice(), mean.slice(), mean.slice()];
  let [at, cars, spread] = [0, 0, 0];
  for (let index = 0; index < mean.length; index += 1) {
    const atMs = startMs + index * stepMs;
    for (let one = promised[at]; one !== undefined && one.atMs <= atMs; one = promised[at]) {
      at += 1;
      cars += one.cars;
      spread += one.variance;
    }
    free[index] = (mean[index] as number) - cars;
    full[index] = known ? fullRisk(mean[index] as number, variance[index] as number, cars, spread) : UNKNOWN;
    cautious[index] = known ? fullRisk(cautiousMean[index] as number, cautiousVariance[index] as number, cars, spread) : UNKNOWN;
  }
  return { targetId, startMs, unguidedShare, stepMs, full, missed: worstAhead(cautious, course.considerSteps), free };
};

/** The outlook of one target from `nowMs` on. Of a target without a count nothing is known: one in two. */
export const outlookOf = (traffic: Traffic, now: TargetNow, nowMs: number, options: OutlookOptions = DEFAULT_OUTLOOK): Outlook => outlookWith(courseOf(traffic, now, nowMs, options), traffic.promised);

/**
 * At each place the largest of it and the next `width`. By blocks of that size (van Herk): the largest from a place to the end of
 * its block, and from the beginning of the next block to the end of the window, whatever the curve looks like.
 */
const worstAhead = (values: readonly number[], width: number): number[] => {
  const [count, size] = [values.length, width + 1];
  const [worst, sofar] = [values.slice(), values.slice()];
  for (let index = 1; index < count; index += 1) {
    if (index % size !== 0) sofar[index] = Math.max(sofar[index] as number, sofar[index - 1] as number);
  }
  for (let index = count - 2; index >= 0; index -= 1) {
    if ((index + 1) % size !== 0) worst[index] = Math.max(worst[index] as number, worst[index + 1] as number);
  }
  // A window that begins with a block is that block, and the last block has no next.
  const last = count - 1 - ((count - 1) % size);
  for (let index = 0; index < last; index += 1) {
    if (index % size !== 0) worst[index] = Math.max(worst[index] as number, sofar[Math.min(count - 1, index + width)] as number);
  }
  return worst;
};

/** Reads a curve at a time; before its start and beyond its end the nearest value. */
export const readAt = ({ startMs, stepMs }: Outlook, curve: Outlook['full'], atMs: number): number => {
  const place = Math.min(curve.length - 1, Math.max(0, (atMs - startMs) / stepMs));
  const low = Math.floor(place);
  const [a, b] = [curve[low] as number, (curve[low + 1] ?? curve[low]) as number];
  return a + (b - a) * (place - low);
};

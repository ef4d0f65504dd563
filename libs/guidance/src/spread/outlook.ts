import type { Course, Curve, Load } from './course.js';
import { FreeCurve, fullCurve, loadedWith, missedCurve } from './curves.js';

export type { Course, Curve, Load } from './course.js';

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
export const DEFAULT_OUTLOOK: OutlookOptions = { stepSeconds: 30, horizonSeconds: 7200, considerSeconds: 4500, countError: 0.8, scatter: 1.2, waves: 12, growth: 1.15 };

export interface Outlook {
  targetId: string;
  startMs: number;
  /** Share of rivals who follow no guidance and would have to search. */
  unguidedShare: number;
  stepMs: number;
  /** At `startMs + i * stepMs`: probability that somebody who arrives then finds no space. */
  full: Curve;
  /** The same with foresight, at the worst moment from then until `considerSeconds` later. */
  missed: Curve;
  /** Expected free spaces, may be negative where more are promised than there are. */
  free: Curve;
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

/** Of so many first steps what was worked out is kept: most arrivals are soon. */
const KEPT_STEPS = 32;

export const courseOf = (flows: Omit<Traffic, 'promised'>, now: TargetNow, nowMs: number, options: OutlookOptions = DEFAULT_OUTLOOK): Course => {
  const stepMs = options.stepSeconds * 1000;
  const count = Math.ceil((options.horizonSeconds + options.considerSeconds) / options.stepSeconds) + 1;
  const expected = Array.from({ length: count }, (_, index) => unpromised(now, flows, nowMs + index * stepMs, options));
  const cautious = expected.map((one, index) => foreseen(one, flows.inPerS, Math.max(0, (nowMs + index * stepMs - now.measuredAtMs) / 1000), options));
  const considerSteps = Math.round(options.considerSeconds / options.stepSeconds);
  return {
    targetId: now.targetId, startMs: nowMs, stepMs, unguidedShare: flows.unguidedShare, considerSteps, known: now.vacant !== null,
    mean: expected.map((one) => one.mean), variance: expected.map((one) => one.variance), cautiousMean: cautious.map((one) => one.mean), cautiousVariance: cautious.map((one) => one.variance),
    zeros: expected.map(() => Number.NaN).fill(0), blank: expected.slice(0, Math.min(KEPT_STEPS, considerSteps + 1)).map(() => Number.NaN),
  };
};

/** The outlook with the cars that are promised, in any order. Made anew for every promise while thousands ask, so it is worked out only where it is read. */
export const outlookWith = (course: Course, promised: readonly Load[]): Outlook => {
  const { targetId, startMs, stepMs, unguidedShare } = course;
  const loaded = loadedWith(course, promised);
  return { targetId, startMs, unguidedShare, stepMs, full: fullCurve(loaded), missed: missedCurve(loaded), free: new FreeCurve(loaded) };
};

/** The outlook of one target from `nowMs` on. Of a target without a count nothing is known: one in two. */
export const outlookOf = (traffic: Traffic, now: TargetNow, nowMs: number, options: OutlookOptions = DEFAULT_OUTLOOK): Outlook => outlookWith(courseOf(traffic, now, nowMs, options), traffic.promised);

/** Where a time is on an outlook's curves, in steps; before their start and beyond their end the nearest. */
export const placeAt = ({ startMs, stepMs, full }: Outlook, atMs: number): number => Math.min(full.length - 1, Math.max(0, (atMs - startMs) / stepMs));

/** Reads a curve at a step and so much of the way to the next one, 0 to below 1. */
export const readBetween = (curve: Curve, step: number, share: number): number => {
  const a = curve.at(step) as number;
  return share === 0 ? a : a + ((curve.at(step + 1) as number) - a) * share;
};

/** Reads a curve at a time; before its start and beyond its end the nearest value. */
export const readAt = (outlook: Outlook, curve: Curve, atMs: number): number => {
  const place = placeAt(outlook, atMs);
  const step = Math.floor(place);
  return readBetween(curve, step, place - step);
};

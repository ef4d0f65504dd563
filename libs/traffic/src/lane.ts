import { checkConstancy, deliveredCodes } from './constancy.js';
import { updateDetectorFaults } from './detector-faults.js';
import { readValues, type LoopInterval } from './interval.js';
import { publish, rate, smooth, type LaneSmoothed } from './lane-output.js';
import { keepPublished } from './lane-published.js';
import { ALARM_BIT, alarmNames, AT, isRaised, NO_INTERVAL, NONE_YET, numberAt, setAlarm, type LaneAlarm, type LaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import { checkMaxima } from './max-checks.js';
import { checkContradictions } from './plausibility.js';
import type { LanePublished } from './published.js';
import { setFaulty, type LaneValue, type LaneValues, type ReadInterval, type RuleId } from './quantity.js';
import { substitute } from './substitution.js';
import { updateOutage, updateTrust } from './trust.js';

export interface LaneApplied {
  readonly kind: 'applied';
  readonly values: LaneValues;
  readonly published: LanePublished;
  readonly smoothed: LaneSmoothed;
  /** 0-1, see `LanePublished.quality`. */
  readonly quality: number;
  /** Share 0-1 of the outage window (24 h) that was implausible or missing. */
  readonly outageShare: number;
  readonly alarmsRaised: readonly LaneAlarm[];
  readonly alarmsCleared: readonly LaneAlarm[];
}
/** The interval ends before or with one already applied; the state is as it was. */
export interface LaneLate {
  readonly kind: 'late';
  readonly lastEndMs: number;
}
/** The interval has no extent or no times; the state is as it was. */
export interface LaneRejected {
  readonly kind: 'rejected';
  readonly reason: 'interval';
}
export type LaneResult = LaneApplied | LaneLate | LaneRejected;

/**
 * Applies one interval of a lane: plausibility, constancy, detector faults, trust, substitution, smoothing. Mutates
 * `state` (100,000 lanes leave no room for copies); late and rejected intervals leave it untouched. Intervals from the
 * future are the caller's to refuse: there is no clock here.
 *
 * @param substituteLane last result of the lane configured to stand in for this one
 */
export function applyInterval(
  state: LaneState,
  interval: LoopInterval,
  limits: LaneLimits,
  substituteLane: LanePublished | null = null,
): LaneResult {
  if (!(interval.endMs > interval.startMs) || !Number.isFinite(interval.endMs - interval.startMs)) return { kind: 'rejected', reason: 'interval' };
  const lastEndMs = numberAt(state, AT.lastEndMs);
  if (interval.endMs <= lastEndMs) return { kind: 'late', lastEndMs };
  const before = numberAt(state, AT.alarms);
  const read = readValues(interval);
  const { values } = read;
  const gapMs = openInterval(state, interval, limits);
  const outageShare = judge(state, read, interval, gapMs, limits);
  const replaced = substitute(state, read.list, interval, limits.substitution, substituteLane);
  const quality = rate(read, limits.quality);
  state.numbers[AT.lastEndMs] = interval.endMs;
  const published = publish(values, interval, quality, !replaced, limits);
  keepPublished(state, published);
  const after = numberAt(state, AT.alarms);
  return {
    kind: 'applied',
    values,
    published,
    smoothed: smooth(state, values, published, limits),
    quality,
    outageShare,
    alarmsRaised: alarmNames(after & ~before),
    alarmsCleared: alarmNames(before & ~after),
  };
}

/** Time that no interval covered; after a gap nothing is successive any more. */
function openInterval(state: LaneState, interval: LoopInterval, limits: LaneLimits): number {
  const { numbers } = state;
  if (numbers[AT.sinceMs] === NONE_YET) numbers[AT.sinceMs] = interval.startMs;
  setAlarm(state, 'silent', false);
  const lastEndMs = numberAt(state, AT.lastEndMs);
  const gapMs = lastEndMs === NONE_YET ? 0 : Math.max(0, interval.startMs - lastEndMs);
  // A device's clock may jitter by less than an interval without having missed one.
  if (gapMs >= interval.endMs - interval.startMs) numbers.fill(NO_INTERVAL, AT.previous, AT.flow);
  if (gapMs > limits.silentAfterSeconds * 1000) {
    numbers[AT.flow] = NONE_YET;
    numbers[AT.speed] = NONE_YET;
  }
  return gapMs;
}

/** All checks, from the cheapest to the one that condemns the whole lane. Returns the outage share. */
function judge(state: LaneState, { values, list }: ReadInterval, interval: LoopInterval, gapMs: number, limits: LaneLimits): number {
  const durationMs = interval.endMs - interval.startMs;
  const delivered = deliveredCodes(list);
  const previousSmoothed = numberAt(state, AT.previous + 9);
  checkContradictions(values, previousSmoothed < 0 ? null : previousSmoothed, limits);
  checkMaxima(values, durationMs, limits);
  if (limits.constancy === null) setAlarm(state, 'constancy', false);
  else checkConstancy(state, list, delivered, limits.constancy);
  const fault = limits.faults === null ? null : updateDetectorFaults(state, delivered, durationMs, limits.faults);
  if (fault !== null) condemn(list, fault);
  for (let i = 0; i < delivered.length; i += 1) state.numbers[AT.previous + i] = delivered[i] as number;
  const implausibleMs = isImplausible(list) ? durationMs : 0;
  const outageShare = updateOutage(state, interval.endMs, implausibleMs + gapMs, limits);
  if (updateTrust(state, interval.endMs, implausibleMs, limits)) condemn(list, 'distrust');
  return outageShare;
}

function condemn(list: readonly LaneValue[], rule: RuleId): void {
  for (const value of list) setFaulty(value, rule);
}

function isImplausible(list: readonly LaneValue[]): boolean {
  for (const value of list) if (value.flag === 'faulty') return true;
  return false;
}

/** Nothing new, or the lane has just gone silent: its values are unknown from now on. */
export type LaneTick =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'silent'; readonly lastEndMs: number | null; readonly alarmsRaised: readonly LaneAlarm[] };

const UNCHANGED: LaneTick = Object.freeze({ kind: 'unchanged' });

/** When a lane was heard last, or since when it has been listened to, or NONE_YET. */
export function heardMs(state: LaneState): number {
  const lastEndMs = numberAt(state, AT.lastEndMs);
  return lastEndMs === NONE_YET ? numberAt(state, AT.sinceMs) : lastEndMs;
}

/** Ages a lane: reports it once when it has said nothing for `silentAfterSeconds`. Mutates `state`. */
export function tickLane(state: LaneState, nowMs: number, limits: LaneLimits): LaneTick {
  if (numberAt(state, AT.sinceMs) === NONE_YET) state.numbers[AT.sinceMs] = nowMs;
  if (isRaised(state, 'silent') || nowMs - heardMs(state) <= limits.silentAfterSeconds * 1000) return UNCHANGED;
  setAlarm(state, 'silent', true);
  const lastEndMs = numberAt(state, AT.lastEndMs);
  return { kind: 'silent', lastEndMs: lastEndMs === NONE_YET ? null : lastEndMs, alarmsRaised: alarmNames(ALARM_BIT.silent) };
}

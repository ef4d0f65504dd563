import { learn } from '../forecast/profile.js';
import { weekSlot } from '../hours/zone.js';
import type { CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import type { AudiencePublic } from '../model/public.js';
import { get } from '../model/record.js';
import type { AudienceState, FacilityState } from '../model/state.js';
import { nextTrend, trendOf } from '../status/trend.js';
import { assess, type Assessment } from './assess.js';

/** Everything people see but the age. */
export function differs(a: AudiencePublic, b: AudiencePublic): boolean {
  const keys = ['status', 'vacant', 'occupied', 'capacity', 'quality', 'trend', 'evidence'] as const;
  if (keys.some((key) => a[key] !== b[key])) return true;
  if (a.raw.occupied !== b.raw.occupied || a.raw.vacant !== b.raw.vacant) return true;
  return a.reasons.length !== b.reasons.length || a.reasons.some((reason, i) => reason !== b.reasons[i]);
}

/** Trend, last good count and typical week follow each newer good count; not while closed, that week is no other. */
function follow(own: AudienceState, good: NonNullable<Assessment['good']>, config: FacilityConfig, capacity: number): void {
  if (own.lastGood !== null && good.atMs < own.lastGood.atMs) return;
  own.trend = nextTrend(own.trend, good.occupied, good.atMs, capacity, config.trend);
  own.lastGood = good;
  const slot = weekSlot(good.atMs, config.timeZone);
  if (slot === own.profileSlot || capacity === 0 || !config.estimate.enabled) return;
  own.profile = learn(own.profile, slot, good.occupied, capacity, config.estimate.learningRate);
  own.profileSlot = slot;
}

function followCounter(own: AudienceState, raw: Assessment['counterRaw']): void {
  if (raw === null) return;
  if (own.counter === null || own.counter.occupied !== raw.occupied) own.counter = { occupied: raw.occupied, changedMs: raw.atMs };
}

export interface Committed {
  readonly changed: boolean;
  readonly refreshed: boolean;
  readonly assessment: Assessment;
}

/** Judges an audience and takes the judgement into the state (in place). `learns`: after a reading. */
export function commit(state: FacilityState, config: FacilityConfig, a: CompiledAudience, learns: boolean): Committed {
  const own = get(state.audiences, a.config.id);
  let assessment = assess(state, config, a, state.nowMs);
  const { good } = assessment;
  // A number that grew newer by itself, of sensors whose silence says that nothing changed, is as good as one that was told.
  if (good !== null && (learns || (assessment.published.evidence === 'space' && good.atMs > (own.lastGood?.atMs ?? 0)))) {
    follow(own, good, config, assessment.published.capacity);
    assessment = { ...assessment, published: { ...assessment.published, trend: trendOf(own.trend, config.trend.windowSeconds) } };
  }
  followCounter(own, assessment.counterRaw);
  const before = own.published;
  own.published = assessment.published;
  const refreshed = before.measuredAtMs !== own.published.measuredAtMs;
  return { changed: differs(before, own.published), refreshed, assessment };
}

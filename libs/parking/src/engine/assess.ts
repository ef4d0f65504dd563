import { capacityInForce, type CapacityInForce } from '../evidence/capacity.js';
import type { Observation } from '../evidence/observation.js';
import { observe } from '../evidence/observe.js';
import { driftEstimate, isWorthRezero } from '../drift/estimate.js';
import { estimateFromProfile } from '../forecast/profile.js';
import { openingDueMs } from '../hours/opening.js';
import type { CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import { REASONS, type AudiencePublic, type Quality, type Reason } from '../model/public.js';
import { clamp, get } from '../model/record.js';
import type { FacilityState } from '../model/state.js';
import { bandOf, isLevel, stepStatus, type StatusInput } from '../status/table.js';
import { scaleThresholds } from '../status/thresholds.js';
import { trendOf } from '../status/trend.js';

const QUARTER_MS = 900_000;
const NO_COUNT = { occupied: null, vacant: null } as const;

export interface Assessment {
  readonly published: AudiencePublic;
  /** Fresh, plausible and measured or derived: worth learning from. */
  readonly good: { readonly occupied: number; readonly atMs: number } | null;
  /** The followed counter's own count (uncorrected) where it is fresh. */
  readonly counterRaw: { readonly occupied: number; readonly atMs: number } | null;
  /** All that the kinds of evidence say, for drift. */
  readonly observations: readonly Observation[];
  /** Before this instant nothing changes by itself. */
  readonly dueMs: number;
}

interface Judged {
  readonly value: number | null;
  readonly from: Observation | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  readonly isAlive: boolean;
  readonly measuredAtMs: number | null;
}

const isPlausible = (o: Observation, margin: number): boolean =>
  o.occupied !== null && o.occupied >= -margin && o.occupied <= o.basis + margin;

/** The first kind that is fresh and plausible wins; another such kind that differs contradicts it. */
function judge(all: readonly Observation[], audience: CompiledAudience, nowMs: number): Judged {
  const { plausibilityMargin, contradictionTolerance } = audience.config;
  const fresh = all.filter((o) => nowMs <= o.freshUntilMs);
  const usable = fresh.filter((o) => isPlausible(o, plausibilityMargin));
  const [chosen, ...others] = usable;
  if (chosen !== undefined) {
    const value = Number(chosen.occupied);
    const differs = others.some((o) => Math.abs(Number(o.occupied) - value) > contradictionTolerance);
    const reasons: readonly Reason[] = differs ? [...chosen.reasons, 'contradiction'] : chosen.reasons;
    return { value, from: chosen, quality: chosen.quality, reasons, isAlive: true, measuredAtMs: chosen.measuredAtMs };
  }
  const reasons: Reason[] = fresh.flatMap((o) => (o.occupied === null ? o.reasons : [...o.reasons, 'implausible' as const]));
  if (fresh.length < all.length) reasons.push('stale');
  if (all.length === 0) reasons.push('noData');
  // What is shown as raw: the fresh one that is not believed, else the one that fell silent last.
  const newest = (fresh.length > 0 ? fresh : all).toSorted((a, b) => b.freshUntilMs - a.freshUntilMs)[0] ?? null;
  const measuredAtMs = newest === null ? null : newest.measuredAtMs;
  return { value: null, from: newest, quality: 'unknown', reasons, isAlive: fresh.length > 0, measuredAtMs };
}

/** Without a live value: the estimate, marked as such, until it is too old. */
function estimated(judged: Judged, state: FacilityState, config: FacilityConfig, id: string, capacity: number, nowMs: number): Judged {
  const { lastGood, profile } = get(state.audiences, id);
  if (judged.value !== null || lastGood === null || !config.estimate.enabled) return judged;
  if (nowMs - lastGood.atMs > config.estimate.maxAgeSeconds * 1000) return judged;
  const value = estimateFromProfile({ profile, last: lastGood, nowMs, capacity, timeZone: config.timeZone });
  if (value === null) return judged;
  return { ...judged, value, quality: 'estimated', reasons: [...judged.reasons, 'estimated'], measuredAtMs: lastGood.atMs };
}

function inputOf(state: FacilityState, judged: Judged, vacant: number | null, inForce: CapacityInForce, a: CompiledAudience): StatusInput {
  if (state.opening.state === 'closed' || inForce.capacity === 0) return 'notOpen';
  if (vacant === null) return judged.isAlive ? 'noTrust' : 'noSource';
  return bandOf(vacant, scaleThresholds(a.config.thresholds, a.config.capacity, inForce.capacity));
}

function openingReasons(state: FacilityState): Reason[] {
  const found: Reason[] = [];
  if (state.opening.state === 'closed') found.push('closed');
  if (state.opening.state === 'unknown') found.push('openingUnknown');
  if (state.opening.cause === 'operator') found.push('manual');
  if (state.garage.barrier !== 'ok') found.push('barrierFault');
  return found;
}

/** The evidence's own number of vacant spaces lies outside 0..capacity. */
function clampReasons(from: Observation | null, capacity: number): Reason[] {
  if (from === null || from.occupied === null) return [];
  if (from.occupied > capacity) return ['negative'];
  return from.occupied < 0 ? ['aboveCapacity'] : [];
}

function dueOf(state: FacilityState, config: FacilityConfig, a: CompiledAudience, j: Judged, all: readonly Observation[], nowMs: number): number {
  const lastGood = get(state.audiences, a.config.id).lastGood;
  const estimateEnds = lastGood === null ? Number.POSITIVE_INFINITY : lastGood.atMs + config.estimate.maxAgeSeconds * 1000 + 1;
  let dueMs = (Math.floor(nowMs / QUARTER_MS) + 1) * QUARTER_MS;
  if (j.quality === 'estimated') dueMs = Math.min(dueMs, estimateEnds);
  for (const o of all) {
    if (o.freshUntilMs >= nowMs) dueMs = Math.min(dueMs, o.freshUntilMs + 1);
    dueMs = Math.min(dueMs, o.dueMs ?? Number.POSITIVE_INFINITY);
  }
  return Math.min(dueMs, openingDueMs(state));
}

/** A barrier that stands open, or a fault of which nobody knows what it does, lets cars pass uncounted. */
function withBarrier(quality: Quality, state: FacilityState): Quality {
  const { barrier } = state.garage;
  const countsLie = barrier === 'faultOpen' || barrier === 'fault';
  return countsLie && quality !== 'unknown' ? 'estimated' : quality;
}

function allReasons(state: FacilityState, config: FacilityConfig, a: CompiledAudience, j: Judged, f: CapacityInForce, nowMs: number): Reason[] {
  const reasons = new Set([...openingReasons(state), ...j.reasons, ...clampReasons(j.from, f.capacity)]);
  if (f.reason !== null) reasons.add(f.reason);
  if (f.capacity === 0) reasons.add('noCapacity');
  const estimate = driftEstimate(a, get(state.audiences, a.config.id), nowMs);
  if (estimate !== null && isWorthRezero(estimate, a, config.drift)) reasons.add('drift');
  return REASONS.filter((r) => reasons.has(r));
}

function counterRawOf(all: readonly Observation[], a: CompiledAudience, nowMs: number): Assessment['counterRaw'] {
  const followed = all.find((o) => o.kind === a.counterKind && nowMs <= o.freshUntilMs && o.counted !== null);
  return followed === undefined ? null : { occupied: Number(followed.counted), atMs: followed.measuredAtMs };
}

/** Judges one audience at an instant. Reads only; the opening must be up to date. */
export function assess(state: FacilityState, config: FacilityConfig, a: CompiledAudience, nowMs: number): Assessment {
  const own = get(state.audiences, a.config.id);
  const inForce = capacityInForce(state, a.config, nowMs);
  const { capacity } = inForce;
  const all = observe(state, config, a, inForce, nowMs);
  const live = judge(all, a, nowMs);
  const judged = estimated(live, state, config, a.config.id, capacity, nowMs);
  const shown = judged.value === null ? null : clamp(capacity - judged.value, 0, capacity);
  const step = stepStatus(own.published, inputOf(state, judged, shown, inForce, a), nowMs, config.dwellSeconds);
  const vacant = isLevel(step.status) ? shown : null;
  const published: AudiencePublic = {
    audience: a.config.id,
    status: step.status,
    statusSinceMs: step.sinceMs,
    vacant,
    occupied: vacant === null ? null : capacity - vacant,
    capacity,
    raw: judged.from === null ? NO_COUNT : judged.from.raw,
    reasons: allReasons(state, config, a, judged, inForce, nowMs),
    measuredAtMs: judged.measuredAtMs,
    quality: withBarrier(judged.quality, state),
    trend: live.value === null ? null : trendOf(own.trend, config.trend.windowSeconds),
    evidence: judged.from === null ? null : judged.from.kind,
  };
  return {
    published,
    good: live.value === null ? null : { occupied: clamp(live.value, 0, capacity), atMs: Number(live.measuredAtMs) },
    counterRaw: counterRawOf(all, a, nowMs),
    observations: all,
    dueMs: Math.min(dueOf(state, config, a, judged, all, nowMs), step.heldUntilMs ?? Number.POSITIVE_INFINITY, inForce.nextChangeMs),
  };
}

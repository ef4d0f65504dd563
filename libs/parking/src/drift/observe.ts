import type { Assessment } from '../engine/assess.js';
import { quietSinceMs } from '../hours/opening.js';
import { minuteOfDay } from '../hours/zone.js';
import type { CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import { get } from '../model/record.js';
import type { AudienceState, DriftState, FacilityState } from '../model/state.js';
import { newDrift, update, type DriftSource } from './filter.js';

/** Samples of the same kind are at least this far apart: one count every minute is not fifteen witnesses. */
const SPACING_MS = 900_000;

interface Sampling {
  readonly own: AudienceState;
  readonly a: CompiledAudience;
  readonly config: FacilityConfig;
  readonly raw: { readonly occupied: number; readonly atMs: number };
  /** When the counter last moved. */
  readonly movedMs: number;
}

function sample(s: Sampling, offset: number, sigma: number, source: DriftSource, marks: Partial<DriftState>): void {
  const { capacity } = s.a.config;
  const before = s.own.drift ?? newDrift(capacity, s.raw.atMs);
  s.own.drift = { ...update(before, { offset, sigma, source, atMs: s.raw.atMs }, capacity), ...marks };
}

/** Trusted single spaces are the truth, as far as they report. */
function sampleSpaces(s: Sampling, observations: Assessment['observations'], nowMs: number): void {
  const truth = observations.find((o) => o.kind === 'space');
  if (truth === undefined || truth.occupied === null || nowMs > truth.freshUntilMs) return;
  if (s.own.drift !== null && s.raw.atMs < s.own.drift.lastSpaceMs + SPACING_MS) return;
  const sigma = truth.quality === 'measured' ? 1 : 2 + s.a.config.capacity * 0.02;
  sample(s, s.raw.occupied - truth.occupied, sigma, 'space', { lastSpaceMs: s.raw.atMs });
}

/**
 * A count below zero or above capacity is off by at least so much. It speaks only where the estimate does not explain
 * it yet, and not when it is out of all reason: that is nonsense (8,259 of 140), not drift.
 */
function sampleBound(s: Sampling): void {
  const { capacity, plausibilityMargin } = s.a.config;
  const { occupied } = s.raw;
  const excess = occupied < 0 ? occupied : Math.max(0, occupied - capacity);
  if (excess === 0) return;
  const known = s.own.drift === null ? 0 : s.own.drift.offset;
  const explained = excess < 0 ? known <= excess : known >= excess;
  if (explained || Math.abs(excess - known) > plausibilityMargin) return;
  if (s.own.drift !== null && s.raw.atMs < s.own.drift.lastBoundMs + SPACING_MS) return;
  sample(s, excess, Math.max(2, capacity * 0.01), 'bound', { lastBoundMs: s.raw.atMs });
}

/** Start of the closed period, or of tonight's quiet hours; null when neither. */
function nightSinceMs(state: FacilityState, config: FacilityConfig): number | null {
  if (state.opening.state === 'closed') return state.opening.cause === 'barrier' ? null : state.opening.sinceMs;
  return quietSinceMs(minuteOfDay(state.nowMs, config.timeZone), state.nowMs, config.quietHours);
}

/** Closed-hours balance: once per closed period (or quiet hours), settled and stable, against what is known to stand. */
function sampleNight(s: Sampling, state: FacilityState): void {
  const truth = s.a.config.overnightOccupied;
  const sinceMs = nightSinceMs(state, s.config);
  if (truth === null || sinceMs === null || s.own.drift?.lastNightMs === sinceMs) return;
  const { settleSeconds, stableSeconds } = s.config.drift;
  const settles = state.opening.state === 'closed' ? settleSeconds : 0;
  if (state.nowMs < sinceMs + settles * 1000 || state.nowMs < s.movedMs + stableSeconds * 1000) return;
  sample(s, s.raw.occupied - truth, s.a.config.overnightSigma, 'night', { lastNightMs: sinceMs });
  clearSuspicion(state, s.a);
}

/** A balance has seen what a reset or jump may have lost. */
export function clearSuspicion(state: FacilityState, a: CompiledAudience): void {
  for (const { counterId } of a.totals) {
    const counter = state.counters[counterId];
    if (counter?.kind === 'totals') counter.suspect = null;
  }
}

/** Draws from the present judgement what it says about the counter's drift. Changes the state in place. */
export function observeDrift(state: FacilityState, config: FacilityConfig, a: CompiledAudience, seen: Assessment): void {
  const own = get(state.audiences, a.config.id);
  if (config.drift.mode === 'off' || seen.counterRaw === null || own.counter === null) return;
  const sampling: Sampling = { own, a, config, raw: seen.counterRaw, movedMs: own.counter.changedMs };
  sampleSpaces(sampling, seen.observations, state.nowMs);
  sampleBound(sampling);
  sampleNight(sampling, state);
}

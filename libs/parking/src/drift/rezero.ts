import { assess } from '../engine/assess.js';
import { compile, type CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import type { AudiencePublic } from '../model/public.js';
import { get } from '../model/record.js';
import type { AuditItem, DriftEstimate, RezeroEffect, RezeroProposal, RezeroView } from '../model/result.js';
import type { AudienceState, FacilityState } from '../model/state.js';
import { driftEstimate, isWorthRezero } from './estimate.js';
import { clearSuspicion } from './observe.js';
import { newDrift, update } from './filter.js';

/** Estimates of all audiences with a counter that has given samples, keyed by audience (`total` among them). */
export function facilityDrift(state: FacilityState, config: FacilityConfig, nowMs: number): Record<string, DriftEstimate> {
  const entries = compile(config).audiences.flatMap((a) => {
    const estimate = driftEstimate(a, get(state.audiences, a.config.id), nowMs);
    return estimate === null ? [] : [[a.config.id, estimate] as const];
  });
  return Object.fromEntries(entries);
}

const viewOf = ({ vacant, occupied, status }: AudiencePublic): RezeroView => ({ vacant, occupied, status });

function effectOf(state: FacilityState, config: FacilityConfig, a: CompiledAudience, estimate: DriftEstimate): RezeroEffect {
  const { id } = a.config;
  const own = get(state.audiences, id);
  const correctionAfter = Math.round(estimate.appliedCorrection - estimate.offsetVehicles);
  const corrected: AudienceState = { ...own, correction: { vehicles: correctionAfter, atMs: state.nowMs, by: 'preview' } };
  // The preview shows where the status goes, so it looks past the dwell.
  const after = assess({ ...state, audiences: { ...state.audiences, [id]: corrected } }, { ...config, dwellSeconds: 0 }, a, state.nowMs);
  return {
    audience: id,
    offsetVehicles: estimate.offsetVehicles,
    perDay: estimate.perDay,
    confidence: estimate.confidence,
    correctionBefore: estimate.appliedCorrection,
    correctionAfter,
    before: viewOf(own.published),
    after: viewOf(after.published),
  };
}

/** The re-zero that the estimate calls for, with its effect on every audience concerned; null while there is no call for one. */
export function proposeRezero(state: FacilityState, config: FacilityConfig): RezeroProposal | null {
  const effects = compile(config).audiences.flatMap((a) => {
    const estimate = driftEstimate(a, get(state.audiences, a.config.id), state.nowMs);
    return estimate !== null && isWorthRezero(estimate, a, config.drift) ? [effectOf(state, config, a, estimate)] : [];
  });
  return effects.length === 0 ? null : { facilityId: state.facilityId, atMs: state.nowMs, effects };
}

interface Author {
  readonly by: string;
  readonly reason: string;
}

function setCorrection(state: FacilityState, a: CompiledAudience, vehicles: number, author: Author, confidence: number | null): AuditItem {
  const own = get(state.audiences, a.config.id);
  const correctionBefore = own.correction?.vehicles ?? 0;
  own.correction = { vehicles, atMs: state.nowMs, by: author.by };
  clearSuspicion(state, a);
  return {
    facilityId: state.facilityId,
    action: 'rezero',
    atMs: state.nowMs,
    ...author,
    detail: {
      audience: a.config.id,
      correctionBefore,
      correctionAfter: vehicles,
      confidence,
      vacantBefore: own.published.vacant,
      occupiedBefore: own.published.occupied,
    },
  };
}

/** Applies every effect of the present proposal (or the one of `audience`). Changes the state in place. */
export function applyProposal(state: FacilityState, config: FacilityConfig, author: Author, audience?: string): AuditItem[] {
  const { byId } = compile(config);
  const effects = proposeRezero(state, config)?.effects ?? [];
  return effects.flatMap((effect) => {
    const a = byId.get(effect.audience);
    if (a === undefined || (audience !== undefined && audience !== effect.audience)) return [];
    return [setCorrection(state, a, effect.correctionAfter, author, effect.confidence)];
  });
}

/** An operator has counted: that is the truth, and a sample for the estimate. null = no fresh count to correct. */
export function applyHandCount(state: FacilityState, config: FacilityConfig, a: CompiledAudience, occupied: number, author: Author): AuditItem | null {
  const { counterRaw } = assess(state, config, a, state.nowMs);
  if (counterRaw === null) return null;
  const own = get(state.audiences, a.config.id);
  const offset = counterRaw.occupied - occupied;
  const before = own.drift ?? newDrift(a.config.capacity, state.nowMs);
  own.drift = update(before, { offset, sigma: 1, source: 'operator', atMs: state.nowMs }, a.config.capacity);
  return setCorrection(state, a, -offset, author, null);
}

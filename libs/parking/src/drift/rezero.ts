import { assess, type Assessment } from '../engine/assess.js';
import { compile, type CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
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

/** The count is shown also while the facility is closed, when re-zeroing is usual and the public sees no number. */
function viewOf({ good, published: { capacity, status } }: Assessment): RezeroView {
  const occupied = good === null ? null : good.occupied;
  return { occupied, vacant: occupied === null ? null : capacity - occupied, status };
}

function effectOf(state: FacilityState, config: FacilityConfig, a: CompiledAudience, estimate: DriftEstimate): RezeroEffect {
  const { id } = a.config;
  const own = get(state.audiences, id);
  // + 0: JSON knows no -0, and a restored state has to be the same.
  const correctionAfter = Math.round(estimate.appliedCorrection - estimate.offsetVehicles) + 0;
  const corrected: AudienceState = { ...own, correction: { vehicles: correctionAfter, atMs: state.nowMs, by: 'preview' } };
  // The preview shows where the status goes, so it looks past the dwell.
  const preview: FacilityState = { ...state, audiences: { ...state.audiences, [id]: corrected } };
  const after = assess(preview, { ...config, dwellSeconds: 0 }, a, state.nowMs);
  return {
    audience: id,
    offsetVehicles: estimate.offsetVehicles,
    perDay: estimate.perDay,
    confidence: estimate.confidence,
    correctionBefore: estimate.appliedCorrection,
    correctionAfter,
    before: viewOf(assess(state, config, a, state.nowMs)),
    after: viewOf(after),
  };
}

/** Whoever declined has looked; only an offset that differs by what is worth a re-zero at all is another one. */
const isDeclined = ({ declined }: AudienceState, { offsetVehicles }: DriftEstimate, a: CompiledAudience): boolean =>
  declined != null && Math.abs(offsetVehicles - declined.offsetVehicles) < a.config.minOffsetVehicles;

/** The re-zero that the estimate calls for, with its effect on every audience concerned; null while there is no call for one, or it was declined. */
export function proposeRezero(state: FacilityState, config: FacilityConfig): RezeroProposal | null {
  const effects = compile(config).audiences.flatMap((a) => {
    const own = get(state.audiences, a.config.id);
    const estimate = driftEstimate(a, own, state.nowMs);
    return estimate !== null && isWorthRezero(estimate, a, config.drift) && !isDeclined(own, estimate, a) ? [effectOf(state, config, a, estimate)] : [];
  });
  return effects.length === 0 ? null : { facilityId: state.facilityId, atMs: state.nowMs, effects };
}

interface Author {
  readonly by: string;
  readonly reason: string;
}

interface Change {
  readonly vehicles: number;
  readonly occupiedBefore: number | null;
  readonly occupiedAfter: number | null;
  readonly confidence: number | null;
}

function setCorrection(state: FacilityState, a: CompiledAudience, change: Change, author: Author): AuditItem {
  const own = get(state.audiences, a.config.id);
  const { vehicles, ...seen } = change;
  const correctionBefore = own.correction?.vehicles ?? 0;
  own.correction = { vehicles, atMs: state.nowMs, by: author.by };
  own.declined = null;
  clearSuspicion(state, a);
  return {
    facilityId: state.facilityId,
    action: 'rezero',
    atMs: state.nowMs,
    ...author,
    detail: { audience: a.config.id, correctionBefore, correctionAfter: vehicles, ...seen },
  };
}

const changeOf = (effect: RezeroEffect): Change => ({
  vehicles: effect.correctionAfter,
  occupiedBefore: effect.before.occupied,
  occupiedAfter: effect.after.occupied,
  confidence: effect.confidence,
});

/** Applies every effect of the present proposal (or the one of `audience`). Changes the state in place. */
export function applyProposal(state: FacilityState, config: FacilityConfig, author: Author, audience?: string): AuditItem[] {
  const wanted = (proposeRezero(state, config)?.effects ?? []).filter((e) => audience === undefined || audience === e.audience);
  return compile(config).audiences.flatMap((a) =>
    wanted
      .filter((effect) => effect.audience === a.config.id)
      .map((effect) => setCorrection(state, a, changeOf(effect), author)),
  );
}

/** Turns the present proposal down (or that of `audience`), and so what the rule would do at night. Changes the state in place. */
export function declineProposal(state: FacilityState, config: FacilityConfig, author: Author, audience?: string): AuditItem[] {
  const wanted = (proposeRezero(state, config)?.effects ?? []).filter((e) => audience === undefined || audience === e.audience);
  return wanted.map(({ audience: id, offsetVehicles, confidence }) => {
    get(state.audiences, id).declined = { offsetVehicles, atMs: state.nowMs, by: author.by };
    return { facilityId: state.facilityId, action: 'declineRezero', atMs: state.nowMs, ...author, detail: { audience: id, offsetVehicles, confidence } };
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
  const occupiedBefore = counterRaw.occupied + (own.correction?.vehicles ?? 0);
  return setCorrection(state, a, { vehicles: occupied - counterRaw.occupied, occupiedBefore, occupiedAfter: occupied, confidence: null }, author);
}

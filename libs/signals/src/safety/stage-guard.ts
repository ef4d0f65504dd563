import type { JunctionModel } from '../model/junction.js';
import { trySwitch, type GuardRejection, type GuardState } from './guard-state.js';
import { maxRedsHold, rescueOrder } from './max-red.js';

export interface GuardDecision {
  readonly state: GuardState;
  readonly action: 'hold' | 'switch';
  /** The guard acted by itself, to keep a maximum red. */
  readonly forced: boolean;
  /** Why the request was not followed; `null` when it was, or when there was none. */
  readonly rejection: GuardRejection | null;
}

/** Follows the rescue order as far as it can be followed at this instant: stages that take no time do not help. */
function rescue(model: JunctionModel, start: GuardState, nowMs: number, nextMs: number): GuardState {
  let state = start;
  for (const stageId of rescueOrder(model, start, nowMs)) {
    if (maxRedsHold(model, state, nextMs)) return state;
    const tried = stageId === state.stageId ? null : trySwitch(model, state, stageId, nowMs);
    if (tried?.ok === false) return state;
    state = tried?.state ?? state;
  }
  return state;
}

/**
 * The only way to another stage. Call it every `stepMs`, with or without a request. A request is followed when minimum
 * greens are over and all maximum reds can still be kept afterwards; otherwise the stage is held, or, when holding would
 * break a maximum red, the guard switches by itself. Intergreen times are kept by when the next greens begin.
 *
 * @param request stage that the tactical level wants, `null` = no wish
 */
export function guardStageSwitch(model: JunctionModel, state: GuardState, request: string | null, nowMs: number, stepMs = 1000): GuardDecision {
  const nextMs = nowMs + stepMs;
  let rejection: GuardRejection | null = null;
  if (request !== null && request !== state.stageId) {
    const tried = trySwitch(model, state, request, nowMs);
    if (tried.ok && maxRedsHold(model, tried.state, nextMs)) return { state: tried.state, action: 'switch', forced: false, rejection: null };
    rejection = tried.ok ? { code: 'maxRed' } : tried.rejection;
  }
  if (maxRedsHold(model, state, nextMs)) return { state, action: 'hold', forced: false, rejection };
  const rescued = rescue(model, state, nowMs, nextMs);
  return { state: rescued, action: rescued === state ? 'hold' : 'switch', forced: true, rejection };
}

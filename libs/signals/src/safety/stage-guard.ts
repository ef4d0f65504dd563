import type { JunctionModel } from '../model/junction.js';
import { trySwitch, type GuardRejection, type GuardState } from './guard-state.js';
import { maxRedsHold, overdueStage } from './max-red.js';

export interface GuardDecision {
  readonly state: GuardState;
  readonly action: 'hold' | 'switch';
  /** The guard acted by itself, to keep a maximum red. */
  readonly forced: boolean;
  /** Why the request was not followed; `null` when it was, or when there was none. */
  readonly rejection: GuardRejection | null;
}

/**
 * The only way to another stage. Call it every `stepMs`, with or without a request. A request is followed when minimum
 * greens are over and all maximum reds can still be kept afterwards; otherwise the stage is held, or, when holding would
 * break a maximum red, the guard switches by itself. Intergreen times are kept by when the next greens begin.
 *
 * @param request stage that the tactical level wants, `null` = no wish
 */
export function guardStageSwitch(model: JunctionModel, state: GuardState, request: string | null, nowMs: number, stepMs = 1000): GuardDecision {
  let rejection: GuardRejection | null = null;
  if (request !== null && request !== state.stageId) {
    const tried = trySwitch(model, state, request, nowMs);
    if (tried.ok && maxRedsHold(model, tried.state, nowMs)) return { state: tried.state, action: 'switch', forced: false, rejection: null };
    rejection = tried.ok ? { code: 'maxRed' } : tried.rejection;
  }
  const hold: GuardDecision = { state, action: 'hold', forced: false, rejection };
  if (maxRedsHold(model, state, nowMs + stepMs)) return hold;
  const stageId = overdueStage(model, state, nowMs);
  const forced = stageId === state.stageId ? null : trySwitch(model, state, stageId, nowMs);
  return forced?.ok === true ? { state: forced.state, action: 'switch', forced: true, rejection } : { ...hold, forced: true };
}

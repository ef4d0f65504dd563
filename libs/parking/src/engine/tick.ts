import type { FacilityConfig } from '../model/config.js';
import type { FacilityResult } from '../model/result.js';
import type { FacilityState } from '../model/state.js';
import { advanceAll, refuse, resultOf } from './advance.js';

/** Something was heard over the link that the facility's single spaces come by: their silence then means something. */
export function noteLink(state: FacilityState, atMs: number): void {
  state.linkHeardMs = Math.max(state.linkHeardMs, atMs);
}

/**
 * Lets time pass: values go stale, hours open and close, dwells and temporary capacities end, the night's balance is
 * drawn. One comparison while nothing is due. Time never goes back. Changes the state in place.
 */
export function tickFacility(state: FacilityState, nowMs: number, config: FacilityConfig): FacilityResult {
  state.nowMs = Math.max(state.nowMs, nowMs);
  if (state.nowMs < state.nextDueMs) return refuse(state, 'applied');
  return resultOf(state, 'applied', advanceAll(state, config, null));
}

import type { Gain } from '../strategic/recommend.js';

/** What an operator turned down at a junction; remembered per junction, for the next proposal differs by a second or two. */
export interface Rejection {
  readonly atMs: number;
  readonly gain: Gain;
}

export interface RejectionParams {
  /** How long a rejection holds, seconds. */
  readonly holdS: number;
  /** A proposal that gains more than this multiple of the rejected one is shown all the same. */
  readonly gainFactor: number;
}

export const DEFAULT_REJECTION_PARAMS: RejectionParams = { holdS: 1800, gainFactor: 1.5 };

/** Whether a proposal with this gain must not be shown again yet. */
export function isSuppressed(rejection: Rejection | null, gain: Gain, nowMs: number, params: RejectionParams = DEFAULT_REJECTION_PARAMS): boolean {
  if (rejection === null || nowMs - rejection.atMs >= params.holdS * 1000) return false;
  return gain.vehHPerH < rejection.gain.vehHPerH * params.gainFactor;
}

import type { Gain } from '../strategic/recommend.js';

/** What an operator turned down, or what a controller did not follow; remembered per junction or corridor, for the next proposal differs by a second or two. */
export interface Rejection {
  readonly atMs: number;
  readonly gain: Gain;
}

export interface RejectionParams {
  /** How long nothing of the kind is proposed again, seconds. */
  readonly holdS: number;
  /** A proposal that gains at least this multiple is shown all the same. */
  readonly gainFactor: number;
}

export const DEFAULT_REJECTION_PARAMS: RejectionParams = { holdS: 1800, gainFactor: 1.5 };

/** What is remembered from `atMs` on. While an earlier one still holds the larger gain counts: else a lesser one would let it come back. */
export function noteRejection(earlier: Rejection | null, gain: Gain, atMs: number, params: RejectionParams = DEFAULT_REJECTION_PARAMS): Rejection {
  const larger = earlier !== null && atMs - earlier.atMs < params.holdS * 1000 && earlier.gain.vehHPerH > gain.vehHPerH;
  return { atMs, gain: larger ? earlier.gain : gain };
}

/** Whether a proposal with this gain must not be shown again yet. */
export function isSuppressed(rejection: Rejection | null, gain: Gain, nowMs: number, params: RejectionParams = DEFAULT_REJECTION_PARAMS): boolean {
  if (rejection === null || nowMs - rejection.atMs >= params.holdS * 1000) return false;
  return gain.vehHPerH < rejection.gain.vehHPerH * params.gainFactor;
}

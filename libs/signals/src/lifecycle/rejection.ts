import type { SignalPlan } from '../model/junction.js';
import type { Gain } from '../strategic/recommend.js';

/** What an operator turned down, or what a controller did not follow; remembered per junction or corridor, for the next proposal differs by a second or two. */
export interface Rejection {
  readonly atMs: number;
  readonly gain: Gain;
  /** What was not followed, the plans of all junctions that it was for; left out where there is none. */
  readonly failed?: readonly FailedPlans[] | undefined;
}

interface FailedPlans {
  readonly atMs: number;
  readonly plans: readonly SignalPlan[];
}

/** What is to be proposed: its gain over what runs, and its plans, one a junction. */
export interface Proposal {
  readonly gain: Gain;
  readonly plans: readonly SignalPlan[];
}

export interface RejectionParams {
  /** How long nothing of the kind is proposed again, seconds. */
  readonly holdS: number;
  /** A proposal that gains at least this multiple is shown all the same. */
  readonly gainFactor: number;
  /** Unless it is what was not followed: cycle, offset and greens within this many seconds. */
  readonly samePlanS: number;
}

export const DEFAULT_REJECTION_PARAMS: RejectionParams = { holdS: 1800, gainFactor: 1.5, samePlanS: 3 };

const holds = ({ atMs }: { readonly atMs: number }, nowMs: number, { holdS }: RejectionParams): boolean => nowMs - atMs < holdS * 1000;

/** What is remembered from `atMs` on. While an earlier one still holds the larger gain counts: else a lesser one would let it come back. */
export function noteRejection(earlier: Rejection | null, ended: Proposal & { readonly by: 'operator' | 'controller' }, atMs: number, params: RejectionParams = DEFAULT_REJECTION_PARAMS): Rejection {
  const before = earlier !== null && holds(earlier, atMs, params) ? earlier : null;
  const gain = before !== null && before.gain.vehHPerH > ended.gain.vehHPerH ? before.gain : ended.gain;
  const failed = [...(before?.failed ?? []).filter((f) => holds(f, atMs, params)), ...(ended.by === 'controller' ? [{ atMs, plans: ended.plans }] : [])];
  return { atMs, gain, ...(failed.length === 0 ? {} : { failed }) };
}

/**
 * Whether a proposal must not be shown again yet. By gain, for an operator who turned little down may want much. What was not
 * followed stays away whatever it gains: once it has failed its gain is over another plan, and may look much larger.
 */
export function isSuppressed(rejection: Rejection | null, { gain, plans }: Proposal, nowMs: number, params: RejectionParams = DEFAULT_REJECTION_PARAMS): boolean {
  if (rejection === null || !holds(rejection, nowMs, params)) return false;
  if (gain.vehHPerH < rejection.gain.vehHPerH * params.gainFactor) return true;
  return (rejection.failed ?? []).some((f) => holds(f, nowMs, params) && f.plans.length === plans.length && f.plans.every((plan, i) => samePlan(plan, plans[i] as SignalPlan, params.samePlanS)));
}

/** Whether two plans of a junction are the same to within so many seconds. */
function samePlan(a: SignalPlan, b: SignalPlan, withinS: number): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= withinS;
  const apartS = Math.abs(a.offsetS - b.offsetS) % a.cycleS;
  const stages = a.stages.length === b.stages.length && a.stages.every((s, i) => s.stageId === b.stages[i]?.stageId && near(s.greenS, b.stages[i].greenS));
  return stages && near(a.cycleS, b.cycleS) && Math.min(apartS, a.cycleS - apartS) <= withinS;
}

import type { TacticalJunction } from '../tactical/layout.js';

/** A queue that stands on the upstream loop for more of the time hides how many want to come, 0..1. */
export const HIDES_DEMAND_PART = 0.1;

/**
 * Least greens by stage (seconds; 0 = nothing to keep) for the next plan. What cannot be seen cannot be taken away: a lane whose
 * queue reaches back over its upstream loop shows what it discharges, not what it wants, so the stages that serve it keep
 * what the reference plan gives them.
 *
 * @param reference greens of the plan in force before ours, by stage; stages that it does not have are left out
 * @param coveredPart by lane, part of the last period in which the queue stood on the upstream loop, 0..1
 */
export function greensToKeep(junction: TacticalJunction, reference: readonly { readonly stage: number; readonly greenS: number }[], coveredPart: readonly number[]): number[] {
  return junction.stageIds.map((_, p) => {
    const hidden = junction.lanes.some((lane, i) => (coveredPart[i] ?? 0) > HIDES_DEMAND_PART && lane.streams.some((s) => s.green[p] !== 'red'));
    return hidden ? (reference.find((r) => r.stage === p)?.greenS ?? 0) : 0;
  });
}

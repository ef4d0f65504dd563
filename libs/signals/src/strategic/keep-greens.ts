import type { TacticalJunction, TacticalLane } from '../tactical/layout.js';
import type { TacticalParams } from '../tactical/params.js';
import { freesTurners, type PlannedStage } from './grow-plan.js';

const greenOf = (plan: readonly PlannedStage[], stage: number): number => plan.find((s) => s.stage === stage)?.greenS ?? 0;

/** Vehicles come into the lane straight from a signal so near that there is room for few of them. */
export const isShort = (lane: TacticalLane, params: TacticalParams): boolean => lane.feeders.some((f) => f.travelS <= params.nearS);

/**
 * Least greens by stage (seconds; 0 = nothing to keep) for the next plan.
 *
 * A part of what each stage has now: a plan that was cut to fit a quiet quarter of an hour cannot take the busy one after it. A
 * stage that has little more than the minimum may be left out. But the stage that empties a short lane between two signals keeps
 * all that it had at first: when its turners find no gap, the signal behind is locked by those who wait for them.
 *
 * @param first the plan that ran before ours
 * @param part of the running green that stays, 0..1
 */
export const greensToKeep = (junction: TacticalJunction, running: readonly PlannedStage[], first: readonly PlannedStage[], part: number, params: TacticalParams): number[] =>
  junction.stageIds.map((_, p) => {
    if (junction.lanes.some((lane) => isShort(lane, params) && freesTurners(lane, p))) return greenOf(first, p);
    const greenS = Math.floor(part * greenOf(running, p));
    return greenS > junction.minGreenS ? greenS : 0;
  });

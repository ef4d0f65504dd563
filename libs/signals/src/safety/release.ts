import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { checkPlan } from './check-plan.js';
import type { PlanViolation } from './violation.js';

declare const released: unique symbol;

/** A plan that passed `checkPlan`. Only `releasePlan` makes one; a command cannot be built from anything else. */
export type ReleasedPlan = SignalPlan & { readonly [released]: true };

export type ReleaseResult =
  | { readonly ok: true; readonly plan: ReleasedPlan }
  | { readonly ok: false; readonly violations: readonly PlanViolation[] };

/** The one door through which plans leave, whoever made them. The plan is copied, so that nobody can change it later. */
export function releasePlan(model: JunctionModel, plan: SignalPlan): ReleaseResult {
  const violations = checkPlan(model, plan);
  if (violations.length > 0) return { ok: false, violations };
  const copy = { id: plan.id, cycleS: plan.cycleS, offsetS: plan.offsetS, stages: plan.stages.map(({ stageId, greenS }) => ({ stageId, greenS })) };
  return { ok: true, plan: copy as unknown as ReleasedPlan };
}

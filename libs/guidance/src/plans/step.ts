import { evaluate, type ConditionContext, type Truth } from '../sign/condition.js';
import type { SignInputs } from '../sign/inputs.js';
import { DEFAULT_LIMITS } from '../sign/model.js';
import type { ScheduleView } from './edges.js';
import { RULE_AUTHOR, type ActionPlan, type PlanMemory, type PlanRun } from './model.js';

/** What plans look at: the same values that signs' rules look at. */
export type PlanInputs = Pick<SignInputs, 'targets' | 'links'>;

/** What happened to a plan in one step. */
export type PlanEvent = 'started' | 'ended' | 'triggerGone' | 'proposed' | 'withdrawn';
export interface PlanStep {
  memory: PlanMemory;
  event: PlanEvent | null;
}

export const hasTrigger = (plan: ActionPlan): boolean => plan.start !== 'operator' && (plan.schedule.length > 0 || plan.condition !== null);

/** Whether the trigger holds now; evidence that is too old leaves the question open. `null` where the plan has none. */
export function triggerOf(plan: ActionPlan, inputs: PlanInputs, nowMs: number, { inWindow }: Pick<ScheduleView, 'inWindow'>): Truth | null {
  if (!hasTrigger(plan)) return null;
  if (!inWindow) return 'false';
  const context: ConditionContext = { inputs: { ...inputs, locks: [], health: { lastHeardMs: null, mismatch: null } }, limits: DEFAULT_LIMITS, nowMs, widen: 0, ahead: {} };
  return plan.condition === null ? 'true' : evaluate(plan.condition, context);
}

/** The end of a window counts at once, as its begin does; a condition is waited for. What is not known changes nothing. */
function settle(plan: ActionPlan, before: PlanMemory['trigger'], truth: Truth, inWindow: boolean, nowMs: number): NonNullable<PlanMemory['trigger']> {
  const says = truth === 'unknown' ? (before?.says ?? false) : truth === 'true';
  const sinceMs = before === null || before.says !== says ? nowMs : before.sinceMs;
  const waits = plan.condition !== null && inWindow;
  const counts = waits && nowMs - sinceMs < plan.holdSeconds * 1000 ? (before?.counts ?? false) : says;
  return { says, sinceMs, counts };
}

/** A run by rule: until its window ends, or, asked for by a condition alone, as long as a run may take. */
function runByRule(plan: ActionPlan, nowMs: number, { edge }: ScheduleView): PlanRun {
  const longest = nowMs + plan.maxSeconds * 1000;
  const endsAtMs = plan.condition === null ? (edge?.atMs ?? longest) : Math.min(longest, edge?.atMs ?? longest);
  return { startedAtMs: nowMs, endsAtMs, cause: plan.condition === null ? 'schedule' : 'condition', by: RULE_AUTHOR, reason: '' };
}

/** What the trigger, as far as it counts, makes of a plan. */
function follow(plan: ActionPlan, memory: PlanMemory, counts: boolean, nowMs: number, view: ScheduleView): PlanStep {
  if (!counts) {
    if (memory.run !== null && memory.run.cause !== 'operator') return { memory: { ...memory, run: null, rests: false }, event: 'triggerGone' };
    const withdrawn = memory.proposedAtMs !== null;
    return { memory: { ...memory, rests: false, proposedAtMs: null }, event: withdrawn ? 'withdrawn' : null };
  }
  if (memory.run !== null || memory.rests || memory.proposedAtMs !== null) return { memory, event: null };
  if (plan.start === 'propose') return { memory: { ...memory, proposedAtMs: nowMs }, event: 'proposed' };
  return { memory: { ...memory, run: runByRule(plan, nowMs, view) }, event: 'started' };
}

/** One look at a plan. Pure; at most one event, so call it every second. `truth` is `triggerOf`, `view` the plan's schedule at `nowMs`. */
export function stepPlan(plan: ActionPlan, before: PlanMemory, truth: Truth | null, nowMs: number, view: ScheduleView): PlanStep {
  const trigger = truth === null ? null : settle(plan, before.trigger, truth, view.inWindow, nowMs);
  const memory: PlanMemory = { ...before, trigger };
  if (memory.run !== null && nowMs >= memory.run.endsAtMs) return { memory: { ...memory, run: null, rests: trigger?.counts ?? false }, event: 'ended' };
  return trigger === null ? { memory, event: null } : follow(plan, memory, trigger.counts, nowMs, view);
}

export type PlanRefusal = 'running' | 'notRunning' | 'notProposed' | 'past' | 'tooLong';
export type PlanOutcome = { ok: true; memory: PlanMemory } | { ok: false; code: PlanRefusal };

/** An operator starts it: until `untilMs`, or as long as a run may take. */
export function startPlan(plan: ActionPlan, memory: PlanMemory, wish: { by: string; reason: string; untilMs: number | null }, nowMs: number): PlanOutcome {
  const longest = nowMs + plan.maxSeconds * 1000;
  const endsAtMs = wish.untilMs ?? longest;
  if (memory.run !== null) return { ok: false, code: 'running' };
  if (endsAtMs <= nowMs) return { ok: false, code: 'past' };
  if (endsAtMs > longest) return { ok: false, code: 'tooLong' };
  return { ok: true, memory: { ...memory, run: { startedAtMs: nowMs, endsAtMs, cause: 'operator', by: wish.by, reason: wish.reason }, proposedAtMs: null } };
}

export function stopPlan(memory: PlanMemory): PlanOutcome {
  return memory.run === null ? { ok: false, code: 'notRunning' } : { ok: true, memory: { ...memory, run: null, rests: memory.trigger?.counts ?? false } };
}

export function dismissPlan(memory: PlanMemory): PlanOutcome {
  return memory.proposedAtMs === null ? { ok: false, code: 'notProposed' } : { ok: true, memory: { ...memory, proposedAtMs: null, rests: true } };
}

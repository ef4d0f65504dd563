import type { AheadView } from './ahead.js';
import { evaluate, evidenceUntil } from './condition.js';
import type { ConditionContext, Truth } from './condition.js';
import type { SignInputs, SignLock } from './inputs.js';
import type { SignConfig, SignRule } from './model.js';
import type { SignState } from './order.js';
import { scheduleApplies } from './schedule.js';

/** What a sign goes by now: the rule, and the lock above it. */
export interface Selection {
  rule: SignRule | null;
  ruleSinceMs: number;
  lock: SignLock | null;
  /** Until when the rule's condition and the lock can be relied on without hearing more. */
  ruleUntilMs: number;
  lockUntilMs: number;
}

/** The lock in force: begun, not expired, the latest set; among equals the greatest id, so that the outcome is the same everywhere. */
export const activeLock = (locks: readonly SignLock[], nowMs: number): SignLock | null =>
  locks
    .filter((lock) => lock.setAtMs <= nowMs && nowMs < lock.expiresAtMs)
    .reduce<SignLock | null>((found, lock) => {
      if (found === null || lock.setAtMs > found.setAtMs) return lock;
      return lock.setAtMs === found.setAtMs && lock.lockId > found.lockId ? lock : found;
    }, null);

interface Judged {
  rule: SignRule;
  truth: Truth;
}

const judgeRules = (state: SignState | null, context: ConditionContext, config: SignConfig): Judged[] => {
  const widenFor = (rule: SignRule): number => (rule.ruleId === state?.ruleId ? config.limits.hysteresisVehicles : 0);
  return config.rules
    .filter((rule) => scheduleApplies(rule.schedule, context.nowMs, config.timeZone))
    .map((rule) => ({ rule, truth: evaluate(rule.condition, { ...context, widen: widenFor(rule) }) }))
    .toSorted((a, b) => b.rule.priority - a.rule.priority);
};

/** A rule whose evidence has gone is left at once; one that has merely turned false, or was overtaken, stays for its dwell. */
const choose = (state: SignState | null, judged: readonly Judged[], dwellMs: number, nowMs: number): SignRule | null => {
  const winner = judged.find(({ truth }) => truth === 'true')?.rule ?? null;
  if (state === null || nowMs - state.ruleSinceMs >= dwellMs) return winner;
  return judged.find(({ rule, truth }) => rule.ruleId === state.ruleId && truth !== 'unknown')?.rule ?? winner;
};

/** Picks rule and lock for `nowMs`. */
export const select = (state: SignState | null, inputs: SignInputs, ahead: Readonly<Record<string, AheadView>>, config: SignConfig, nowMs: number): Selection => {
  const context: ConditionContext = { inputs, limits: config.limits, nowMs, widen: 0, ahead };
  const rule = choose(state, judgeRules(state, context, config), config.limits.dwellSeconds * 1000, nowMs);
  const lock = activeLock(inputs.locks, nowMs);
  const isSameRule = state !== null && state.ruleId === (rule === null ? null : rule.ruleId);
  return {
    rule,
    ruleSinceMs: isSameRule ? state.ruleSinceMs : nowMs,
    lock,
    ruleUntilMs: rule === null ? Infinity : evidenceUntil(rule.condition, context),
    lockUntilMs: lock === null ? Infinity : lock.expiresAtMs,
  };
};

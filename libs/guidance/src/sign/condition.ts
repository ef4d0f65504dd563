import { statusAhead } from './ahead.js';
import type { AheadView } from './ahead.js';
import { assessTarget } from './assess.js';
import { lookUp, targetKey } from './inputs.js';
import type { LinkInput, SignInputs, TargetInput } from './inputs.js';
import type { Condition, LevelOfService, SignLimits, TargetStatus } from './model.js';

/** Three-valued: what is not known neither fulfils a condition nor its contrary. */
export type Truth = 'true' | 'false' | 'unknown';
export interface ConditionContext {
  inputs: SignInputs;
  limits: SignLimits;
  nowMs: number;
  /** Vehicles by which thresholds are widened, for the rule that is active already. */
  widen: number;
  /** By target. */
  ahead: Readonly<Record<string, AheadView>>;
}

const truth = (value: boolean): Truth => (value ? 'true' : 'false');
const CONTRARY: Record<Truth, Truth> = { true: 'false', false: 'true', unknown: 'unknown' };
const UNHURT = { lastHeardMs: 0, mismatch: null };

/** What the evidence is good for, whether or not the sign is well. */
const trusted = (input: TargetInput, { limits, nowMs, ahead }: ConditionContext): { status: TargetStatus; vacant: number | null; untilMs: number | null } => {
  const judged = assessTarget(input, UNHURT, { ...limits, linkSilentSeconds: null }, nowMs);
  if (judged.closed.state === 'closed') return { status: 'closed', vacant: null, untilMs: judged.closed.untilMs };
  if (judged.own !== null) return { status: statusAhead(input.status, lookUp(ahead, targetKey(input.targetId, input.audience))), vacant: input.vacant, untilMs: judged.own.untilMs };
  return { status: input.status === 'unavailable' ? 'unavailable' : 'unknown', vacant: null, untilMs: null };
};

const trustedTarget = (targetId: string, audience: string, context: ConditionContext): ReturnType<typeof trusted> => {
  const input = lookUp(context.inputs.targets, targetKey(targetId, audience));
  return input === null ? { status: 'unavailable', vacant: null, untilMs: null } : trusted(input, context);
};

const trustedLink = (linkId: string, { inputs, limits, nowMs }: ConditionContext): { level: LevelOfService; untilMs: number | null } => {
  const link: LinkInput | null = lookUp(inputs.links, linkId);
  const untilMs = (link?.measuredAtMs ?? -Infinity) + limits.maxAgeSeconds * 1000;
  const early = untilMs > nowMs + (limits.maxAgeSeconds + limits.clockSkewSeconds) * 1000;
  return link === null || nowMs >= untilMs || early ? { level: 'unknown', untilMs: null } : { level: link.levelOfService, untilMs };
};

/** A rule may ask for `unknown` itself; otherwise an unknown state leaves the question open. */
const oneOf = <T extends string>(value: T, wanted: readonly T[]): Truth => {
  if (wanted.includes(value)) return 'true';
  return value === 'unknown' || value === 'unavailable' ? 'unknown' : 'false';
};

const vacantTruth = (condition: Extract<Condition, { kind: 'vacant' }>, context: ConditionContext): Truth => {
  const { status, vacant } = trustedTarget(condition.targetId, condition.audience, context);
  if (vacant === null) return status === 'closed' ? 'false' : 'unknown';
  const { below = Infinity, atLeast = -Infinity } = condition;
  return truth(vacant < below + context.widen && vacant >= atLeast - context.widen);
};

/** Probability by which the limit of an active rule is widened. */
const MISSED_BAND = 0.1;
const aheadTruth = (condition: Extract<Condition, { kind: 'ahead' }>, context: ConditionContext): Truth => {
  const { status, vacant } = trustedTarget(condition.targetId, condition.audience, context);
  const view = lookUp(context.ahead, targetKey(condition.targetId, condition.audience));
  if (vacant === null || view === null) return status === 'closed' ? 'false' : 'unknown';
  const { below = Infinity, atLeast = -Infinity, missedAtLeast = -Infinity } = condition;
  const { free, missedProbability } = view.ahead;
  const missedFrom = missedAtLeast - MISSED_BAND * Math.sign(context.widen);
  return truth(free < below + context.widen && free >= atLeast - context.widen && missedProbability >= missedFrom);
};

const allOf = (parts: readonly Truth[]): Truth => {
  if (parts.includes('false')) return 'false';
  return parts.includes('unknown') ? 'unknown' : 'true';
};

export const evaluate = (condition: Condition, context: ConditionContext): Truth => {
  switch (condition.kind) {
    case 'always':
      return 'true';
    case 'status':
      return oneOf(trustedTarget(condition.targetId, condition.audience, context).status, condition.in);
    case 'vacant':
      return vacantTruth(condition, context);
    case 'ahead':
      return aheadTruth(condition, context);
    case 'levelOfService':
      return oneOf(trustedLink(condition.linkId, context).level, condition.in);
    case 'all':
      return allOf(condition.of.map((part) => evaluate(part, context)));
    case 'any':
      return CONTRARY[allOf(condition.of.map((part) => CONTRARY[evaluate(part, context)]))];
    case 'not':
      return CONTRARY[evaluate(condition.of, { ...context, widen: -context.widen })];
  }
};

export interface ConditionRefs {
  targets: { targetId: string; audience: string }[];
  links: string[];
}
export const refsOf = (condition: Condition): ConditionRefs => {
  switch (condition.kind) {
    case 'always':
      return { targets: [], links: [] };
    case 'status':
    case 'vacant':
    case 'ahead':
      return { targets: [{ targetId: condition.targetId, audience: condition.audience }], links: [] };
    case 'levelOfService':
      return { targets: [], links: [condition.linkId] };
    case 'not':
      return refsOf(condition.of);
    case 'all':
    case 'any': {
      const parts = condition.of.map(refsOf);
      return { targets: parts.flatMap((part) => part.targets), links: parts.flatMap((part) => part.links) };
    }
  }
};

/** Until when the evidence behind a condition holds; `Infinity` where none is needed. */
export const evidenceUntil = (condition: Condition, context: ConditionContext): number => {
  const refs = refsOf(condition);
  const untils = [
    ...refs.targets.map(({ targetId, audience }) => trustedTarget(targetId, audience, context).untilMs),
    ...refs.links.map((linkId) => trustedLink(linkId, context).untilMs),
  ];
  return Math.min(...untils.map((untilMs) => untilMs ?? Infinity), Infinity);
};

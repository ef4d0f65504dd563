import type { SignHealth, TargetInput } from './inputs.js';
import { LADDER } from './model.js';
import type { LadderLevel, SignLimits } from './model.js';
import type { Trigger } from './order.js';

/** Judges one target against the limits: which rung it deserves, why not a better one, and what there is to show. */
export interface Evidence {
  form: 'number' | 'free' | 'full';
  value: number | null;
  measuredAtMs: number;
  /** From then on it may not be shown. */
  untilMs: number;
}
export interface Assessment {
  /** Best rung that the triggers leave. */
  level: LadderLevel;
  /** Most severe first. */
  triggers: Trigger[];
  /** Trusted evidence, present whenever the target's own value may be shown, marked or not. */
  own: Evidence | null;
  /** A usable stand-in. */
  estimate: Evidence | null;
  /** Known to be closed until `untilMs`; `stale`: was closed when last heard of. */
  closed: { state: 'no' } | { state: 'closed'; untilMs: number } | { state: 'stale' };
  /** Since when it stands no better, as far as the inputs tell. */
  sinceMs: number;
  /** Nothing is known of the status, so that no number may appear, marked or not. */
  wordsOnly: boolean;
}

export const rank = (level: LadderLevel): number => LADDER.indexOf(level);
export const worst = (levels: readonly LadderLevel[]): LadderLevel =>
  levels.reduce<LadderLevel>((found, level) => (rank(level) > rank(found) ? level : found), 'live');

const isStatusUnknown = (input: TargetInput): boolean => input.status === 'unknown' || input.quality === 'unknown';

/** Negative, above capacity, not a whole number: said by real feeds, shown by none of our signs. */
const isPossible = (value: number, capacity: number | null): boolean =>
  Number.isInteger(value) && value >= 0 && (capacity === null || value <= capacity);

const contradictions = (input: TargetInput, limits: SignLimits, nowMs: number): Trigger[] => {
  const found: Trigger[] = [];
  if (input.contradictory) found.push('contradictoryInput');
  if (input.vacant !== null && !isPossible(input.vacant, input.capacity)) found.push('impossibleValue');
  if ((input.measuredAtMs ?? nowMs) > nowMs + limits.clockSkewSeconds * 1000) found.push('futureMeasurement');
  return found;
};

const missing = (input: TargetInput, limits: SignLimits, nowMs: number): Trigger[] => {
  const found: Trigger[] = [];
  if (input.measuredAtMs === null) found.push('noData');
  else if (nowMs - input.measuredAtMs >= limits.maxAgeSeconds * 1000 || input.status === 'unavailable') found.push('staleData');
  if (isStatusUnknown(input)) found.push('unknownStatus');
  return found;
};

export const isLinkSilent = (health: SignHealth, limits: SignLimits, nowMs: number): boolean =>
  limits.linkSilentSeconds !== null && (health.lastHeardMs === null || nowMs - health.lastHeardMs >= limits.linkSilentSeconds * 1000);

/** A silent sign reports a mismatch too; that is its own trigger. */
const signTriggers = (health: SignHealth, limits: SignLimits, nowMs: number): Trigger[] => {
  if (isLinkSilent(health, limits, nowMs)) return ['silentLink'];
  return health.mismatch === null || health.mismatch === 'linkSilent' ? [] : ['readbackMismatch'];
};

const floorOf = (trigger: Trigger, limits: SignLimits): LadderLevel => {
  if (trigger === 'silentLink') return limits.onSilentLink;
  if (trigger === 'estimatedInput') return 'estimate';
  return trigger === 'staleData' || trigger === 'noData' || trigger === 'unknownStatus' ? limits.onStale : limits.onContradiction;
};

const ownEvidence = (input: TargetInput, measuredAtMs: number, limits: SignLimits): Evidence => {
  const untilMs = measuredAtMs + limits.maxAgeSeconds * 1000;
  if (input.status === 'full') return { form: 'full', value: null, measuredAtMs, untilMs };
  return { form: input.vacant === null ? 'free' : 'number', value: input.vacant, measuredAtMs, untilMs };
};

const estimateOf = (input: TargetInput, limits: SignLimits, nowMs: number): Evidence | null => {
  const { estimate } = input;
  if (estimate === null || !['spacesAvailable', 'almostFull', 'full'].includes(estimate.status)) return null;
  const [value, untilMs] = [Math.floor(estimate.vacant), estimate.madeAtMs + limits.estimateMaxAgeSeconds * 1000];
  const early = estimate.madeAtMs > nowMs + limits.clockSkewSeconds * 1000;
  if (early || nowMs >= untilMs || !isPossible(value, input.capacity)) return null;
  const full = estimate.status === 'full' || value === 0;
  return { form: full ? 'full' : 'number', value: full ? null : value, measuredAtMs: estimate.madeAtMs, untilMs };
};

const closure = (input: TargetInput, limits: SignLimits, nowMs: number): Assessment['closed'] => {
  if (input.status !== 'closed') return { state: 'no' };
  const untilMs = input.statusAtMs + limits.maxAgeSeconds * 1000;
  const early = input.statusAtMs > nowMs + limits.clockSkewSeconds * 1000;
  return early || nowMs >= untilMs ? { state: 'stale' } : { state: 'closed', untilMs };
};

const troubleSince = (measuredAtMs: number | null, trigger: Trigger | undefined, health: SignHealth, limits: SignLimits, nowMs: number): number => {
  if (trigger === 'silentLink' && health.lastHeardMs !== null) return health.lastHeardMs + Number(limits.linkSilentSeconds) * 1000;
  // An `unavailable` source may have been measured a moment ago.
  if (trigger === 'staleData' && measuredAtMs !== null) return Math.min(nowMs, measuredAtMs + limits.maxAgeSeconds * 1000);
  return nowMs;
};

/** The estimate rung needs an estimate to stand on. */
const levelOf = (triggers: readonly Trigger[], estimate: Evidence | null, limits: SignLimits): LadderLevel => {
  const level = worst(triggers.map((trigger) => floorOf(trigger, limits)));
  return level === 'estimate' && estimate === null ? 'direction' : level;
};

export const assessTarget = (input: TargetInput | null, health: SignHealth, limits: SignLimits, nowMs: number): Assessment => {
  const ofSign = signTriggers(health, limits, nowMs);
  if (input === null) {
    const triggers: Trigger[] = [...ofSign, 'noData'];
    const sinceMs = troubleSince(null, triggers[0], health, limits, nowMs);
    return { level: levelOf(triggers, null, limits), triggers, own: null, estimate: null, closed: { state: 'no' }, sinceMs, wordsOnly: true };
  }
  const ofInput = [...contradictions(input, limits, nowMs), ...missing(input, limits, nowMs)];
  const own = ofInput.length === 0 && input.measuredAtMs !== null ? ownEvidence(input, input.measuredAtMs, limits) : null;
  const triggers: Trigger[] = [...ofSign, ...ofInput, ...(input.quality === 'estimated' ? (['estimatedInput'] as const) : [])];
  const estimate = own ?? estimateOf(input, limits, nowMs);
  return {
    level: levelOf(triggers, estimate, limits),
    triggers,
    own,
    estimate,
    closed: closure(input, limits, nowMs),
    sinceMs: troubleSince(input.measuredAtMs, triggers[0], health, limits, nowMs),
    wordsOnly: isStatusUnknown(input),
  };
};

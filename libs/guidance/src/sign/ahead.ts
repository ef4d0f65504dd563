import { readAt } from '../spread/outlook.js';
import type { Outlook } from '../spread/outlook.js';
import type { Assessment, Evidence } from './assess.js';
import type { Ahead } from './inputs.js';
import type { AheadLimits, SignLimits, TargetStatus } from './model.js';
import type { AheadMemory, AheadState } from './order.js';

/** Per target of one sign: what is expected, and the state that it has after dwell and hysteresis. */
export interface AheadView {
  ahead: Ahead;
  memory: AheadMemory;
}

/** Reads a target's outlook for a car that needs `inSeconds` to get there. */
export const aheadOf = (outlook: Outlook, inSeconds: number, made: Pick<Ahead, 'madeAtMs' | 'basis'>, nowMs: number): Ahead => {
  const atMs = nowMs + inSeconds * 1000;
  const full = readAt(outlook, outlook.full, atMs);
  const missedProbability = Math.max(full, readAt(outlook, outlook.missed, atMs));
  return { ...made, inSeconds, free: readAt(outlook, outlook.free, atMs), freeProbability: 1 - full, missedProbability };
};

const STATES: readonly AheadState[] = ['free', 'tight', 'fills'];

const wanted = (state: AheadState, p: number, limits: AheadLimits): AheadState => {
  if (p < (state === 'fills' ? limits.fillsClear : limits.fillsBelow)) return 'fills';
  return p < (state === 'free' ? limits.tightBelow : limits.tightClear) ? 'tight' : 'free';
};

/** One look at a target. Pure; `before` is `null` at the first. */
export const stepAhead = (before: AheadMemory | null, { freeProbability }: Ahead, limits: AheadLimits, nowMs: number): AheadMemory => {
  const state = wanted(before?.state ?? 'free', freeProbability, limits);
  if (before === null || STATES.indexOf(state) >= STATES.indexOf(before.state)) return { state, betterSinceMs: null };
  const betterSinceMs = before.betterSinceMs ?? nowMs;
  return nowMs - betterSinceMs >= limits.dwellSeconds * 1000 ? { state, betterSinceMs: null } : { state: before.state, betterSinceMs };
};

/** Every target that something is expected of; what nothing is expected of any more is forgotten. */
export const stepAheads = (before: Readonly<Record<string, AheadMemory>>, aheads: Readonly<Record<string, Ahead>>, limits: SignLimits, nowMs: number): Record<string, AheadView> =>
  Object.fromEntries(Object.entries(aheads).map(([key, ahead]) => [key, { ahead, memory: stepAhead(Object.hasOwn(before, key) ? (before[key] as AheadMemory) : null, ahead, limits.ahead, nowMs) }]));

/** The status that rules go by: a counted one, as it will be on arrival. */
export const statusAhead = (status: TargetStatus, view: AheadView | null): TargetStatus => {
  if (view === null || (status !== 'spacesAvailable' && status !== 'almostFull')) return status;
  const { state } = view.memory;
  if (state === 'fills') return 'full';
  return state === 'tight' ? 'almostFull' : status;
};

const asFull = (evidence: Evidence | null): Evidence | null => (evidence === null ? null : { ...evidence, form: 'full', value: null });

/** A target that fills up before one gets there is full for whoever reads the sign: no number, no word and no arrow leads there. */
export const foreseen = (judged: Assessment, view: AheadView | null): Assessment => {
  if (view?.memory.state !== 'fills' || judged.own?.form === 'full') return judged;
  const level = judged.level === 'direction' ? 'blank' : judged.level;
  return { ...judged, level, own: asFull(judged.own), estimate: asFull(judged.estimate), triggers: [...judged.triggers, 'fillsBefore'] };
};

import type { InputQuality, LevelOfService, SignContentRule, TargetStatus } from './model.js';

/** State of one target for one audience, as the service knows it now. */
export interface TargetInput {
  targetId: string;
  audience: string;
  status: TargetStatus;
  /** When `status` was last evaluated (opening hours, operator), epoch ms. Lets a closure stand without any counts. */
  statusAtMs: number;
  /** Vacant spaces, `null` where there is no number. */
  vacant: number | null;
  capacity: number | null;
  quality: InputQuality;
  /** The sources of this value disagree with each other. */
  contradictory: boolean;
  /** When the evidence was measured, epoch ms. */
  measuredAtMs: number | null;
  /** A forecast or usual value that may stand in, always shown as an estimate. */
  estimate: { vacant: number; status: TargetStatus; madeAtMs: number } | null;
}
export interface LinkInput {
  linkId: string;
  levelOfService: LevelOfService;
  measuredAtMs: number | null;
}

/**
 * What a car finds that passes the sign now: the target at the time it gets there. A count stays a count; words, states
 * and the choice of a text go by this.
 */
export interface Ahead {
  /** From the sign to the target, seconds. */
  inSeconds: number;
  /** Expected free spaces at arrival; below zero where more are promised than there are. */
  free: number;
  /** Probability of a free space at arrival, 0 to 1. */
  freeProbability: number;
  /** Probability that somebody who comes later misses the space, 0 to 1. */
  missedProbability: number;
  /** When the forecast was issued, or the count measured that it goes by, epoch ms. */
  madeAtMs: number;
  /** Whether a forecast is in it, or only the count and what comes and goes. */
  basis: 'forecast' | 'count';
}

/** Operator lock. The latest one that has begun and not expired wins over every rule; it ends by itself. */
export interface SignLock {
  lockId: string;
  operator: string;
  reason: string;
  setAtMs: number;
  expiresAtMs: number;
  content: SignContentRule;
}

export interface SignHealth {
  /** Last poll, read-back or life sign of the sign, epoch ms; pass the service's start while it never spoke. */
  lastHeardMs: number | null;
  /** Cause from `compareReadback` while it says `mismatch`, else `null`. `linkSilent` is judged here again by itself. */
  mismatch: string | null;
}

/** All but `ahead`, `locks` and `health` are shared by all signs: build them once per tick. Keys by `targetKey(targetId, audience)` and by link id. */
export interface SignInputs {
  targets: Readonly<Record<string, TargetInput>>;
  links: Readonly<Record<string, LinkInput>>;
  /** What is expected when one gets there from this very sign; where there is nothing, counts alone decide. */
  ahead?: Readonly<Record<string, Ahead>>;
  locks: readonly SignLock[];
  health: SignHealth;
}

export const targetKey = (targetId: string, audience: string): string => `${targetId}/${audience}`;

/** Own property or nothing: ids are free text and may be called `constructor`. */
export const lookUp = <T>(record: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(record, key) ? (record[key] as T) : null;

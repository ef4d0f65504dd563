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

/** Shared by all signs: build it once per tick. Keys by `targetKey(targetId, audience)` and by link id. */
export interface SignInputs {
  targets: Readonly<Record<string, TargetInput>>;
  links: Readonly<Record<string, LinkInput>>;
  locks: readonly SignLock[];
  health: SignHealth;
}

export const targetKey = (targetId: string, audience: string): string => `${targetId}/${audience}`;

/** Own property or nothing: ids are free text and may be called `constructor`. */
export const lookUp = <T>(record: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(record, key) ? (record[key] as T) : null;

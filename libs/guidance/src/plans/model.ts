import type { Condition, ScheduleWindow, SignContentRule } from '../sign/model.js';

/** One measure of an action plan. A capacity names its audience, so that two plans mean the same one only where they say so. */
export type PlanMeasure =
  | { kind: 'sign'; signId: string; content: SignContentRule }
  | { kind: 'close'; facilityId: string }
  | { kind: 'capacity'; facilityId: string; audience: string; capacity: number };

/** Action plan (Handlungsplan): a prepared set of measures, with what may start it. */
export interface ActionPlan {
  planId: string;
  /** Highest wins where running plans want different things; among equals the first in the list. */
  priority: number;
  /** `operator`: people alone; `propose`: its trigger asks them; `automatic`: its trigger starts and stops it. */
  start: 'operator' | 'propose' | 'automatic';
  /** Trigger: inside one of these windows (none: always) ... */
  schedule: readonly ScheduleWindow[];
  /** ... and while this holds (`null`: nothing is asked). */
  condition: Condition | null;
  /** The condition must hold so long, seconds, before it counts, and be gone so long before it counts no more. */
  holdSeconds: number;
  /** No run takes longer, seconds. */
  maxSeconds: number;
  measures: readonly PlanMeasure[];
}

export interface PlanRun {
  startedAtMs: number;
  endsAtMs: number;
  cause: 'operator' | 'schedule' | 'condition';
  by: string;
  reason: string;
}

/** Everything remembered of one plan; plain data. */
export interface PlanMemory {
  run: PlanRun | null;
  proposedAtMs: number | null;
  /** What the trigger says, since when (epoch ms), and what of it counts by now. `null` before the first look. */
  trigger: { says: boolean; sinceMs: number; counts: boolean } | null;
  /** Ended by hand or by time while its trigger held: nothing starts it by itself until the trigger was gone once. */
  rests: boolean;
}
export const newPlanMemory = (): PlanMemory => ({ run: null, proposedAtMs: null, trigger: null, rests: false });

/** Author of what a rule started. */
export const RULE_AUTHOR = 'rule';

import { applyProposal } from '../drift/rezero.js';
import { observeDrift } from '../drift/observe.js';
import { quietSinceMs, refreshOpening } from '../hours/opening.js';
import { minuteOfDay } from '../hours/zone.js';
import { compile, type CompiledAudience } from '../model/compiled.js';
import type { FacilityConfig } from '../model/config.js';
import type { AuditItem, FacilityResult, Outcome } from '../model/result.js';
import type { FacilityState } from '../model/state.js';
import { commit, type Committed } from './commit.js';

export interface Advanced {
  readonly changed: boolean;
  readonly refreshed: boolean;
  readonly audit: readonly AuditItem[];
}

/** While a closed-hours balance is due it is looked for every minute. */
const BALANCE_STEP_MS = 60_000;

function judgeOne(state: FacilityState, config: FacilityConfig, a: CompiledAudience, learns: boolean): Committed {
  const done = commit(state, config, a, learns);
  observeDrift(state, config, a, done.assessment);
  return done;
}

/** One audience after its own reading, nothing else being due. */
export function advanceOne(state: FacilityState, config: FacilityConfig, a: CompiledAudience): Advanced {
  const { changed, refreshed, assessment } = judgeOne(state, config, a, true);
  state.nextDueMs = Math.min(state.nextDueMs, assessment.dueMs);
  return { changed, refreshed, audit: [] };
}

function judgeAll(state: FacilityState, config: FacilityConfig, heard: string | null): Advanced {
  const opening = state.opening;
  refreshOpening(state, config, state.nowMs);
  let changed = opening !== state.opening;
  let refreshed = false;
  let dueMs = Number.POSITIVE_INFINITY;
  for (const a of compile(config).audiences) {
    const done = judgeOne(state, config, a, a.config.id === heard);
    changed ||= done.changed;
    refreshed ||= done.refreshed;
    dueMs = Math.min(dueMs, done.assessment.dueMs);
  }
  const isNight = state.opening.state === 'closed' || quietSince(state, config) !== null;
  state.nextDueMs = isNight ? Math.min(dueMs, state.nowMs + BALANCE_STEP_MS) : dueMs;
  return { changed, refreshed, audit: [] };
}

function quietSince(state: FacilityState, config: FacilityConfig): number | null {
  return quietSinceMs(minuteOfDay(state.nowMs, config.timeZone), state.nowMs, config.quietHours);
}

/**
 * Opening and all audiences at `state.nowMs`, then the rule of the quiet hours. `heard`: the audience a reading came
 * for. Changes the state in place.
 */
export function advanceAll(state: FacilityState, config: FacilityConfig, heard: string | null): Advanced {
  const first = judgeAll(state, config, heard);
  const audit = autoRezero(state, config);
  if (audit.length === 0) return first;
  const second = judgeAll(state, config, null);
  const both = [first, second];
  return { changed: both.some((d) => d.changed), refreshed: both.some((d) => d.refreshed), audit };
}

/** Rule `auto`: in the quiet hours, at most once a night, what is worth proposing is applied. */
function autoRezero(state: FacilityState, config: FacilityConfig): AuditItem[] {
  if (config.drift.mode !== 'auto') return [];
  const sinceMs = quietSince(state, config);
  if (sinceMs === null || state.lastAutoRezeroMs === sinceMs) return [];
  const audit = applyProposal(state, config, { by: 'rule:quietHours', reason: 'drift' });
  if (audit.length > 0) state.lastAutoRezeroMs = sinceMs;
  return audit;
}

export const resultOf = (state: FacilityState, outcome: Outcome, done: Advanced): FacilityResult => ({ state, outcome, ...done });

/** Nothing happened. */
export const refuse = (state: FacilityState, outcome: Outcome): FacilityResult =>
  resultOf(state, outcome, { changed: false, refreshed: false, audit: [] });

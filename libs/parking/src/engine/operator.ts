import { applyHandCount, applyProposal, declineProposal } from '../drift/rezero.js';
import { compile } from '../model/compiled.js';
import { TOTAL_AUDIENCE, type FacilityConfig } from '../model/config.js';
import type { OperatorAction } from '../model/reading.js';
import { get } from '../model/record.js';
import type { AuditItem, FacilityResult } from '../model/result.js';
import type { FacilityState } from '../model/state.js';
import { advanceAll, refuse, resultOf } from './advance.js';

type Effect = readonly AuditItem[] | 'invalid' | 'nothingToDo';
type Of<K extends OperatorAction['kind']> = Extract<OperatorAction, { kind: K }>;

function audit(state: FacilityState, action: OperatorAction, detail: AuditItem['detail']): AuditItem[] {
  const { kind, by, reason } = action;
  return [{ facilityId: state.facilityId, action: kind, atMs: state.nowMs, by, reason, detail }];
}

function override(state: FacilityState, action: Of<'close' | 'open'>): Effect {
  const { kind, untilMs, by, reason, atMs } = action;
  if (untilMs !== null && !(untilMs > state.nowMs)) return 'invalid';
  state.manual = { kind, untilMs, by, reason, atMs };
  return audit(state, action, { untilMs });
}

function release(state: FacilityState, action: Of<'releaseOpening'>): Effect {
  if (state.manual === null) return 'nothingToDo';
  const { kind } = state.manual;
  state.manual = null;
  return audit(state, action, { released: kind });
}

/** Where one audience is all there is, its whole is that audience. */
function audienceId(config: FacilityConfig, id: string): string | null {
  const { byId } = compile(config);
  if (byId.has(id)) return id;
  const [only, ...others] = config.audiences;
  return id === TOTAL_AUDIENCE && others.length === 0 && only !== undefined ? only.id : null;
}

function setCapacity(state: FacilityState, action: Of<'setTemporaryCapacity'>, config: FacilityConfig): Effect {
  const { capacityId, capacity, startMs, endMs, reason, by, counterFollows = false } = action;
  const audience = audienceId(config, action.audience);
  const isCount = Number.isSafeInteger(capacity) && capacity >= 0;
  if (audience === null || !isCount || (endMs !== null && !(endMs > startMs))) return 'invalid';
  const others = state.temporary.filter((t) => t.capacityId !== capacityId);
  state.temporary = [...others, { capacityId, audience, capacity, startMs, endMs, counterFollows, reason, by }];
  return audit(state, action, { capacityId, audience, capacity, startMs, endMs, counterFollows });
}

function clearCapacity(state: FacilityState, action: Of<'clearTemporaryCapacity'>): Effect {
  const { capacityId } = action;
  const others = state.temporary.filter((t) => t.capacityId !== capacityId);
  if (others.length === state.temporary.length) return 'nothingToDo';
  state.temporary = others;
  return audit(state, action, { capacityId });
}

function rezero(state: FacilityState, action: Of<'rezero'>, config: FacilityConfig): Effect {
  const { audience, occupied, by, reason } = action;
  const author = { by, reason };
  if (occupied === undefined) {
    const items = applyProposal(state, config, author, audience);
    return items.length === 0 ? 'nothingToDo' : items;
  }
  const id = audienceId(config, audience ?? config.publicAudience);
  const a = id === null ? undefined : compile(config).byId.get(id);
  if (a === undefined || !Number.isSafeInteger(occupied) || occupied < 0) return 'invalid';
  const item = applyHandCount(state, config, a, occupied, author);
  return item === null ? 'nothingToDo' : [item];
}

function decline(state: FacilityState, { audience, by, reason }: Of<'declineRezero'>, config: FacilityConfig): Effect {
  const items = declineProposal(state, config, { by, reason }, audience);
  return items.length === 0 ? 'nothingToDo' : items;
}

function clearCorrection(state: FacilityState, action: Of<'clearCorrection'>, config: FacilityConfig): Effect {
  const id = audienceId(config, action.audience);
  if (id === null) return 'invalid';
  const own = get(state.audiences, id);
  if (own.correction === null && own.drift === null) return 'nothingToDo';
  const correctionBefore = own.correction?.vehicles ?? 0;
  own.correction = null;
  own.drift = null;
  own.declined = null;
  return audit(state, action, { audience: id, correctionBefore });
}

function perform(state: FacilityState, action: OperatorAction, config: FacilityConfig): Effect {
  switch (action.kind) {
    case 'close':
    case 'open':
      return override(state, action);
    case 'releaseOpening':
      return release(state, action);
    case 'setTemporaryCapacity':
      return setCapacity(state, action, config);
    case 'clearTemporaryCapacity':
      return clearCapacity(state, action);
    case 'rezero':
      return rezero(state, action, config);
    case 'declineRezero':
      return decline(state, action, config);
    case 'clearCorrection':
      return clearCorrection(state, action, config);
  }
}

/** Takes in an operator's action; what was applied comes back as audit items. Changes the state in place. */
export function applyOperatorAction(state: FacilityState, action: OperatorAction, config: FacilityConfig): FacilityResult {
  state.nowMs = Math.max(state.nowMs, action.atMs);
  const effect = perform(state, action, config);
  if (typeof effect === 'string') return refuse(state, effect);
  // Temporary capacities that are over have done their work.
  state.temporary = state.temporary.filter((t) => t.endMs === null || t.endMs > state.nowMs);
  const done = advanceAll(state, config, null);
  return resultOf(state, 'applied', { ...done, audit: [...effect, ...done.audit] });
}

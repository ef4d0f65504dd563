import { nextAbsolute } from '../evidence/absolute.js';
import { isFuture, orderOf } from '../evidence/order.js';
import { moveSpace } from '../evidence/spaces.js';
import { nextTotals } from '../evidence/totals.js';
import { compile, type CompiledAudience } from '../model/compiled.js';
import type { EvidenceConfig, FacilityConfig } from '../model/config.js';
import type { ParkingReading, SpaceReading } from '../model/reading.js';
import { get } from '../model/record.js';
import type { FacilityResult, Outcome } from '../model/result.js';
import type { AbsoluteCounterState, FacilityState, SpaceState, TotalsCounterState } from '../model/state.js';
import { advanceAll, advanceOne, refuse, resultOf } from './advance.js';

const isWhole = (n: number | null | undefined): boolean => n === null || n === undefined || Number.isSafeInteger(n);

function isValid(r: ParkingReading): boolean {
  if (!Number.isSafeInteger(r.timeMs) || r.timeMs < 0 || !Number.isSafeInteger(r.seq)) return false;
  if (r.kind === 'absolute') return isWhole(r.occupied) && isWhole(r.vacant) && isWhole(r.capacity);
  if (r.kind === 'totals') return Number.isSafeInteger(r.entries) && Number.isSafeInteger(r.exits) && r.entries >= 0 && r.exits >= 0;
  return true;
}

function lastStamp(state: FacilityState, r: ParkingReading): { timeMs: number; seq: number } | undefined {
  if (r.kind !== 'space') return state.counters[r.counterId];
  const space = state.spaces[r.counterId];
  return space === undefined ? undefined : { timeMs: space[1], seq: space[2] };
}

function refusal(state: FacilityState, r: ParkingReading, e: EvidenceConfig, config: FacilityConfig): Outcome | null {
  if (e.kind !== r.kind) return 'kindMismatch';
  if (!isValid(r)) return 'invalid';
  if (isFuture(r.timeMs, r.receivedMs, config.clockToleranceSeconds)) return 'future';
  return orderOf(lastStamp(state, r), r);
}

function takeSpace(state: FacilityState, r: SpaceReading, a: CompiledAudience, config: FacilityConfig): void {
  const own = get(state.audiences, a.config.id);
  const next: SpaceState = [r.occupied === null ? -1 : Number(r.occupied), r.timeMs, r.seq];
  moveSpace(own, state.spaces[r.counterId], next, config);
  state.spaces[r.counterId] = next;
  own.spaceHeardMs = Math.max(own.spaceHeardMs ?? 0, r.timeMs);
}

function take(state: FacilityState, r: ParkingReading, e: EvidenceConfig, a: CompiledAudience, config: FacilityConfig): void {
  if (r.kind === 'space') return takeSpace(state, r, a, config);
  const last = state.counters[r.counterId];
  if (r.kind === 'totals') {
    state.counters[r.counterId] = nextTotals(last as TotalsCounterState | undefined, r, e);
    return;
  }
  const next = nextAbsolute(last as AbsoluteCounterState | undefined, r, e, a.config);
  state.counters[r.counterId] = next;
  if (e.role === 'whole' && next.capacity !== null) get(state.audiences, e.audience).reportedCapacity = next.capacity;
}

/**
 * Takes in one reading. Duplicates and late readings change nothing at all, so any order of delivery ends in the same
 * counts. Costs a few microseconds however many spaces the facility has. Changes the state in place.
 */
export function applyParkingReading(state: FacilityState, reading: ParkingReading, config: FacilityConfig): FacilityResult {
  const compiled = compile(config);
  const evidence = compiled.evidence.get(reading.counterId);
  const audience = evidence === undefined ? undefined : compiled.byId.get(evidence.audience);
  if (evidence === undefined || audience === undefined) return refuse(state, 'unknownCounter');
  const refused = refusal(state, reading, evidence, config);
  if (refused !== null) return refuse(state, refused);
  take(state, reading, evidence, audience, config);
  state.nowMs = Math.max(state.nowMs, reading.receivedMs ?? reading.timeMs);
  state.linkHeardMs = state.nowMs;
  const due = state.nowMs >= state.nextDueMs;
  const done = due ? advanceAll(state, config, evidence.audience) : advanceOne(state, config, audience);
  return resultOf(state, 'applied', done);
}

import type { MismatchCause, ReadbackResult } from './readback.js';

/** Alarm on a sign that does not show what it was told: raised and cleared only after the finding has lasted. */
export interface ReadbackAlarmLimits {
  raiseAfterSeconds: number;
  clearAfterSeconds: number;
}
export const DEFAULT_READBACK_ALARM_LIMITS: ReadbackAlarmLimits = { raiseAfterSeconds: 30, clearAfterSeconds: 30 };
export interface ReadbackAlarmState {
  /** Cause of the alarm, or of the mismatch that may become one. */
  cause: MismatchCause | null;
  raisedAtMs: number | null;
  /** Since when the finding has differed from the alarm: towards raising when none is raised, else towards clearing. */
  turningSinceMs: number | null;
}
export const QUIET_READBACK_ALARM: ReadbackAlarmState = { cause: null, raisedAtMs: null, turningSinceMs: null };
export type ReadbackAlarmEvent = { kind: 'raised' | 'causeChanged' | 'cleared'; cause: MismatchCause; atMs: number };
export interface ReadbackAlarmStep {
  state: ReadbackAlarmState;
  event: ReadbackAlarmEvent | null;
}

const onMismatch = (state: ReadbackAlarmState, cause: MismatchCause, limits: ReadbackAlarmLimits, nowMs: number): ReadbackAlarmStep => {
  if (state.raisedAtMs !== null) {
    const event = state.cause === cause ? null : ({ kind: 'causeChanged', cause, atMs: nowMs } as const);
    return { state: { cause, raisedAtMs: state.raisedAtMs, turningSinceMs: null }, event };
  }
  const turningSinceMs = state.turningSinceMs ?? nowMs;
  if (nowMs - turningSinceMs < limits.raiseAfterSeconds * 1000) return { state: { cause, raisedAtMs: null, turningSinceMs }, event: null };
  return { state: { cause, raisedAtMs: nowMs, turningSinceMs: null }, event: { kind: 'raised', cause, atMs: nowMs } };
};

const onMatch = (state: ReadbackAlarmState, limits: ReadbackAlarmLimits, nowMs: number): ReadbackAlarmStep => {
  const { cause, raisedAtMs } = state;
  if (raisedAtMs === null || cause === null) return { state: QUIET_READBACK_ALARM, event: null };
  const turningSinceMs = state.turningSinceMs ?? nowMs;
  if (nowMs - turningSinceMs < limits.clearAfterSeconds * 1000) return { state: { cause, raisedAtMs, turningSinceMs }, event: null };
  return { state: QUIET_READBACK_ALARM, event: { kind: 'cleared', cause, atMs: nowMs } };
};

/** `pending` tells nothing and changes nothing. */
export const stepReadbackAlarm = (
  state: ReadbackAlarmState,
  result: ReadbackResult,
  nowMs: number,
  limits: ReadbackAlarmLimits = DEFAULT_READBACK_ALARM_LIMITS,
): ReadbackAlarmStep => {
  if (result.kind === 'pending') return { state, event: null };
  return result.kind === 'match' ? onMatch(state, limits, nowMs) : onMismatch(state, result.cause, limits, nowMs);
};

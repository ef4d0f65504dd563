import type { FacilityConfig } from '../model/config.js';
import type { OpeningPublic } from '../model/public.js';
import type { FacilityState, ScheduleState } from '../model/state.js';
import { scheduleAt } from './schedule.js';

/** The schedule at an instant; evaluated only when the last evaluation has run out (or time went back). */
export function scheduleState(last: ScheduleState | null, config: FacilityConfig, nowMs: number): ScheduleState | null {
  if (config.openingHours === null) return null;
  if (last !== null && nowMs >= last.fromMs && nowMs < last.untilMs) return last;
  const slice = scheduleAt(config.openingHours, config.region, config.timeZone, nowMs);
  const sinceMs = last !== null && last.state === slice.state ? last.sinceMs : (last?.nextChangeMs ?? nowMs);
  return { ...slice, fromMs: nowMs, sinceMs: Math.min(sinceMs, nowMs) };
}

type Verdict = Pick<OpeningPublic, 'state' | 'cause'>;

/**
 * Who decides, in this order: the operator; a barrier that lets nobody in; the garage, when it says closed, or when it
 * says open and has said so since the schedule last changed (many feeds say "open" for ever); the schedule.
 */
function verdict(state: FacilityState, schedule: ScheduleState | null): Verdict {
  if (state.manual !== null) return { state: state.manual.kind === 'close' ? 'closed' : 'open', cause: 'operator' };
  if (state.garage.barrier === 'faultClosed') return { state: 'closed', cause: 'barrier' };
  const { opening, openingMs } = state.garage;
  if (opening === 'closed') return { state: 'closed', cause: 'garage' };
  if (opening === 'open' && openingMs >= (schedule?.sinceMs ?? 0)) return { state: 'open', cause: 'garage' };
  return schedule === null ? { state: 'open', cause: 'always' } : { state: schedule.state, cause: 'schedule' };
}

/** Brings schedule, operator's override and opening up to `nowMs`. Changes the state in place. */
export function refreshOpening(state: FacilityState, config: FacilityConfig, nowMs: number): void {
  if (state.manual !== null && state.manual.untilMs !== null && state.manual.untilMs <= nowMs) state.manual = null;
  state.schedule = scheduleState(state.schedule, config, nowMs);
  const now = verdict(state, state.schedule);
  const nextChangeMs = state.schedule?.nextChangeMs ?? null;
  const last = state.opening;
  if (last.state === now.state && last.cause === now.cause && last.nextChangeMs === nextChangeMs) return;
  state.opening = { ...now, sinceMs: last.state === now.state ? last.sinceMs : nowMs, nextChangeMs };
}

/** When the opening may change by itself. */
export function openingDueMs(state: FacilityState): number {
  return Math.min(state.schedule?.untilMs ?? Number.POSITIVE_INFINITY, state.manual?.untilMs ?? Number.POSITIVE_INFINITY);
}

/** In the quiet hours: start of tonight's, as an instant; else null. Minutes of local day, may span midnight. */
export function quietSinceMs(minute: number, nowMs: number, quiet: FacilityConfig['quietHours']): number | null {
  const from = minutesOf(quiet.from);
  const length = (minutesOf(quiet.to) - from + 1440) % 1440;
  const into = (minute - from + 1440) % 1440;
  if (into >= length) return null;
  return (Math.floor(nowMs / 60_000) - into) * 60_000;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

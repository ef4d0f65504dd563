import type { ScheduleWindow } from '../sign/model.js';
import { localTime, scheduleApplies } from '../sign/schedule.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Weekly windows repeat within this; dates are looked at wherever they lie. */
const DAYS_AHEAD = 8;

export interface ScheduleEdge {
  atMs: number;
  to: 'begin' | 'end';
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** Instants at which the wall clock shows a minute of a day: none where summer time skips it, two where it is repeated. */
function instantsOf(day: number, minute: number, timeZone: string): number[] {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  const offsetAt = (atMs: number): number => {
    const local = localTime(atMs, timeZone);
    return dayOf(local.date) * DAY_MS + local.minuteOfDay * MINUTE_MS - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  };
  // The offset of the day before and of the day after are all that an instant of this day can have.
  const candidates = new Set([wall - offsetAt(wall - DAY_MS), wall - offsetAt(wall + DAY_MS)]);
  return [...candidates];
}

/** Days on which an edge may lie: the next week, and the days around each date that a window names. */
function daysOf(windows: readonly ScheduleWindow[], today: number): number[] {
  const dates = windows.flatMap((w) => [w.dateFrom, w.dateTo].flatMap((d) => (d === undefined ? [] : [dayOf(d)])));
  const near = Array.from({ length: DAYS_AHEAD + 1 }, (_, n) => today + n);
  const around = dates.filter((day) => day >= today - 1).flatMap((day) => Array.from({ length: DAYS_AHEAD + 1 }, (_, n) => day + n));
  return [...new Set([...near, ...around])].toSorted((a, b) => a - b);
}

/** Where a schedule stands: whether it applies, and until when that stays so. Worth keeping: clocks are slow to ask. */
export interface ScheduleView {
  inWindow: boolean;
  /** Next change; `null`: never. */
  edge: ScheduleEdge | null;
}
export const viewSchedule = (windows: readonly ScheduleWindow[], atMs: number, timeZone: string): ScheduleView => ({ inWindow: scheduleApplies(windows, atMs, timeZone), edge: nextEdge(windows, atMs, timeZone) });

/**
 * The next instant after `atMs` (epoch ms) at which the schedule begins or ends to apply; `null` where it never does again.
 * No windows at all never change. A step of the wall clock itself (02:00 becomes 03:00) is an edge too.
 */
export function nextEdge(windows: readonly ScheduleWindow[], atMs: number, timeZone: string): ScheduleEdge | null {
  if (windows.length === 0) return null;
  const now = scheduleApplies(windows, atMs, timeZone);
  // 03:00 stands for windows that begin or end within the hour that is skipped, 02:00 for the one that comes again.
  const minutes = new Set([0, 120, 180, ...windows.flatMap((w) => [minuteOf(w.from ?? '00:00'), minuteOf(w.to ?? '24:00') % 1440])]);
  const days = daysOf(windows, dayOf(localTime(atMs, timeZone).date));
  const instants = days.flatMap((day) => [...minutes].flatMap((minute) => instantsOf(day, minute, timeZone)));
  const found = instants.filter((t) => t > atMs).toSorted((a, b) => a - b).find((t) => scheduleApplies(windows, t, timeZone) !== now);
  return found === undefined ? null : { atMs: found, to: now ? 'end' : 'begin' };
}

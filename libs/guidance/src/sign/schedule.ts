import type { ScheduleWindow } from './model.js';

/** Local wall-clock time of an instant. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  date: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  minuteOfDay: number;
}

const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 1440;
// Building a formatter costs a hundred times more than using it; the cache holds no state that decisions depend on.
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
};

const weekdayOf = (date: string): number => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
};

const dayBefore = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** Throws a `RangeError` on a zone that the runtime does not know; `checkSign` finds that before a sign is used. */
export const localTime = (atMs: number, timeZone: string): LocalTime => {
  const parts = Object.fromEntries(formatterFor(timeZone).formatToParts(new Date(atMs)).map(({ type, value }) => [type, value]));
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  return { date, weekday: weekdayOf(date), minuteOfDay: Number(parts['hour']) * 60 + Number(parts['minute']) };
};

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const dayMatches = (window: ScheduleWindow, date: string, weekday: number): boolean =>
  (window.weekdays === undefined || window.weekdays.includes(weekday)) &&
  (window.dateFrom === undefined || date >= window.dateFrom) &&
  (window.dateTo === undefined || date <= window.dateTo);

const windowApplies = (window: ScheduleWindow, now: LocalTime): boolean => {
  const from = minutes(window.from ?? '00:00');
  const to = minutes(window.to ?? '24:00');
  const today = dayMatches(window, now.date, now.weekday);
  if (from < to) return today && now.minuteOfDay >= from && now.minuteOfDay < to;
  if (today && now.minuteOfDay >= from) return true;
  // Past midnight the window belongs to the day on which it began.
  const yesterday = dayBefore(now.date);
  return now.minuteOfDay < to % MINUTES_A_DAY && dayMatches(window, yesterday, weekdayOf(yesterday));
};

/**
 * Whether any window applies; no window at all means always. Wall-clock times: in the hour that summer time skips nothing
 * happens, the hour that is repeated in autumn counts twice.
 */
export const scheduleApplies = (windows: readonly ScheduleWindow[], atMs: number, timeZone: string): boolean => {
  if (windows.length === 0) return true;
  const now = localTime(atMs, timeZone);
  return windows.some((window) => windowApplies(window, now));
};

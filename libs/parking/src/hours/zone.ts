/**
 * Wall clock of a zone, independent of the zone of the process.
 * A "wall" instant is the zone's local date and time written as if it were UTC, in milliseconds.
 */

/** Zone offsets change only on quarter hours of UTC (Intl knows none finer since 1972). */
const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

interface ZoneMemo {
  readonly format: Intl.DateTimeFormat;
  quarter: number;
  offsetMs: number;
}

/** Memo of formatters (20 us each to ask, 50 us to build); a pure cache, never part of the state. */
const zones = new Map<string, ZoneMemo>();

function memoOf(timeZone: string): ZoneMemo {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const made: ZoneMemo = { format, quarter: Number.NaN, offsetMs: 0 };
  zones.set(timeZone, made);
  return made;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    memoOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function askOffset(format: Intl.DateTimeFormat, timeMs: number): number {
  const field: Record<string, number> = {};
  for (const part of format.formatToParts(timeMs)) field[part.type] = Number(part.value);
  const { year, month, day, hour, minute, second } = field as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  return Date.UTC(year, month - 1, day, hour, minute, second) - timeMs;
}

/** Milliseconds to add to UTC to get the zone's wall clock. */
export function offsetMsAt(timeMs: number, timeZone: string): number {
  const memo = memoOf(timeZone);
  const quarter = Math.floor(timeMs / QUARTER_MS);
  if (memo.quarter !== quarter) {
    memo.offsetMs = askOffset(memo.format, quarter * QUARTER_MS);
    memo.quarter = quarter;
  }
  return memo.offsetMs;
}

export function toWallMs(timeMs: number, timeZone: string): number {
  return timeMs + offsetMsAt(timeMs, timeZone);
}

/** The quarter hour in (fromMs, fromMs + a day] at which the offset is no longer the one of `fromMs`, by bisection. */
function changeWithinDay(fromMs: number, timeZone: string): number {
  const here = offsetMsAt(fromMs, timeZone);
  let low = Math.floor(fromMs / QUARTER_MS);
  let high = Math.ceil((fromMs + DAY_MS) / QUARTER_MS);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsetMsAt(middle * QUARTER_MS, timeZone) === here) low = middle;
    else high = middle;
  }
  return high * QUARTER_MS;
}

/** First instant after `timeMs`, within a day, at which the zone's offset changes; null if none. */
export function nextOffsetChangeMs(timeMs: number, timeZone: string): number | null {
  const same = offsetMsAt(timeMs + DAY_MS, timeZone) === offsetMsAt(timeMs, timeZone);
  return same ? null : changeWithinDay(timeMs, timeZone);
}

/**
 * Instant of a wall time after `afterMs`. A wall time that the spring gap skips falls on the end of the gap; of one
 * that the autumn overlap repeats, the first occurrence after `afterMs` is meant.
 */
export function fromWallMs(wallMs: number, timeZone: string, afterMs: number): number {
  const before = offsetMsAt(wallMs - DAY_MS, timeZone);
  const after = offsetMsAt(wallMs + DAY_MS, timeZone);
  const early = wallMs - Math.max(before, after);
  const late = wallMs - Math.min(before, after);
  if (early > afterMs && offsetMsAt(early, timeZone) === wallMs - early) return early;
  if (offsetMsAt(late, timeZone) === wallMs - late) return late;
  return changeWithinDay(early, timeZone);
}

/** Quarter hour of the local week, 0 (Monday 00:00) .. 671. */
export function weekSlot(timeMs: number, timeZone: string): number {
  const wall = toWallMs(timeMs, timeZone);
  // 1970-01-01 was a Thursday: three days after Monday.
  return (((Math.floor(wall / QUARTER_MS) + 3 * 96) % 672) + 672) % 672;
}

/** Minute of the local day, 0..1439. */
export function minuteOfDay(timeMs: number, timeZone: string): number {
  const wall = toWallMs(timeMs, timeZone);
  return Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
}

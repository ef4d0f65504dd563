/** Kind of day for demand: Mon-Thu, Friday, Saturday, Sunday or public holiday. */
export type DayKind = 'workday' | 'friday' | 'saturday' | 'sunday';

export interface LocalTime {
  /** Days since 1970-01-01 of the local calendar date. */
  day: number;
  /** ISO weekday, 1 = Monday. */
  weekday: number;
  /** Hours since local midnight, 0 <= hour < 24. */
  hour: number;
  dayKind: DayKind;
}

const DAY_MS = 86_400_000;

/** Easter Sunday (Gregorian, Gauss/Meeus) as days since 1970-01-01. */
function easterDay(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1) / DAY_MS;
}

/** Month/day holidays of all Laender, and what Bavaria adds; the others' own days do not matter for a demonstration. */
const FIXED = ['1-1', '5-1', '10-3', '12-25', '12-26'];
const FIXED_BAVARIA = ['1-6', '8-15', '11-1'];
const EASTER_OFFSETS = [-2, 1, 39, 50];

/** Public holiday of a `DE-*` region; other countries have none here. */
export function isHoliday(day: number, region: string): boolean {
  if (!region.startsWith('DE')) return false;
  const date = new Date(day * DAY_MS);
  const key = `${date.getUTCMonth() + 1}-${date.getUTCDate()}`;
  const bavaria = region === 'DE-BY';
  if (FIXED.includes(key) || (bavaria && FIXED_BAVARIA.includes(key))) return true;
  const offset = day - easterDay(date.getUTCFullYear());
  return EASTER_OFFSETS.includes(offset) || (bavaria && offset === 60);
}

function dayKindOf(day: number, weekday: number, region: string): DayKind {
  if (weekday === 7 || isHoliday(day, region)) return 'sunday';
  if (weekday === 6) return 'saturday';
  return weekday === 5 ? 'friday' : 'workday';
}

/** Local time of a zone. Zone offsets change at most each quarter hour, so they are looked up once per quarter hour. */
export function createLocalTime(timeZone: string, region: string): (ms: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  let quarter = Number.NaN;
  let offsetMs = 0;
  let kindDay = Number.NaN;
  let dayKind: DayKind = 'workday';
  return (ms) => {
    const q = Math.floor(ms / 900_000);
    if (q !== quarter) {
      quarter = q;
      const name = format.formatToParts(new Date(q * 900_000)).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT';
      const m = /([+-])(\d{2}):(\d{2})/.exec(name);
      offsetMs = m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) * 60_000 : 0;
    }
    const local = ms + offsetMs;
    const day = Math.floor(local / DAY_MS);
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    if (day !== kindDay) {
      kindDay = day;
      dayKind = dayKindOf(day, weekday, region);
    }
    return { day, weekday, hour: (local - day * DAY_MS) / 3_600_000, dayKind };
  };
}

/** Hours since midnight of `HH:MM`. */
export const hourOf = (hhmm: string): number => Number(hhmm.slice(0, 2)) + Number(hhmm.slice(3, 5)) / 60;

/** `from` <= hour < `to`, over midnight when `to` is not after `from`; equal ends mean the whole day. */
export function withinHours(hour: number, from: string, to: string): boolean {
  const a = hourOf(from);
  const b = hourOf(to);
  if (a === b) return true;
  return a < b ? hour >= a && hour < b : hour >= a || hour < b;
}

/** Days that are not like the others: public holidays of a Land, school holidays, bridge days. */

/** `BW` .. `TH` as in ISO 3166-2:DE. */
export type Land = 'BB' | 'BE' | 'BW' | 'BY' | 'HB' | 'HE' | 'HH' | 'MV' | 'NI' | 'NW' | 'RP' | 'SH' | 'SL' | 'SN' | 'ST' | 'TH';

/** What a city tells about its days. Dates are local, `YYYY-MM-DD`. */
export interface CityCalendar {
  readonly timeZone: string;
  readonly holidays: readonly string[];
  /** Both ends included. */
  readonly schoolHolidays?: readonly { readonly from: string; readonly to: string }[];
  /** Sundays and holidays on which the shops are open: like a Saturday. */
  readonly openSundays?: readonly string[];
  /** Fairs, home games, markets: days of the same `kind` are alike. Both ends included; the first that fits counts. */
  readonly events?: readonly { readonly kind: string; readonly from: string; readonly to: string }[];
}

export interface DayInfo {
  /** 0 Monday .. 6 Sunday; a holiday counts as Sunday, 24 and 31 December on a workday as Saturday. */
  readonly kind: number;
  readonly weekday: number;
  readonly holiday: boolean;
  readonly beforeHoliday: boolean;
  readonly afterHoliday: boolean;
  readonly schoolHoliday: boolean;
  /** 0 none, else the number of the kind of event, counted in the order in which kinds first appear. */
  readonly event: number;
}

const DAY_MS = 86_400_000;
const EVERYWHERE: readonly Land[] = ['BB', 'BE', 'BW', 'BY', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SH', 'SL', 'SN', 'ST', 'TH'];

/** Month and day, or days from Easter Sunday. Local extras (Augsburg, Catholic parishes of other Laender) go into the configuration. */
const HOLIDAYS: readonly { readonly day: string | number; readonly where: readonly Land[] }[] = [
  { day: '01-01', where: EVERYWHERE },
  { day: '01-06', where: ['BW', 'BY', 'ST'] },
  { day: '03-08', where: ['BE', 'MV'] },
  { day: -2, where: EVERYWHERE },
  { day: 0, where: ['BB', 'HE'] },
  { day: 1, where: EVERYWHERE },
  { day: '05-01', where: EVERYWHERE },
  { day: 39, where: EVERYWHERE },
  { day: 49, where: ['BB', 'HE'] },
  { day: 50, where: EVERYWHERE },
  { day: 60, where: ['BW', 'BY', 'HE', 'NW', 'RP', 'SL'] },
  { day: '08-15', where: ['BY', 'SL'] },
  { day: '09-20', where: ['TH'] },
  { day: '10-03', where: EVERYWHERE },
  { day: '10-31', where: ['BB', 'HB', 'HH', 'MV', 'NI', 'SH', 'SN', 'ST', 'TH'] },
  { day: '11-01', where: ['BW', 'BY', 'NW', 'RP', 'SL'] },
  { day: '12-25', where: EVERYWHERE },
  { day: '12-26', where: EVERYWHERE },
];

/** Easter Sunday as UTC milliseconds (anonymous Gregorian algorithm, Meeus/Jones/Butcher). */
function easterMs(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const days = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

const isoDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Wednesday before 23 November (Saxony). */
function repentanceMs(year: number): number {
  const last = Date.UTC(year, 10, 22);
  return last - ((new Date(last).getUTCDay() + 4) % 7) * DAY_MS;
}

/** Public holidays of a year in a Land, ascending `YYYY-MM-DD`. */
export function publicHolidays(year: number, land: Land): readonly string[] {
  const easter = easterMs(year);
  const dates = HOLIDAYS.filter(({ where }) => where.includes(land)).map(({ day }) =>
    typeof day === 'string' ? `${year}-${day}` : isoDate(easter + day * DAY_MS),
  );
  if (land === 'SN') dates.push(isoDate(repentanceMs(year)));
  return dates.toSorted();
}

function kindOf(weekday: number, date: string, holiday: boolean, open: boolean): number {
  if (open) return 5;
  if (holiday) return 6;
  const half = date.endsWith('-12-24') || date.endsWith('-12-31');
  return half && weekday < 5 ? 5 : weekday;
}

/** Days `first` .. `first + count - 1`, counted from 1970-01-01 of the local calendar. */
export function describeDays(calendar: CityCalendar, first: number, count: number): readonly DayInfo[] {
  const holidays = new Set(calendar.holidays);
  const open = new Set(calendar.openSundays);
  const { schoolHolidays: school = [], events = [] } = calendar;
  const eventKinds = [...new Set(events.map(({ kind }) => kind))];
  return Array.from({ length: count }, (_, i) => {
    const ms = (first + i) * DAY_MS;
    const date = isoDate(ms);
    // 1970-01-01 was a Thursday.
    const weekday = (first + i + 3) % 7;
    const holiday = holidays.has(date);
    return {
      kind: kindOf(weekday, date, holiday, open.has(date)),
      weekday,
      holiday,
      beforeHoliday: holidays.has(isoDate(ms + DAY_MS)),
      afterHoliday: holidays.has(isoDate(ms - DAY_MS)),
      schoolHoliday: school.some(({ from, to }) => from <= date && date <= to),
      event: eventKinds.indexOf(events.find(({ from, to }) => from <= date && date <= to)?.kind ?? '') + 1,
    };
  });
}

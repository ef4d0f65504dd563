import type { City } from '@wegweiser/contracts';
import { publicHolidays, type CityCalendar, type Land } from '@wegweiser/parking/forecast';

const YEARS_BACK = 2;
const YEARS_AHEAD = 2;

/** The city's days: public holidays of its Land around a year, and what its configuration tells. */
export function calendarOf({ city: { timeZone, holidayRegion }, calendar }: City, nowMs: number): CityCalendar {
  const land = holidayRegion.replace(/^DE-/, '') as Land;
  const year = new Date(nowMs).getUTCFullYear();
  const { holidays: own = [], ...others } = calendar ?? {};
  const holidays = [...own];
  for (let y = year - YEARS_BACK; y <= year + YEARS_AHEAD; y++) holidays.push(...publicHolidays(y, land));
  return { timeZone, holidays, ...others };
}

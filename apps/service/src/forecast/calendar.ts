import type { City } from '@wegweiser/contracts';
import { publicHolidays, type CityCalendar, type Land } from '@wegweiser/parking/forecast';

const YEARS_BACK = 2;
const YEARS_AHEAD = 2;

/** The city's days: public holidays of its Land around a year. */
export function calendarOf({ city: { timeZone, holidayRegion } }: City, nowMs: number): CityCalendar {
  const land = holidayRegion.replace(/^DE-/, '') as Land;
  const year = new Date(nowMs).getUTCFullYear();
  const holidays = [];
  for (let y = year - YEARS_BACK; y <= year + YEARS_AHEAD; y++) holidays.push(...publicHolidays(y, land));
  return { timeZone, holidays };
}

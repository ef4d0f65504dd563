import { describe, expect, it } from 'vitest';
import { describeDays, publicHolidays } from './calendar.js';

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;

describe('public holidays', () => {
  it('of Bavaria and Saxony 2026', () => {
    expect(publicHolidays(2026, 'BY')).toEqual([
      '2026-01-01', '2026-01-06', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-05-25', '2026-06-04', '2026-08-15',
      '2026-10-03', '2026-11-01', '2026-12-25', '2026-12-26',
    ]);
    expect(publicHolidays(2026, 'SN')).toContain('2026-11-18');
    expect(publicHolidays(2025, 'SN')).toContain('2025-11-19');
    expect(publicHolidays(2026, 'SN')).not.toContain('2026-01-06');
  });

  it('follow Easter', () => {
    const monday = (year: number) => publicHolidays(year, 'NI').find((d) => d.slice(5) > '03-20' && new Date(d).getUTCDay() === 1);
    expect([2024, 2025, 2027, 2030].map(monday)).toEqual(['2024-04-01', '2025-04-21', '2027-03-29', '2030-04-22']);
  });
});

describe('days', () => {
  const calendar = { timeZone: 'Europe/Berlin', holidays: ['2025-12-25', '2025-12-26'], schoolHolidays: [{ from: '2025-12-22', to: '2026-01-05' }] };

  it('know their kind', () => {
    const [before, eve, first, second, saturday] = describeDays(calendar, dayNumber('2025-12-23'), 5);
    expect(before).toEqual({ kind: 1, weekday: 1, holiday: false, beforeHoliday: false, afterHoliday: false, schoolHoliday: true });
    expect(eve).toMatchObject({ kind: 5, weekday: 2, beforeHoliday: true });
    expect(first).toMatchObject({ kind: 6, weekday: 3, holiday: true, beforeHoliday: true });
    expect(second).toMatchObject({ kind: 6, afterHoliday: true });
    expect(saturday).toMatchObject({ kind: 5, weekday: 5, holiday: false, afterHoliday: true });
  });

  it('need no school holidays; New Year\'s Eve on a Sunday stays one', () => {
    expect(describeDays({ timeZone: 'UTC', holidays: [] }, dayNumber('2023-12-31'), 1)[0]).toMatchObject({ kind: 6, schoolHoliday: false });
  });
});

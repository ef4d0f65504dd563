import { describe, expect, it } from 'vitest';
import { referenceDays } from './past.js';
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
    expect(before).toEqual({ kind: 1, weekday: 1, holiday: false, beforeHoliday: false, afterHoliday: false, schoolHoliday: true, event: 0 });
    expect(eve).toMatchObject({ kind: 5, weekday: 2, beforeHoliday: true });
    expect(first).toMatchObject({ kind: 6, weekday: 3, holiday: true, beforeHoliday: true });
    expect(second).toMatchObject({ kind: 6, afterHoliday: true });
    expect(saturday).toMatchObject({ kind: 5, weekday: 5, holiday: false, afterHoliday: true });
  });

  it('need no school holidays; New Year\'s Eve on a Sunday stays one', () => {
    expect(describeDays({ timeZone: 'UTC', holidays: [] }, dayNumber('2023-12-31'), 1)[0]).toMatchObject({ kind: 6, schoolHoliday: false });
  });

  it('know open Sundays and events', () => {
    const events = [{ kind: 'fair', from: '2026-05-08', to: '2026-05-10' }, { kind: 'game', from: '2026-05-10', to: '2026-05-11' }, { kind: 'fair', from: '2026-05-12', to: '2026-05-12' }];
    const days = describeDays({ timeZone: 'UTC', holidays: [], openSundays: ['2026-05-10'], events }, dayNumber('2026-05-07'), 6);
    expect(days.map(({ event }) => event)).toEqual([0, 1, 1, 1, 2, 1]);
    expect(days[3]).toMatchObject({ kind: 5, weekday: 6 });
  });

  it('of an event look back at days of that event, and others do not', () => {
    const fair = (from: string, to = from) => ({ kind: 'fair', from, to });
    const days = describeDays({ timeZone: 'UTC', holidays: [], events: [fair('1970-01-14', '1970-01-15'), fair('1970-01-21')] }, 4, 24);
    const today = (date: string) => dayNumber(date) - 4;
    expect(referenceDays(days, today('1970-01-21'))).toEqual([today('1970-01-15'), today('1970-01-14')]);
    expect(referenceDays(days, today('1970-01-28'))).not.toContain(today('1970-01-21'));
    // The first days of a new event have none like them: usual days of the kind stand in.
    expect(referenceDays(days, today('1970-01-15'))).toEqual([today('1970-01-14'), today('1970-01-08')]);
  });
});

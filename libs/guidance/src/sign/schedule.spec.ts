import { describe, expect, it } from 'vitest';
import { localTime, scheduleApplies } from './schedule.js';

const at = (iso: string): number => Date.parse(iso);

describe('localTime', () => {
  it.each([
    ['2026-11-23T09:05:59Z', 'Europe/Berlin', '2026-11-23', 1, 605],
    ['2026-11-22T23:00:00Z', 'Europe/Berlin', '2026-11-23', 1, 0],
    ['2026-07-05T21:59:00Z', 'Europe/Berlin', '2026-07-05', 7, 1439],
    ['2026-01-01T00:00:00Z', 'America/New_York', '2025-12-31', 3, 1140],
  ])('%s in %s', (iso, zone, date, weekday, minuteOfDay) => {
    expect(localTime(at(iso), zone)).toEqual({ date, weekday, minuteOfDay });
  });
  it('refuses zones it does not know', () => {
    expect(() => localTime(0, 'Europe/Schanz')).toThrow(RangeError);
  });
});

describe('scheduleApplies', () => {
  const applies = (window: Parameters<typeof scheduleApplies>[0][number], local: string): boolean =>
    scheduleApplies([window], at(`${local}+01:00`), 'Europe/Berlin');

  it('without windows always', () => {
    expect(scheduleApplies([], 0, 'nowhere')).toBe(true);
  });
  it('when any window does', () => {
    const windows = [{ weekdays: [7] }, { weekdays: [1] }];
    expect(scheduleApplies(windows, at('2026-11-23T12:00:00Z'), 'Europe/Berlin')).toBe(true);
    expect(scheduleApplies(windows, at('2026-11-24T12:00:00Z'), 'Europe/Berlin')).toBe(false);
  });
  it.each([
    [{ from: '07:00', to: '09:00' }, '2026-11-23T07:00', true],
    [{ from: '07:00', to: '09:00' }, '2026-11-23T08:59:59', true],
    [{ from: '07:00', to: '09:00' }, '2026-11-23T09:00', false],
    [{ from: '07:00', to: '09:00' }, '2026-11-23T06:59', false],
    [{ from: '22:00' }, '2026-11-23T23:59', true],
    [{ from: '22:00', to: '24:00' }, '2026-11-24T00:00', false],
    [{ to: '06:00' }, '2026-11-23T05:59', true],
    [{ weekdays: [5], from: '22:00', to: '02:00' }, '2026-11-27T22:00', true],
    [{ weekdays: [5], from: '22:00', to: '02:00' }, '2026-11-28T01:59', true],
    [{ weekdays: [5], from: '22:00', to: '02:00' }, '2026-11-28T02:00', false],
    [{ weekdays: [5], from: '22:00', to: '02:00' }, '2026-11-27T01:00', false],
    [{ weekdays: [5], from: '22:00', to: '02:00' }, '2026-11-28T23:00', false],
    [{ weekdays: [7], from: '22:00', to: '02:00' }, '2026-11-30T01:00', true],
    [{ dateFrom: '2026-11-23', dateTo: '2026-11-24' }, '2026-11-22T23:59', false],
    [{ dateFrom: '2026-11-23', dateTo: '2026-11-24' }, '2026-11-23T00:00', true],
    [{ dateFrom: '2026-11-23', dateTo: '2026-11-24' }, '2026-11-24T23:59', true],
    [{ dateFrom: '2026-11-23', dateTo: '2026-11-24' }, '2026-11-25T00:00', false],
    [{ dateTo: '2026-12-31', from: '20:00', to: '04:00' }, '2027-01-01T03:00', true],
  ])('%j at %s: %s', (window, local, expected) => {
    expect(applies(window, local)).toBe(expected);
  });
  it('goes by the wall clock where summer time begins and ends', () => {
    const window = [{ from: '02:00', to: '03:00' }];
    const hits = (day: string): number =>
      Array.from({ length: 24 * 4 }, (_, quarter) => at(`${day}T00:00:00Z`) - 3_600_000 + quarter * 900_000).filter((ms) =>
        scheduleApplies(window, ms, 'Europe/Berlin'),
      ).length;
    expect([hits('2026-03-29'), hits('2026-10-25'), hits('2026-11-23')]).toEqual([0, 8, 4]);
  });
});

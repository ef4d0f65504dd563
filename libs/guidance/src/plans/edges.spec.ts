import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleWindow } from '../sign/model.js';
import { scheduleApplies } from '../sign/schedule.js';
import { nextEdge } from './edges.js';

const ZONE = 'Europe/Berlin';
const MINUTE = 60_000;
const at = (local: string, offset = '+01:00'): number => Date.parse(`${local}${offset}`);
const edge = (windows: ScheduleWindow[], local: string) => {
  const found = nextEdge(windows, at(local), ZONE);
  return found === null ? null : [new Date(found.atMs).toISOString(), found.to];
};

/** Looks at every minute, as `nextEdge` does not. */
function lookedAt(windows: ScheduleWindow[], fromMs: number, days: number): number | null {
  const now = scheduleApplies(windows, fromMs, ZONE);
  const first = Math.floor(fromMs / MINUTE) * MINUTE + MINUTE;
  for (let t = first; t < first + days * 86_400_000; t += MINUTE) if (scheduleApplies(windows, t, ZONE) !== now) return t;
  return null;
}

describe('nextEdge', () => {
  it.each([
    [[{ from: '07:00', to: '09:00' }], '2026-11-23T06:59:30', ['2026-11-23T06:00:00.000Z', 'begin']],
    [[{ from: '07:00', to: '09:00' }], '2026-11-23T07:00', ['2026-11-23T08:00:00.000Z', 'end']],
    [[{ from: '07:00', to: '09:00' }], '2026-11-23T09:00', ['2026-11-24T06:00:00.000Z', 'begin']],
    [[{ weekdays: [6] }], '2026-11-23T09:00', ['2026-11-27T23:00:00.000Z', 'begin']],
    [[{ weekdays: [5], from: '22:00', to: '02:00' }], '2026-11-28T01:00', ['2026-11-28T01:00:00.000Z', 'end']],
    [[{ dateFrom: '2027-07-02', dateTo: '2027-07-04', from: '16:00', to: '24:00' }], '2026-11-23T09:00', ['2027-07-02T14:00:00.000Z', 'begin']],
    [[{ dateFrom: '2027-07-02', weekdays: [4] }], '2026-11-23T09:00', ['2027-07-07T22:00:00.000Z', 'begin']],
    [[{ dateTo: '2026-11-25' }], '2026-11-23T09:00', ['2026-11-25T23:00:00.000Z', 'end']],
    [[{ dateTo: '2026-11-22' }], '2026-11-23T09:00', null],
    [[{}], '2026-11-23T09:00', null],
    [[], '2026-11-23T09:00', null],
  ] as [ScheduleWindow[], string, [string, string] | null][])('%j after %s: %j', (windows, local, expected) => {
    expect(edge(windows, local)).toEqual(expected);
  });

  it('goes by the wall clock where summer time begins and ends', () => {
    expect(edge([{ from: '02:30', to: '04:00' }], '2026-03-29T01:00')).toEqual(['2026-03-29T01:00:00.000Z', 'begin']);
    expect(edge([{ from: '01:00', to: '02:30' }], '2026-03-29T01:30')).toEqual(['2026-03-29T01:00:00.000Z', 'end']);
    const autumn = [{ from: '02:00', to: '02:30' }];
    expect(nextEdge(autumn, Date.parse('2026-10-25T00:30:00Z'), ZONE)).toEqual({ atMs: Date.parse('2026-10-25T01:00:00Z'), to: 'begin' });
  });

  it('finds what looking at every minute finds', () => {
    const time = fc.record({ h: fc.integer({ min: 0, max: 23 }), m: fc.constantFrom(0, 15, 30, 59) }).map(({ h, m }) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const day = fc.integer({ min: 0, max: 5 }).map((n) => `2026-10-${String(22 + n).padStart(2, '0')}`);
    const window = fc.record({ weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), from: time, to: time, dateFrom: day, dateTo: day }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 2 }), fc.integer({ min: 0, max: 4 * 1440 }), (windows, minutes) => {
        const fromMs = Date.parse('2026-10-23T00:00:20Z') + minutes * MINUTE;
        expect(nextEdge(windows, fromMs, ZONE)?.atMs ?? null).toBe(lookedAt(windows, fromMs, 9));
      }),
      { numRuns: 12 },
    );
  });
});

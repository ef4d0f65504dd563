import { afterEach, describe, expect, it } from 'vitest';
import type { RegionConfig } from '../model/config.js';
import { openingHoursProblem, scheduleAt } from './schedule.js';
import { inWallTime } from './wall-date.js';

const BAVARIA: RegionConfig = { countryCode: 'de', state: 'Bayern', lat: 48.77, lon: 11.42 };
const BERLIN = 'Europe/Berlin';
const HOUR = 3_600_000;
const at = (hours: string, iso: string, region = BAVARIA) => scheduleAt(hours, region, BERLIN, Date.parse(iso));
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'];
const ownZone = process.env['TZ'];

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
});

describe('opening hours', () => {
  it.each(ZONES)('are those of Berlin in a process in %s', (zone) => {
    process.env['TZ'] = zone;
    expect(at('Mo-Sa 06:00-22:00', '2026-03-02T06:59:59+01:00').state).toBe('open');
    expect(at('Mo-Sa 06:00-22:00', '2026-03-02T05:59:59+01:00')).toMatchObject({
      state: 'closed',
      nextChangeMs: Date.parse('2026-03-02T06:00:00+01:00'),
    });
    expect(at('Mo-Sa 06:00-22:00', '2026-07-04T21:59:59+02:00')).toMatchObject({
      state: 'open',
      nextChangeMs: Date.parse('2026-07-04T22:00:00+02:00'),
    });
    expect(at('Mo-Sa 06:00-22:00', '2026-07-04T22:00:00+02:00').nextChangeMs).toBe(Date.parse('2026-07-06T06:00:00+02:00'));
  });

  it.each(ZONES)('do not stumble over the summer time of a process in %s', (zone) => {
    process.env['TZ'] = zone;
    // 02:30 on this day does not exist in New York, and the process really is there.
    expect(new Date(2026, 2, 8, 2, 30).getHours()).toBe(zone === 'America/New_York' ? 3 : 2);
    expect(at('Mo-Su 02:30-23:00', '2026-03-08T02:29:00+01:00')).toMatchObject({
      state: 'closed',
      nextChangeMs: Date.parse('2026-03-08T02:30:00+01:00'),
    });
    expect(at('Mo-Su 02:30-23:00', '2026-03-08T02:31:00+01:00').state).toBe('open');
  });

  it('keep the public holidays of Bavaria, and only those', () => {
    const hours = 'Mo-Su 06:00-22:00; PH off';
    // Epiphany, Corpus Christi, Assumption, All Saints: Bavaria, not all of Germany.
    for (const day of ['2026-01-06', '2026-06-04', '2026-08-15', '2026-11-01']) {
      expect([day, at(hours, `${day}T12:00:00Z`).state]).toEqual([day, 'closed']);
    }
    const berlin = { ...BAVARIA, state: 'Berlin' };
    expect(at(hours, '2026-01-06T12:00:00Z', berlin).state).toBe('open');
    expect(at(hours, '2026-03-08T12:00:00Z', berlin).state).toBe('closed');
    expect(at(hours, '2026-03-08T12:00:00Z').state).toBe('open');
  });

  it('hold for a day at most, and only until the clocks change', () => {
    const always = at('24/7', '2026-03-02T12:00:00Z');
    expect(always).toEqual({ state: 'open', nextChangeMs: null, untilMs: Date.parse('2026-03-03T12:00:00Z') });
    expect(at('24/7', '2026-03-28T20:00:00Z').untilMs).toBe(Date.parse('2026-03-29T01:00:00Z'));
    expect(at('Mo-Su 06:00-22:00', '2026-03-02T12:00:00Z').untilMs).toBe(Date.parse('2026-03-02T22:00:00+01:00'));
  });

  it('know the sun of the place', () => {
    const sunrise = at('Mo-Su sunrise-sunset', '2026-06-21T00:00:00Z').nextChangeMs ?? 0;
    // Sunrise at Ingolstadt on 21 June: 05:10 summer time.
    expect(Math.abs(sunrise - Date.parse('2026-06-21T05:10:00+02:00'))).toBeLessThan(HOUR / 6);
  });

  it('call hours by appointment unknown', () => {
    expect(at('Mo-Su 06:00-22:00 unknown', '2026-03-02T12:00:00Z').state).toBe('unknown');
  });

  it('say what is wrong with an expression', () => {
    expect(openingHoursProblem('Mo-Sa 06:00-22:00', BAVARIA)).toBeNull();
    expect(openingHoursProblem('Montag bis when it rains 25:99', BAVARIA)).toMatch(/\S/);
  });

  it('forget old expressions instead of growing for ever', () => {
    for (let i = 0; i < 2100; i += 1) {
      scheduleAt('24/7', { ...BAVARIA, lat: i / 100 }, BERLIN, 0);
    }
    expect(at('Mo-Sa 06:00-22:00', '2026-03-02T12:00:00Z').state).toBe('open');
  });
});

describe('wall time', () => {
  it('is in force for one call only, also when it fails', () => {
    const outer = Date;
    expect(() => inWallTime(0, () => { throw new Error('inside'); })).toThrow('inside');
    expect(Date).toBe(outer);
  });

  it('has no zone and no clock', () => {
    const seen = inWallTime(Date.UTC(2026, 2, 29, 2, 30, 15), () => {
      const now = new Date();
      const made = new Date(2026, 2, 29, 2, 30, 15);
      made.setMinutes(45, 1);
      made.setHours(3);
      made.setDate(30);
      return {
        now: [now.getFullYear(), now.getMonth(), now.getDate(), now.getDay(), now.getHours(), now.getMinutes(), now.getSeconds()],
        stamp: Date.now(),
        made: made.toISOString(),
        month: new Date(2026, 4).toISOString(),
        offset: made.getTimezoneOffset(),
      };
    });
    expect(seen).toEqual({
      now: [2026, 2, 29, 0, 2, 30, 15],
      stamp: Date.UTC(2026, 2, 29, 2, 30, 15),
      made: '2026-03-30T03:45:01.000Z',
      month: '2026-05-01T00:00:00.000Z',
      offset: 0,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { fromWallMs, isTimeZone, minuteOfDay, nextOffsetChangeMs, offsetMsAt, toWallMs, weekSlot } from './zone.js';

const BERLIN = 'Europe/Berlin';
const HOUR = 3_600_000;
const SPRING = Date.UTC(2026, 2, 29, 1);
const AUTUMN = Date.UTC(2026, 9, 25, 1);

describe('zone', () => {
  it('knows summer and winter time to the minute', () => {
    expect(offsetMsAt(SPRING - 1, BERLIN)).toBe(HOUR);
    expect(offsetMsAt(SPRING, BERLIN)).toBe(2 * HOUR);
    expect(offsetMsAt(AUTUMN - 1, BERLIN)).toBe(2 * HOUR);
    expect(offsetMsAt(AUTUMN, BERLIN)).toBe(HOUR);
    expect(offsetMsAt(0, 'Asia/Kathmandu')).toBe(5.5 * HOUR);
  });

  it('finds the next change within a day', () => {
    expect(nextOffsetChangeMs(SPRING - HOUR, BERLIN)).toBe(SPRING);
    expect(nextOffsetChangeMs(AUTUMN - 23 * HOUR, BERLIN)).toBe(AUTUMN);
    expect(nextOffsetChangeMs(SPRING, BERLIN)).toBeNull();
  });

  it('goes from wall time to instants and back', () => {
    for (const t of [SPRING - HOUR, SPRING, AUTUMN + HOUR, Date.UTC(2026, 6, 1)]) {
      expect(fromWallMs(toWallMs(t, BERLIN), BERLIN, t - 1)).toBe(t);
    }
  });

  it('puts a time that the gap skips at its end, and a repeated one after the instant asked from', () => {
    expect(fromWallMs(Date.UTC(2026, 2, 29, 2, 30), BERLIN, SPRING - HOUR)).toBe(SPRING);
    const twice = Date.UTC(2026, 9, 25, 2, 30);
    expect(fromWallMs(twice, BERLIN, AUTUMN - HOUR)).toBe(AUTUMN - HOUR / 2);
    expect(fromWallMs(twice, BERLIN, AUTUMN - HOUR / 2)).toBe(AUTUMN + HOUR / 2);
  });

  it('counts quarter hours from Monday and minutes from midnight', () => {
    expect(weekSlot(Date.UTC(2026, 2, 1, 23), BERLIN)).toBe(0);
    expect(weekSlot(Date.UTC(2026, 2, 1, 22, 59), BERLIN)).toBe(671);
    expect(weekSlot(-1, 'UTC')).toBe(3 * 96 - 1);
    expect(minuteOfDay(Date.UTC(2026, 2, 1, 22, 59), BERLIN)).toBe(1439);
    expect(minuteOfDay(-60_000, 'UTC')).toBe(1439);
  });

  it('tells a zone from a word', () => {
    expect(isTimeZone(BERLIN)).toBe(true);
    expect(isTimeZone('Europe/Entenhausen')).toBe(false);
  });
});

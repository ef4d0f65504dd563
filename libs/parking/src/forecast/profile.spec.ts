import { describe, expect, it } from 'vitest';
import { aFacility, Bench, DAY, HOUR, MINUTE, NOON } from '../testing/build.js';
import { estimateFromProfile, learn, typical } from './profile.js';

/** Occupancy of a working week: 40 at night, rising to 160 at noon. */
const typicalDay = (timeMs: number): number => Math.round(100 - 60 * Math.cos((((timeMs + HOUR) % DAY) / DAY) * 2 * Math.PI));

function learned(days: number): Bench {
  const b = new Bench(aFacility(), NOON - days * DAY);
  while (b.nowMs < NOON) {
    b.occupied(typicalDay(b.nowMs));
    b.pass(15 * MINUTE);
  }
  b.occupied(typicalDay(b.nowMs));
  return b;
}

describe('the typical week', () => {
  it('is learned as an exponential average', () => {
    const first = learn(null, 5, 100, 200, 0.5);
    expect(first).toHaveLength(672);
    expect(learn(first, 5, 200, 200, 0.5)[5]).toBe(750);
    expect(first.filter((v) => v >= 0)).toHaveLength(1);
    expect(learn([], 0, 100, 200, 0.5)).toEqual([500]);
  });

  it('borrows from days of the same kind', () => {
    const monday = learn(null, 10, 100, 200, 0.5);
    expect(typical(monday, 10)).toBe(500);
    expect(typical(monday, 10 + 4 * 96)).toBe(500);
    expect(typical(monday, 10 + 5 * 96)).toBeNull();
    expect(typical(learn(monday, 10 + 6 * 96, 20, 200, 0.5), 10 + 5 * 96)).toBe(100);
    expect(typical([], 3)).toBeNull();
  });

  it('says nothing without a past', () => {
    const input = { last: { occupied: 5, atMs: NOON }, nowMs: NOON + HOUR, capacity: 200, timeZone: 'Europe/Berlin' };
    expect(estimateFromProfile({ ...input, profile: null })).toBeNull();
    const then = learn(null, 48, 100, 200, 0.5);
    expect(estimateFromProfile({ ...input, profile: then })).toBeNull();
    expect(estimateFromProfile({ ...input, profile: then, last: { occupied: 5, atMs: NOON + 2 * HOUR } })).toBeNull();
    expect(estimateFromProfile({ ...input, profile: learn(then, 52, 120, 200, 0.5) })).toBe(25);
  });
});

describe('a source that falls silent', () => {
  it('is estimated, marked as such, until the estimate is too old', () => {
    const b = learned(14);
    b.pass(30 * MINUTE);
    expect(b.seen()).toMatchObject({ quality: 'measured', reasons: [] });
    b.pass(1);
    expect(b.seen()).toMatchObject({ quality: 'estimated', reasons: ['stale', 'estimated'], trend: null, measuredAtMs: NOON });
    b.pass(89 * MINUTE);
    const { occupied, status } = b.seen();
    expect(status).toBe('available');
    expect(Math.abs(Number(occupied) - typicalDay(b.nowMs))).toBeLessThanOrEqual(3);
    b.pass(MINUTE);
    expect(b.seen()).toMatchObject({ status: 'unavailable', vacant: null, quality: 'unknown', reasons: ['stale'] });
  });

  it('is estimated by tick too, up to the last millisecond', () => {
    const b = learned(14);
    let last = b.seen().quality;
    let lastNumberMs = 0;
    while (b.nowMs < NOON + 3 * HOUR) {
      b.nowMs = Math.max(b.state.nextDueMs, b.nowMs + 1);
      b.pass(0);
      last = b.seen().quality;
      if (b.seen().vacant !== null) lastNumberMs = b.nowMs;
    }
    expect(last).toBe('unknown');
    expect(lastNumberMs).toBeLessThanOrEqual(NOON + 2 * HOUR);
    expect(lastNumberMs).toBeGreaterThan(NOON + HOUR);
  });

  it('is estimated as well when it talks nonsense', () => {
    const b = learned(14);
    b.pass(15 * MINUTE);
    b.vacant(8259);
    expect(b.seen()).toMatchObject({ quality: 'estimated', reasons: ['implausible', 'aboveCapacity', 'estimated'], raw: { vacant: 8259 } });
  });

  it('is learned once in a quarter of an hour, however often it speaks', () => {
    const b = new Bench();
    b.occupied(100);
    for (let i = 0; i < 10; i += 1) {
      b.pass(MINUTE);
      b.occupied(40);
    }
    expect(b.state.audiences['shortStay']?.profile?.filter((v) => v >= 0)).toEqual([500]);
  });

  it('is not estimated where that is switched off', () => {
    const b = new Bench(aFacility({ estimate: { enabled: false } }));
    b.vacant(50);
    b.pass(31 * MINUTE);
    expect(b.seen()).toMatchObject({ status: 'unavailable', quality: 'unknown' });
    expect(b.state.audiences['shortStay']?.profile).toBeNull();
  });
});

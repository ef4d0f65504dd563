import { describe, expect, it } from 'vitest';
import { noteLink, restoreFacilityState } from '../index.js';
import { aFacility, aSpaceLot, Bench, HOUR, MINUTE, NOON } from '../testing/build.js';

const fill = (b: Bench, from: number, to: number, occupied: boolean | null) => {
  for (let i = from; i < to; i += 1) b.space(`s${i}`, occupied);
};

describe('single spaces', () => {
  it('are trusted from 75 % on, stand for the rest, and say so', () => {
    const b = new Bench(aSpaceLot(100, { dwellSeconds: 0 }));
    fill(b, 0, 74, true);
    expect(b.seen()).toMatchObject({ status: 'unknown', vacant: null, raw: { occupied: 74, vacant: 0 }, reasons: ['partialSpaces'] });
    b.space('s74', true);
    expect(b.seen()).toMatchObject({ status: 'full', vacant: 0, quality: 'derived', reasons: ['partialSpaces'] });
    fill(b, 75, 100, false);
    expect(b.seen()).toMatchObject({ vacant: 25, quality: 'measured', reasons: [], evidence: 'space' });
  });

  it('count one space once, whatever it says how often', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0 }));
    fill(b, 0, 4, false);
    for (const occupied of [true, false, true, true]) {
      b.pass(MINUTE);
      b.space('s0', occupied);
    }
    expect(b.seen()).toMatchObject({ occupied: 1, vacant: 3 });
  });

  it('a sensor that does not know does not report', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0, estimate: { enabled: false } }));
    fill(b, 0, 4, true);
    b.pass(MINUTE);
    b.space('s0', null);
    expect(b.seen()).toMatchObject({ occupied: 4, quality: 'derived', reasons: ['partialSpaces'] });
    b.pass(MINUTE);
    b.space('s1', null);
    expect(b.seen()).toMatchObject({ status: 'unknown' });
    b.pass(MINUTE);
    b.space('s0', false);
    expect(b.seen()).toMatchObject({ occupied: 3, reasons: ['partialSpaces'] });
  });

  it('fall silent one by one', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0, spaceStaleSeconds: 3600, staleSeconds: 1800 }));
    fill(b, 0, 4, true);
    for (let i = 0; i < 8; i += 1) {
      b.pass(10 * MINUTE);
      fill(b, 0, 2, true);
    }
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { occupied: 2 }, reasons: ['partialSpaces'] });
    b.space('s2', true);
    expect(b.seen()).toMatchObject({ status: 'full', raw: { occupied: 3 } });
  });

  it('go on right for days, with spaces that come back after long', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0, spaceStaleSeconds: 3600 }));
    fill(b, 0, 4, true);
    for (let i = 0; i < 300; i += 1) {
      b.pass(10 * MINUTE);
      fill(b, 0, 3, i % 2 === 0);
    }
    expect(b.state.audiences['shortStay']?.buckets.length).toBeLessThanOrEqual(33);
    b.space('s3', false);
    expect(b.seen()).toMatchObject({ vacant: 4, quality: 'measured' });
    // First heard of with a stamp older than anything still counted.
    b.feed({ kind: 'space', counterId: 's3', timeMs: b.nowMs, seq: 9999, occupied: true });
    expect(b.seen()).toMatchObject({ vacant: 3 });
  });

  it('ignore a first message older than everything counted', () => {
    const b = new Bench(aSpaceLot(2, { dwellSeconds: 0, spaceStaleSeconds: 3600 }));
    for (let i = 0; i < 300; i += 1) {
      b.pass(10 * MINUTE);
      b.space('s0', true);
    }
    b.feed({ kind: 'space', counterId: 's1', timeMs: NOON, seq: 0, occupied: true });
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { occupied: 1 } });
    b.space('s1', true);
    expect(b.seen()).toMatchObject({ status: 'full', raw: { occupied: 2 } });
  });

  it('that live and say nothing say that nothing has changed, up to the minute their link was heard', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0, spaceHeartbeatSeconds: 1800, staleSeconds: 1800, estimate: { enabled: false } }));
    fill(b, 0, 4, true);
    const heard = (minutes: number) => {
      for (let i = 0; i < minutes; i += 1) {
        noteLink(b.state, b.nowMs + MINUTE);
        b.pass(MINUTE);
      }
    };
    heard(50);
    expect(b.seen()).toMatchObject({ occupied: 4, quality: 'measured', measuredAtMs: NOON + 50 * MINUTE, trend: 'steady' });
    // Nothing comes over the link at all: nobody knows whether anything has changed.
    b.pass(20 * MINUTE);
    expect(b.seen()).toMatchObject({ occupied: null, raw: { occupied: 0 } });
    const deaf = new Bench(aSpaceLot(4, { dwellSeconds: 0, spaceHeartbeatSeconds: 7200, staleSeconds: 1800, estimate: { enabled: false } }));
    fill(deaf, 0, 4, true);
    deaf.pass(20 * MINUTE);
    expect(deaf.seen()).toMatchObject({ occupied: 4, measuredAtMs: NOON });
    deaf.pass(11 * MINUTE);
    expect(deaf.seen()).toMatchObject({ status: 'unavailable', reasons: ['stale'] });
    noteLink(deaf.state, deaf.nowMs);
    deaf.pass(MINUTE);
    expect(deaf.seen()).toMatchObject({ status: 'full', measuredAtMs: NOON + 31 * MINUTE });
  });

  it('that miss two heartbeats are believed no more, nor is one whose last will was read', () => {
    const b = new Bench(aSpaceLot(4, { dwellSeconds: 0, spaceHeartbeatSeconds: 1800, estimate: { enabled: false } }));
    fill(b, 0, 4, true);
    b.space('s0', null);
    b.pass(50 * MINUTE);
    fill(b, 0, 2, true);
    expect(b.seen()).toMatchObject({ occupied: 4, measuredAtMs: NOON + 50 * MINUTE });
    noteLink(b.state, b.nowMs + 15 * MINUTE);
    b.pass(15 * MINUTE);
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { occupied: 2 }, reasons: ['partialSpaces'], measuredAtMs: NOON + 50 * MINUTE });
  });

  it('that suffice after the lot was configured smaller count from the next tick on', () => {
    const b = new Bench(aSpaceLot(4, { capacity: 8, dwellSeconds: 0 }));
    fill(b, 0, 4, false);
    expect(b.seen().vacant).toBeNull();
    const smaller = new Bench(aSpaceLot(4, { dwellSeconds: 0 }));
    smaller.state = restoreFacilityState(b.state, smaller.config);
    smaller.pass(MINUTE);
    expect(smaller.seen().vacant).toBe(4);
    expect(smaller.state.audiences['shortStay']?.lastGood).toEqual({ occupied: 0, atMs: NOON });
  });

  it('begin afresh when their heartbeat is configured anew', () => {
    const b = new Bench(aSpaceLot(2, { spaceHeartbeatSeconds: 1800 }));
    fill(b, 0, 2, true);
    const other = aSpaceLot(2, { spaceHeartbeatSeconds: 3600 });
    expect(restoreFacilityState(b.state, other)).toMatchObject({ spaces: {}, spaceStaleSeconds: 7200 });
    expect(restoreFacilityState(b.state, b.config).spaces).toEqual(b.state.spaces);
  });

  it('without a sensor count as silent', () => {
    const b = new Bench(aSpaceLot(4, { capacity: 8 }));
    fill(b, 0, 4, false);
    expect(b.seen()).toMatchObject({ status: 'unknown', reasons: ['partialSpaces'] });
  });
});

describe('several kinds of evidence', () => {
  const both = aFacility({
    capacity: 4,
    dwellSeconds: 0,
    audiences: [{ id: 'shortStay', capacity: 4, contradictionTolerance: 1 }],
    evidence: [
      { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
      ...[0, 1, 2, 3].map((i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'shortStay' })),
    ],
  });

  it('believes spaces before the counter, and flags the contradiction', () => {
    const b = new Bench(both);
    b.vacant(1);
    expect(b.seen()).toMatchObject({ evidence: 'absolute', vacant: 1, reasons: [] });
    fill(b, 0, 4, false);
    expect(b.seen()).toMatchObject({ evidence: 'space', vacant: 4, reasons: ['contradiction'] });
    b.pass(MINUTE);
    b.vacant(3);
    expect(b.seen()).toMatchObject({ evidence: 'space', vacant: 4, reasons: [] });
  });

  it('falls back to the counter when too few spaces report, in the order configured', () => {
    const b = new Bench(both);
    b.vacant(2);
    fill(b, 0, 2, true);
    expect(b.seen()).toMatchObject({ evidence: 'absolute', vacant: 2, reasons: [] });
    const turned = new Bench(aFacility({ ...both, precedence: ['totals', 'absolute', 'space'] }));
    turned.vacant(2);
    fill(turned, 0, 4, false);
    expect(turned.seen()).toMatchObject({ evidence: 'absolute', vacant: 2, reasons: ['contradiction'] });
  });
});

describe('what is learned', () => {
  it('does not go back in time when an older kind of evidence takes over', () => {
    const config = aFacility({
      capacity: 4,
      dwellSeconds: 0,
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        ...[0, 1, 2, 3].map((i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'shortStay' })),
      ],
    });
    const b = new Bench(config);
    b.vacant(2);
    b.pass(MINUTE);
    fill(b, 0, 4, false);
    expect(b.state.audiences['shortStay']?.lastGood).toEqual({ occupied: 0, atMs: b.nowMs });
    b.pass(MINUTE);
    fill(b, 0, 2, null);
    expect(b.seen()).toMatchObject({ evidence: 'absolute', vacant: 2 });
    expect(b.state.audiences['shortStay']?.lastGood).toEqual({ occupied: 0, atMs: b.nowMs });
  });
});

describe('several absolute counters', () => {
  const config = aFacility({
    evidence: [
      { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
      { counterId: 'c2', kind: 'absolute', audience: 'shortStay', staleSeconds: 7200 },
    ],
  });

  it('the first fresh one wins, the other contradicts', () => {
    const b = new Bench(config);
    b.vacant(100);
    b.vacant(90, { counterId: 'c2' });
    expect(b.seen()).toMatchObject({ vacant: 100, reasons: [] });
    b.pass(MINUTE);
    b.vacant(50, { counterId: 'c2' });
    expect(b.seen()).toMatchObject({ vacant: 100, reasons: ['contradiction'] });
    b.pass(HOUR);
    expect(b.seen()).toMatchObject({ vacant: 50, reasons: [] });
    b.pass(2 * HOUR);
    expect(b.seen()).toMatchObject({ status: 'unavailable', raw: { vacant: 50 } });
  });

  it('shows the newest when none is of use', () => {
    const b = new Bench(config);
    b.vacant(50, { counterId: 'c2' });
    b.pass(5 * HOUR);
    expect(b.seen()).toMatchObject({ status: 'unavailable', raw: { vacant: 50 } });
    b.vacant(null);
    expect(b.seen()).toMatchObject({ status: 'unknown', raw: { vacant: null } });
  });

  it('parts add up, by free or by occupied, and all of them must speak', () => {
    const b = new Bench(aFacility({
      dwellSeconds: 0,
      estimate: { enabled: false },
      evidence: ['u1', 'u2'].map((counterId) => ({ counterId, kind: 'absolute', audience: 'shortStay', role: 'part' })),
    }));
    b.vacant(30, { counterId: 'u1' });
    expect(b.seen()).toMatchObject({ status: 'unknown', reasons: ['partialCounters'], raw: { vacant: null } });
    b.vacant(40, { counterId: 'u2' });
    expect(b.seen()).toMatchObject({ vacant: 70, quality: 'derived', reasons: [] });
    b.pass(MINUTE);
    b.occupied(60, 'u1');
    expect(b.seen()).toMatchObject({ status: 'unknown', reasons: ['partialCounters'] });
    b.occupied(50, 'u2');
    expect(b.seen()).toMatchObject({ vacant: 90 });
    b.pass(29 * MINUTE);
    b.occupied(50, 'u2');
    b.pass(2 * MINUTE);
    expect(b.seen()).toMatchObject({ status: 'unavailable', reasons: ['stale'] });
  });
});

describe('what went silent stays apart from what is nonsense', () => {
  it('stale and implausible together', () => {
    const config = aFacility({
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        { counterId: 't1', kind: 'totals', audience: 'shortStay' },
      ],
    });
    const b = new Bench(config);
    b.totals(50, 10);
    b.pass(HOUR);
    b.vacant(5000);
    expect(b.seen()).toMatchObject({ status: 'unknown', evidence: 'absolute', reasons: ['implausible', 'aboveCapacity', 'stale'] });
  });
});

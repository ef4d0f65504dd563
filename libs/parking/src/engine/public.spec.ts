import { describe, expect, it } from 'vitest';
import { applyGarageState, createFacilityState, restoreFacilityState, tickFacility } from '../index.js';
import { aFacility, aSpaceLot, Bench, HOUR, MINUTE, NOON } from '../testing/build.js';

const config = aFacility({
  capacity: 200,
  dwellSeconds: 0,
  audiences: [{ id: 'shortStay', capacity: 150 }, { id: 'contract', capacity: 50 }],
  evidence: [
    { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
    { counterId: 't1', kind: 'totals', audience: 'contract' },
  ],
});

describe('the facility as a whole', () => {
  it('is the sum of its audiences, worth as much as the worst of them', () => {
    const b = new Bench(config);
    b.totals(50, 5);
    b.pass(MINUTE);
    b.vacant(0);
    expect(b.all().total).toMatchObject({
      audience: 'total', status: 'almostFull', vacant: 5, occupied: 195, capacity: 200, quality: 'derived', evidence: null, measuredAtMs: NOON,
    });
  });

  it('has no number while one audience has none', () => {
    const b = new Bench(config);
    expect(b.all().total).toMatchObject({ status: 'unavailable', vacant: null, measuredAtMs: null, reasons: ['noData'] });
    b.vacant(100);
    expect(b.all().total).toMatchObject({ status: 'unavailable', vacant: null, measuredAtMs: null });
    b.totals(500, 10);
    expect(b.all().total).toMatchObject({ status: 'unknown', vacant: null, measuredAtMs: NOON });
  });

  it('is closed when all of it is, and leaves closed parts out else', () => {
    const b = new Bench(config);
    b.vacant(100);
    b.state.temporary = [
      { capacityId: 'x', audience: 'contract', capacity: 0, startMs: 0, endMs: null, counterFollows: false, reason: '', by: '' },
    ];
    b.pass(HOUR / 4);
    expect(b.all().total).toMatchObject({ status: 'available', vacant: 100, capacity: 150 });
    applyGarageState(b.state, { timeMs: b.nowMs, seq: 0, opening: 'closed' }, config);
    expect(b.all().total).toMatchObject({ status: 'closed', vacant: null, capacity: 150 });
  });

  it('has the trend that all its parts have', () => {
    const b = new Bench(config);
    for (let i = 0; i < 30; i += 1) {
      b.vacant(100 - 2 * i);
      b.totals(i, 0);
      b.pass(MINUTE);
    }
    expect(b.all().total.trend).toBe('increasing');
    expect(b.seen('contract').trend).toBe('increasing');
    for (let i = 0; i < 50; i += 1) {
      b.vacant(40);
      b.totals(30 + i, 0);
      b.pass(MINUTE);
    }
    expect(b.seen().trend).toBe('steady');
    expect(b.all().total.trend).toBeNull();
  });
});

describe('results', () => {
  it('tell a change from a fresher age', () => {
    const b = new Bench();
    expect(b.vacant(50)).toMatchObject({ outcome: 'applied', changed: true, refreshed: true });
    b.pass(MINUTE);
    expect(b.vacant(50)).toMatchObject({ outcome: 'applied', changed: false, refreshed: true });
    b.pass(MINUTE);
    expect(b.vacant(49)).toMatchObject({ changed: true, refreshed: true });
    expect(tickFacility(b.state, b.nowMs, b.config)).toMatchObject({ changed: false, refreshed: false });
  });

  it('hear of a raw value or a reason that alone has changed', () => {
    const b = new Bench(aFacility({ dwellSeconds: 0 }));
    b.vacant(-3);
    b.pass(MINUTE);
    expect(b.vacant(-4).changed).toBe(true);
    b.pass(MINUTE);
    b.vacant(0, { occupied: 200 });
    b.pass(MINUTE);
    expect(b.vacant(0, { occupied: 200, capacity: 9999 }).changed).toBe(true);
    b.pass(MINUTE);
    expect(b.vacant(0, { occupied: 180 }).changed).toBe(true);
    b.pass(MINUTE);
    b.vacant(0, { capacity: 9999, occupied: 200 });
    b.pass(MINUTE);
    expect(b.vacant(0, { occupied: 200, capacity: 9999 }).changed).toBe(false);
  });
});

describe('speed', () => {
  it('of a reading does not depend on the number of spaces', () => {
    const n = 4000;
    const b = new Bench(aSpaceLot(n));
    for (let i = 0; i < n; i += 1) b.space(`s${i}`, i % 2 === 0);
    let bucketReads = 0;
    const own = b.state.audiences['shortStay'];
    if (own === undefined) throw new Error('no audience');
    own.buckets = new Proxy(own.buckets, { get: (target, key, receiver) => ((bucketReads += 1), Reflect.get(target, key, receiver)) });
    b.state.spaces = new Proxy(b.state.spaces, { ownKeys: () => { throw new Error('walks over all spaces'); } });
    b.pass(3 * MINUTE);
    b.space('s0', false);
    expect(bucketReads).toBeLessThan(60);
    expect(b.seen()).toMatchObject({ occupied: n / 2 - 1 });
  });
});

describe('a stored state under a changed configuration', () => {
  const stored = () => {
    const b = new Bench(config);
    b.vacant(100);
    b.totals(50, 10);
    return b.state;
  };

  it('keeps what is still configured', () => {
    const next = aFacility({
      ...config,
      audiences: [...config.audiences, { id: 'disabled', capacity: 10 }],
      evidence: [
        { counterId: 'c1', kind: 'absolute', audience: 'shortStay' },
        { counterId: 't1', kind: 'absolute', audience: 'contract' },
      ],
    });
    const state = restoreFacilityState(stored(), next);
    expect(Object.keys(state.counters)).toEqual(['c1']);
    tickFacility(state, NOON, next);
    expect(state.audiences['shortStay']?.published).toMatchObject({ vacant: 100 });
    expect(state.audiences['disabled']?.published).toMatchObject({ status: 'unavailable' });
  });

  it('counts spaces afresh when one of them is gone', () => {
    const lot = aSpaceLot(4);
    const b = new Bench(lot);
    for (let i = 0; i < 4; i += 1) b.space(`s${i}`, true);
    expect(restoreFacilityState(b.state, lot).spaces).toBe(b.state.spaces);
    const smaller = aSpaceLot(3);
    const state = restoreFacilityState(b.state, smaller);
    expect(state.spaces).toEqual({});
    expect(state.audiences['shortStay']?.buckets).toEqual([]);
  });

  it('looks at the hours anew, and knows since when they hold', () => {
    const daytime = aFacility({ openingHours: 'Mo-Su 06:00-22:00' });
    const b = new Bench(daytime);
    b.vacant(50);
    const state = restoreFacilityState(b.state, daytime);
    tickFacility(state, NOON + HOUR, daytime);
    expect(state.schedule).toMatchObject({ state: 'open', sinceMs: NOON, fromMs: NOON + HOUR });
    const open = restoreFacilityState(b.state, aFacility());
    tickFacility(open, NOON + HOUR, aFacility());
    expect(open.schedule).toBeNull();
  });

  it('begins unavailable', () => {
    expect(createFacilityState(config).audiences['shortStay']?.published).toMatchObject({ status: 'unavailable', vacant: null });
  });
});

import { describe, expect, it } from 'vitest';
import { MARZ_LANE_LIMITS } from './defaults.js';
import { createLaneState, type LaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import { anInterval, apply, MINUTE, PLAIN_LIMITS, T0 } from './testing/builders.js';

const TRUST: LaneLimits = { ...PLAIN_LIMITS, trust: MARZ_LANE_LIMITS.trust };
const OUTAGE: LaneLimits = { ...PLAIN_LIMITS, outage: MARZ_LANE_LIMITS.outage };

const minute = (state: LaneState, at: number, bad: boolean, limits: LaneLimits) =>
  apply(state, anInterval(at, bad ? { meanSpeedKmh: 255 } : {}), limits);
const minutes = (state: LaneState, from: number, to: number, bad: boolean, limits: LaneLimits) =>
  Array.from({ length: to - from }, (_, i) => minute(state, from + i, bad, limits));

describe('trust window', () => {
  it('distrusts the lane after more than 15 implausible minutes in 50', () => {
    const state = createLaneState();
    const results = minutes(state, 0, 17, true, TRUST);
    expect(results[14]?.values.vehicles.flag).toBe('plausible');
    expect(results[15]?.values.vehicles).toMatchObject({ flag: 'faulty', rule: 'distrust' });
    expect(results[15]?.values.meanSpeedKmh.rule).toBe('B18');
    expect(results[15]?.alarmsRaised).toEqual(['distrust']);
    expect(results[16]?.alarmsRaised).toEqual([]);
  });

  it('trusts it again only with less than 13 left', () => {
    const state = createLaneState();
    minutes(state, 0, 16, true, TRUST);
    const later = minutes(state, 16, 60, false, TRUST);
    const back = later.findIndex(({ values }) => values.vehicles.flag === 'plausible');
    // The first implausible minute leaves the window with the interval that ends at minute 51; four must have left.
    expect(16 + back + 1).toBe(54);
    expect(later[back]?.alarmsCleared).toEqual(['distrust']);
  });

  it('does not take its own distrust for new implausible values', () => {
    const state = createLaneState();
    minutes(state, 0, 16, true, TRUST);
    minutes(state, 16, 120, false, TRUST);
    expect(state.trust).toEqual({ entries: [], sumMs: 0 });
  });

  it('stays undecided in between', () => {
    const state = createLaneState();
    minutes(state, 0, 14, true, TRUST);
    expect(minute(state, 14, false, TRUST).values.vehicles.flag).toBe('plausible');
  });

  it('counts an interval that is longer than the window as the window', () => {
    const state = createLaneState();
    apply(state, anInterval(0, { endMs: T0 + 120 * MINUTE, meanSpeedKmh: 255 }), TRUST);
    expect(state.trust?.sumMs).toBe(50 * MINUTE);
  });
});

describe('outage share', () => {
  it('alarms above two hours of 24, and clears as they leave the window', () => {
    const state = createLaneState();
    const results = minutes(state, 0, 121, true, OUTAGE);
    expect(results[119]?.alarmsRaised).toEqual([]);
    expect(results[119]?.outageShare).toBeCloseTo(2 / 24, 10);
    expect(results[120]?.alarmsRaised).toEqual(['outage']);
    const next = minutes(state, 121, 1500, false, OUTAGE);
    const cleared = next.findIndex(({ alarmsCleared }) => alarmsCleared.includes('outage'));
    expect(121 + cleared).toBeGreaterThan(1440);
    expect(121 + cleared).toBeLessThanOrEqual(1440 + 16);
  });

  it('counts silence as outage, and never more than the window', () => {
    const state = createLaneState();
    minute(state, 0, false, OUTAGE);
    expect(minute(state, 181, false, OUTAGE).outageShare).toBeCloseTo(180 / 1440, 10);
    expect(minute(state, 9000, true, OUTAGE).outageShare).toBe(1);
  });

  it('keeps at most one entry a quarter of an hour', () => {
    const state = createLaneState();
    minutes(state, 0, 1500, true, OUTAGE);
    expect(state.outage?.entries.length).toBeLessThanOrEqual(2 * 97);
  });
});

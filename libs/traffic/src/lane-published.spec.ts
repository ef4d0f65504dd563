import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CITY_LANE_LIMITS } from './defaults.js';
import { keepPublished, lastPublished } from './lane-published.js';
import { createLaneState, type LaneState } from './lane-state.js';
import { fromVersion1, type LaneStateVersion1 } from './lane-version-1.js';
import type { LanePublished } from './published.js';
import { anInterval, apply, aPublished } from './testing/builders.js';

describe('what a lane showed last', () => {
  it('is nothing before the first interval, and then what that led to', () => {
    const state = createLaneState();
    expect(lastPublished(state)).toBeNull();
    const { published } = apply(state, anInterval(0, { heavyVehicles: null }), CITY_LANE_LIMITS);
    expect(lastPublished(state)).toEqual(published);
  });

  it('is the newest, whatever of it is known', () => {
    const value = fc.option(fc.double({ min: 0, max: 5000, noNaN: true }));
    const over = fc.record({
      flowVehPerH: value, carFlowVehPerH: value, heavyFlowVehPerH: value, weightedFlowVehPerH: value, meanSpeedKmh: value,
      meanSpeedCarKmh: value, meanSpeedHeavyKmh: value, occupancyPct: value, quality: fc.double({ min: 0, max: 1, noNaN: true }), measured: fc.boolean(),
    });
    fc.assert(fc.property(over, over, (before, now) => {
      const state = createLaneState();
      keepPublished(state, aPublished(before as Partial<LanePublished>));
      keepPublished(state, aPublished(now as Partial<LanePublished>));
      expect(lastPublished(state)).toEqual(aPublished(now as Partial<LanePublished>));
    }));
  });
});

describe('a lane as it was stored before', () => {
  const OLD: LaneStateVersion1 = {
    version: 1, sinceMs: null, lastEndMs: null, previous: [], runs: [0, 0, 0, 0], good: [-1, -1, -1, -1, -1, -1, -1], goodEndMs: [0, 0, 0, 0, 0, 0, 0],
    repeats: [0, 0, 0, 0, 0, 0, 0], faultMs: [0, 0, 0, 0, 0], faultClearMs: [0, 0, 0, 0, 0], trust: { entries: [], sumMs: 0 }, outage: { entries: [], sumMs: 0 },
    alarms: 0, flow: null, speed: null,
  };

  it('is a new one when nothing had been heard', () => {
    expect(fromVersion1(OLD, null)).toEqual({ ...createLaneState(), trust: OLD.trust, outage: OLD.outage });
  });

  it('goes on as the same lane', () => {
    const now = createLaneState();
    for (let minute = 0; minute < 40; minute += 1) apply(now, anInterval(minute, minute === 20 ? { meanSpeedKmh: 255 } : {}), CITY_LANE_LIMITS);
    const n = now.numbers;
    const old: LaneStateVersion1 = {
      version: 1, sinceMs: n[0]!, lastEndMs: n[1]!, alarms: n[2]!, runs: n.slice(3, 7), good: n.slice(7, 14), goodEndMs: n.slice(14, 21), repeats: n.slice(21, 28),
      faultMs: n.slice(28, 33), faultClearMs: n.slice(33, 38), previous: n.slice(38, 48), trust: now.trust!, outage: now.outage!,
      flow: { smoothed: n[48]!, trend: n[49]!, forecast: n[50]! }, speed: { smoothed: n[51]!, trend: n[52]!, forecast: n[53]! },
    };
    const restored: LaneState = fromVersion1(structuredClone(old), lastPublished(now));
    expect(restored).toEqual(now);
    expect(apply(restored, anInterval(40), CITY_LANE_LIMITS)).toEqual(apply(now, anInterval(40), CITY_LANE_LIMITS));
  });
});

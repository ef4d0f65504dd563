import { describe, expect, it } from 'vitest';
import { CITY_LANE_LIMITS, MARZ_LANE_LIMITS } from './defaults.js';
import { createLaneState, LANE_ALARMS, ALARM_BIT, alarmNames } from './lane-state.js';
import { applyInterval, tickLane } from './lane.js';
import { anInterval, apply, MINUTE, PLAIN_LIMITS, T0 } from './testing/builders.js';

describe('applyInterval', () => {
  it('publishes a plausible interval as rates with full quality', () => {
    const result = apply(createLaneState(), anInterval(0, { vehicles: 12, heavyVehicles: 3, meanSpeedCarKmh: 50, meanSpeedHeavyKmh: 45 }), CITY_LANE_LIMITS);
    expect(result.published).toEqual({
      startMs: T0, endMs: T0 + MINUTE, flowVehPerH: 720, carFlowVehPerH: 540, heavyFlowVehPerH: 180,
      weightedFlowVehPerH: expect.closeTo(540 + 2.3 * 180, 9), meanSpeedKmh: 48, meanSpeedCarKmh: 50, meanSpeedHeavyKmh: 45,
      occupancyPct: 12, quality: 1, measured: true,
    });
    expect(result).toMatchObject({ quality: 1, outageShare: 0, alarmsRaised: [], alarmsCleared: [] });
    expect(result.smoothed).toEqual({ flowVehPerH: 720, speedKmh: 48, forecastFlowVehPerH: 720, forecastSpeedKmh: 48 });
  });

  it.each([[0], [-MINUTE]])('answers late to an interval that ends %d ms after the last, and changes nothing', (offset) => {
    const state = createLaneState();
    apply(state, anInterval(5), CITY_LANE_LIMITS);
    const before = structuredClone(state);
    const late = anInterval(5, { endMs: T0 + 6 * MINUTE + offset, startMs: T0 });
    expect(applyInterval(state, late, CITY_LANE_LIMITS)).toEqual({ kind: 'late', lastEndMs: T0 + 6 * MINUTE });
    expect(state).toEqual(before);
  });

  it.each([
    ['no extent', T0, T0], ['a negative extent', T0 + 1, T0], ['no start', Number.NaN, T0], ['no end', T0, Infinity], ['no beginning', -Infinity, T0],
  ])('rejects an interval with %s', (_, startMs, endMs) => {
    const state = createLaneState();
    expect(applyInterval(state, anInterval(0, { startMs, endMs }), CITY_LANE_LIMITS)).toEqual({ kind: 'rejected', reason: 'interval' });
    expect(state).toEqual(createLaneState());
  });

  it('takes an interval that overlaps the last one, without counting a gap', () => {
    const state = createLaneState();
    apply(state, anInterval(0), MARZ_LANE_LIMITS);
    expect(apply(state, anInterval(0, { endMs: T0 + 2 * MINUTE }), MARZ_LANE_LIMITS).outageShare).toBe(0);
  });

  it('does not blame an empty road for having no speed', () => {
    const empty = anInterval(0, { vehicles: 0, heavyVehicles: 0, occupancyPct: 0, meanSpeedKmh: null, missing: { meanSpeedKmh: 'not-determinable' } });
    expect(apply(createLaneState(), empty, CITY_LANE_LIMITS).quality).toBe(1);
  });

  it('rates what is missing and what was touched', () => {
    const half = apply(createLaneState(), anInterval(0, { occupancyPct: -1 }), PLAIN_LIMITS);
    expect(half.quality).toBeCloseTo(2 / 3, 10);
    const none = apply(createLaneState(), anInterval(0, { vehicles: null, occupancyPct: null, meanSpeedKmh: null }), PLAIN_LIMITS);
    expect(none.quality).toBe(0);
  });

  it('smooths nothing when switched off, and forgets after a silence', () => {
    expect(apply(createLaneState(), anInterval(0), PLAIN_LIMITS).smoothed.flowVehPerH).toBeNull();
    const state = createLaneState();
    apply(state, anInterval(0, { vehicles: 20 }), CITY_LANE_LIMITS);
    expect(apply(state, anInterval(1, { vehicles: 10 }), CITY_LANE_LIMITS).smoothed.flowVehPerH).toBeGreaterThan(600);
    expect(apply(state, anInterval(60, { vehicles: 10 }), CITY_LANE_LIMITS).smoothed.flowVehPerH).toBe(600);
  });

  it('has no smoothed speed before the first vehicle, even where a device sends 0', () => {
    const result = apply(createLaneState(), anInterval(0, { vehicles: 0, heavyVehicles: 0, meanSpeedKmh: 0 }), { ...CITY_LANE_LIMITS, speedWithoutCount: false });
    expect(result.smoothed).toEqual({ flowVehPerH: 0, speedKmh: null, forecastFlowVehPerH: 0, forecastSpeedKmh: null });
  });

  it('smooths no flow that nobody counted', () => {
    expect(apply(createLaneState(), anInterval(0, { vehicles: null }), PLAIN_LIMITS).smoothed.speedKmh).toBeNull();
    const { smoothed } = apply(createLaneState(), anInterval(0, { vehicles: null, meanSpeedKmh: null }), CITY_LANE_LIMITS);
    expect(smoothed).toEqual({ flowVehPerH: null, speedKmh: null, forecastFlowVehPerH: null, forecastSpeedKmh: null });
  });

  it('survives a busy day of the city limits without a false alarm', () => {
    const state = createLaneState();
    for (let minute = 0; minute < 1440; minute += 1) {
      // A standing queue in the afternoon: covered throughout, a few vehicles, speeds near 0.
      const queue = minute > 960 && minute < 980;
      const over = queue ? { vehicles: 4, heavyVehicles: 0, occupancyPct: 100, meanSpeedKmh: 3 + (minute % 3) } : {};
      expect(apply(state, anInterval(minute, over), CITY_LANE_LIMITS).alarmsRaised, `minute ${minute}`).toEqual([]);
    }
  });
});

describe('tickLane', () => {
  const silentMs = CITY_LANE_LIMITS.silentAfterSeconds * 1000;

  it('reports a silent lane once, and an interval brings it back', () => {
    const state = createLaneState();
    apply(state, anInterval(0), CITY_LANE_LIMITS);
    const endMs = T0 + MINUTE;
    expect(tickLane(state, endMs + silentMs, CITY_LANE_LIMITS)).toEqual({ kind: 'unchanged' });
    expect(tickLane(state, endMs + silentMs + 1, CITY_LANE_LIMITS)).toEqual({ kind: 'silent', lastEndMs: endMs, alarmsRaised: ['silent'] });
    expect(tickLane(state, endMs + silentMs + 2, CITY_LANE_LIMITS)).toEqual({ kind: 'unchanged' });
    expect(apply(state, anInterval(20), CITY_LANE_LIMITS).alarmsCleared).toEqual(['silent']);
  });

  it('reports a lane that never spoke, counted from the first look at it', () => {
    const state = createLaneState();
    expect(tickLane(state, T0, CITY_LANE_LIMITS)).toEqual({ kind: 'unchanged' });
    expect(tickLane(state, T0 + silentMs + 1, CITY_LANE_LIMITS)).toEqual({ kind: 'silent', lastEndMs: null, alarmsRaised: ['silent'] });
  });
});

describe('alarm bits', () => {
  it('are one bit each, in the order of LANE_ALARMS', () => {
    expect(LANE_ALARMS.map((name) => ALARM_BIT[name])).toEqual(LANE_ALARMS.map((_, index) => 2 ** index));
    expect(alarmNames(2 ** LANE_ALARMS.length - 1)).toEqual([...LANE_ALARMS]);
  });
});

import { describe, expect, it } from 'vitest';
import { MARZ_LANE_LIMITS } from './defaults.js';
import { createLaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import { anInterval, aPublished, apply, MINUTE, PLAIN_LIMITS, T0 } from './testing/builders.js';

const LIMITS: LaneLimits = { ...PLAIN_LIMITS, substitution: MARZ_LANE_LIMITS.substitution };
const good = (minute: number) => anInterval(minute, { vehicles: 12, heavyVehicles: null, meanSpeedKmh: 50, occupancyPct: 9 });
const bad = (minute: number) => anInterval(minute, { vehicles: 12, heavyVehicles: null, meanSpeedKmh: 50, occupancyPct: 9, status: 'fault' });
const neighbour = (minute: number) => aPublished({ endMs: T0 + (minute + 1) * MINUTE, flowVehPerH: 480, meanSpeedKmh: 44, occupancyPct: 7 });

describe('substitution', () => {
  it('repeats the last value twice, then takes the substitute lane, and after five minutes nothing', () => {
    const state = createLaneState();
    apply(state, good(0), LIMITS);
    const shown = [1, 2, 3, 4, 5, 6].map((minute) => {
      const { values, published } = apply(state, bad(minute), LIMITS, neighbour(minute));
      return [published.flowVehPerH, published.meanSpeedKmh, published.occupancyPct, values.vehicles.rule, published.measured, published.quality];
    });
    expect(shown).toEqual([
      [720, 50, 9, 'repeat-last', false, expect.closeTo(0.7, 9)],
      [720, 50, 9, 'repeat-last', false, expect.closeTo(0.7, 9)],
      [480, 44, 7, 'substitute-lane', false, 0.5],
      [480, 44, 7, 'substitute-lane', false, 0.5],
      [480, 44, 7, 'substitute-lane', false, 0.5],
      [null, null, null, 'device', true, 0],
    ]);
  });

  it('keeps the raw value and says what stands in', () => {
    const state = createLaneState();
    apply(state, good(0), LIMITS);
    expect(apply(state, bad(1), LIMITS).values.vehicles).toEqual({
      raw: 12, value: 12, flag: 'substituted', missing: null, rule: 'repeat-last', quality: 0.7,
    });
  });

  it('starts afresh with every good value', () => {
    const state = createLaneState();
    apply(state, good(0), LIMITS);
    apply(state, bad(1), LIMITS);
    apply(state, bad(2), LIMITS);
    apply(state, good(3), LIMITS);
    expect(apply(state, bad(4), LIMITS).values.vehicles.rule).toBe('repeat-last');
  });

  it('repeats at most twice even within the time, and never beyond the time', () => {
    const shorter: LaneLimits = { ...LIMITS, substitution: { repeatMaxSeconds: 600, repeatMaxTimes: 2, totalMaxSeconds: 600 } };
    const state = createLaneState();
    apply(state, good(0), shorter);
    expect([1, 2, 3].map((minute) => apply(state, bad(minute), shorter).published.flowVehPerH)).toEqual([720, 720, null]);
    const gap = createLaneState();
    apply(gap, good(0), LIMITS);
    expect(apply(gap, bad(3), LIMITS).published.flowVehPerH).toBeNull();
  });

  it('repeats the rate, not the count, when the interval has another length', () => {
    const state = createLaneState();
    apply(state, good(0), LIMITS);
    const half = apply(state, { ...bad(1), endMs: T0 + 1.5 * MINUTE }, LIMITS);
    expect(half.values.vehicles.value).toBe(6);
    expect(half.published.flowVehPerH).toBe(720);
  });

  it('repeats a 0 like any other value', () => {
    const state = createLaneState();
    for (let minute = 0; minute < 10; minute += 1) apply(state, anInterval(minute, { vehicles: 0, heavyVehicles: null, meanSpeedKmh: null, occupancyPct: 0 }), LIMITS);
    expect(apply(state, bad(10), LIMITS).published).toMatchObject({ flowVehPerH: 0, occupancyPct: 0, meanSpeedKmh: null });
  });

  it('counts the time from the first interval where there never was a good value', () => {
    const state = createLaneState();
    const shown = [0, 1, 2, 3, 4, 5].map((minute) => apply(state, bad(minute), LIMITS, neighbour(minute)).published.flowVehPerH);
    expect(shown).toEqual([480, 480, 480, 480, 480, null]);
  });

  it.each([
    ['none is configured', null],
    ['it is itself a stand-in', { ...neighbour(0), measured: false }],
    ['it is from before', neighbour(-1)],
    ['it has no value', { ...neighbour(0), flowVehPerH: null }],
  ])('does not use the substitute lane when %s', (_, lane) => {
    expect(apply(createLaneState(), bad(0), LIMITS, lane).published.flowVehPerH).toBeNull();
  });

  it('does not replace what is merely missing, nor the speed of nobody', () => {
    const state = createLaneState();
    apply(state, good(0), LIMITS);
    const { values } = apply(state, anInterval(1, { vehicles: 0, heavyVehicles: null, meanSpeedKmh: 30, occupancyPct: null, missing: { occupancyPct: 'not-determinable-or-faulty' } }), { ...LIMITS, speedWithoutCount: false });
    expect(values.meanSpeedKmh).toMatchObject({ flag: 'faulty', rule: 'B7', value: null });
    expect(values.occupancyPct).toMatchObject({ flag: 'unknown', value: null });
  });

  it('never shows a part above its whole', () => {
    const state = createLaneState();
    apply(state, anInterval(0, { vehicles: 4, heavyVehicles: 4, meanSpeedKmh: null }), LIMITS);
    const over = { vehicles: null, heavyVehicles: 6, meanSpeedKmh: null, missing: { vehicles: 'faulty' } } as const;
    expect(apply(state, anInterval(1, over), LIMITS).published).toMatchObject({ flowVehPerH: 240, heavyFlowVehPerH: 240 });
    expect(apply(createLaneState(), anInterval(1, over), LIMITS).published).toMatchObject({ flowVehPerH: null, heavyFlowVehPerH: 360 });
  });

  it('is off with null', () => {
    const state = createLaneState();
    apply(state, good(0), PLAIN_LIMITS);
    expect(apply(state, bad(1), PLAIN_LIMITS).published.flowVehPerH).toBeNull();
  });
});

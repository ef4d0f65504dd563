import { describe, expect, it } from 'vitest';
import type { LoopInterval } from './interval.js';
import { createLaneState } from './lane-state.js';
import type { ConstancyLimits, LaneLimits } from './limits.js';
import { anInterval, apply, PLAIN_LIMITS } from './testing/builders.js';

const CONSTANCY: ConstancyLimits = { flow: 3, speed: 2, speedDeviation: 4, occupancy: 2, exemptVehicles: 1, exemptOccupancyPct: 2 };
const LIMITS: LaneLimits = { ...PLAIN_LIMITS, constancy: CONSTANCY };

/** Changes with every minute in every group. */
const moving = (minute: number): LoopInterval =>
  anInterval(minute, { vehicles: 10 + minute, heavyVehicles: 2, meanSpeedKmh: 40 + minute, occupancyPct: 10 + minute, speedDeviationKmh: 5 + minute });

function run(count: number, over: Partial<LoopInterval>, limits = LIMITS) {
  const state = createLaneState();
  return Array.from({ length: count }, (_, minute) => apply(state, { ...moving(minute), ...over }, limits));
}

describe('constancy check', () => {
  it.each([
    ['flow', { vehicles: 9, heavyVehicles: 2 }, 'vehicles', 3],
    ['speed', { meanSpeedKmh: 50 }, 'meanSpeedKmh', 2],
    ['speed deviation', { speedDeviationKmh: 7 }, 'speedDeviationKmh', 4],
    ['occupancy', { occupancyPct: 33 }, 'occupancyPct', 2],
  ] as const)('%s may stand still for its limit and no longer', (_, over, quantity, limit) => {
    const results = run(limit + 3, over);
    results.forEach((result, index) => expect(result.values[quantity].rule, `interval ${index + 1}`).toBe(index < limit ? null : 'constancy'));
    expect(results[limit]?.alarmsRaised).toEqual(['constancy']);
    expect(results[limit + 1]?.alarmsRaised).toEqual([]);
  });

  it('wants all of a group to stand still', () => {
    const state = createLaneState();
    for (let minute = 0; minute < 6; minute += 1) {
      const { values } = apply(state, { ...moving(minute), vehicles: 9, heavyVehicles: minute % 2 }, LIMITS);
      expect(values.vehicles.flag).toBe('plausible');
    }
  });

  it('condemns the whole group, special values included', () => {
    const last = run(3, { meanSpeedKmh: 50, meanSpeedHeavyKmh: null, missing: { meanSpeedHeavyKmh: 'not-determinable' } })[2];
    expect(last?.values.meanSpeedHeavyKmh).toMatchObject({ flag: 'faulty', rule: 'constancy' });
  });

  it.each([
    ['an empty road', { vehicles: 0, heavyVehicles: 0, meanSpeedKmh: null, occupancyPct: 0 }],
    ['few vehicles', { vehicles: 1, heavyVehicles: 0 }],
    ['low occupancy', { occupancyPct: 2 }],
    ['special values', { meanSpeedKmh: null, speedDeviationKmh: null, missing: { meanSpeedKmh: 'not-determinable-or-faulty', speedDeviationKmh: 'not-determinable' } }],
  ] as const)('leaves %s alone', (_, over) => {
    for (const { values } of run(8, over)) expect(Object.values(values).some((value) => value.rule === 'constancy')).toBe(false);
  });

  it('switches a group off with 0, and all with null', () => {
    for (const constancy of [{ ...CONSTANCY, speed: 0 }, null]) {
      expect(run(9, { meanSpeedKmh: 50 }, { ...PLAIN_LIMITS, constancy })[8]?.values.meanSpeedKmh.flag).toBe('plausible');
    }
  });

  it('heals with the first change, and a gap breaks the run', () => {
    const state = createLaneState();
    const at = (minute: number, kmh: number) => apply(state, { ...moving(minute), meanSpeedKmh: kmh }, LIMITS);
    at(0, 50);
    at(1, 50);
    expect(at(2, 50).values.meanSpeedKmh.flag).toBe('faulty');
    const healed = at(3, 51);
    expect(healed.values.meanSpeedKmh.flag).toBe('plausible');
    expect(healed.alarmsCleared).toEqual(['constancy']);
    at(4, 51);
    expect(at(6, 51).values.meanSpeedKmh.flag).toBe('plausible');
  });
});

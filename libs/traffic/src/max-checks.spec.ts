import { describe, expect, it } from 'vitest';
import type { LoopInterval } from './interval.js';
import { createLaneState } from './lane-state.js';
import type { LaneLimits, MaxMode, MaxQuantity } from './limits.js';
import type { MaxRule } from './quantity.js';
import { anInterval, apply, MINUTE, PLAIN_LIMITS, T0 } from './testing/builders.js';

const MAX: Record<MaxQuantity, number> = {
  vehicles: 1800, heavyVehicles: 300, cars: 1680, meanSpeedKmh: 100, meanSpeedHeavyKmh: 80, meanSpeedCarKmh: 110,
  smoothedSpeedKmh: 95, occupancyPct: 90,
};
const withMode = (mode: MaxMode, over: Partial<Record<MaxQuantity, MaxMode>> = {}): LaneLimits => ({
  ...PLAIN_LIMITS,
  fastAndCovered: null,
  max: Object.fromEntries(
    (Object.keys(MAX) as MaxQuantity[]).map((quantity) => [quantity, { max: MAX[quantity], mode: over[quantity] ?? mode }]),
  ) as LaneLimits['max'],
});
const traffic = {
  vehicles: 20, heavyVehicles: 4, cars: 16, meanSpeedKmh: 60, meanSpeedCarKmh: 62, meanSpeedHeavyKmh: 55, smoothedSpeedKmh: 60, occupancyPct: 20,
};
const judge = (limits: LaneLimits, over: Partial<LoopInterval>) => apply(createLaneState(), anInterval(0, { ...traffic, ...over }), limits);

const CASES: [MaxRule, MaxQuantity, number, number][] = [
  ['B15', 'vehicles', 31, 30], ['B16', 'heavyVehicles', 6, 5], ['B18', 'meanSpeedKmh', 101, 100], ['B19', 'meanSpeedHeavyKmh', 81, 80],
  ['B20', 'meanSpeedCarKmh', 111, 110], ['B21', 'smoothedSpeedKmh', 96, 95], ['B22', 'occupancyPct', 91, 90],
];

describe('maxima B15-B22', () => {
  it.each(CASES)('%s: %s of %d may pass, be reduced or be faulty', (rule, quantity, given, max) => {
    const over = { [quantity]: given };
    expect(judge(withMode('off'), over).values[quantity]).toMatchObject({ value: given, flag: 'plausible', rule: null });
    expect(judge(withMode('reduce'), over).values[quantity]).toMatchObject({ raw: given, value: max, flag: 'reduced', rule, quality: 0.8 });
    expect(judge(withMode('faulty'), over).values[quantity]).toMatchObject({ raw: given, value: null, flag: 'faulty', rule, quality: 0 });
    expect(judge(withMode('faulty'), { [quantity]: max }).values[quantity].flag).toBe('plausible');
  });

  it('compares counts as vehicles per hour whatever the interval', () => {
    const half = judge(withMode('reduce'), { endMs: T0 + MINUTE / 2 });
    expect(half.published).toMatchObject({ flowVehPerH: 1800, heavyFlowVehPerH: 300, carFlowVehPerH: 1500 });
  });

  it('lets cars follow when the whole was reduced', () => {
    const { values } = judge(withMode('reduce'), { vehicles: 32, heavyVehicles: 4, cars: 28 });
    expect([values.vehicles.value, values.heavyVehicles.value, values.cars.value]).toEqual([30, 4, 26]);
    expect(values.cars).toMatchObject({ flag: 'reduced', rule: 'B17' });
  });

  it('lets cars rise when lorries were reduced, and leaves them where the sum already holds', () => {
    expect(judge(withMode('reduce'), { vehicles: 20, heavyVehicles: 6, cars: 14 }).values.cars.value).toBe(15);
    expect(judge(withMode('reduce'), { vehicles: 20, heavyVehicles: 6, cars: 15 }).values.cars.flag).toBe('plausible');
  });

  it('leaves cars above their maximum while the sum holds', () => {
    expect(judge(withMode('reduce'), { vehicles: 30, heavyVehicles: 1, cars: 29 }).values.cars).toMatchObject({ value: 29, flag: 'plausible' });
  });

  it('reduces cars by their own maximum where there is no sum', () => {
    expect(judge(withMode('reduce'), { heavyVehicles: null, meanSpeedHeavyKmh: null, vehicles: 30, cars: 29 }).values.cars.value).toBe(28);
    expect(judge(withMode('faulty'), { vehicles: 30, heavyVehicles: 1, cars: 29 }).values.cars).toMatchObject({ flag: 'faulty', rule: 'B17' });
  });

  it('never publishes a part above the whole, nor more than always covered', () => {
    const { values } = judge(withMode('off'), { vehicles: 5, heavyVehicles: 6, cars: 7, occupancyPct: 101 });
    expect(values.heavyVehicles).toMatchObject({ flag: 'faulty', rule: 'range' });
    expect(values.cars).toMatchObject({ flag: 'faulty', rule: 'range' });
    expect(values.occupancyPct).toMatchObject({ flag: 'faulty', rule: 'range' });
  });

  it('never lets cars go below nothing', () => {
    const { values } = judge(withMode('reduce', { heavyVehicles: 'off' }), { vehicles: 40, heavyVehicles: 35, cars: 5 });
    expect(values.cars.value).toBe(0);
    expect(values.heavyVehicles.rule).toBe('range');
  });
});

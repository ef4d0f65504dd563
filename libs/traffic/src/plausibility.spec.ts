import { describe, expect, it } from 'vitest';
import type { LoopInterval } from './interval.js';
import { createLaneState } from './lane-state.js';
import type { LaneLimits } from './limits.js';
import type { LoopQuantity } from './quantity.js';
import { anInterval, apply, PLAIN_LIMITS } from './testing/builders.js';

const classified = { vehicles: 9, cars: 6, heavyVehicles: 3, meanSpeedKmh: 60, meanSpeedCarKmh: 62, meanSpeedHeavyKmh: 55 };
const judge = (over: Partial<LoopInterval>, limits: LaneLimits = PLAIN_LIMITS) =>
  apply(createLaneState(), anInterval(0, { ...classified, ...over }), limits).values;

const COUNTS: readonly LoopQuantity[] = ['vehicles', 'cars', 'heavyVehicles'];
const SPEEDS: readonly LoopQuantity[] = ['meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh'];

describe('contradictions B7-B12', () => {
  it('leaves plausible traffic alone', () => {
    const values = judge({});
    for (const quantity of [...COUNTS, ...SPEEDS]) expect(values[quantity]).toMatchObject({ flag: 'plausible', rule: null, quality: 1 });
  });

  it.each([
    ['B7', { vehicles: 0, cars: 0, heavyVehicles: 0, meanSpeedKmh: 0, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null }],
    ['B8', { cars: 0, vehicles: 3, meanSpeedCarKmh: 0 }],
    ['B9', { heavyVehicles: 0, cars: 9, meanSpeedHeavyKmh: 0 }],
  ] as const)('%s: a speed of nobody condemns the speeds alone', (rule, over) => {
    const values = judge(over);
    expect(values.meanSpeedKmh).toMatchObject({ flag: 'faulty', rule, value: null, missing: 'faulty' });
    for (const quantity of COUNTS) expect(values[quantity].flag).toBe('plausible');
  });

  it.each([
    ['B10', { vehicles: null, missing: { vehicles: 'not-determinable-or-faulty' } }],
    ['B11', { cars: null, missing: { cars: 'not-determinable' } }],
    ['B12', { heavyVehicles: null, missing: { heavyVehicles: 'faulty' } }],
  ] as const)('%s: a speed without a count condemns the counts alone', (rule, over) => {
    const values = judge(over);
    expect(COUNTS.map((quantity) => values[quantity].flag)).toEqual(['faulty', 'faulty', 'faulty']);
    expect(COUNTS.map((quantity) => values[quantity].rule)).toContain(rule);
    for (const quantity of SPEEDS) expect(values[quantity].flag).toBe('plausible');
  });

  it('condemns both where a class was not there but fast', () => {
    const values = judge({ heavyVehicles: 0, cars: 9 });
    for (const quantity of SPEEDS) expect(values[quantity].rule).toBe('B9');
    for (const quantity of COUNTS) expect(values[quantity].rule).toBe('B12');
  });

  it('can trust the count over the speed', () => {
    const values = judge({ heavyVehicles: 0, cars: 9 }, { ...PLAIN_LIMITS, speedWithoutCount: false });
    for (const quantity of SPEEDS) expect(values[quantity].flag).toBe('faulty');
    for (const quantity of COUNTS) expect(values[quantity].flag).toBe('plausible');
  });

  it('takes a speed of 0 with vehicles for what it is: standing traffic', () => {
    for (const quantity of SPEEDS) expect(judge({ meanSpeedKmh: 0, meanSpeedCarKmh: 0, meanSpeedHeavyKmh: 0 })[quantity].flag).toBe('plausible');
  });

  it('does not hold against a detector what it never measures', () => {
    const values = judge({ cars: null, heavyVehicles: null, meanSpeedHeavyKmh: null });
    expect(values.vehicles.flag).toBe('plausible');
    expect(values.meanSpeedCarKmh.flag).toBe('plausible');
    expect(values.cars.missing).toBe('not-supplied');
  });
});

describe('B13', () => {
  const empty = { vehicles: 0, cars: 0, heavyVehicles: 0, meanSpeedKmh: null, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null };
  const second = (first: Partial<LoopInterval>, over: Partial<LoopInterval>, minute = 1) => {
    const state = createLaneState();
    apply(state, anInterval(0, first), PLAIN_LIMITS);
    return apply(state, anInterval(minute, { ...empty, ...over }), PLAIN_LIMITS).values.smoothedSpeedKmh;
  };

  it.each([
    ['changed', { smoothedSpeedKmh: 50 }, { smoothedSpeedKmh: 51 }, 'faulty'],
    ['the same', { smoothedSpeedKmh: 50 }, { smoothedSpeedKmh: 50 }, 'plausible'],
    ['changed with vehicles', { smoothedSpeedKmh: 50 }, { smoothedSpeedKmh: 51, vehicles: 1, cars: 1 }, 'plausible'],
    ['new after none', {}, { smoothedSpeedKmh: 51 }, 'plausible'],
    ['gone', { smoothedSpeedKmh: 50 }, { smoothedSpeedKmh: null }, 'unknown'],
  ] as const)('judges a smoothed speed that is %s', (_, before, now, flag) => {
    expect(second(before, now).flag).toBe(flag);
  });

  it('compares only successive intervals', () => {
    expect(second({ smoothedSpeedKmh: 50 }, { smoothedSpeedKmh: 51 }, 2).flag).toBe('plausible');
  });
});

describe('B14', () => {
  it.each([
    [101, 80, 'faulty'], [100, 80, 'plausible'], [101, 79.9, 'plausible'], [null, 90, 'plausible'],
  ] as const)('%s km/h with %s %% covered is %s', (meanSpeedKmh, occupancyPct, flag) => {
    const values = judge({ meanSpeedKmh, occupancyPct });
    expect(values.occupancyPct.flag).toBe(flag);
    expect(values.occupancyPct.rule).toBe(flag === 'faulty' ? 'B14' : null);
  });

  it('is silent without occupancy or limit', () => {
    expect(judge({ meanSpeedKmh: 120, occupancyPct: null }).occupancyPct.missing).toBe('not-supplied');
    expect(judge({ meanSpeedKmh: 120, occupancyPct: 95 }, { ...PLAIN_LIMITS, fastAndCovered: null }).occupancyPct.flag).toBe('plausible');
  });
});

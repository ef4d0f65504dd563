import { describe, expect, it } from 'vitest';
import { readValues } from './interval.js';
import { LOOP_QUANTITIES } from './quantity.js';
import { anInterval } from './testing/builders.js';

describe('readValues', () => {
  it('keeps the list in the order of LOOP_QUANTITIES', () => {
    const { values, list } = readValues(anInterval(0));
    expect(list).toEqual(LOOP_QUANTITIES.map((quantity) => values[quantity]));
  });

  it('takes an absent quantity for one that the detector does not measure, but vehicles for not determinable', () => {
    const { values } = readValues(anInterval(0, { vehicles: null, heavyVehicles: null, occupancyPct: null, meanSpeedKmh: null }));
    expect(values.vehicles).toMatchObject({ value: null, missing: 'not-determinable', flag: 'unknown', rule: null });
    expect(values.heavyVehicles.missing).toBe('not-supplied');
    expect(values.occupancyPct.missing).toBe('not-supplied');
  });

  it.each([
    ['not-determinable', 'unknown', null],
    ['faulty', 'faulty', 'device'],
    ['not-determinable-or-faulty', 'unknown', null],
  ] as const)('keeps the special value %s', (reason, flag, rule) => {
    const { values } = readValues(anInterval(0, { meanSpeedKmh: null, missing: { meanSpeedKmh: reason } }));
    expect(values.meanSpeedKmh).toMatchObject({ raw: null, value: null, missing: reason, flag, rule });
  });

  it.each([[-3, -3], [Number.NaN, null], [Infinity, null], [1e300, 1e300]])('refuses %s as a measurement', (given, raw) => {
    const { values } = readValues(anInterval(0, { occupancyPct: given }));
    expect(values.occupancyPct).toMatchObject({ raw, value: null, flag: 'faulty', rule: 'range' });
  });

  it('knows no negative zero', () => {
    expect(Object.is(readValues(anInterval(0, { occupancyPct: -0 })).values.occupancyPct.value, 0)).toBe(true);
  });

  it.each([
    ['the rest of the two counts', { vehicles: 10, heavyVehicles: 3 }, 7],
    ['never below nothing', { vehicles: 2, heavyVehicles: 3 }, 0],
    ['unknown without heavy vehicles', { vehicles: 10, heavyVehicles: null }, null],
    ['unknown without vehicles', { vehicles: null, heavyVehicles: 3 }, null],
    ['what the device says', { vehicles: 10, heavyVehicles: 3, cars: 6 }, 6],
    ['derived where the device says null', { vehicles: 10, heavyVehicles: 3, cars: null }, 7],
    ['unknown where the device says so', { vehicles: 10, heavyVehicles: 3, missing: { cars: 'not-determinable' } }, null],
  ] as const)('cars are %s', (_, over, cars) => {
    expect(readValues(anInterval(0, over)).values.cars.value).toBe(cars);
  });

  it('condemns all values of a device with a fault', () => {
    const { values } = readValues(anInterval(0, { status: 'fault' }));
    expect(values.vehicles).toMatchObject({ raw: 10, value: null, flag: 'faulty', rule: 'device' });
    expect(values.smoothedSpeedKmh.missing).toBe('not-supplied');
  });

  it.each(['maintenance', 'startup'] as const)('withholds the values of a device in %s', (status) => {
    const { values } = readValues(anInterval(0, { status, meanSpeedKmh: -1 }));
    expect(values.vehicles).toMatchObject({ raw: 10, value: null, flag: 'unknown', missing: 'not-determinable', rule: 'device' });
    expect(values.meanSpeedKmh.flag).toBe('faulty');
  });
});

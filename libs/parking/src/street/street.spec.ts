import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateStreet } from './estimate.js';
import type { StreetConfig, StreetReading, StreetState } from './model.js';
import { applyStreetReading, createStreetState } from './reading.js';

/** Monday 23 November 2026, 11:00 in Berlin. */
const NOW = Date.UTC(2026, 10, 23, 10);
const ids = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name}${i}`);
const zone = (edit: Partial<StreetConfig> = {}): StreetConfig => ({
  id: 'street', spaces: null, sensors: [], sensorStaleSeconds: 3600, machines: null, usual: [], timeZone: 'Europe/Berlin',
  region: { countryCode: 'de', state: 'Bayern', lat: 48.77, lon: 11.42 }, ...edit,
});
const machines = (edit: Partial<NonNullable<StreetConfig['machines']>> = {}): NonNullable<StreetConfig['machines']> => ({
  ids: ['m0', 'm1'], carsPerTicket: [1.1, 1.3, 1.6], hours: 'Mo-Sa 08:00-18:00', staleSeconds: 900, ...edit,
});
const space = (deviceId: string, occupied: boolean | null, timeMs = NOW - 60_000, seq = 1): StreetReading => ({ kind: 'space', deviceId, occupied, timeMs, seq, receivedMs: timeMs });
const tickets = (deviceId: string, count: number, timeMs = NOW - 60_000): StreetReading => ({ kind: 'tickets', deviceId, tickets: count, timeMs, seq: 1, receivedMs: timeMs });
function stateOf(config: StreetConfig, readings: readonly StreetReading[]): StreetState {
  const state = createStreetState();
  for (const r of readings) applyStreetReading(state, r, config);
  return state;
}
/** The first `free` of so many sensors are free. */
const watched = (count: number, free: number) => ids(count, 's').map((id, i) => space(id, i >= free));
const NONE = { basis: 'none', freePct: null, lowPct: null, highPct: null, seen: 0, measuredAtMs: null, reasons: [] };

describe('readings of a street', () => {
  const config = zone({ sensors: ['s0'], machines: machines() });

  it('count by device time, then sequence; the newest stands', () => {
    const state = stateOf(config, [space('s0', true)]);
    expect(applyStreetReading(state, space('s0', false, NOW - 61_000), config)).toBe(false);
    expect(applyStreetReading(state, space('s0', false), config)).toBe(false);
    expect(applyStreetReading(state, space('s0', null, NOW - 60_000, 2), config)).toBe(true);
    expect(state.sensors['s0']?.occupied).toBeNull();
  });

  it('of devices that the zone does not have, and of numbers that are none, change nothing', () => {
    const state = createStreetState();
    expect(applyStreetReading(state, space('m0', true), config)).toBe(false);
    expect(applyStreetReading(state, tickets('s0', 3), config)).toBe(false);
    expect(applyStreetReading(state, tickets('m0', 3), zone())).toBe(false);
    for (const none of [-1, 1.5, Number.NaN]) expect(applyStreetReading(state, tickets('m0', none), config)).toBe(false);
    expect(state).toEqual(createStreetState());
  });
});

describe('an estimate from sensors', () => {
  const ten = ids(10, 's');

  it('expects of the zone what its watched spaces show, and says how sure that is', () => {
    const config = zone({ sensors: ten });
    const e = estimateStreet(stateOf(config, watched(10, 3)), config, NOW);
    // Wilson's interval for 3 of 10 at 90 %.
    expect(e).toMatchObject({ basis: 'sensors', seen: 10, measuredAtMs: NOW - 60_000, reasons: [] });
    expect(e.lowPct).toBeCloseTo(12.9, 0);
    expect(e.highPct).toBeCloseTo(55.6, 0);
    expect(e.freePct).toBeCloseTo(34.3, 0);
  });

  it('is surer the more of the zone is watched, and knows where all of it is', () => {
    const width = (spaces: number | null) => {
      const config = zone({ sensors: ten, spaces });
      const e = estimateStreet(stateOf(config, watched(10, 3)), config, NOW);
      return e.highPct! - e.lowPct!;
    };
    expect(width(20)).toBeLessThan(width(200));
    expect(width(200)).toBeLessThan(width(null));
    expect(width(10)).toBe(0);
    const small = zone({ sensors: ['s0', 's1'], spaces: 2 });
    expect(estimateStreet(stateOf(small, watched(2, 1)), small, NOW)).toMatchObject({ freePct: 50, lowPct: 50, highPct: 50 });
  });

  it('needs five sensors, three quarters of them, fresh and knowing', () => {
    const config = zone({ sensors: ten });
    const basisOf = (readings: StreetReading[], c = config) => estimateStreet(stateOf(c, readings), c, NOW);
    expect(basisOf(watched(8, 3)).basis).toBe('sensors');
    expect(basisOf(watched(7, 3))).toEqual({ ...NONE, reasons: ['tooFewSensors'] });
    expect(basisOf([...watched(7, 3), space('s7', null)]).basis).toBe('none');
    expect(basisOf([...watched(7, 3), space('s7', true, NOW - 3_600_001)]).basis).toBe('none');
    expect(basisOf(watched(4, 1), zone({ sensors: ids(4, 's') })).reasons).toEqual(['tooFewSensors']);
  });
});

describe('an estimate from ticket machines', () => {
  const config = zone({ spaces: 100, machines: machines() });
  const both = [tickets('m0', 20), tickets('m1', 30)];

  it('takes as many cars a ticket as the city counted', () => {
    const e = estimateStreet(stateOf(config, both), config, NOW);
    expect(e).toMatchObject({ basis: 'machines', seen: 50, reasons: [] });
    expect(e.freePct).toBeCloseTo(35, 6);
    expect(e.lowPct!).toBeLessThan(20);
    expect(e.highPct!).toBeGreaterThan(45);
  });

  it('says nothing where a machine is silent, no ticket is needed, or the spaces were never counted', () => {
    const of = (readings: StreetReading[], c = config, atMs = NOW) => estimateStreet(stateOf(c, readings), c, atMs);
    expect(of([tickets('m0', 20)])).toEqual({ ...NONE, reasons: ['machineSilent'] });
    expect(of([tickets('m0', 20), tickets('m1', 30, NOW - 900_001)]).reasons).toEqual(['machineSilent']);
    expect(of(both, config, NOW - 4 * 3_600_000).reasons).toEqual(['noCharge']);
    expect(of(both, zone({ machines: machines() })).reasons).toEqual(['spacesUnknown']);
  });

  it('stands in for sensors that are silent, and says so', () => {
    const mixed = zone({ spaces: 100, sensors: ids(5, 's'), machines: machines() });
    expect(estimateStreet(stateOf(mixed, both), mixed, NOW)).toMatchObject({ basis: 'machines', reasons: ['tooFewSensors'] });
    expect(estimateStreet(stateOf(mixed, [...both, ...watched(5, 1)]), mixed, NOW).basis).toBe('sensors');
  });
});

describe('a street that nobody watches', () => {
  const usual = [{ weekdays: [1, 2], fromMinute: 600, toMinute: 720, freePct: 15 }];

  it('tells what a count once found at this time of the week, as a prior without a range', () => {
    const of = (atMs: number) => estimateStreet(createStreetState(), zone({ usual }), atMs);
    expect(of(NOW)).toEqual({ ...NONE, basis: 'usual', freePct: 15 });
    expect(of(NOW + 3_600_000).basis).toBe('none');
    expect(of(NOW - 3_600_001).basis).toBe('none');
    expect(of(NOW + 2 * 86_400_000).basis).toBe('none');
    expect(of(NOW - 86_400_000).basis).toBe('none');
  });

  it('has no estimate otherwise', () => {
    expect(estimateStreet(createStreetState(), zone(), NOW)).toEqual(NONE);
  });
});

it('whatever is heard, an estimate is a share within its range', () => {
  const devices = [...ids(6, 's'), 'm0', 'm1'];
  const reading = fc.record({ device: fc.constantFrom(...devices), occupied: fc.option(fc.boolean()), count: fc.integer({ min: -2, max: 400 }), ageS: fc.integer({ min: 0, max: 4000 }), seq: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 30 }), fc.option(fc.integer({ min: 1, max: 300 })), fc.boolean(), (all, spaces, withMachines) => {
      const config = zone({ spaces, sensors: ids(6, 's'), machines: withMachines ? machines() : null });
      const readings = all.map(({ device, occupied, count, ageS, seq }): StreetReading => {
        const said = { deviceId: device, seq, timeMs: NOW - ageS * 1000, receivedMs: NOW - ageS * 1000 };
        return device.startsWith('s') ? { ...said, kind: 'space', occupied } : { ...said, kind: 'tickets', tickets: count };
      });
      const e = estimateStreet(stateOf(config, readings), config, NOW);
      if (e.freePct === null) return e.basis === 'none';
      return 0 <= e.lowPct! && e.lowPct! <= e.freePct && e.freePct <= e.highPct! && e.highPct! <= 100;
    }),
  );
});

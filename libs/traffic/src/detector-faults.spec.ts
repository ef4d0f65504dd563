import { describe, expect, it } from 'vitest';
import { CITY_FAULTS, IRIS_MAINLINE_FAULTS } from './defaults.js';
import type { LoopInterval } from './interval.js';
import { AT, createLaneState, type LaneState } from './lane-state.js';
import type { FaultLimits, LaneLimits } from './limits.js';
import type { DetectorFault } from './quantity.js';
import { anInterval, apply, PLAIN_LIMITS } from './testing/builders.js';

const OFF: FaultLimits = {
  'no-hits': null, chatter: null, 'locked-on': null, 'no-change': null, 'occupancy-spike': null, chatterVehPerMinute: 76, lockedOnPct: 100,
};
const only = (fault: DetectorFault, triggerSeconds: number, clearSeconds: number, invalidates = true): LaneLimits => ({
  ...PLAIN_LIMITS, faults: { ...OFF, [fault]: { triggerSeconds, clearSeconds, invalidates } },
});
const at = (state: LaneState, minute: number, over: Partial<LoopInterval>, limits: LaneLimits) => apply(state, anInterval(minute, over), limits);
const EMPTY = { vehicles: 0, heavyVehicles: null, meanSpeedKmh: null, occupancyPct: 0 };

describe('detector faults', () => {
  it('no hits: four hours without a vehicle; the first one clears it', () => {
    const limits: LaneLimits = { ...PLAIN_LIMITS, faults: { ...OFF, 'no-hits': IRIS_MAINLINE_FAULTS['no-hits'] } };
    const state = createLaneState();
    for (let minute = 0; minute < 239; minute += 1) expect(at(state, minute, EMPTY, limits).alarmsRaised).toEqual([]);
    const struck = at(state, 239, EMPTY, limits);
    expect(struck.alarmsRaised).toEqual(['no-hits']);
    expect(struck.values.vehicles).toMatchObject({ flag: 'faulty', rule: 'no-hits', value: null, raw: 0 });
    expect(at(state, 240, EMPTY, limits).alarmsRaised).toEqual([]);
    const healed = at(state, 241, {}, limits);
    expect(healed.alarmsCleared).toEqual(['no-hits']);
    expect(healed.values.vehicles.flag).toBe('plausible');
  });

  it('no hits: an unknown count neither adds nor clears', () => {
    const limits = only('no-hits', 180, 0);
    const state = createLaneState();
    at(state, 0, EMPTY, limits);
    at(state, 1, { ...EMPTY, vehicles: null }, limits);
    at(state, 2, EMPTY, limits);
    expect(at(state, 3, EMPTY, limits).alarmsRaised).toEqual(['no-hits']);
    expect(at(state, 4, { ...EMPTY, vehicles: null }, limits).alarmsCleared).toEqual([]);
  });

  it('chatter: as many vehicles as cannot pass; clears after its clear time without them', () => {
    const limits = only('chatter', 60, 120);
    const state = createLaneState();
    expect(at(state, 0, { vehicles: 75 }, limits).alarmsRaised).toEqual([]);
    expect(at(state, 1, { vehicles: 76 }, limits).alarmsRaised).toEqual(['chatter']);
    expect(at(state, 2, {}, limits).values.vehicles.rule).toBe('chatter');
    expect(at(state, 3, { vehicles: 80 }, limits).alarmsCleared).toEqual([]);
    expect(at(state, 4, {}, limits).alarmsCleared).toEqual([]);
    expect(at(state, 5, { vehicles: null }, limits).alarmsCleared).toEqual([]);
    expect(at(state, 6, {}, limits).alarmsCleared).toEqual(['chatter']);
  });

  it('locked on: wholly covered for the trigger time', () => {
    const limits = only('locked-on', 120, 60);
    const state = createLaneState();
    expect(at(state, 0, { occupancyPct: 100 }, limits).alarmsRaised).toEqual([]);
    expect(at(state, 1, { occupancyPct: null }, limits).alarmsRaised).toEqual([]);
    expect(at(state, 2, { occupancyPct: 100 }, limits).alarmsRaised).toEqual(['locked-on']);
    expect(at(state, 3, { occupancyPct: 99 }, limits).alarmsCleared).toEqual(['locked-on']);
    expect(at(state, 4, { occupancyPct: 100 }, limits).alarmsRaised).toEqual([]);
  });

  it('no change: the same occupancy, or the same count where there is none, for the trigger time', () => {
    const limits = only('no-change', 120, 0);
    const state = createLaneState();
    expect(at(state, 0, { occupancyPct: 30 }, limits).alarmsRaised).toEqual([]);
    expect(at(state, 1, { occupancyPct: 30 }, limits).alarmsRaised).toEqual([]);
    expect(at(state, 2, { occupancyPct: 30 }, limits).alarmsRaised).toEqual(['no-change']);
    expect(at(state, 3, { occupancyPct: 31 }, limits).alarmsCleared).toEqual(['no-change']);
    const counting = createLaneState();
    for (let minute = 0; minute < 2; minute += 1) at(counting, minute, { vehicles: 5, occupancyPct: null }, limits);
    expect(at(counting, 2, { vehicles: 5, occupancyPct: null }, limits).alarmsRaised).toEqual(['no-change']);
    expect(at(counting, 3, { vehicles: null, occupancyPct: null }, limits).alarmsCleared).toEqual([]);
  });

  it('no change: an empty interval is a change', () => {
    const state = createLaneState();
    const raised = [30, 30, 0, 30, 30].map((occupancyPct, minute) => at(state, minute, { occupancyPct }, only('no-change', 120, 0)).alarmsRaised);
    expect(raised.flat()).toEqual([]);
  });

  it('no change: an empty road may stay empty', () => {
    const state = createLaneState();
    for (let minute = 0; minute < 9; minute += 1) expect(at(state, minute, EMPTY, only('no-change', 120, 0)).alarmsRaised).toEqual([]);
  });

  it('occupancy spike: every 25 % step adds 30 s, time drains them, above 60 s it triggers', () => {
    const limits = only('occupancy-spike', 60, 60);
    const state = createLaneState();
    at(state, 0, { occupancyPct: 0 }, limits);
    expect(at(state, 1, { occupancyPct: 100 }, limits).alarmsRaised).toEqual([]);
    expect(state.numbers[AT.faultMs + 4]).toBe(60_000);
    expect(at(state, 2, { occupancyPct: 0 }, limits).alarmsRaised).toEqual(['occupancy-spike']);
    expect(at(state, 3, { occupancyPct: null }, limits).alarmsCleared).toEqual([]);
    expect(at(state, 4, { occupancyPct: 20 }, limits).alarmsCleared).toEqual([]);
    expect(at(state, 5, { occupancyPct: 20 }, limits).alarmsCleared).toEqual(['occupancy-spike']);
  });

  it('may alarm without taking the values away', () => {
    const result = at(createLaneState(), 0, { occupancyPct: 100 }, only('locked-on', 60, 60, false));
    expect(result.alarmsRaised).toEqual(['locked-on']);
    expect(result.values.vehicles.flag).toBe('plausible');
  });

  it('names the first fault where several are active', () => {
    const limits: LaneLimits = { ...PLAIN_LIMITS, faults: { ...CITY_FAULTS, 'locked-on': { triggerSeconds: 60, clearSeconds: 0, invalidates: true } } };
    const result = at(createLaneState(), 0, { vehicles: 80, occupancyPct: 100, meanSpeedKmh: 3 }, { ...limits, max: { ...limits.max, vehicles: { max: 9000, mode: 'off' } } });
    expect(result.alarmsRaised).toEqual(['chatter', 'locked-on']);
    expect(result.values.vehicles.rule).toBe('chatter');
  });
});

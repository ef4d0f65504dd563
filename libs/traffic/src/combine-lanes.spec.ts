import { describe, expect, it } from 'vitest';
import { combineLanes } from './combine-lanes.js';
import { cityLinkParams } from './link-params.js';
import { aPublished, T0 } from './testing/builders.js';

const PARAMS = { ...cityLinkParams(400, 50, 2), effectiveVehicleLengthM: 5 };
const combine = (...lanes: Parameters<typeof aPublished>[0][]) => combineLanes(lanes.map((lane) => aPublished(lane)), T0, PARAMS);

describe('combineLanes', () => {
  it('adds flows, weighs speeds by flow, averages occupancy', () => {
    expect(combine({ flowVehPerH: 600, meanSpeedKmh: 60, occupancyPct: 10 }, { flowVehPerH: 200, meanSpeedKmh: 40, occupancyPct: 6, quality: 0.5 })).toEqual({
      flowVehPerH: 800, meanSpeedKmh: 55, occupancyPct: 8, densityVehPerKm: 400 / 55, basis: 'measured', empty: false, quality: 0.75, measuredAtMs: T0,
    });
  });

  it('takes a missing lane to carry what the others carry, at less quality', () => {
    expect(combine({ flowVehPerH: 300 })).toMatchObject({ flowVehPerH: 600, quality: 0.5 });
  });

  it.each([
    ['no lane', []],
    ['a lane that is too old', [{ endMs: T0 - 300_001 }, { endMs: T0 - 300_001 }]],
    ['lanes without values', [{ flowVehPerH: null, occupancyPct: null }, { flowVehPerH: null, occupancyPct: null }]],
  ])('makes no statement from %s', (_, lanes) => {
    expect(combine(...lanes)).toMatchObject({ flowVehPerH: null, meanSpeedKmh: null, densityVehPerKm: null, basis: 'unknown', quality: 0, measuredAtMs: null });
  });

  it('makes no statement below the least share of lanes', () => {
    expect(combineLanes([aPublished()], T0, { ...PARAMS, laneCount: 3 }).basis).toBe('unknown');
    expect(combineLanes([aPublished({ endMs: T0 - 300_000 })], T0, { ...PARAMS, laneCount: 1 }).basis).toBe('measured');
  });

  it('derives density and speed from occupancy where no speed is measured', () => {
    const lane = { flowVehPerH: 600, meanSpeedKmh: null, occupancyPct: 10 };
    expect(combine(lane, lane)).toMatchObject({ densityVehPerKm: 20, meanSpeedKmh: 30, basis: 'derived' });
    const light = { flowVehPerH: 600, meanSpeedKmh: null, occupancyPct: 1 };
    expect(combine(light, light).meanSpeedKmh).toBe(50);
  });

  it('derives from occupancy where vehicles stand', () => {
    const lane = { flowVehPerH: 60, meanSpeedKmh: 0, occupancyPct: 80 };
    expect(combine(lane, lane)).toMatchObject({ densityVehPerKm: 160, basis: 'derived' });
  });

  it.each([[null], [0]])('makes no statement on speed with neither speed nor occupancy (%s)', (occupancyPct) => {
    const lane = { flowVehPerH: 600, meanSpeedKmh: null, occupancyPct };
    expect(combine(lane, lane)).toMatchObject({ flowVehPerH: 1200, meanSpeedKmh: null, densityVehPerKm: null, basis: 'unknown' });
  });

  it('makes no statement on speed without a flow, but keeps the occupancy', () => {
    const lane = { flowVehPerH: null, meanSpeedKmh: 40, occupancyPct: 12 };
    expect(combine(lane, lane)).toMatchObject({ flowVehPerH: null, occupancyPct: 12, basis: 'unknown' });
  });

  it('tells an empty road from a standing queue', () => {
    const lane = { flowVehPerH: 0, meanSpeedKmh: null, occupancyPct: 0 };
    expect(combine(lane, lane)).toMatchObject({ meanSpeedKmh: 50, densityVehPerKm: 0, basis: 'estimated', empty: false });
    const queue = { ...lane, occupancyPct: 90 };
    expect(combine(queue, queue)).toMatchObject({ meanSpeedKmh: 0, densityVehPerKm: 180, basis: 'derived' });
    const blind = { ...lane, occupancyPct: null };
    expect(combine(blind, blind)).toMatchObject({ basis: 'estimated', empty: true, occupancyPct: null });
  });
});

import { describe, expect, it } from 'vitest';
import { addToAggregate, AGGREGATION_MINUTES, closeAggregate, createAggregate } from './aggregation.js';
import type { LanePublished } from './published.js';
import { aPublished, MINUTE, T0 } from './testing/builders.js';

const minute = (at: number, over: Partial<LanePublished> = {}) => aPublished({ endMs: T0 + (at + 1) * MINUTE, heavyFlowVehPerH: 60, ...over });

describe('aggregation', () => {
  it.each(AGGREGATION_MINUTES)('means over %d minutes, aligned to the clock', (minutes) => {
    const state = createAggregate(minutes);
    const closed = Array.from({ length: 121 }, (_, at) => addToAggregate(state, minute(at, { flowVehPerH: 60 * (at % minutes) }))).flat();
    expect(closed.length).toBe(Math.floor(120 / minutes));
    expect(closed[0]).toMatchObject({ startMs: T0, endMs: T0 + minutes * MINUTE, coverage: 1, quality: 1, heavyFlowVehPerH: 60, occupancyPct: 8 });
    expect(closed[0]?.flowVehPerH).toBeCloseTo(30 * (minutes - 1), 9);
  });

  it('weighs speeds by vehicles, and knows none where nobody passed', () => {
    const state = createAggregate(5);
    for (let at = 0; at < 5; at += 1) addToAggregate(state, minute(at, at === 0 ? { flowVehPerH: 100, meanSpeedKmh: 20 } : { flowVehPerH: 300, meanSpeedKmh: 60 }));
    expect(closeAggregate(state, T0 + 5 * MINUTE)?.meanSpeedKmh).toBeCloseTo((100 * 20 + 4 * 300 * 60) / 1300, 9);
    for (let at = 5; at < 10; at += 1) addToAggregate(state, minute(at, { flowVehPerH: 0, meanSpeedKmh: null }));
    expect(closeAggregate(state, T0 + 10 * MINUTE)).toMatchObject({ flowVehPerH: 0, meanSpeedKmh: null });
  });

  it('gives no value where too little is covered', () => {
    const state = createAggregate(5);
    addToAggregate(state, minute(0));
    addToAggregate(state, minute(1, { flowVehPerH: null, heavyFlowVehPerH: null, occupancyPct: null, quality: 0 }));
    addToAggregate(state, minute(2));
    expect(closeAggregate(state, T0 + 5 * MINUTE, 0, 0.5)).toEqual({
      startMs: T0, endMs: T0 + 5 * MINUTE, flowVehPerH: null, heavyFlowVehPerH: null, meanSpeedKmh: null, occupancyPct: null, coverage: 0.4, quality: 0.4,
    });
    const empty = createAggregate(1);
    addToAggregate(empty, minute(0, { flowVehPerH: null, heavyFlowVehPerH: null, occupancyPct: null }), 0);
    expect(closeAggregate(empty, T0 + MINUTE, 0, 0)?.flowVehPerH).toBeNull();
  });

  it('divides an interval across a border by its parts', () => {
    const state = createAggregate(1);
    const long = aPublished({ startMs: T0 + MINUTE / 2, endMs: T0 + 2.5 * MINUTE, flowVehPerH: 120 });
    const closed = addToAggregate(state, long);
    expect(closed.map(({ startMs, coverage, flowVehPerH }) => [startMs, coverage, flowVehPerH])).toEqual([[T0, 0.5, 120], [T0 + MINUTE, 1, 120]]);
    expect(closeAggregate(state, T0 + 3 * MINUTE)?.coverage).toBe(0.5);
  });

  it('adds nothing twice: neither a late interval nor the overlap of one', () => {
    const state = createAggregate(5);
    addToAggregate(state, minute(1));
    const before = structuredClone(state);
    expect(addToAggregate(state, minute(0))).toEqual([]);
    expect(addToAggregate(state, minute(1))).toEqual([]);
    expect(state).toEqual(before);
    addToAggregate(state, aPublished({ startMs: T0 + MINUTE, endMs: T0 + 3 * MINUTE }));
    expect(state.flowMs).toBe(2 * MINUTE);
  });

  it('closes by the clock after the grace time, and does not open the period again', () => {
    const state = createAggregate(1);
    expect(closeAggregate(state, T0)).toBeNull();
    addToAggregate(state, aPublished({ startMs: T0, endMs: T0 + MINUTE / 2 }));
    expect(closeAggregate(state, T0 + MINUTE + 999, 1000)).toBeNull();
    expect(closeAggregate(state, T0 + MINUTE + 1000, 1000)).toMatchObject({ startMs: T0, coverage: 0.5 });
    expect(closeAggregate(state, T0 + 9 * MINUTE)).toBeNull();
    expect(addToAggregate(state, minute(0))).toEqual([]);
    expect(state.startMs).toBeNull();
  });
});

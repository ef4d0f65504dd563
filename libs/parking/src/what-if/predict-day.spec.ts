import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillGaps, flowsOf } from './flows.js';
import { QUARTERS, type RankForOthers, type WhatIfFacility, type WhatIfScenario } from './model.js';
import { predictDay } from './predict-day.js';

const NOTHING: WhatIfScenario = { demand: [], extra: [], shut: [], stayQuarters: 8 };
const inOrder: RankForOthers = (_wanted, _quarter, vacant) => Object.keys(vacant);
/** Empty at night, nearly full at noon. */
const day = (peak: number) => Array.from({ length: QUARTERS }, (_, q) => Math.round(peak * Math.exp(-(((q - 50) / 16) ** 2))));
const garage = (id: string, capacity: number, occupied: readonly (number | null)[] = day(capacity * 0.9)): WhatIfFacility => ({ id, capacity, occupied });
const at = (result: ReturnType<typeof predictDay>, id: string) => result.facilities.find((f) => f.id === id)!;

describe('what if: a day', () => {
  it('with nothing changed is the typical day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: QUARTERS, maxLength: QUARTERS }), fc.integer({ min: 1, max: 40 }), (occupied, stayQuarters) => {
        const { facilities, unserved } = predictDay([garage('a', 300, occupied)], { ...NOTHING, stayQuarters }, inOrder);
        for (const [q, value] of facilities[0]!.occupied.entries()) expect(value).toBeCloseTo(occupied[q]!, 6);
        expect([facilities[0]!.turnedAway, unserved]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
      }),
    );
  });

  it('fewer commuters leave it emptier, and nobody is turned away', () => {
    const result = predictDay([garage('a', 100)], { ...NOTHING, demand: [{ fromQuarter: 24, toQuarter: 40, factor: 0.8, stayQuarters: 32, facilities: [] }] }, inOrder);
    const [base, less] = [at(result, 'a').base[50]!, at(result, 'a').occupied[50]!];
    expect(less).toBeLessThan(base * 0.95);
    expect(less).toBeGreaterThan(base * 0.7);
    const hours = predictDay([garage('a', 100)], { ...NOTHING, demand: [{ fromQuarter: 0, toQuarter: 96, factor: 1.5, stayQuarters: null, facilities: [] }] }, inOrder);
    expect(Math.max(...(at(hours, 'a').occupied as number[]))).toBeCloseTo(100, 6);
    expect(hours.unserved).toBeGreaterThan(0);
    const elsewhere = predictDay([garage('a', 100)], { ...NOTHING, demand: [{ fromQuarter: 24, toQuarter: 40, factor: 0.8, stayQuarters: null, facilities: ['b'] }] }, inOrder);
    expect(at(elsewhere, 'a').occupied).toEqual(at(elsewhere, 'a').base);
  });

  it('a shut garage empties, and its visitors go to the next one with space', () => {
    const result = predictDay([garage('a', 100), garage('b', 100, day(20)), garage('c', 100, day(20))], { ...NOTHING, shut: [{ id: 'a', fromQuarter: 36, toQuarter: 60 }] }, () => ['a', 'nowhere', 'b', 'c']);
    expect(at(result, 'a').turnedAway).toBeGreaterThan(50);
    expect(at(result, 'a').occupied[58]!).toBeLessThan(20);
    expect(at(result, 'b').takenOver).toBeGreaterThan(50);
    expect(at(result, 'b').takenOver + at(result, 'c').takenOver).toBeCloseTo(at(result, 'a').turnedAway, 6);
    expect(Math.max(...(at(result, 'b').occupied as number[]))).toBeLessThanOrEqual(100);
  });

  it('visitors of an event fill what is near, leave together, and some find nothing', () => {
    const wanted: unknown[] = [];
    const rank: RankForOthers = (w, _q, vacant) => (wanted.push(w), Object.keys(vacant));
    const extra = [{ quarter: 74, vehicles: 500, towards: 'arena', stayQuarters: 10 }, { quarter: 75, vehicles: 10, towards: 'arena', stayQuarters: 9 }];
    const result = predictDay([garage('a', 200, day(20)), garage('b', 100, day(10))], { ...NOTHING, extra }, rank);
    expect(wanted).toContainEqual({ towards: 'arena' });
    expect([at(result, 'a').occupied[75], at(result, 'b').occupied[75]]).toEqual([expect.closeTo(200, 6), expect.closeTo(100, 6)]);
    expect(result.unserved).toBeGreaterThan(180);
    expect(at(result, 'a').occupied[85]!).toBeLessThan(20);
  });

  it('says nothing of a garage of which nothing is known', () => {
    const result = predictDay([garage('a', 100, Array.from({ length: QUARTERS }, () => null)), garage('b', 10)], { ...NOTHING, shut: [{ id: 'b', fromQuarter: 0, toQuarter: 96 }] }, () => ['a']);
    expect(at(result, 'a')).toMatchObject({ filledShare: 0, takenOver: 0 });
    expect(at(result, 'a').occupied.every((v) => v === null)).toBe(true);
    expect(result.unserved).toBeGreaterThan(0);
  });

  it('never takes in more than there is space for, and loses no vehicle', () => {
    const quarter = fc.integer({ min: 0, max: 95 });
    fc.assert(
      fc.property(fc.array(fc.record({ quarter, vehicles: fc.integer({ min: 0, max: 400 }) }), { maxLength: 6 }), fc.array(fc.record({ id: fc.constantFrom('a', 'b'), fromQuarter: quarter, toQuarter: quarter }), { maxLength: 3 }), fc.double({ min: 0, max: 4, noNaN: true }), (events, shut, factor) => {
        const extra = events.map((e) => ({ ...e, towards: 'x', stayQuarters: 8 }));
        const result = predictDay([garage('a', 120), garage('b', 60)], { ...NOTHING, shut, extra, demand: [{ fromQuarter: 20, toQuarter: 80, factor, stayQuarters: null, facilities: [] }, { fromQuarter: 20, toQuarter: 80, factor, stayQuarters: 30, facilities: ['b'] }] }, inOrder);
        for (const [id, capacity] of [['a', 120], ['b', 60]] as const) for (const v of at(result, id).occupied) expect(v).toBeLessThanOrEqual(capacity + 1e-6);
        const came = result.facilities.reduce((sum, f) => sum + f.turnedAway, 0) + extra.reduce((sum, e) => sum + e.vehicles, 0);
        expect(result.facilities.reduce((sum, f) => sum + f.takenOver, 0) + result.unserved).toBeCloseTo(came, 4);
      }),
    );
  });
});

describe('what if: what lies behind occupancy', () => {
  it('more leave than usual when it empties fast; nobody leaves an empty garage', () => {
    expect(flowsOf([10, 2, 0, 4], 10)).toEqual({ arrivals: [0, 0, 4, 0.4], leaving: [0.8, 1, 0.1, 0.1] });
  });
  it('fills gaps on a line and beyond with the nearest', () => {
    expect(fillGaps([null, 4, null, null, 10, null])).toEqual({ values: [4, 4, 6, 8, 10, 10], filledShare: 2 / 6 });
    expect(fillGaps([null, null])).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { aDemand, aGroup, aJunction, aLane, NOW_MS } from '../testing/builders.js';
import { demandDoubt, laneDemands, motorLanes } from './lane-demand.js';

const FLOWS = { n1: 400, s1: 300, e1: 200, w1: 500, w2: 300 };
const of = (flows: Readonly<Record<string, number>>, over = {}) => laneDemands(aJunction(), aDemand(flows, over), NOW_MS);

describe('demand of lanes', () => {
  it('takes measured lanes as they are', () => {
    expect(of(FLOWS)[0]).toEqual({ laneId: 'n1', armId: 'n', vehPerH: 400, heavyShare: 0, occupancyPct: 20, ageMs: 10_000, completeness: 1, basis: 'measured', queueing: false });
    expect(demandDoubt(of(FLOWS))).toBeNull();
  });
  it('looks at motor lanes only', () => {
    const arms = [{ id: 'n', street: 'n', bearingDeg: 0, lanes: [aLane('a', 'K1'), aLane('b', 'R1'), aLane('c', 'K9')] }];
    expect(motorLanes(aJunction({ arms, signalGroups: [aGroup('K1'), aGroup('R1', { kind: 'bicycle' })] })).map(({ lane }) => lane.id)).toEqual(['a']);
  });
  it('borrows from lanes of the same arm and group', () => {
    const { w2: _, ...rest } = FLOWS;
    const borrowed = of(rest).find((d) => d.laneId === 'w2');
    expect(borrowed).toMatchObject({ vehPerH: 500, basis: 'sibling', heavyShare: null, occupancyPct: null, ageMs: 10_000, completeness: 1 });
    expect(demandDoubt(of(rest))).toBeNull();
    expect(demandDoubt(of(rest), { maxAgeS: 180, minCompleteness: 0.6, minMeasuredShare: 0.9 })).toEqual({ code: 'tooFewMeasured', lanes: ['w2'], share: 0.8 });
  });
  it('says which lanes nobody knows', () => {
    const { n1: _, ...rest } = FLOWS;
    expect(of(rest)[0]).toEqual({ laneId: 'n1', armId: 'n', vehPerH: 0, heavyShare: null, occupancyPct: null, ageMs: null, completeness: 0, basis: 'none', queueing: false });
    expect(demandDoubt(of(rest))).toEqual({ code: 'demandStale', lanes: ['n1'] });
  });
  it('tells stale from incomplete and from never measured', () => {
    const stale = of(FLOWS, { measuredMs: NOW_MS - 181_000 });
    expect(demandDoubt(stale)).toEqual({ code: 'demandStale', lanes: Object.keys({ n1: 0, e1: 0, s1: 0, w1: 0, w2: 0 }) });
    expect(demandDoubt(of(FLOWS, { measuredMs: NOW_MS - 180_000 }))).toBeNull();
    expect(demandDoubt(of(FLOWS, { completeness: 0.59 }))).toMatchObject({ code: 'demandIncomplete' });
    expect(demandDoubt(of(FLOWS, { vehPerH: null, measuredMs: null }))).toMatchObject({ code: 'demandStale' });
    expect(demandDoubt(of(FLOWS, { vehPerH: null }))).toMatchObject({ code: 'demandIncomplete' });
  });
  it('has no doubt where there is nothing to measure', () => {
    expect(demandDoubt([])).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JunctionModel, Lane, Movement } from '../model/junction.js';
import { laneDemands } from '../demand/lane-demand.js';
import { aDemand, aJunction, aLane, aPlan, aThreeStageJunction, NOW_MS } from '../testing/builders.js';
import { assessPlan, type LaneAssessment } from './assess.js';
import { opposedGreenS, opposedOf, type Prior } from './opposed.js';
import { sequenceOf } from './sequence.js';

const lane = (id: string, group: string, movements: Movement[]): Lane => ({ ...aLane(id, group, { movements }), saturationFlowVehPerH: undefined });
/** North-south and east-west, each with its stage; the lane from the north as given. */
const crossing = (north: Movement[]): JunctionModel => aJunction({
  arms: [
    { id: 'n', street: 'n', bearingDeg: 350, lanes: [lane('n1', 'K1', north)] },
    { id: 'e', street: 'e', bearingDeg: 90, lanes: [lane('e1', 'K2', ['through'])] },
    { id: 's', street: 's', bearingDeg: 180, lanes: [lane('s1', 'K1', ['through']), lane('s2', 'K1', ['left'])] },
    { id: 'w', street: 'w', bearingDeg: 270, lanes: [lane('w1', 'K2', ['through'])] },
  ],
});
const opposed = (model: JunctionModel, id: string) => {
  const found = model.arms.flatMap((arm) => arm.lanes.map((l) => ({ arm, l }))).find(({ l }) => l.id === id)!;
  return opposedOf(model, found.l, found.arm);
};
const assessed = (model: JunctionModel, flows: Readonly<Record<string, number>>, id = 'n1'): LaneAssessment =>
  assessPlan(model, aPlan(), laneDemands(model, aDemand({ n1: 0, e1: 0, s1: 0, s2: 0, w1: 0, ...flows }), NOW_MS)).lanes.find((l) => l.laneId === id)!;

describe('turners who give way', () => {
  it('are found from arms, movements and stages', () => {
    expect(opposed(crossing(['through', 'left']), 'n1')).toEqual({ turnShare: 0.5, byStage: { S1: ['s1'] } });
    // Those who turn left themselves are in nobody's way, and who goes on gives way to nobody.
    expect(opposed(crossing(['left']), 's2')).toBeNull();
    expect(opposed(crossing(['through', 'right']), 's2')).toEqual({ turnShare: 1, byStage: { S1: ['n1'] } });
    expect(opposed(crossing(['through', 'right']), 'n1')).toBeNull();
    // In S2 of the other junction nobody comes from ahead; the side street has nobody ahead at all.
    expect(opposed(aThreeStageJunction(), 'l')).toBeNull();
    expect(opposed(aThreeStageJunction(), 'c')).toBeNull();
  });

  it('need no gap where nobody comes', () => {
    const { opposed: found, effectiveGreenS, saturationFlowVehPerH } = assessed(crossing(['left']), { n1: 100 });
    expect(found).not.toBeNull();
    // 26 s at 1440 veh/h, and two who stand in the middle at the end: as much as the green and the second of amber hold at most.
    expect(effectiveGreenS).toBeCloseTo(Math.min(27, (26 * 1440) / saturationFlowVehPerH + (2 * 3600) / saturationFlowVehPerH), 6);
  });

  it('by hand: a left turn against 600 veh/h', () => {
    const { effectiveGreenS, saturationFlowVehPerH: s } = assessed(crossing(['left']), { n1: 100, s1: 600 });
    // The queue ahead: 600 (70 - 27) / (2000 - 600) = 18.43 s. Gaps: 600 e^(-0.75) / (1 - e^(-0.41667)) = 831.7 veh/h for the other 7.57 s. Two at the end.
    const gaps = (600 * Math.exp(-0.75)) / (1 - Math.exp(-600 * 2.5 / 3600));
    expect(gaps).toBeCloseTo(831.7, 0);
    expect(effectiveGreenS).toBeCloseTo(((26 - (600 * 43) / 1400) * gaps) / s + (2 * 3600) / s, 6);
  });

  it('hold up those behind them, but not those before them', () => {
    const shared = assessed(crossing(['through', 'left']), { n1: 300, s1: 600 });
    const [alone, free] = [assessed(crossing(['left']), { n1: 300, s1: 600 }), assessed(crossing(['through']), { n1: 300, s1: 600 })];
    expect(shared.effectiveGreenS).toBeGreaterThan(alone.effectiveGreenS);
    expect(shared.effectiveGreenS).toBeLessThan(free.effectiveGreenS);
    expect(free.effectiveGreenS).toBe(27);
  });

  it('have only those at the end of green where the street ahead is full', () => {
    const { effectiveGreenS, saturationFlowVehPerH } = assessed(crossing(['left']), { n1: 100, s1: 2500 });
    expect(effectiveGreenS).toBeCloseTo((2 * 3600) / saturationFlowVehPerH, 6);
  });

  it('count no more than configuration says where it says something', () => {
    const model = crossing(['left']);
    const told = { ...model, arms: model.arms.map((a) => ({ ...a, lanes: a.lanes.map((l) => (l.id === 'n1' ? { ...l, saturationFlowVehPerH: 700 } : l)) })) };
    expect(assessed(told, { s1: 900 })).toMatchObject({ opposed: null, saturationFlowVehPerH: 700, effectiveGreenS: 27 });
  });

  it('go freely in a stage of their own, and once the queue ahead has left in the stage before', () => {
    const base = aThreeStageJunction();
    const stages = [{ id: 'S1', groups: ['A', 'B'] }, { id: 'S2', groups: ['A', 'B', 'L'] }, { id: 'S3', groups: ['L'] }];
    const sequence = sequenceOf({ ...base, intergreensS: {}, stages }, { stages: [{ stageId: 'S1', greenS: 20 }, { stageId: 'S2', greenS: 20 }, { stageId: 'S3', greenS: 10 }] });
    const prior: Prior = { vehPerH: 500, saturationFlowVehPerH: 1800, signalGroup: 'B', effectiveGreenS: 41 };
    const of = (p: Partial<Prior>): number => opposedGreenS({ signalGroup: 'L', saturationFlowVehPerH: 1800, opposed: { turnShare: 1, byStage: { S2: ['b'] } } }, sequence, [20, 20, 10], 53, 1, () => ({ ...prior, ...p }));
    const interS = sequence.interS[1] as number;
    const gaps = (500 * Math.exp((-500 * 4.5) / 3600)) / (1 - Math.exp((-500 * 2.5) / 3600));
    // Nobody turns at the end of S2: the green goes on.
    expect(of({})).toBeCloseTo(((20 + interS) * gaps) / 1800 + 11, 6);
    expect(of({ effectiveGreenS: 0 })).toBeCloseTo(((20 + interS - Math.max(0, (500 * 53) / 1300 - 20 - (sequence.interS[0] as number))) * gaps) / 1800 + 11, 6);
    // First free, then by gaps to the end of green: two more then.
    const free = opposedGreenS({ signalGroup: 'A', saturationFlowVehPerH: 1800, opposed: { turnShare: 1, byStage: { S2: ['b'] } } }, sequence, [20, 20, 10], 53, 1, () => prior);
    expect(free).toBeCloseTo(20 + (sequence.interS[0] as number) + (20 * gaps) / 1800 + 4, 6);
    const always = sequenceOf(base, { stages: [{ stageId: 'S1', greenS: 60 }] });
    const whole = { signalGroup: 'A', saturationFlowVehPerH: 1800, opposed: { turnShare: 1, byStage: { S1: ['b'] } } };
    expect(opposedGreenS(whole, always, [60], 60, 1, () => prior)).toBe(60);
    expect(opposedGreenS({ ...whole, signalGroup: 'nobody' }, always, [60], 60, 1, () => prior)).toBe(0);
  });

  it('never pass more than a free lane, and no more the more come from ahead', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1900 }), fc.integer({ min: 0, max: 600 }), fc.constantFrom<Movement[]>(['left'], ['through', 'left'], ['through', 'left', 'right']), (q, more, movements) => {
      const [few, many] = [q, q + more].map((s1) => assessed(crossing(movements), { n1: 100, s1 }).effectiveGreenS) as [number, number];
      expect(few).toBeLessThanOrEqual(27);
      expect(many).toBeGreaterThan(0);
      expect(many).toBeLessThanOrEqual(few + 1e-9);
    }));
  });
});

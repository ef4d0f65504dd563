import { describe, expect, it } from 'vitest';
import type { JunctionModel, SignalColour } from '../model/junction.js';
import { aGroup, aJunction, aPlan, aThreeStageJunction } from '../testing/builders.js';
import { interstageS, plannedCycleS, stageSteps } from './interstage.js';
import { cycleSecondAt, planTimeline, signalStatesAt, stageAt } from './timeline.js';

/** `3x26 2x3` -> colours. */
const colours = (text: string): SignalColour[] => text.split(' ').flatMap((part) => Array.from({ length: Number(part.slice(2)) }, () => Number(part[0]) as SignalColour));

describe('interstage', () => {
  const model = aJunction();
  const [s1, s2] = model.stages as [JunctionModel['stages'][number], JunctionModel['stages'][number]];
  it('is the longest intergreen time between what ends and what starts', () => {
    expect(interstageS(model, s1, s2)).toBe(9);
    expect(interstageS(model, s2, s1)).toBe(8);
    expect(interstageS(model, s1, s1)).toBe(0);
  });
  it('is no shorter than red-amber, and 0 when nothing starts', () => {
    expect(interstageS(model, { id: 'x', groups: [] }, { id: 'y', groups: ['K1'] })).toBe(1);
    expect(interstageS(model, s1, { id: 'x', groups: ['K1'] })).toBe(0);
  });
  it('makes up the cycle with the greens', () => {
    expect(plannedCycleS(model, aPlan())).toBe(70);
    expect(stageSteps(model, aPlan()).map((s) => [s.startS, s.greenS, s.interS])).toEqual([[0, 26, 9], [35, 27, 8]]);
  });
  it('knows no unknown stages and groups', () => {
    expect(() => stageSteps(model, { stages: [{ stageId: 'S9', greenS: 1 }] })).toThrow(expect.objectContaining({ code: 'unknownStage' }));
    expect(() => interstageS(model, s1, { id: 'x', groups: ['K9'] })).toThrow(expect.objectContaining({ code: 'unknownGroup' }));
  });
});

describe('signal-time diagram', () => {
  it('shows every group at each second', () => {
    const { cycleS, groups } = planTimeline(aJunction(), aPlan());
    expect(cycleS).toBe(70);
    expect(groups).toEqual({
      K1: colours('3x26 2x3 1x40 4x1'),
      K2: colours('1x34 4x1 3x27 2x3 1x5'),
      F1: colours('1x35 3x27 1x8'),
      F2: colours('3x26 1x44'),
    });
  });
  it('keeps a group green over the interstage between two of its stages', () => {
    const model = aThreeStageJunction();
    const { groups } = planTimeline(model, model.plans[0] as JunctionModel['plans'][number]);
    // S1 0-30, 4, S2 34-44, 5, S3 49-69, 6
    expect(groups['A']).toEqual(colours('3x44 2x3 1x27 4x1'));
    expect(groups['L']).toEqual(colours('1x33 4x1 3x10 2x3 1x28'));
  });
  it('wraps amber into the next cycle and red-amber before second 0', () => {
    const model = aJunction({ intergreensS: {}, signalGroups: [aGroup('K1', { redAmberS: 2 }), aGroup('K2')], stages: [{ id: 'S1', groups: ['K1'] }, { id: 'S2', groups: ['K2'] }] });
    const { groups } = planTimeline(model, { stages: [{ stageId: 'S1', greenS: 10 }, { stageId: 'S2', greenS: 10 }] });
    // Interstages 1 and 2 s by red-amber alone: K2 is green to 21, amber runs over the end of the cycle.
    expect(groups['K2']).toEqual(colours('2x1 1x9 4x1 3x10 2x2').slice(0, 23));
    expect(groups['K1']?.slice(-2)).toEqual([4, 4]);
  });
  it('is green throughout in a plan of one stage', () => {
    const { groups, cycleS } = planTimeline(aJunction(), { stages: [{ stageId: 'S1', greenS: 30 }] });
    expect(cycleS).toBe(30);
    expect(groups['K1']).toEqual(colours('3x30'));
    expect(groups['K2']).toEqual(colours('1x30'));
  });
  it('answers for any second', () => {
    expect(signalStatesAt(aJunction(), aPlan(), 27)).toEqual({ K1: 2, K2: 1, F1: 1, F2: 1 });
    expect(signalStatesAt(aJunction(), aPlan(), -1)).toEqual({ K1: 4, K2: 1, F1: 1, F2: 1 });
    expect(signalStatesAt(aJunction(), aPlan(), 70 * 3 + 40.7)).toEqual({ K1: 1, K2: 3, F1: 3, F2: 1 });
  });
  it('knows the stage of a second and what remains of it', () => {
    expect(stageAt(aJunction(), aPlan(), 0)).toEqual({ stageId: 'S1', phase: 'green', remainingS: 26 });
    expect(stageAt(aJunction(), aPlan(), 26)).toEqual({ stageId: 'S1', phase: 'interstage', remainingS: 9 });
    expect(stageAt(aJunction(), aPlan(), -1)).toEqual({ stageId: 'S2', phase: 'interstage', remainingS: 1 });
  });
  it('counts the coordinated cycle from the offset', () => {
    expect(cycleSecondAt({ cycleS: 70, offsetS: 10 }, 10_000)).toBe(0);
    expect(cycleSecondAt({ cycleS: 70, offsetS: 10 }, 9_999)).toBe(69);
    expect(cycleSecondAt({ cycleS: 70, offsetS: 10 }, 80_500)).toBe(0);
  });
});

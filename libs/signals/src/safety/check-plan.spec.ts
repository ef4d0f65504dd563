import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JunctionModel, SignalColour } from '../model/junction.js';
import { anyJunction, anyPlan } from '../testing/arbitraries.js';
import { aGroup, aJunction, aPlan, aThreeStageJunction } from '../testing/builders.js';
import { faultsIn } from '../testing/lamps.js';
import { planTimeline } from '../timing/timeline.js';
import { checkPlan } from './check-plan.js';
import { releasePlan } from './release.js';
import { describeViolation } from './violation.js';

const stages = (...greens: [string, number][]): { stageId: string; greenS: number }[] => greens.map(([stageId, greenS]) => ({ stageId, greenS }));

describe('plan check', () => {
  it('passes what is in order', () => {
    expect(checkPlan(aJunction(), aPlan())).toEqual([]);
    const three = aThreeStageJunction();
    expect(checkPlan(three, three.plans[0] as JunctionModel['plans'][number])).toEqual([]);
  });
  it('names every fault of form', () => {
    expect(checkPlan(aJunction(), { id: 'x', cycleS: 0.5, offsetS: -1, stages: [] })).toEqual([
      { code: 'empty' }, { code: 'notWhole', field: 'cycleS', value: 0.5 }, { code: 'notWhole', field: 'offsetS', value: -1 },
    ]);
    const ghostly = aJunction({ stages: [{ id: 'S1', groups: ['K1', 'K9'] }] });
    expect(checkPlan(ghostly, aPlan({ stages: stages(['S1', 1.5], ['S2', 5]) }))).toEqual([
      { code: 'unknownGroup', stageId: 'S1', group: 'K9' }, { code: 'notWhole', field: 'greenS of stage S1', value: 1.5 }, { code: 'unknownStage', stageId: 'S2' },
    ]);
  });
  it('compares cycle, sum, limits and offset', () => {
    expect(checkPlan(aJunction(), aPlan({ cycleS: 130, offsetS: 130 }))).toEqual([
      { code: 'cycleSum', cycleS: 130, sumS: 70 }, { code: 'cycleLimits', cycleS: 130, minCycleS: 50, maxCycleS: 120 }, { code: 'offset', offsetS: 130, cycleS: 130 },
    ]);
    expect(checkPlan(aJunction(), aPlan({ cycleS: 49, stages: stages(['S1', 26], ['S2', 6]) }))).toEqual([{ code: 'cycleLimits', cycleS: 49, minCycleS: 50, maxCycleS: 120 }]);
  });
  it('knows minimum greens, with what a crossing needs', () => {
    const model = aJunction({ signalGroups: [aGroup('K1', { minGreenS: 10 }), aGroup('K2'), aGroup('F1', { kind: 'pedestrian', crossingM: 30 }), aGroup('F2', { kind: 'pedestrian' })] });
    expect(checkPlan(model, aPlan({ cycleS: 50, offsetS: 0, stages: stages(['S1', 22], ['S2', 11]) }))).toEqual([{ code: 'minGreen', group: 'F1', greenS: 11, requiredS: 13 }]);
    expect(checkPlan(model, aPlan({ cycleS: 50, offsetS: 0, stages: stages(['S1', 9], ['S2', 24]) }))).toEqual([{ code: 'minGreen', group: 'K1', greenS: 9, requiredS: 10 }]);
  });
  it('knows maximum reds and groups that are never served', () => {
    const model = aJunction({ signalGroups: [aGroup('K1', { maxRedS: 43 }), aGroup('K2', { maxRedS: 43 }), aGroup('F1', { kind: 'pedestrian' }), aGroup('F2', { kind: 'pedestrian' })] });
    expect(checkPlan(model, aPlan())).toEqual([{ code: 'maxRed', group: 'K1', redS: 44, allowedS: 43 }]);
    expect(checkPlan(aJunction(), aPlan({ cycleS: 60, stages: stages(['S1', 60]) }))).toEqual([{ code: 'neverGreen', group: 'K2' }, { code: 'neverGreen', group: 'F1' }]);
  });
  it('finds conflicts inside a stage and reports the pair once', () => {
    const model = aJunction({ stages: [{ id: 'S1', groups: ['K1', 'F2', 'K2', 'F1'] }] });
    const found = checkPlan(model, aPlan({ stages: stages(['S1', 70]) }));
    expect(found).toEqual([{ code: 'conflict', a: 'K1', b: 'K2' }, { code: 'conflict', a: 'F1', b: 'K1' }, { code: 'conflict', a: 'F2', b: 'K2' }]);
  });
  it('finds a clearance that reaches over a short stage', () => {
    // F clears for K1 over 15 s, but the stage between is green for 5 s only, with interstages of 1 s.
    const model = aJunction({
      arms: [],
      signalGroups: [aGroup('K1'), aGroup('X'), aGroup('F', { kind: 'pedestrian' })],
      intergreensS: { F: { K1: 15 }, K1: { F: 4 } },
      stages: [{ id: 'S1', groups: ['F'] }, { id: 'S2', groups: ['X'] }, { id: 'S3', groups: ['K1'] }],
    });
    const plan = aPlan({ cycleS: 51, offsetS: 0, stages: stages(['S1', 20], ['S2', 5], ['S3', 20]) });
    expect(checkPlan(model, plan)).toEqual([{ code: 'intergreen', clearing: 'F', entering: 'K1', gapS: 7, requiredS: 15 }]);
  });
  it('needs both orders of a pair', () => {
    const model = aJunction({ intergreensS: { K1: { K2: 6, F1: 5 }, K2: { F2: 5 }, F1: { K1: 8 }, F2: { K2: 9 } } });
    expect(checkPlan(model, aPlan())).toEqual([{ code: 'intergreenMissing', clearing: 'K2', entering: 'K1' }]);
  });
  it('wants amber, a second of red and red-amber before the same group again', () => {
    const model = aJunction({ arms: [], signalGroups: [aGroup('K1'), aGroup('T', { kind: 'publicTransport' })], intergreensS: {}, stages: [{ id: 'S1', groups: ['K1'] }, { id: 'S2', groups: ['T'] }] });
    expect(checkPlan(model, aPlan({ cycleS: 54, offsetS: 0, stages: stages(['S1', 50], ['S2', 3]) }))).toEqual([
      { code: 'shortRed', group: 'K1', redS: 4, requiredS: 5 }, { code: 'minGreen', group: 'T', greenS: 3, requiredS: 5 },
    ]);
  });
  it('says all of it in words', () => {
    const all = [
      { code: 'empty' }, { code: 'unknownStage', stageId: 'S1' }, { code: 'unknownGroup', stageId: 'S1', group: 'K1' }, { code: 'notWhole', field: 'cycleS', value: 0.5 },
      { code: 'cycleSum', cycleS: 1, sumS: 2 }, { code: 'cycleLimits', cycleS: 1, minCycleS: 2, maxCycleS: 3 }, { code: 'offset', offsetS: 1, cycleS: 1 }, { code: 'conflict', a: 'a', b: 'b' },
      { code: 'intergreen', clearing: 'a', entering: 'b', gapS: 1, requiredS: 2 }, { code: 'intergreenMissing', clearing: 'a', entering: 'b' }, { code: 'minGreen', group: 'a', greenS: 1, requiredS: 2 },
      { code: 'maxRed', group: 'a', redS: 2, allowedS: 1 }, { code: 'shortRed', group: 'a', redS: 1, requiredS: 2 }, { code: 'neverGreen', group: 'a' },
    ] as const;
    const said = all.map(describeViolation);
    expect(new Set(said).size).toBe(all.length);
    expect(said[8]).toBe('1 s from the end of a to the begin of b, the intergreen time is 2 s');
  });
});

describe('release of plans', () => {
  it('copies what passes and lists what does not', () => {
    const plan = aPlan();
    const good = releasePlan(aJunction(), plan);
    expect(good).toEqual({ ok: true, plan });
    expect(good.ok && good.plan !== plan && good.plan.stages !== plan.stages).toBe(true);
    expect(releasePlan(aJunction(), aPlan({ cycleS: 71 }))).toEqual({ ok: false, violations: [{ code: 'cycleSum', cycleS: 71, sumS: 70 }] });
  });

  const recording = (model: JunctionModel, plan: JunctionModel['plans'][number]): Record<string, SignalColour>[] => {
    const { cycleS, groups } = planTimeline(model, plan);
    return Array.from({ length: 3 * cycleS }, (_, t) => Object.fromEntries(Object.entries(groups).map(([id, c]) => [id, c[t % cycleS] as SignalColour])));
  };
  it('lets nothing unsafe out, whatever a hostile optimiser hands over', () => {
    let released = 0;
    fc.assert(
      fc.property(anyJunction(90).chain((model) => anyPlan(model).map((plan) => ({ model, plan }))), ({ model, plan }) => {
        const result = releasePlan(model, plan);
        if (!result.ok) return;
        released++;
        expect(faultsIn(model, recording(model, result.plan))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    // Otherwise the property would be empty.
    expect(released).toBeGreaterThan(10);
  });
  it('blames the lamps of a plan only for what they really show', () => {
    fc.assert(
      fc.property(anyJunction().chain((model) => anyPlan(model).map((plan) => ({ model, plan }))), ({ model, plan }) => {
        const blamed = checkPlan(model, plan).some((v) => v.code === 'intergreen' || v.code === 'minGreen' || v.code === 'conflict');
        fc.pre(blamed);
        expect(faultsIn(model, recording(model, plan))).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { aGroup, aJunction, aLane, aPlan, aThreeStageJunction } from '../testing/builders.js';
import { checkJunction } from './check.js';
import type { JunctionModel } from './junction.js';
import { pedestrianGreenS, requiredGreenS } from './group-times.js';

const codes = (model: JunctionModel): string[] => checkJunction(model).map((p) => p.code);
const withLane = (over: Parameters<typeof aLane>[2]): JunctionModel => {
  const model = aJunction();
  const [north, ...others] = model.arms as [JunctionModel['arms'][number], ...JunctionModel['arms']];
  return { ...model, arms: [{ ...north, lanes: [aLane('n1', 'K1', over)] }, ...others] };
};
const groups = (...changed: JunctionModel['signalGroups']): JunctionModel['signalGroups'] => aJunction().signalGroups.map((g) => changed.find((c) => c.id === g.id) ?? g);

describe('junction check', () => {
  it('is content with junctions that are in order', () => {
    expect(checkJunction(aJunction())).toEqual([]);
    expect(checkJunction(aThreeStageJunction())).toEqual([]);
  });
  it('names the junction, the place and all errors at once', () => {
    const found = checkJunction(aJunction({ stages: [{ id: 'S1', groups: ['K1', 'F2', 'K2'] }, { id: 'S2', groups: ['K2', 'K9'] }], limits: { minCycleS: 90, maxCycleS: 60 } }));
    expect(found.map((p) => p.code)).toEqual(['stageConflict', 'stageConflict', 'unknownGroup', 'groupInNoStage', 'limits', 'plan.unknownGroup']);
    expect(found[0]).toEqual({
      junctionId: 'K100', path: ['stages', 0, 'groups', 2], severity: 'error', code: 'stageConflict',
      message: 'junction K100 (Nordstrasse / Oststrasse): stage S1 has the conflicting signal groups K1 and K2',
    });
  });
  it('finds ids used twice', () => {
    const model = aJunction();
    const twice = { ...model, signalGroups: [...model.signalGroups, aGroup('K1')], stages: [...model.stages, { id: 'S1', groups: ['K1', 'K1'] }], plans: [aPlan(), aPlan()] };
    expect(codes(twice)).toEqual(['duplicateId', 'duplicateId', 'duplicateId', 'duplicateId']);
    expect(codes({ ...model, arms: [...model.arms, { id: 'n', street: 'x', bearingDeg: 45, lanes: [aLane('n1', 'K1')] }] })).toEqual(['duplicateId', 'duplicateId', 'loopTwice']);
  });
  it('checks the matrix', () => {
    const intergreensS = { K1: { K2: 6, F1: 5, K9: 3, K1: 1 }, K2: { K1: 5.5, F2: 5 }, F1: { K1: 8 }, F2: {}, K8: {} };
    const found = checkJunction(aJunction({ intergreensS }));
    expect(found.map((p) => [p.code, p.path.join('.')])).toEqual([
      ['unknownGroup', 'intergreensS.K1.K9'], ['selfConflict', 'intergreensS.K1.K1'], ['notWhole', 'intergreensS.K2.K1'], ['intergreenMissing', 'intergreensS.K2.F2'],
      ['unknownGroup', 'intergreensS.K8'], ['plan.notWhole', 'plans.0'],
    ].filter(([code]) => code !== 'plan.notWhole').concat(found.filter((p) => p.path[0] === 'plans').map((p) => [p.code, 'plans.0'])));
    expect(found.some((p) => p.code === 'plan.intergreenMissing')).toBe(true);
  });
  it('checks groups', () => {
    expect(codes(aJunction({ signalGroups: groups(aGroup('K1', { minGreenS: 5.5, maxRedS: -1 })) }))).toEqual(expect.arrayContaining(['notWhole', 'notWhole']));
    expect(codes(aJunction({ signalGroups: groups(aGroup('K1', { minGreenS: 0 })) }))).toEqual(['minGreen']);
    const odd = checkJunction(aJunction({ signalGroups: groups(aGroup('K1', { amberS: 2, redAmberS: 0 }), aGroup('K2', { amberS: 6, redAmberS: 3 })) }));
    expect(odd.map((p) => [p.code, p.severity])).toEqual([['amber', 'warning'], ['redAmber', 'warning'], ['amber', 'warning'], ['redAmber', 'warning']]);
  });
  it('checks crossings: green to the middle, clearance to the end', () => {
    // 20 m: 10 m at 1.2 m/s are 8.3 s; clearing at 1.5 m/s takes 14 s, at least 11 s of it before anybody can be there.
    const long = aGroup('F1', { kind: 'pedestrian', crossingM: 20 });
    expect(checkJunction(aJunction({ signalGroups: groups(long) })).map((p) => [p.code, p.path.join('.')])).toEqual([
      ['crossingGreen', 'signalGroups.2.minGreenS'], ['crossingClearance', 'intergreensS.F1.K1'],
    ]);
    expect(codes(aJunction({ signalGroups: groups(aGroup('F1', { kind: 'pedestrian' })) }))).toEqual(['crossingMissing']);
    expect(codes(aJunction({ signalGroups: groups(aGroup('F1', { kind: 'pedestrian', crossingM: 0 })) }))).toEqual(['crossing']);
    expect([pedestrianGreenS(3), pedestrianGreenS(12), pedestrianGreenS(20)]).toEqual([5, 5, 9]);
    expect(requiredGreenS(aGroup('F', { kind: 'pedestrian', minGreenS: 12, crossingM: 20 }))).toBe(12);
    expect(requiredGreenS(aGroup('K', { minGreenS: 7, crossingM: 40 }))).toBe(7);
  });
  it('checks lanes and loops', () => {
    expect(codes(withLane({ signalGroup: 'K9' }))).toEqual(['unknownGroup']);
    expect(codes(withLane({ signalGroup: 'F1', movements: ['left'] }))).toEqual(['laneGroup']);
    expect(codes(withLane({ loops: [] }))).toEqual(['laneWithoutLoop']);
    expect(codes(withLane({ movements: [] }))).toEqual(['movements']);
    expect(codes(withLane({ saturationFlowVehPerH: 0 }))).toEqual(['saturationFlow']);
    expect(codes(withLane({ loops: [{ deviceId: '', role: 'stop' }] }))).toEqual(['loop']);
    expect(codes(withLane({ loops: [{ deviceId: 'D-e1', role: 'stop' }] }))).toEqual(['loopTwice']);
    expect(codes(withLane({ signalGroup: 'K2', movements: ['left'] }))).toEqual([]);
    expect(codes(aJunction({ arms: [] }))).toEqual(['groupOnNoLane', 'groupOnNoLane']);
  });
  it('finds the crossing of through streams that nobody listed', () => {
    const { K1: { K2: _, ...k1 }, K2: { K1: __, ...k2 }, ...rest } = aJunction().intergreensS as { K1: Record<string, number>; K2: Record<string, number> };
    const found = checkJunction(aJunction({ intergreensS: { K1: k1, K2: k2, ...rest } }));
    expect(found.map((p) => p.code)).toEqual(['conflictMissing']);
    expect(found[0]?.message).toContain('through traffic of n (K1) and of e (K2) crosses');
  });
  it('does not judge paths that the geometry leaves open', () => {
    const lone = aJunction({ arms: [{ id: 'n', street: 'n', bearingDeg: 0, lanes: [aLane('n1', 'K1')] }, { id: 'e', street: 'e', bearingDeg: 90, lanes: [aLane('e1', 'K2')] }], intergreensS: {} });
    expect(codes(lone).filter((c) => c === 'conflictMissing')).toEqual([]);
    const single = aJunction({ arms: [{ id: 'n', street: 'n', bearingDeg: 0, lanes: [aLane('n1', 'K1'), aLane('n2', 'K2')] }] });
    expect(codes(single)).toEqual([]);
  });
  it('checks every plan', () => {
    expect(codes(aJunction({ plans: [] }))).toEqual(['noPlan']);
    const found = checkJunction(aJunction({ plans: [aPlan(), aPlan({ id: 'P2', cycleS: 80 })] }));
    expect(found.map((p) => [p.code, p.path, p.message])).toEqual([['plan.cycleSum', ['plans', 1], 'junction K100 (Nordstrasse / Oststrasse): plan P2: greens and interstages make 70 s, the cycle is 80 s']]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuardState, guardColours, type GuardState } from '../safety/guard-state.js';
import { guardStageSwitch } from '../safety/stage-guard.js';
import { anyJunction } from '../testing/arbitraries.js';
import { faultsIn } from '../testing/lamps.js';
import { aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { chooseStage } from './choose.js';
import type { ShownStage, TacticalJunction } from './layout.js';
import { createTacticalState, type LaneState, type TacticalState } from './lane-state.js';
import { courseCost, quickChoice, workspaceFor } from './look-ahead.js';
import { DEFAULT_TACTICAL_PARAMS as P } from './params.js';
import { sceneOf, type SceneSignal } from './scene.js';
import { tacticalStep } from './tactical.js';

const junction = aTacticalJunction();
const shown = (over: Partial<ShownStage> = {}): ShownStage => ({ stage: 0, greenS: 10, nextStage: null, ...over });
const withLanes = (j: TacticalJunction, ...over: Partial<LaneState>[]): TacticalState => {
  const state = createTacticalState(j, P);
  return { ...state, lanes: state.lanes.map((lane, i) => ({ ...lane, arrivalVehPerS: 0.02, greenS: i === 0 ? 10 : 0, ...over[i] })) };
};

describe('choice of the stage', () => {
  it('asks for nothing before the minimum green is over and while the controller clears', () => {
    const state = withLanes(junction, {}, { queueVeh: 9 });
    expect(chooseStage(junction, state, shown({ greenS: 4 }), P)).toEqual({ stage: 0, reason: 'minGreen', holdCost: null, switchCost: null, plan: null });
    expect(chooseStage(junction, state, shown({ nextStage: 1 }), P).reason).toBe('clearing');
  });

  it('serves who waits when nobody needs the green, and holds a queue that moves', () => {
    expect(chooseStage(junction, withLanes(junction, {}, { queueVeh: 3 }), shown(), P)).toMatchObject({ stage: 1, reason: 'leastDelay' });
    expect(chooseStage(junction, withLanes(junction, { queueVeh: 8 }, { queueVeh: 1 }), shown(), P).stage).toBe(0);
    expect(chooseStage(junction, withLanes(junction), shown(), P).stage).toBe(0);
  });

  it('waits for a platoon that is about to arrive', () => {
    const state = withLanes(junction, { arrivalVehPerS: 0 }, { queueVeh: 1, arrivalVehPerS: 0 });
    const platoon = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    expect(chooseStage(junction, state, shown(), P).stage).toBe(1);
    expect(chooseStage(junction, state, shown(), P, { platoons: [platoon] }).stage).toBe(0);
  });

  it('gives up a stage whose lane is blocked', () => {
    const state = withLanes(junction, { queueVeh: 12, blockedS: 10 }, { queueVeh: 4 });
    expect(chooseStage(junction, state, shown(), P).stage).toBe(1);
    expect(chooseStage(junction, withLanes(junction, { queueVeh: 12 }, { queueVeh: 4 }), shown(), P).stage).toBe(0);
  });

  it('never lets anybody wait beyond the limit: the longest wait first', () => {
    const three = aTacticalJunction({
      stageIds: ['S1', 'S2', 'S3'], clearanceS: [[0, 3, 3], [3, 0, 3], [3, 3, 0]],
      lanes: [aTacticalLane('n', ['protected', 'red', 'red']), aTacticalLane('e', ['red', 'protected', 'red']), aTacticalLane('l', ['red', 'red', 'protected']), aTacticalLane('x', ['red', 'red', 'red'])],
    });
    const state = withLanes(three, { queueVeh: 30 }, { queueVeh: 1, waitS: 115 }, { queueVeh: 1, waitS: 112 }, { queueVeh: 1, waitS: 900 });
    expect(chooseStage(three, state, shown(), P)).toMatchObject({ stage: 1, reason: 'longestWait' });
  });

  it('a junction of one stage stays there', () => {
    const one = aTacticalJunction({ stageIds: ['S1'], clearanceS: [[0]], lanes: [aTacticalLane('n', ['protected'], { upstream: [] })] });
    expect(chooseStage(one, withLanes(one, { queueVeh: 5 }), shown(), P).stage).toBe(0);
  });

  it('a queue that others stand behind weighs more', () => {
    const side = aTacticalJunction({ lanes: [aTacticalLane('n', ['protected', 'red']), aTacticalLane('e', ['red', 'protected'], { upstream: [{ loopId: 's', share: 0, travelS: 4, storageVeh: 7 }] })] });
    expect([...sceneOf(side, withLanes(side, {}, { coveredS: [5], share: [0] }), shown(), P).weight]).toEqual([1, 2]);
    expect([...sceneOf(side, withLanes(side, {}, { coveredS: [1], share: [0] }), shown(), P).weight]).toEqual([1, 1]);
  });
});

describe('look-ahead', () => {
  it('goes over to a stage without anything to clear at once', () => {
    const overlap = aTacticalJunction({ clearanceS: [[0, 0], [3, 0]], lanes: [aTacticalLane('n', ['protected', 'protected']), aTacticalLane('e', ['red', 'protected'])] });
    const scene = sceneOf(overlap, withLanes(overlap, { queueVeh: 5 }, { queueVeh: 5 }), shown(), P);
    const work = workspaceFor(scene);
    work.queue.set(scene.queueVeh);
    expect(quickChoice(scene, scene.signals[0] as SceneSignal, work, 0, 0, P)).toBe(1);
    expect(courseCost(scene, 0, 1, P, work)).toBeLessThan(courseCost(scene, 20, 1, P, work));
  });

  it('costs more the more vehicles wait', () => {
    const cost = (veh: number): number => {
      const scene = sceneOf(junction, withLanes(junction, {}, { queueVeh: veh }), shown(), P);
      return courseCost(scene, 3, 1, P, workspaceFor(scene));
    };
    fc.assert(fc.property(fc.double({ min: 0, max: 12, noNaN: true }), (veh) => {
      expect(cost(veh + 20)).toBeGreaterThan(cost(veh));
    }));
  });

  it('ends in the middle of a change as well', () => {
    const scene = sceneOf(junction, withLanes(junction, {}, { queueVeh: 5 }), shown(), P);
    expect(courseCost(scene, P.horizonS - 1, 1, P, workspaceFor(scene))).toBeGreaterThan(0);
  });
});

describe('one second', () => {
  it('serves both streets of a simulated crossing within the limits', () => {
    let state = createTacticalState(junction, P);
    let now = shown({ greenS: 0 });
    let clearing = 0;
    const served = [0, 0];
    const queue = [0, 0];
    for (let s = 0; s < 600; s++) {
      const loops: Record<string, typeof passage> = {};
      ['n', 'e'].forEach((id, i) => {
        if (s % (i === 0 ? 5 : 11) === 0) [loops[`up-${id}`], queue[i]] = [passage, (queue[i] as number) + 1];
        const leaves = now.nextStage === null && now.stage === i && s % 2 === 0 && (queue[i] as number) > 0;
        if (leaves) [queue[i], served[i]] = [(queue[i] as number) - 1, (served[i] as number) + 1];
        if (leaves || (queue[i] as number) > 0) loops[`stop-${id}`] = leaves ? passage : covered;
      });
      const step = tacticalStep(junction, state, loops, now);
      state = step.state;
      if (now.nextStage !== null) now = --clearing === 0 ? { stage: now.nextStage, greenS: 0, nextStage: null } : now;
      else if (step.choice.stage !== now.stage) [now, clearing] = [{ ...now, nextStage: step.choice.stage }, 3];
      else now = { ...now, greenS: now.greenS + 1 };
    }
    expect(served[0]).toBeGreaterThan(110);
    expect(served[1]).toBeGreaterThan(48);
    expect(Math.max(...queue)).toBeLessThan(12);
  });
});

describe('tactical level behind the safety guard', () => {
  it('cannot break anything, whatever the loops and the constants say', () => {
    const wild = fc.record({
      protectedVehPerS: fc.double({ min: -5, max: 5 }), horizonS: fc.integer({ min: 1, max: 20 }), startLossS: fc.integer({ min: -3, max: 9 }), maxWaitS: fc.integer({ min: -9, max: 60 }),
      stopS: fc.double({ min: -100, max: 100 }),
    });
    const noise = fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 40, maxLength: 40 });
    fc.assert(fc.property(anyJunction(), wild, noise, (model, over, seconds) => {
      const stages = model.stages.map((s) => s.id);
      const lanes = model.signalGroups.map((g) => aTacticalLane(g.id, model.stages.map((s) => (s.groups.includes(g.id) ? 'protected' : 'red'))));
      const layout: TacticalJunction = { id: model.id, stageIds: stages, lanes, clearanceS: stages.map(() => stages.map(() => 0)), minGreenS: 0 };
      const params = { ...P, ...over };
      let state = createTacticalState(layout, params);
      let guard: GuardState = createGuardState(model, stages[0] as string, 0);
      const lamps = [guardColours(model, guard, 0)];
      seconds.forEach(([entered, left, occupancy], s) => {
        const loops = Object.fromEntries(lanes.flatMap((l) => [[`stop-${l.id}`, { entered, left, occupancy }], [`up-${l.id}`, { entered: left, left, occupancy }]]));
        const step = tacticalStep(layout, state, loops, { stage: stages.indexOf(guard.stageId), greenS: s, nextStage: null }, {}, params);
        state = step.state;
        guard = guardStageSwitch(model, guard, stages[step.choice.stage] ?? null, (s + 1) * 1000).state;
        lamps.push(guardColours(model, guard, (s + 1) * 1000));
      });
      expect(faultsIn(model, lamps)).toEqual([]);
    }), { numRuns: 30 });
  });
});

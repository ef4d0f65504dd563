import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTacticalState, type LaneState, type TacticalState } from '../tactical/lane-state.js';
import type { TacticalJunction } from '../tactical/layout.js';
import { DEFAULT_TACTICAL_PARAMS as P } from '../tactical/params.js';
import { aTacticalJunction, aTacticalLane } from '../testing/tactical.js';
import { cycleOfStages, DEFAULT_GROW_LIMITS, growPlan, plannedDelayS, slotS, type GrownPlan } from './grow-plan.js';
import { greensToKeep } from './keep-greens.js';

const two = aTacticalJunction();
const stateOf = (junction: TacticalJunction, over: Partial<LaneState> = {}): TacticalState => {
  const state = createTacticalState(junction, P);
  return { ...state, lanes: state.lanes.map((l) => ({ ...l, ...over })) };
};
const greens = (plan: GrownPlan): number[] => plan.stages.map((s) => s.greenS);

/** Through, and a left turn that gives way in stage 1 and goes first in stage 2; the street across has stage 3. */
const withLeft = (left: 'permitted' | 'red'): TacticalJunction => aTacticalJunction({
  stageIds: ['S1', 'S2', 'S3'], clearanceS: [[0, 3, 3], [3, 0, 3], [3, 3, 0]],
  lanes: [aTacticalLane('n', ['protected', 'red', 'red']), aTacticalLane('nl', [left, 'protected', 'red']), aTacticalLane('e', ['red', 'red', 'protected'])],
});

describe('plan grown from measured demand', () => {
  it('gives the busier lane more, and no more cycle than that needs', () => {
    const even = growPlan(two, [300, 300], stateOf(two), P);
    const uneven = growPlan(two, [700, 150], stateOf(two), P);
    expect(even.stages.map((s) => s.stage)).toEqual([0, 1]);
    expect(Math.abs((greens(even)[0] as number) - (greens(even)[1] as number))).toBeLessThanOrEqual(1);
    expect(greens(uneven)[0]).toBeGreaterThan(2 * (greens(uneven)[1] as number));
    expect(growPlan(two, [800, 600], stateOf(two), P).cycleS).toBeGreaterThan(even.cycleS);
  });

  it('stays at minimum greens without demand, and without delay', () => {
    expect(growPlan(two, [], stateOf(two), P)).toEqual({ cycleS: 16, stages: [{ stage: 0, greenS: 5 }, { stage: 1, greenS: 5 }], delayS: 0 });
  });

  it('leaves a stage out only where nobody loses the last green by it', () => {
    expect(growPlan(withLeft('permitted'), [400, 60, 300], stateOf(withLeft('permitted')), P).stages.map((s) => s.stage)).toEqual([0, 2]);
    expect(growPlan(withLeft('permitted'), [400, 500, 300], stateOf(withLeft('permitted')), P).stages.map((s) => s.stage)).toEqual([0, 1, 2]);
    expect(growPlan(withLeft('red'), [400, 60, 300], stateOf(withLeft('red')), P).stages.map((s) => s.stage)).toEqual([0, 1, 2]);
  });

  it('keeps a part of the running greens, and leaves out no stage that has more to keep than the minimum', () => {
    const junction = withLeft('permitted');
    const running = [{ stage: 0, greenS: 41 }, { stage: 1, greenS: 12 }];
    expect(greensToKeep(junction, running, running, 0.5, P)).toEqual([20, 6, 0]);
    expect(greensToKeep(junction, running, running, 0.4, P)).toEqual([16, 0, 0]);
    expect(growPlan(junction, [100, 20, 500], stateOf(junction), P, DEFAULT_GROW_LIMITS, [20, 8, 0]).stages).toMatchObject([{ stage: 0, greenS: 20 }, { stage: 1, greenS: 8 }, { stage: 2 }]);
    const long = growPlan(junction, [100, 20, 500], stateOf(junction), P, { ...DEFAULT_GROW_LIMITS, maxCycleS: 30 }, [40, 0, 0]);
    expect(long.stages[0]).toEqual({ stage: 0, greenS: 40 });
  });

  it('leaves out no stage in which turners go first while a lane is nearly full', () => {
    const junction = withLeft('permitted');
    const stagesAt = (vehPerH: number, limits = DEFAULT_GROW_LIMITS): number[] => growPlan(junction, [vehPerH, 60, 300], stateOf(junction), P, limits).stages.map((s) => s.stage);
    expect(stagesAt(400)).toEqual([0, 2]);
    expect(stagesAt(1500)).toEqual([0, 1, 2]);
    expect(stagesAt(1500, { ...DEFAULT_GROW_LIMITS, saturationWithoutTurners: Infinity })).toEqual([0, 2]);
  });

  it('takes nothing from the stage in which the turners of a short lane go first', () => {
    const fed = (travelS: number): TacticalJunction => {
      const junction = withLeft('permitted');
      return { ...junction, lanes: junction.lanes.map((l) => (l.id === 'nl' ? { ...l, feeders: [{ junctionId: 'K2', laneId: 'x', share: 1, travelS }] } : l)) };
    };
    const [running, first] = [[{ stage: 0, greenS: 40 }, { stage: 2, greenS: 9 }], [{ stage: 0, greenS: 30 }, { stage: 1, greenS: 10 }, { stage: 2, greenS: 30 }]];
    expect(greensToKeep(fed(P.nearS), running, first, 0.5, P)).toEqual([20, 10, 0]);
    expect(greensToKeep(fed(P.nearS + 1), running, first, 0.5, P)).toEqual([20, 0, 0]);
  });

  it('tells the delay of any plan by the same formula, and no other plan of these stages is better', () => {
    const plan = growPlan(two, [500, 300], stateOf(two), P);
    expect(plannedDelayS(two, plan.stages, [500, 300], stateOf(two), P)).toBeCloseTo(plan.delayS, 9);
    expect(plannedDelayS(two, [{ stage: 0, greenS: 5 }, { stage: 1, greenS: 40 }], [500, 300], stateOf(two), P)).toBeGreaterThan(plan.delayS);
    expect(plannedDelayS(two, plan.stages, [], stateOf(two), P)).toBe(0);
    expect(cycleOfStages(two, plan.stages)).toBe(plan.cycleS);
    expect(slotS(two, plan.stages, 1)).toBe((plan.stages[1]?.greenS ?? 0) + 3);
  });

  it('takes rates as measured: a slow lane gets more', () => {
    const slow = stateOf(two);
    const measured: TacticalState = { ...slow, lanes: slow.lanes.map((l, i) => (i === 0 ? { ...l, discharge: [{ veh: 50, seconds: 300 }, { veh: 0, seconds: 0 }] } : l)) };
    const [first, second] = greens(growPlan(two, [300, 300], measured, P));
    expect(first).toBeGreaterThan((second as number) + 3);
  });

  it('counts the queues that stand', () => {
    const queue = stateOf(two, { queueVeh: 20, hiddenVeh: 10 });
    expect(growPlan(two, [400, 400], queue, P).cycleS).toBeGreaterThan(growPlan(two, [400, 400], stateOf(two), P).cycleS);
  });

  it('lives with a lane that is never green, and with one stage for all', () => {
    const dark = aTacticalJunction({ lanes: [aTacticalLane('n', ['protected', 'red']), aTacticalLane('x', ['red', 'red'])] });
    expect(growPlan(dark, [300, 100], stateOf(dark), P).stages.map((s) => s.stage)).toEqual([0]);
    expect(growPlan(dark, [300, 100], stateOf(dark), P).delayS).toBeGreaterThan(100);
  });

  it('keeps all stages where there are too many to choose from', () => {
    const many = Array.from({ length: 9 }, (_, i) => i);
    const junction = aTacticalJunction({ stageIds: many.map(String), clearanceS: many.map((a) => many.map((b) => (a === b ? 0 : 3))), lanes: [aTacticalLane('n', many.map(() => 'protected' as const))] });
    expect(growPlan(junction, [300], stateOf(junction), P).stages).toHaveLength(9);
  });

  it('keeps minimum greens and the longest cycle, and its parts sum to the cycle', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 1500 }), (n, nl, e) => {
      const junction = withLeft('permitted');
      const plan = growPlan(junction, [n, nl, e], stateOf(junction), P);
      const inter = plan.stages.reduce((sum, s, k) => sum + (junction.clearanceS[s.stage]?.[plan.stages[(k + 1) % plan.stages.length]?.stage ?? 0] ?? 0), 0);
      expect(greens(plan).reduce((a, b) => a + b, inter)).toBe(plan.cycleS);
      expect(Math.min(...greens(plan))).toBeGreaterThanOrEqual(junction.minGreenS);
      expect(plan.cycleS).toBeLessThanOrEqual(DEFAULT_GROW_LIMITS.maxCycleS);
      expect(plan.delayS).toBeGreaterThanOrEqual(0);
    }), { numRuns: 40 });
  });
});

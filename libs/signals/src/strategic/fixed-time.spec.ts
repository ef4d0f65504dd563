import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoopSecond, ShownStage, TacticalJunction } from '../tactical/layout.js';
import { DEFAULT_TACTICAL_PARAMS as P } from '../tactical/params.js';
import { aTacticalJunction, aTacticalLane, covered, passage } from '../testing/tactical.js';
import { createFixedTime, DEFAULT_FIXED_TIME_PARAMS as F, fixedTimeStep, type FixedTimeParams, type FixedTimeState } from './fixed-time.js';
import { cycleOfStages, type PlannedStage } from './grow-plan.js';

const two = aTacticalJunction();
const three: TacticalJunction = aTacticalJunction({
  stageIds: ['S1', 'S2', 'S3'], clearanceS: [[0, 3, 3], [3, 0, 3], [3, 3, 0]],
  lanes: [aTacticalLane('n', ['protected', 'red', 'red']), aTacticalLane('nl', ['permitted', 'protected', 'red']), aTacticalLane('e', ['red', 'red', 'protected'])],
});
const shippedTwo: PlannedStage[] = [{ stage: 0, greenS: 30 }, { stage: 1, greenS: 30 }];

interface Run {
  readonly state: FixedTimeState;
  readonly wanted: number[];
  readonly plans: { readonly atS: number; readonly plan: readonly PlannedStage[]; readonly before: readonly PlannedStage[]; readonly inCycleS: number }[];
}

/** A street with point queues: a vehicle every `everyS` seconds a lane, one leaves every two seconds of green. */
function run(junction: TacticalJunction, shipped: readonly PlannedStage[], everyS: (atS: number) => readonly number[], seconds: number, params: FixedTimeParams = F): Run {
  let state = createFixedTime(junction, shipped, P);
  let shown: ShownStage = { stage: shipped[0]?.stage ?? 0, greenS: 0, nextStage: null };
  let clearS = 0;
  const queue = junction.lanes.map(() => 0);
  const [wanted, plans]: [number[], Run['plans']] = [[], []];
  for (let atS = 0; atS < seconds; atS++) {
    const loops: Record<string, LoopSecond> = {};
    junction.lanes.forEach((lane, i) => {
      if (atS % (everyS(atS)[i] as number) === 0) [queue[i], loops[`up-${lane.id}`]] = [(queue[i] as number) + 1, passage];
      else if ((queue[i] as number) > 7) loops[`up-${lane.id}`] = covered;
      const green = shown.nextStage === null && lane.streams[0]?.green[shown.stage] !== 'red';
      if ((queue[i] as number) === 0) return;
      const leaves = green && shown.greenS > 2 && atS % 2 === 0;
      if (leaves) (queue[i] as number)--;
      loops[`stop-${lane.id}`] = leaves ? passage : covered;
    });
    const before = state;
    const step = fixedTimeStep(junction, before, loops, shown, P, params);
    state = step.state;
    wanted.push(step.stage);
    if (state.changes > before.changes) plans.push({ atS, plan: state.plan, before: before.plan, inCycleS: before.runS % cycleOfStages(junction, before.plan) });
    if (shown.nextStage !== null) shown = --clearS === 0 ? { stage: shown.nextStage, greenS: 0, nextStage: null } : shown;
    else if (step.stage !== shown.stage) [shown, clearS] = [{ ...shown, nextStage: step.stage }, 3];
    else shown = { ...shown, greenS: shown.greenS + 1 };
  }
  return { state, wanted, plans };
}

describe('fixed time with plans of our own', () => {
  it('runs the plan that was there first, second by second', () => {
    const { wanted, state } = run(two, shippedTwo, () => [20, 20], F.firstS);
    const cycleS = 66;
    wanted.forEach((stage, s) => expect(stage).toBe(s % cycleS < 33 ? 0 : 1));
    expect(state.changes).toBe(0);
  });

  it('then gives the busy street more, at the end of a cycle, and keeps that while it is good', () => {
    const { plans, state } = run(two, shippedTwo, () => [5, 30], 1800);
    expect(plans[0]?.atS).toBe(330);
    expect(plans.every((p) => p.inCycleS === 0)).toBe(true);
    expect(state.plan[0]?.greenS).toBeGreaterThan(1.5 * (state.plan[1]?.greenS ?? 99));
    expect(plans.filter((p) => p.atS > 1200).length).toBeLessThanOrEqual(2);
  });

  it('follows a rise within ten minutes', () => {
    const { plans } = run(two, shippedTwo, (atS) => (atS < 1200 ? [20, 20] : [4, 20]), 1800);
    const quiet = plans.filter((p) => p.atS < 1200).at(-1)?.plan[0]?.greenS ?? 99;
    expect(plans.at(-1)?.plan[0]?.greenS).toBeGreaterThan(1.4 * quiet);
  });

  it('changes nothing for a small gain', () => {
    expect(run(two, shippedTwo, () => [5, 30], 1800, { ...F, minGainPct: 99 }).plans).toEqual([]);
    expect(run(two, shippedTwo, () => [5, 30], 1800, { ...F, minGainS: 1000 }).plans).toEqual([]);
  });

  it('gives the turners of a short lane more than the same ones elsewhere, when every green of theirs is used up', () => {
    const shipped = [{ stage: 0, greenS: 20 }, { stage: 1, greenS: 8 }, { stage: 2, greenS: 20 }];
    const fed = { ...three, lanes: three.lanes.map((l) => (l.id === 'nl' ? { ...l, streams: [{ green: ['red', 'protected', 'red'] as const }], feeders: [{ junctionId: 'K2', laneId: 'x', share: 1, travelS: P.nearS }] } : l)) };
    const alone = { ...fed, lanes: fed.lanes.map((l) => ({ ...l, feeders: [] })) };
    const turners = (junction: TacticalJunction): number => run(junction, shipped, () => [20, 12, 20], 400).plans[0]?.plan.find((s) => s.stage === 1)?.greenS ?? 0;
    expect(turners(fed)).toBeGreaterThan(turners(alone));
  });

  it('keeps minimum greens, half of each running green, the longest cycle and everybody served, and changes at the end of a cycle', () => {
    const every = fc.integer({ min: 4, max: 60 });
    const green = fc.integer({ min: 5, max: 25 });
    fc.assert(fc.property(fc.tuple(every, every, every), fc.tuple(every, every, every), fc.tuple(green, green, green), (early, late, greens) => {
      const shipped = greens.map((greenS, stage) => ({ stage, greenS }));
      const { plans, wanted } = run(three, shipped, (atS) => (atS < 600 ? early : late), 1200);
      for (const { plan, before, inCycleS } of plans) {
        expect(inCycleS).toBe(0);
        expect(Math.min(...plan.map((s) => s.greenS))).toBeGreaterThanOrEqual(three.minGreenS);
        expect(cycleOfStages(three, plan)).toBeLessThanOrEqual(F.limits.maxCycleS);
        for (const lane of three.lanes) expect(plan.some((s) => lane.streams[0]?.green[s.stage] !== 'red')).toBe(true);
        for (const old of before.filter((b) => Math.floor(b.greenS / 2) > three.minGreenS)) expect(plan.find((s) => s.stage === old.stage)?.greenS ?? 0).toBeGreaterThanOrEqual(Math.floor(old.greenS / 2));
      }
      expect(new Set(wanted).size).toBeGreaterThanOrEqual(2);
    }), { numRuns: 15 });
  });

  it('gives the same for the same, and its state is plain JSON', () => {
    const [a, b] = [run(three, [{ stage: 0, greenS: 20 }, { stage: 2, greenS: 20 }], () => [7, 15, 9], 700), run(three, [{ stage: 0, greenS: 20 }, { stage: 2, greenS: 20 }], () => [7, 15, 9], 700)];
    expect(a).toEqual(b);
    expect(JSON.parse(JSON.stringify(a.state))).toEqual(a.state);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { checkPlan } from '../safety/check-plan.js';
import { createTacticalState, type LaneState } from '../tactical/lane-state.js';
import type { TacticalJunction } from '../tactical/layout.js';
import { DEFAULT_TACTICAL_PARAMS as P } from '../tactical/params.js';
import { aDemand, aGroup, aThreeStageJunction, NOW_MS } from '../testing/builders.js';
import { aTacticalJunction, aTacticalLane } from '../testing/tactical.js';
import { detectorPlan, type DetectorView } from './detector-plan.js';
import { createJunctionCount } from './junction-count.js';
import { DEFAULT_RECOMMEND_PARAMS as PARAMS } from './params.js';
import { formatReason } from './reason.js';
import { recommend } from './recommend.js';

/** The left turn gives way in S1 and goes first in S2. */
const model = (over: Partial<JunctionModel> = {}): JunctionModel => aThreeStageJunction({
  intergreensS: { A: { C: 5 }, B: { C: 5 }, L: { C: 4 }, C: { A: 5, B: 6, L: 5 } },
  stages: [{ id: 'S1', groups: ['A', 'B', 'L'] }, { id: 'S2', groups: ['A', 'L'] }, { id: 'S3', groups: ['C'] }],
  plans: [plan([30, 10, 20])], limits: { minCycleS: 40, maxCycleS: 120 }, ...over,
});
/** Interstages: none from S1 to S2 (nobody starts), 5 s to S3 and 6 s back. */
const plan = (greens: readonly [number, number, number]): SignalPlan => ({ id: 'P1', cycleS: greens[0] + greens[1] + greens[2] + 11, offsetS: 0, stages: greens.map((greenS, k) => ({ stageId: `S${k + 1}`, greenS })) });

const junction: TacticalJunction = aTacticalJunction({
  stageIds: ['S1', 'S2', 'S3'], clearanceS: [[0, 0, 5], [5, 0, 5], [6, 6, 0]],
  lanes: [aTacticalLane('a', ['protected', 'protected', 'red']), aTacticalLane('l', ['permitted', 'protected', 'red']), aTacticalLane('b', ['protected', 'red', 'red']), aTacticalLane('c', ['red', 'red', 'protected'])],
});

interface Seen {
  readonly vehPerH: readonly [number, number, number, number];
  readonly ageS?: number;
  readonly lane?: Partial<LaneState>;
}

/** As after a long time of that demand. */
function view({ vehPerH, ageS = 900, lane = {} }: Seen, over: Partial<DetectorView> = {}): DetectorView {
  const [state, count] = [createTacticalState(junction, P), createJunctionCount(junction)];
  const faded = (veh: number) => ({ veh, seconds: 3600 });
  return {
    junction, tactical: P,
    state: { ...state, lanes: state.lanes.map((l) => ({ ...l, ...lane })) },
    count: { ...count, ageS, lanes: count.lanes.map((c, i) => ({ ...c, long: faded(vehPerH[i] as number), short: faded(vehPerH[i] as number) })) },
    ...over,
  };
}
const ask = (detectors: DetectorView, m = model(), runningPlan = plan([30, 10, 20])) =>
  recommend(m, aDemand({ a: 300, l: 100, b: 300, c: 300 }), { nowMs: NOW_MS, runningPlan, detectors });
const greens = (p: SignalPlan | null): Record<string, number> => Object.fromEntries((p?.stages ?? []).map((s) => [s.stageId, s.greenS]));

describe('a plan by what detectors saw', () => {
  it('gives green to whom it is short, and is one that the safety layer lets through', () => {
    const found = detectorPlan(model(), plan([30, 10, 20]), view({ vehPerH: [200, 60, 200, 900] }), PARAMS) as SignalPlan;
    expect(checkPlan(model(), found)).toEqual([]);
    expect(greens(found)['S3']).toBeGreaterThan(20);
    expect(found.cycleS).toBeLessThanOrEqual(90);
  });

  it('leaves out the turners\' stage while they find gaps, names that in the plan, and brings it back', () => {
    const without = detectorPlan(model(), plan([30, 10, 20]), view({ vehPerH: [400, 40, 400, 300] }), PARAMS) as SignalPlan;
    expect(Object.keys(greens(without))).toEqual(['S1', 'S3']);
    expect(without.id).toMatch(/^R\d+o0-\d+\.0\.\d+$/);
    const again = detectorPlan(model(), without, view({ vehPerH: [400, 600, 400, 300] }), PARAMS);
    expect(Object.keys(greens(again))).toEqual(['S1', 'S2', 'S3']);
    const result = ask(view({ vehPerH: [400, 600, 400, 300] }), model(), without);
    expect(result).toMatchObject({ kind: 'recommendation', recommendation: { reason: { stage: { stageId: 'S2', gainS: greens(again)['S2'] } } } });
  });

  it('uses no stage that the configured plan does not have', () => {
    const short = { ...plan([30, 0, 20]), stages: [{ stageId: 'S1', greenS: 30 }, { stageId: 'S3', greenS: 20 }] };
    expect(Object.keys(greens(detectorPlan(model({ plans: [short] }), { ...short, cycleS: 61 }, view({ vehPerH: [400, 600, 400, 300] }), PARAMS)))).toEqual(['S1', 'S3']);
  });

  it('keeps a stage that some group has alone, with the green that it needs', () => {
    const foot = aGroup('F', { kind: 'pedestrian', minGreenS: 9, crossingM: 6 });
    const base = model();
    const walked = model({ signalGroups: [...base.signalGroups, foot], intergreensS: { ...base.intergreensS, C: { ...base.intergreensS['C'], F: 5 }, F: { C: 5 } }, stages: base.stages.map((s) => (s.id === 'S2' ? { ...s, groups: [...s.groups, 'F'] } : s)) });
    expect(greens(detectorPlan(walked, plan([30, 10, 20]), view({ vehPerH: [400, 40, 400, 300] }), PARAMS))['S2']).toBeGreaterThanOrEqual(9);
  });

  it('keeps the running cycle where the junction goes with others', () => {
    const running = plan([30, 10, 20]);
    expect(detectorPlan(model(), running, view({ vehPerH: [200, 60, 200, 900] }), { ...PARAMS, keepCycle: true })?.cycleS).toBe(running.cycleS);
  });

  it('grows to the shortest cycle that the controller takes', () => {
    expect(detectorPlan(model({ limits: { minCycleS: 80, maxCycleS: 120 } }), plan([30, 10, 20]), view({ vehPerH: [10, 10, 10, 10] }), PARAMS)?.cycleS).toBe(80);
  });

  it('has no word before enough was counted, on stages in another order, or when the safety layer says no', () => {
    const running = plan([30, 10, 20]);
    expect(detectorPlan(model(), running, view({ vehPerH: [200, 60, 200, 900], ageS: 299 }), PARAMS)).toBeNull();
    const turned = { ...running, stages: [...running.stages].reverse() };
    expect(detectorPlan(model({ plans: [turned] }), turned, view({ vehPerH: [200, 60, 200, 900] }), PARAMS)).toBeNull();
    const strange = { ...running, stages: [...running.stages, { stageId: 'S3', greenS: 9 }] };
    expect(detectorPlan(model({ plans: [] }), strange, view({ vehPerH: [200, 60, 200, 900] }), PARAMS)).toBeNull();
    const shortRed = model({ signalGroups: model().signalGroups.map((g) => ({ ...g, maxRedS: 12 })) });
    expect(detectorPlan(shortRed, running, view({ vehPerH: [900, 60, 900, 900] }), PARAMS)).toBeNull();
  });

  it('keeps half of each running green and what every group needs, whatever drives', () => {
    const flow = fc.integer({ min: 0, max: 1500 });
    const green = fc.integer({ min: 6, max: 30 });
    fc.assert(fc.property(fc.tuple(flow, flow, flow, flow), fc.tuple(green, green, green), (vehPerH, list) => {
      const running = plan(list);
      const found = detectorPlan(model(), running, view({ vehPerH }), PARAMS);
      if (found === null) return;
      expect(checkPlan(model(), found)).toEqual([]);
      for (const { stageId, greenS } of running.stages) if (Math.floor(greenS / 2) > junction.minGreenS) expect(greens(found)[stageId] ?? 0).toBeGreaterThanOrEqual(Math.floor(greenS / 2));
    }), { numRuns: 60 });
  });
});

describe('a recommendation by what detectors saw', () => {
  it('goes by counted vehicles, standing queues and measured discharge, not by the intervals of a loop', () => {
    const result = ask(view({ vehPerH: [200, 60, 200, 700], lane: { queueVeh: 5 } }));
    expect(result).toMatchObject({ kind: 'recommendation', recommendation: { reason: { laneId: 'c', street: 'Gasse' } } });
    const c = result.inputs.find((d) => d.laneId === 'c');
    expect(c).toMatchObject({ vehPerH: 720, basis: 'measured', ageMs: 0, completeness: 1, queueing: false, dischargeVehPerH: { S3: 1800 } });
    expect(result.now?.lanes.find((l) => l.laneId === 'l')).toMatchObject({ saturationFlowVehPerH: 1800, stageShare: { S1: 0.5, S2: 1 }, effectiveGreenS: 0.5 * 30 + 10 - 1 });
  });

  it('waits until enough was counted', () => {
    expect(ask(view({ vehPerH: [200, 60, 200, 900], ageS: 60 }))).toMatchObject({ kind: 'none', why: { code: 'demandIncomplete', lanes: ['a', 'l', 'b', 'c'] } });
  });

  it('says which stage is left out', () => {
    const result = ask(view({ vehPerH: [500, 30, 500, 500] }), model({ plans: [plan([30, 10, 40])] }), plan([30, 10, 40]));
    if (result.kind !== 'recommendation') throw new Error('expected a recommendation');
    expect(result.recommendation.reason.leftOut).toEqual(['S2']);
    expect(formatReason(result.recommendation.reason)).toEqual({ de: expect.stringContaining('ohne Phase S2'), en: expect.stringContaining('without stage S2') });
  });

  it('goes by formula where the detectors have no plan', () => {
    const turned = { ...plan([30, 10, 40]), stages: [{ stageId: 'S1', greenS: 30 }, { stageId: 'S3', greenS: 40 }, { stageId: 'S2', greenS: 10 }] };
    const running = { ...turned, cycleS: 30 + 5 + 40 + 5 + 10 + 1 };
    const result = ask(view({ vehPerH: [700, 30, 700, 100] }), model({ plans: [running] }), running);
    expect(result).toMatchObject({ kind: 'recommendation', recommendation: { plan: { stages: [{ stageId: 'S1' }, { stageId: 'S3' }, { stageId: 'S2' }] } } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laneDemands } from '../demand/lane-demand.js';
import type { JunctionModel, SignalPlan } from '../model/junction.js';
import { checkPlan } from '../safety/check-plan.js';
import { anyJunction } from '../testing/arbitraries.js';
import { aDemand, aGroup, aJunction, aLane, aPlan, aThreeStageJunction, NOW_MS } from '../testing/builders.js';
import { assessPlan, loadLanes, withQueues, type LoadedLane } from './assess.js';
import { candidateCycles, lostTimeS, optimisePlan, planId, stageFlowRatios } from './optimise.js';
import { DEFAULT_ASSESS_PARAMS, DEFAULT_RECOMMEND_PARAMS as PARAMS } from './params.js';
import { recommend, type RecommendResult } from './recommend.js';
import { formatReason, type RecommendationReason } from './reason.js';
import { effectiveGreenS, sequenceOf } from './sequence.js';

/** North-south carries far more than its 26 s of green can pass. */
const UNEVEN = { n1: 800, s1: 600, e1: 150, w1: 150, w2: 150 };
const EVEN = { n1: 300, s1: 300, e1: 300, w1: 300, w2: 300 };
const run = (flows: Readonly<Record<string, number>>, model = aJunction(), runningPlan: SignalPlan | null = aPlan(), params = PARAMS): RecommendResult =>
  recommend(model, aDemand(flows), { nowMs: NOW_MS, runningPlan }, params);
const threePlan = (): SignalPlan => aThreeStageJunction().plans[0] as SignalPlan;

describe('assessment', () => {
  it('by hand: one lane of 400 veh/h with 27 s effective of 70 s', () => {
    const demands = laneDemands(aJunction(), aDemand({ ...EVEN, n1: 400 }), NOW_MS);
    const { lanes, criticalLaneId, saturation, cycleS } = assessPlan(aJunction(), aPlan(), demands);
    const n1 = lanes[0];
    expect([cycleS, criticalLaneId]).toEqual([70, 'n1']);
    // c = 1800 x 27/70 = 694.3; X = 0.576; d1 = 35 x 0.6143^2 / (1 - 0.576 x 0.3857) = 16.98; d2 = 225 (-0.424 + sqrt(0.1797 + 0.01327)) = 3.47
    expect(n1?.effectiveGreenS).toBe(27);
    expect(n1?.capacityVehPerH).toBeCloseTo(694.29, 2);
    expect(saturation).toBeCloseTo(0.5761, 4);
    expect(n1?.delayS).toBeCloseTo(20.43, 1);
  });
  it('weighs the mean by vehicles and is 0 without any', () => {
    const none = assessPlan(aJunction(), aPlan(), []);
    expect([none.delayS, none.delayVehHPerH, none.saturation, none.criticalLaneId]).toEqual([0, 0, 0, 'n1']);
    const one = assessPlan(aJunction(), aPlan(), laneDemands(aJunction(), aDemand({ n1: 400 }), NOW_MS));
    expect(one.delayS).toBeCloseTo(one.lanes[0]?.delayS as number, 10);
    expect(assessPlan(aJunction({ arms: [] }), aPlan(), []).criticalLaneId).toBeNull();
  });
  it('adds up the greens of a group that stays on', () => {
    const sequence = sequenceOf(aThreeStageJunction(), threePlan());
    // A: 30 + 4 + 10 shown, 1 s gained.
    expect(effectiveGreenS(sequence, 'A', [30, 10, 20], 75, 1)).toBe(45);
    expect(effectiveGreenS(sequence, 'nobody', [30, 10, 20], 75, 1)).toBe(0);
    const always = sequenceOf(aJunction(), { stages: [{ stageId: 'S1', greenS: 60 }] });
    expect(effectiveGreenS(always, 'K1', [60], 60, 1)).toBe(60);
  });
  it('takes a queue for hidden demand only when the loop is covered and the lane is full', () => {
    const full = laneDemands(aJunction(), aDemand({ ...EVEN, n1: 680 }, { occupancyPct: 85 }), NOW_MS);
    const running = assessPlan(aJunction(), aPlan(), full);
    const queued = withQueues(full, running, PARAMS.queue);
    expect(queued.map((d) => [d.laneId, d.queueing])).toEqual([['n1', true], ['e1', false], ['s1', false], ['w1', false], ['w2', false]]);
    expect(queued[0]?.vehPerH).toBeCloseTo(748, 8);
    expect(withQueues(full.map((d) => ({ ...d, occupancyPct: null })), running, PARAMS.queue).some((d) => d.queueing)).toBe(false);
    expect(withQueues(full, { ...running, lanes: [] }, PARAMS.queue).some((d) => d.queueing)).toBe(false);
  });
});

/** Turners who find the street ahead empty. */
const givingWay = (lanes: readonly LoadedLane[]): LoadedLane[] => lanes.map((l) => ({ ...l, opposed: { turnShare: 0.5, byStage: {} } }));

describe('optimisation', () => {
  const loaded = (model: JunctionModel, flows: Readonly<Record<string, number>>) => loadLanes(model, laneDemands(model, aDemand(flows), NOW_MS), DEFAULT_ASSESS_PARAMS);
  it('takes the critical lane of every stage', () => {
    const model = aJunction();
    const ratios = stageFlowRatios(sequenceOf(model, aPlan()), loaded(model, UNEVEN));
    expect(ratios).toEqual([800 / 1800, 150 / 1800]);
    expect(lostTimeS(sequenceOf(model, aPlan()), 1)).toBe(15);
  });
  it('lets the stages of a long run share what it needs together', () => {
    const model = aThreeStageJunction();
    const sequence = sequenceOf(model, threePlan());
    expect(stageFlowRatios(sequence, loaded(model, { a: 900, b: 360, l: 180, c: 360 }))).toEqual([0.2 * (0.5 / 0.3), 0.1 * (0.5 / 0.3), 0.2].map((v) => expect.closeTo(v, 10)));
    expect(stageFlowRatios(sequence, loaded(model, { a: 900, b: 0, l: 0, c: 360 }))).toEqual([0.25, 0.25, 0.2]);
    expect(stageFlowRatios(sequence, loaded(model, { a: 90, b: 360, l: 180, c: 360 }))).toEqual([0.2, 0.1, 0.2]);
  });
  it('tries Webster, capacity, the running and the shortest cycle within the limits', () => {
    const model = aJunction();
    const sequence = sequenceOf(model, aPlan());
    // Y = 0.5278, L = 15: Webster 58.2, capacity 15 / (1 - 0.5278/0.9) = 36.3 -> 50, shortest 17 + 6 + 5 -> 50
    const free = { ...PARAMS, keepPart: 0 };
    expect(candidateCycles(model, sequence, loaded(model, UNEVEN), aPlan(), free)).toEqual([70, 59, 50]);
    expect(candidateCycles(model, sequence, loaded(model, { ...UNEVEN, e1: 1000 }), aPlan(), free)).toEqual([70, 120, 50]);
    // 17 + 18 + 18 where somebody gives way and 0.7 of the configured greens are kept.
    expect(candidateCycles(model, sequence, givingWay(loaded(model, UNEVEN)), aPlan(), PARAMS)).toEqual([70, 59, 53]);
    expect(candidateCycles(model, sequence, loaded(model, UNEVEN), aPlan(), { ...PARAMS, keepCycle: true })).toEqual([70]);
  });
  it('keeps maximum reds and crossings', () => {
    const model = aJunction({ signalGroups: [aGroup('K1'), aGroup('K2', { maxRedS: 40 }), aGroup('F1', { kind: 'pedestrian', minGreenS: 9, crossingM: 20 }), aGroup('F2', { kind: 'pedestrian', minGreenS: 6, crossingM: 14 })] });
    const best = optimisePlan(model, aPlan(), loaded(model, { ...EVEN, n1: 900, e1: 10, w1: 10, w2: 10 }), { ...PARAMS, keepCycle: true });
    // K2 may be red for 40 of 70 s.
    expect(best?.plan.stages.map((s) => s.greenS)).toEqual([23, 30]);
    expect(checkPlan({ ...model, intergreensS: { ...model.intergreensS, F1: { K1: 8 } } }, best?.plan as SignalPlan)).toEqual([]);
  });
  it('lets a long run take what it lacks from its heaviest stage', () => {
    const base = aThreeStageJunction();
    const model = { ...base, signalGroups: base.signalGroups.map((g) => (g.id === 'A' ? { ...g, minGreenS: 40 } : g)) };
    const best = optimisePlan(model, threePlan(), loaded(model, { a: 100, b: 300, l: 200, c: 900 }), { ...PARAMS, keepCycle: true });
    const [s1, s2, s3] = (best?.plan.stages ?? []).map((s) => s.greenS) as [number, number, number];
    expect(s1 + 4 + s2).toBe(40);
    expect(s3).toBe(24);
  });
  it('puts what a long run lacks on its busiest stage, and takes no stage below a second', () => {
    const base = aThreeStageJunction();
    const grown = base.signalGroups.map((g) => ({ ...g, minGreenS: g.id === 'A' ? 40 : 1 }));
    const model = { ...base, signalGroups: [...grown, aGroup('X')], stages: base.stages.map((s) => ({ ...s, groups: [...s.groups, 'X'] })) };
    const best = optimisePlan(model, threePlan(), loaded(model, { a: 0, b: 0, l: 900, c: 0 }), { ...PARAMS, keepCycle: true, keepPart: 0, minStageS: 1 });
    const greens = (best?.plan.stages ?? []).map((s) => s.greenS);
    expect(greens).toEqual([1, 58, 1]);
  });
  it('keeps a part of each running green, more of what was configured where turners give way, and cuts no stage below five seconds', () => {
    const model = aThreeStageJunction();
    const lanes = loaded(model, { a: 0, b: 0, l: 900, c: 0 });
    const of = (over: Partial<typeof PARAMS>, some = lanes): number[] => (optimisePlan(model, threePlan(), some, { ...PARAMS, keepCycle: true, ...over })?.plan.stages ?? []).map((s) => s.greenS);
    expect(of({})).toEqual([15, 35, 10]);
    expect(of({}, givingWay(lanes))).toEqual([21, 25, 14]);
    expect(of({ keepPart: 0 })).toEqual([5, 50, 5]);
    // Of a plan that was shorter already no more than it has; of one that is not configured, its own greens.
    const cut = { ...threePlan(), stages: threePlan().stages.map((s, k) => ({ ...s, greenS: [10, 40, 10][k] as number })) };
    expect(optimisePlan(model, cut, givingWay(lanes), { ...PARAMS, keepCycle: true })?.plan.stages.map((s) => s.greenS)).toEqual([10, 40, 10]);
    const other = { ...model, plans: [] };
    expect(optimisePlan(other, threePlan(), givingWay(lanes), { ...PARAMS, keepCycle: true })?.plan.stages.map((s) => s.greenS)).toEqual([21, 25, 14]);
  });
  it('gives up where the minimum greens do not fit', () => {
    const model = aJunction({ signalGroups: [aGroup('K1', { minGreenS: 70 }), aGroup('K2', { minGreenS: 70 }), aGroup('F1', { kind: 'pedestrian' }), aGroup('F2', { kind: 'pedestrian' })] });
    expect(optimisePlan(model, aPlan(), loaded(model, UNEVEN), PARAMS)).toBeNull();
    expect(run(UNEVEN, model)).toMatchObject({ kind: 'none', why: { code: 'noFeasiblePlan' } });
  });
  it('never does worse than the running plan, holds the sums and the minima', () => {
    const flows = fc.array(fc.integer({ min: 0, max: 1200 }), { minLength: 6, maxLength: 6 });
    let plans = 0;
    fc.assert(
      fc.property(anyJunction(200), flows, (model, list) => {
        const running = model.plans[0] as SignalPlan;
        if (checkPlan(model, running).length > 0) return;
        const demand = aDemand(Object.fromEntries(model.arms.flatMap((a) => a.lanes).map((l, i) => [l.id, list[i] as number])));
        const lanes = loadLanes(model, laneDemands(model, demand, NOW_MS), PARAMS);
        const best = optimisePlan(model, running, lanes, PARAMS);
        if (best === null) return;
        plans++;
        const found = checkPlan(model, best.plan).filter((v) => v.code !== 'maxRed' && v.code !== 'intergreen' && v.code !== 'shortRed');
        expect(found).toEqual([]);
        expect(best.assessment.delayVehHPerH).toBeLessThanOrEqual(assessPlan(model, running, laneDemands(model, demand, NOW_MS), PARAMS).delayVehHPerH * (1 + 1e-6));
      }),
      { numRuns: 150 },
    );
    expect(plans).toBeGreaterThan(20);
  });
  it('names plans by what is in them', () => {
    expect(planId(72, 5, [24, 31])).toBe('R72o5-24.31');
    expect(planId(120, 5, Array.from({ length: 32 }, () => 10))).toHaveLength(64);
  });
});

describe('recommendation', () => {
  it('moves green to where the traffic is and says so', () => {
    const result = run(UNEVEN);
    expect(result.kind).toBe('recommendation');
    if (result.kind !== 'recommendation') return;
    const { recommendation: r } = result;
    expect(r).toMatchObject({ id: `K100-${NOW_MS}`, junctionId: 'K100', issuedAtMs: NOW_MS, expiresAtMs: NOW_MS + 900_000, runningPlanId: 'P1' });
    expect(checkPlan(aJunction(), r.plan)).toEqual([]);
    expect(r.plan.stages[0]?.greenS).toBeGreaterThan(26);
    expect(r.now.saturation).toBeGreaterThan(1);
    expect(r.after.saturation).toBeLessThan(0.9);
    expect(r.gain.delayS).toBeCloseTo(r.now.delayS - r.after.delayS, 10);
    expect(r.reason).toMatchObject({ code: 'overload', street: 'Nordstrasse', laneId: 'n1', vehPerH: 800 });
    expect(r.inputs.map((i) => i.ageMs)).toEqual([10_000, 10_000, 10_000, 10_000, 10_000]);
    expect(JSON.parse(JSON.stringify(r))).toEqual(r);
  });
  it('keeps quiet when there is little to gain', () => {
    expect(run(EVEN, aJunction(), aPlan(), { ...PARAMS, keepCycle: true })).toMatchObject({ kind: 'none', why: { code: 'gainTooSmall' }, now: { cycleS: 70 } });
    expect(run(UNEVEN, aJunction(), aPlan(), { ...PARAMS, minGainS: 1000 })).toMatchObject({ why: { code: 'gainTooSmall' } });
    expect(run(UNEVEN, aJunction(), aPlan(), { ...PARAMS, minGainPct: 99.9 })).toMatchObject({ why: { code: 'gainTooSmall' } });
    expect(run(UNEVEN, aJunction(), aPlan(), { ...PARAMS, minGainVehHPerH: 1000 })).toMatchObject({ why: { code: 'gainTooSmall' } });
    expect(run({ n1: 0, s1: 0, e1: 0, w1: 0, w2: 0 })).toMatchObject({ why: { code: 'gainTooSmall', gain: { delayS: 0, delayPct: 0, vehHPerH: 0 } } });
  });
  it('needs a known and usable running plan', () => {
    expect(run(UNEVEN, aJunction(), null)).toMatchObject({ kind: 'none', now: null, why: { code: 'runningPlanUnknown' } });
    expect(run(UNEVEN, aJunction(), aPlan({ cycleS: 71 }))).toMatchObject({ why: { code: 'runningPlanUnusable', violations: [{ code: 'cycleSum' }] } });
    // A running plan below a minimum green is its controller's affair and no reason to be silent.
    expect(run(UNEVEN, aJunction(), aPlan({ cycleS: 50, stages: [{ stageId: 'S1', greenS: 5 }, { stageId: 'S2', greenS: 28 }] })).kind).toBe('recommendation');
  });
  it('leaves signals alone that are too near each other to be laid out one by one', () => {
    const near = (ids: string[]) => recommend(aJunction(), aDemand(UNEVEN), { nowMs: NOW_MS, runningPlan: aPlan(), near: ids }, PARAMS);
    expect(near(['K101'])).toMatchObject({ kind: 'none', now: { cycleS: 70 }, why: { code: 'nearSignals', junctions: ['K101'] } });
    expect(near([]).kind).toBe('recommendation');
  });
  it('needs demand that can be trusted', () => {
    const { n1: _, ...rest } = UNEVEN;
    expect(run(rest)).toMatchObject({ kind: 'none', now: null, why: { code: 'demandStale', lanes: ['n1'] } });
  });
  it('never lets an unsafe plan out, even when it seems best', () => {
    // The longest red of F1 holds over two greens a cycle, which the splits do not see.
    const stages = [{ stageId: 'S1', greenS: 20 }, { stageId: 'S2', greenS: 20 }, { stageId: 'S1', greenS: 20 }, { stageId: 'S2', greenS: 6 }];
    const model = aJunction({ signalGroups: [aGroup('K1', { maxRedS: 42 }), aGroup('K2', { maxRedS: 42 }), aGroup('F1', { kind: 'pedestrian' }), aGroup('F2', { kind: 'pedestrian' })] });
    const result = run({ n1: 900, s1: 1200, e1: 0, w1: 0, w2: 0 }, model, aPlan({ cycleS: 100, stages }));
    expect(result).toMatchObject({ kind: 'none', why: { code: 'unsafePlan', violations: [{ code: 'maxRed', group: 'K2' }, { code: 'maxRed', group: 'K2' }] } });
  });
  it('tells cycle from splits', () => {
    const low = { n1: 350, s1: 300, e1: 350, w1: 300, w2: 300 };
    const long = aPlan({ cycleS: 120, stages: [{ stageId: 'S1', greenS: 51 }, { stageId: 'S2', greenS: 52 }] });
    expect(run(low, aJunction(), long)).toMatchObject({ kind: 'recommendation', recommendation: { reason: { code: 'cycle', stage: null } } });
    const skew = aPlan({ stages: [{ stageId: 'S1', greenS: 43 }, { stageId: 'S2', greenS: 10 }] });
    expect(run({ ...low, e1: 200, w1: 200, w2: 200 }, aJunction(), skew, { ...PARAMS, keepCycle: true })).toMatchObject({ kind: 'recommendation', recommendation: { reason: { code: 'splits', stage: { stageId: 'S2' } } } });
  });
  it('saturation rises with demand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 500 }), (q, more) => {
        const of = (n1: number): number => assessPlan(aJunction(), aPlan(), laneDemands(aJunction(), aDemand({ ...EVEN, n1 }), NOW_MS)).saturation;
        expect(of(q + more)).toBeGreaterThanOrEqual(of(q));
      }),
    );
  });
  it('keeps the offset within a shorter cycle', () => {
    const long = aPlan({ cycleS: 120, offsetS: 110, stages: [{ stageId: 'S1', greenS: 51 }, { stageId: 'S2', greenS: 52 }] });
    const result = run({ ...EVEN }, aJunction(), long);
    expect(result.kind === 'recommendation' && result.recommendation.plan.offsetS).toBeLessThan(result.kind === 'recommendation' ? result.recommendation.plan.cycleS : 0);
  });
  it('marks an estimated queue in the reason', () => {
    const demand = aDemand({ ...UNEVEN, n1: 690, s1: 400 }, { occupancyPct: 85 });
    const result = recommend(aJunction({ arms: aJunction().arms.map((a) => ({ ...a, lanes: a.lanes.map((l) => aLane(l.id, l.signalGroup)) })) }), demand, { nowMs: NOW_MS, runningPlan: aPlan() });
    expect(result).toMatchObject({ kind: 'recommendation', recommendation: { reason: { queueing: true, laneId: 'n1' } } });
  });
});

describe('reason in words', () => {
  const reason = (over: Partial<RecommendationReason> = {}): RecommendationReason => ({
    code: 'overload', street: 'Nordstrasse', laneId: 'n1', vehPerH: 799.6, laneSaturationNow: 1.152, laneSaturationAfter: 0.81, cycleNowS: 70, cycleAfterS: 66,
    stage: { stageId: 'S1', gainS: 9 }, delayNowS: 82.4, delayAfterS: 24.6, queueing: false, ...over,
  });
  it('German first, with all numbers', () => {
    expect(formatReason(reason())).toEqual({
      de: 'Nordstrasse, Fahrstreifen n1: 800 Kfz/h, zu 115 % ausgelastet. Umlaufzeit 66 statt 70 s, 9 s mehr Grün für Phase S1: mittlere Wartezeit 25 statt 82 s/Kfz, Auslastung dort 81 %.',
      en: 'Nordstrasse, lane n1: 800 veh/h, 115 % of capacity. With cycle 66 instead of 70 s, 9 s more green for stage S1: mean delay 25 instead of 82 s/veh, that lane at 81 %.',
    });
  });
  it('says only what changes', () => {
    expect(formatReason(reason({ code: 'splits', cycleAfterS: 70 })).de).toBe('Die Grünzeiten passen nicht zur Verkehrsverteilung (Nordstrasse, Fahrstreifen n1: 800 Kfz/h, 115 % ausgelastet). 9 s mehr Grün für Phase S1: mittlere Wartezeit 25 statt 82 s/Kfz, Auslastung dort 81 %.');
    expect(formatReason(reason({ code: 'cycle', stage: null })).en).toBe('The cycle does not fit the demand (Nordstrasse, lane n1: 800 veh/h, 115 % of capacity). With cycle 66 instead of 70 s: mean delay 25 instead of 82 s/veh, that lane at 81 %.');
    expect(formatReason(reason({ queueing: true })).de).toContain('800 Kfz/h (mit Rückstau, geschätzt), zu 115 %');
  });
  it('fits the wire', () => {
    const { de, en } = formatReason(reason({ street: 'x'.repeat(600) }));
    expect([de.length, en.length]).toEqual([500, 500]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../safety/check-plan.js';
import { formatReason } from '../strategic/reason.js';
import { aDemand, aJunction, aPlan, NOW_MS } from '../testing/builders.js';
import { aCorridor, offsets, solve } from '../testing/corridor.js';
import { formatNoGroup } from './group-reason.js';
import { DEFAULT_GROUP_PARAMS as PARAMS, type GroupParams } from './params.js';
import { groupSteps, recommendGroup, type CorridorInput, type GroupResult } from './recommend-group.js';
import type { CorridorTiming } from './timing.js';

const ask = (input: CorridorInput, params: GroupParams = PARAMS): GroupResult => recommendGroup(input, solve, NOW_MS, params);
const why = (result: GroupResult): string => (result.kind === 'none' ? result.why.code : result.kind);
const bothWays = ({ bands }: CorridorTiming): number => (bands?.forward.through.widthS ?? 0) + (bands?.backward.through.widthS ?? 0);
/** The first junction as it is, the others changed. */
const withStops = (input: CorridorInput, change: (stop: CorridorInput['stops'][number], i: number) => CorridorInput['stops'][number]): CorridorInput => ({ ...input, stops: input.stops.map(change) });

describe('a recommendation for a corridor', () => {
  it('moves offsets, says what it brings, and its plans are safe', () => {
    const input = aCorridor(offsets(0, 0, 0), [35, 35]);
    const result = ask(input);
    expect(result.kind).toBe('recommendation');
    if (result.kind === 'none') return;
    const { recommendation: r } = result;
    expect([r.id, r.corridorId, r.members.map((m) => m.junctionId)]).toEqual([`C1-${NOW_MS}`, 'C1', ['K1', 'K2', 'K3']]);
    expect(new Set(r.members.map((m) => m.plan.cycleS)).size).toBe(1);
    expect(r.after.cost.vehHPerH).toBeLessThan(r.now.cost.vehHPerH * 0.95);
    expect(bothWays(r.after)).toBeGreaterThan(bothWays(r.now));
    const said = formatReason(r.members[0]!.reason);
    expect(said).toEqual(formatReason(r.members[2]!.reason));
    expect(said.de).toMatch(/^Nordstraße: grüne Welle (bei|mit gemeinsam) \d+ s Umlaufzeit, durchgehend \d+ s hin und \d+ s zurück; mittlere Wartezeit \d+,\d statt \d+,\d s\/Kfz/);
    expect(said.en).toMatch(/^Nordstrasse: green wave with (the|a common) cycle of \d+ s/);
    r.members.forEach((m, i) => expect(checkPlan(input.stops[i]!.junction, m.plan)).toEqual([]));
    expect(JSON.parse(JSON.stringify(r))).toEqual(r);
  });
  it('solves no more than one program in a step', () => {
    const input = aCorridor(offsets(0, 0, 0), [35, 35]);
    let solved = 0;
    const steps = groupSteps(input, (lp) => (solved++, solve(lp)), NOW_MS, PARAMS);
    const perStep: number[] = [];
    let step;
    do {
      const before = solved;
      step = steps.next();
      perStep.push(solved - before);
    } while (step.done !== true);
    expect(Math.max(...perStep)).toBe(1);
    expect(solved).toBeGreaterThan(1);
    expect(step.value).toEqual(ask(input));
  });
  it('brings junctions with different cycles to one', () => {
    const result = ask(aCorridor([aPlan(), aPlan({ id: 'P2', cycleS: 90, stages: [{ stageId: 'S1', greenS: 36 }, { stageId: 'S2', greenS: 37 }] })], [35]));
    if (result.kind === 'none') throw new Error(result.why.code);
    expect([result.now.bands, result.now.cycleS, result.recommendation.reason.cycleNowS]).toEqual([null, null, null]);
    expect(formatReason(result.recommendation.members[0]!.reason).de).toContain('mit gemeinsam');
  });
  it('keeps what is good enough', () => {
    const first = ask(aCorridor(offsets(0, 0, 0), [35, 35]));
    if (first.kind === 'none') throw new Error(first.why.code);
    const again = ask(aCorridor(first.recommendation.members.map((m) => m.plan), [35, 35]));
    expect([why(again), again.now]).toEqual(['gainTooSmall', first.recommendation.after]);
    expect(why(ask(aCorridor(offsets(0, 0, 0), [35, 35]), { ...PARAMS, minGainVehHPerH: 1000 }))).toBe('gainTooSmall');
  });
  it('says who is not known or not measured', () => {
    expect(ask(aCorridor([aPlan(), null], [20]))).toEqual({ kind: 'none', now: null, why: { code: 'junctionUnknown', junctions: ['K2'] } });
    expect(ask(aCorridor([aPlan({ stages: [{ stageId: 'ghost', greenS: 53 }] }), aPlan()], [20]))).toMatchObject({ why: { code: 'junctionUnknown', junctions: ['K1'] } });
    const blind = withStops(aCorridor(offsets(0, 0), [20]), (stop, i) => (i === 0 ? stop : { ...stop, demand: aDemand({}) }));
    expect(ask(blind)).toMatchObject({ why: { code: 'demandDoubtful', junctions: ['K2'] } });
  });
  it('says when nothing fits', () => {
    const tight = withStops(aCorridor([aPlan(), aPlan({ cycleS: 90, stages: [{ stageId: 'S1', greenS: 36 }, { stageId: 'S2', greenS: 37 }] })], [20]), (stop, i) => ({ ...stop, junction: aJunction({ id: stop.junction.id, limits: i === 0 ? { minCycleS: 50, maxCycleS: 70 } : { minCycleS: 85, maxCycleS: 120 } }) }));
    expect(why(ask(tight))).toBe('noCommonCycle');
    expect(why(recommendGroup(aCorridor(offsets(0, 0), [20]), () => null, NOW_MS, PARAMS))).toBe('noSolution');
  });
  it('leaves out a cycle whose reds would be too long for somebody', () => {
    const long = aPlan({ id: 'P2', cycleS: 110, stages: [{ stageId: 'S1', greenS: 46 }, { stageId: 'S2', greenS: 47 }] });
    const strict = withStops(aCorridor([aPlan(), long], [35]), (stop, i) => (i === 1 ? stop : { ...stop, junction: aJunction({ id: stop.junction.id, signalGroups: stop.junction.signalGroups.map((g) => ({ ...g, maxRedS: 50 })) }) }));
    const result = ask(strict);
    expect(result.kind === 'none' ? 0 : result.recommendation.members[0]!.plan.cycleS).toBeLessThan(110);
    const never = withStops(aCorridor(offsets(0, 0), [20]), (stop) => ({ ...stop, junction: aJunction({ id: stop.junction.id, limits: { minCycleS: 20, maxCycleS: 25 } }) }));
    expect(why(ask(never))).toBe('noSolution');
  });
  it('lets no plan out that the safety layer turns down', () => {
    // What runs may keep a minimum green that is not kept any more; a plan of ours may not.
    const narrow = withStops(aCorridor(offsets(0, 0), [20]), (stop) => ({ ...stop, junction: aJunction({ id: stop.junction.id, signalGroups: stop.junction.signalGroups.map((g) => (g.id === 'K1' ? { ...g, minGreenS: 30 } : g)) }) }));
    const result = ask(narrow);
    if (result.kind === 'recommendation') for (const [i, m] of result.recommendation.members.entries()) expect(checkPlan(narrow.stops[i]!.junction, m.plan)).toEqual([]);
    expect(why(result)).not.toBe('noSolution');
  });
  it('is safe, one cycle and better by its own measure, whatever runs and drives', () => {
    const flow = fc.integer({ min: 50, max: 700 });
    const side = fc.integer({ min: 30, max: 350 });
    const stop = fc.record({ offsetS: fc.integer({ min: 0, max: 69 }), flows: fc.record({ n1: flow, s1: flow, e1: side, w1: side, w2: side }) });
    fc.assert(fc.property(fc.array(stop, { minLength: 2, maxLength: 3 }), fc.integer({ min: 8, max: 70 }), (stops, travelS) => {
      const input = aCorridor(stops.map(({ offsetS }, i) => aPlan({ id: `P${i}o${offsetS}`, offsetS })), stops.slice(1).map(() => travelS), stops.map(({ flows }) => flows));
      const result = ask(input);
      if (result.kind === 'none') return;
      const { members, now, after } = result.recommendation;
      expect(new Set(members.map((m) => m.plan.cycleS)).size).toBe(1);
      members.forEach((m, i) => expect(checkPlan(input.stops[i]!.junction, m.plan)).toEqual([]));
      expect(after.cost.vehHPerH).toBeLessThan(now.cost.vehHPerH);
    }), { numRuns: 15 });
  });
});

describe('words for operators', () => {
  it('every answer has its own', () => {
    const cost = { delayS: 1, delayVehHPerH: 1, stopsPerVeh: 1, vehHPerH: 1 };
    const texts = [
      formatNoGroup({ code: 'junctionUnknown', junctions: ['K1'] }), formatNoGroup({ code: 'demandDoubtful', junctions: ['K1'] }), formatNoGroup({ code: 'noCommonCycle' }),
      formatNoGroup({ code: 'noSolution' }), formatNoGroup({ code: 'gainTooSmall', now: cost, best: cost }),
    ];
    expect(new Set(texts.flatMap((t) => [t.de, t.en])).size).toBe(10);
  });
});


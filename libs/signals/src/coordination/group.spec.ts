import { describe, expect, it } from 'vitest';
import { abandon, adopt, advise, adviseReadback, createJunctionAdvice, type JunctionAdvice } from '../advice/advice.js';
import type { RecommendationRecord } from '../lifecycle/record.js';
import { aDemand, aJunction, aPlan, NOW_MS } from '../testing/builders.js';
import { aCorridor, offsets, solve } from '../testing/corridor.js';
import { adviseGroup, createGroupAdvice, decideGroup, memberChanged, type GroupAdvice, type GroupStep } from './group.js';
import { dayBefore, noteOutcome, type GroupOutcome } from './outcome.js';
import { DEFAULT_GROUP_PARAMS as PARAMS } from './params.js';
import { recommendGroup, type GroupRecommendation, type GroupResult } from './recommend-group.js';

const at = (s: number): number => NOW_MS + s * 1000;
const input = aCorridor(offsets(0, 0), [35]);
const models = new Map(input.stops.map((s) => [s.junction.id, s.junction]));
const result = recommendGroup(input, solve, NOW_MS, PARAMS) as Extract<GroupResult, { kind: 'recommendation' }>;
const later = (s: number, factor = 1): GroupResult => {
  const { now, recommendation: r } = result;
  const [was, then] = [r.now.cost, r.after.cost];
  const after = { ...r.after, cost: { ...then, vehHPerH: was.vehHPerH - (was.vehHPerH - then.vehHPerH) * factor } };
  return { kind: 'recommendation', now, recommendation: { ...r, id: `C1-${at(s)}`, issuedAtMs: at(s), expiresAtMs: at(s + 900), after } };
};
const states = ({ changed }: GroupStep): string[] => changed.map((r) => r.status);
const proposed = (): GroupAdvice => adviseGroup(createGroupAdvice(), result, NOW_MS, PARAMS).state;
const say = (state: GroupAdvice, decision: 'accept' | 'reject', s = 10, of = models) => decideGroup(of, state, { recommendationId: result.recommendation.id, decision, by: 'meier', reason: 'r', atMs: at(s) });
const commanded = (): GroupAdvice => say(proposed(), 'accept').state;
const member = (i: number, status: RecommendationRecord['status'], over: Partial<RecommendationRecord> = {}): RecommendationRecord => ({
  recommendation: result.recommendation.members[i]!, status, changedAtMs: 0, decidedBy: null, decisionReason: null, commandedAtMs: null, commandExpiresAtMs: null, confirmedAtMs: null, lastReadbackMs: null, mismatch: null, failure: null, supersededBy: null, ...over,
});
const inForce = (): GroupAdvice => memberChanged(memberChanged(commanded(), member(0, 'confirmed'), at(60)).state, member(1, 'confirmed'), at(70)).state;

describe('a group on its way', () => {
  it('is proposed, commanded at once for all, and confirmed when the last junction is', () => {
    expect(proposed().open?.status).toBe('proposed');
    const accepted = say(proposed(), 'accept');
    expect([accepted.ok, states(accepted)]).toEqual([true, ['accepted', 'commanded']]);
    const first = memberChanged(accepted.state, member(0, 'confirmed'), at(60));
    expect([first.state.open?.status, first.state.open?.confirmed]).toEqual(['commanded', ['K1']]);
    expect(memberChanged(first.state, member(0, 'confirmed'), at(65)).state.open).toMatchObject({ status: 'commanded', confirmed: ['K1'] });
    expect(memberChanged(first.state, member(1, 'confirmed'), at(70)).state).toMatchObject({ open: null, active: { status: 'confirmed', confirmed: ['K1', 'K2'], decidedBy: 'meier' } });
    expect(memberChanged(inForce(), member(0, 'confirmed'), at(80)).state.active?.status).toBe('confirmed');
    expect(JSON.parse(JSON.stringify(inForce()))).toEqual(inForce());
  });
  it('ends with the first junction that fails, expires or gives way', () => {
    const failed = memberChanged(inForce(), member(1, 'failed', { failure: 'otherPlan' }), at(90));
    expect(failed.changed).toMatchObject([{ status: 'failed', failure: { junctionId: 'K2', cause: 'otherPlan' } }]);
    expect([failed.ended?.status, failed.state.active]).toEqual(['failed', null]);
    // Not proposed again at once.
    expect(adviseGroup(failed.state, later(300), at(300), PARAMS).state.open).toBeNull();
    // The same plans stay away for the wait, whatever they seem to gain.
    expect([1889, 1890].map((s) => adviseGroup(failed.state, later(s, 2), at(s), PARAMS).state.open?.status)).toEqual([undefined, 'proposed']);
    expect(memberChanged(commanded(), member(0, 'superseded'), at(20)).changed).toMatchObject([{ status: 'superseded', failure: null }]);
    expect(memberChanged(inForce(), member(0, 'expired'), at(3700)).state).toMatchObject({ active: null, outcomes: [{ status: 'expired' }] });
  });
  it('takes no notice of others, nor of what changes nothing', () => {
    const state = commanded();
    expect(memberChanged(createGroupAdvice(), member(0, 'failed'), at(1))).toEqual({ state: createGroupAdvice(), changed: [], ended: null });
    const other = member(0, 'failed');
    expect(memberChanged(state, { ...other, recommendation: { ...other.recommendation, id: 'else' } }, at(1)).changed).toEqual([]);
    expect(memberChanged(state, member(0, 'commanded'), at(1))).toMatchObject({ changed: [], ended: null });
  });
  it('expires undecided, and what comes too late says so', () => {
    expect(states(adviseGroup(proposed(), { kind: 'none', now: null, why: { code: 'noSolution' } }, at(900), PARAMS))).toEqual(['expired']);
    expect(say(proposed(), 'accept', 900)).toMatchObject({ ok: false, code: 'expired' });
    expect(say(createGroupAdvice(), 'accept')).toMatchObject({ ok: false, code: 'notFound' });
    expect(say(commanded(), 'accept')).toMatchObject({ ok: false, code: 'illegalTransition' });
  });
  it('goes out whole or not at all', () => {
    const changed = new Map(models).set('K2', aJunction({ id: 'K2', signalGroups: aJunction().signalGroups.map((g) => ({ ...g, minGreenS: 60 })) }));
    expect(say(proposed(), 'accept', 10, changed)).toMatchObject({ ok: false, code: 'unsafePlan', changed: [] });
    expect(say(proposed(), 'accept', 10, new Map())).toMatchObject({ ok: false, code: 'unsafePlan' });
  });
  it('once rejected is not proposed again soon, unless much more is at stake', () => {
    const rejected = say(proposed(), 'reject');
    expect([rejected.ok, states(rejected), rejected.state.open]).toEqual([true, ['rejected'], null]);
    expect(adviseGroup(rejected.state, later(300), at(300), PARAMS).state.open).toBeNull();
    expect(adviseGroup(rejected.state, later(300, 2), at(300), PARAMS).state.open?.status).toBe('proposed');
    expect(adviseGroup(rejected.state, later(1900), at(1900), PARAMS).state.open?.status).toBe('proposed');
  });
  it('what failed does not come back because a lesser one is rejected meanwhile', () => {
    const on = adviseGroup(inForce(), { ...later(100, 0.5), now: result.recommendation.after } as GroupResult, at(100), PARAMS).state;
    const failed = memberChanged(on, member(1, 'failed', { failure: 'otherPlan' }), at(200)).state;
    const rejected = decideGroup(models, failed, { recommendationId: `C1-${at(100)}`, decision: 'reject', by: 'meier', reason: 'r', atMs: at(210) });
    expect(states(rejected)).toEqual(['rejected']);
    expect(adviseGroup(rejected.state, later(300), at(300), PARAMS).state.open).toBeNull();
    expect(adviseGroup(rejected.state, later(2010), at(2010), PARAMS).state.open?.status).toBe('proposed');
  });
  it('a proposal gives way to a clearly better one only', () => {
    expect(adviseGroup(proposed(), later(300, 1.1), at(300), PARAMS).changed).toEqual([]);
    expect(states(adviseGroup(proposed(), later(300, 1.3), at(300), PARAMS))).toEqual(['superseded', 'proposed']);
  });
  it('while it is in force its effect is noted, and a better one may follow it', () => {
    let state = inForce();
    const wave = result.recommendation.after;
    const quiet = (delayS: number): GroupResult => ({ kind: 'none', now: { ...wave, cost: { ...wave.cost, delayS } }, why: { code: 'noSolution' } });
    for (const delayS of [20, 30]) ({ state } = adviseGroup(state, quiet(delayS), at(300), PARAMS));
    state = adviseGroup(state, { kind: 'none', now: null, why: { code: 'noSolution' } }, at(400), PARAMS).state;
    expect(state.active?.measured).toEqual({ sumS: 50, times: 2 });
    expect(adviseGroup(commanded(), later(300, 9), at(300), PARAMS).changed).toEqual([]);
    expect(memberChanged(state, member(0, 'expired'), at(3700)).state.outcomes).toMatchObject([{ delayMeasuredS: 25 }]);
    // Not while one of them has left it.
    expect(adviseGroup(state, later(500), at(500), PARAMS)).toEqual({ state, changed: [] });
    const next = adviseGroup(state, { ...later(500), now: wave } as GroupResult, at(500), PARAMS);
    expect([states(next), next.state.active?.status]).toEqual([['proposed'], 'confirmed']);
    const accepted = decideGroup(models, next.state, { recommendationId: `C1-${at(500)}`, decision: 'accept', by: 'meier', reason: 'r', atMs: at(510) });
    expect([states(accepted), accepted.state.active, accepted.state.open?.status]).toEqual([['superseded', 'accepted', 'commanded'], null, 'commanded']);
  });
});

describe('outcomes of the day before', () => {
  const DAY_S = 86_400;
  const outcome = (s: number, delayMeasuredS: number | null = 20): GroupOutcome => ({ issuedAtMs: at(s), status: 'expired', delayNowS: 30, delayAfterS: 22, delayMeasuredS });
  it('are those next to the same time, what was in force first', () => {
    expect(dayBefore([], at(DAY_S))).toBeNull();
    expect(dayBefore([outcome(-8000)], at(DAY_S))).toBeNull();
    expect(dayBefore([outcome(0), outcome(3000)], at(DAY_S))).toEqual(outcome(0));
    expect(dayBefore([outcome(0, null), outcome(3000)], at(DAY_S))).toEqual(outcome(3000));
  });
  it('are kept for two days', () => {
    const ended = { ...proposed().open!, changedAtMs: at(3 * DAY_S) };
    expect(noteOutcome([outcome(0)], ended)).toHaveLength(1);
    expect(noteOutcome([outcome(2.5 * DAY_S)], ended)).toHaveLength(2);
  });
});

describe('a junction within a group', () => {
  const part = (): GroupRecommendation['members'][number] => result.recommendation.members[0]!;
  const word = { by: 'meier', reason: 'r', atMs: at(10) };
  const uneven: JunctionAdvice = { ...createJunctionAdvice(), demand: aDemand({ n1: 800, s1: 600, e1: 150, w1: 150, w2: 150 }) };
  it('adopts its part past what was proposed to it, and stays in it', () => {
    const model = models.get('K1')!;
    const own = advise(model, uneven, { nowMs: NOW_MS, runningPlan: aPlan() });
    expect(own.state.open?.status).toBe('proposed');
    const step = adopt(own.state, part(), word);
    expect(step.effects.map((e) => ('record' in e ? e.record.status : e.type))).toEqual(['superseded', 'accepted', 'commanded', 'command']);
    const confirmed = adviseReadback(step.state, { atMs: at(60), planId: part().plan.id, mode: 'central' });
    expect(confirmed.state.active?.recommendation.id).toBe(part().id);
    // Only what it would gain is reckoned on.
    const next = advise(model, confirmed.state, { nowMs: at(70), runningPlan: part().plan });
    expect([next.state.open, next.result.now === null]).toEqual([null, false]);
  });
  it('returns to its own plan when the group comes to nothing', () => {
    const { state } = adopt(createJunctionAdvice(), part(), word);
    const left = abandon(state, part().id, 'C1', at(20));
    expect(left.effects.map((e) => ('record' in e ? e.record.status : e.type))).toEqual(['superseded', 'withdraw']);
    expect(left.state.open).toBeNull();
    expect(abandon(left.state, part().id, 'C1', at(30)).effects).toEqual([]);
  });
});

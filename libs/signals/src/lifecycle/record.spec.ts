import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDemand, aJunction, aPlan, NOW_MS } from '../testing/builders.js';
import type { SignalPlan } from '../model/junction.js';
import { recommend, type Recommendation } from '../strategic/recommend.js';
import { applyRecommendationEvent, commandOf, createRecord, readbackMismatch, type ControllerReadback, type RecommendationEvent, type RecommendationRecord } from './record.js';
import { isFinal, nextStatus, RECOMMENDATION_STATES, RECOMMENDATION_TABLE } from './table.js';
import { DEFAULT_REJECTION_PARAMS, isSuppressed, noteRejection, type Rejection } from './rejection.js';
import { formatEnd, formatFailure, formatNoRecommendation } from './wording.js';

const made = recommend(aJunction(), aDemand({ n1: 800, s1: 600, e1: 150, w1: 150, w2: 150 }), { nowMs: NOW_MS, runningPlan: aPlan() });
const REC = (made as { recommendation: Recommendation }).recommendation;
const at = (s: number): number => NOW_MS + s * 1000;
const accept = (s = 10): RecommendationEvent => ({ type: 'accept', atMs: at(s), by: 'meier', reason: 'gut' });
const command = (s = 11): RecommendationEvent => ({ type: 'command', atMs: at(s) });
const tick = (s: number): RecommendationEvent => ({ type: 'tick', atMs: at(s) });
const heard = (s: number, over: Partial<ControllerReadback> = {}): RecommendationEvent => ({ type: 'readback', readback: { atMs: at(s), planId: REC.plan.id, mode: 'central', commandId: REC.id, ...over } });
const feed = (...events: RecommendationEvent[]): RecommendationRecord => events.reduce((record, e) => applyRecommendationEvent(record, e).record, createRecord(REC));
const other = (s: number, over: Partial<ControllerReadback> = {}) => heard(s, { planId: 'P1', commandId: null, ...over });

describe('table', () => {
  it('leads nowhere unknown, and ends', () => {
    for (const status of RECOMMENDATION_STATES) for (const to of Object.values(RECOMMENDATION_TABLE[status])) expect(RECOMMENDATION_STATES).toContain(to);
    expect(RECOMMENDATION_STATES.filter(isFinal)).toEqual(['rejected', 'expired', 'superseded', 'failed']);
    expect(nextStatus('rejected', 'accept')).toBeNull();
    expect(nextStatus('proposed', 'command')).toBeNull();
  });
});

describe('life of a recommendation', () => {
  it('goes from proposal to confirmation and keeps who decided and why', () => {
    const accepted = feed(accept());
    expect(accepted).toMatchObject({ status: 'accepted', decidedBy: 'meier', decisionReason: 'gut', changedAtMs: at(10) });
    expect(commandOf(accepted)).toBeNull();
    const commanded = feed(accept(), command());
    expect(commandOf(commanded)).toEqual({ recommendationId: REC.id, junctionId: 'K100', plan: REC.plan, issuedAtMs: at(11), expiresAtMs: at(3611) });
    const confirmed = feed(accept(), command(), other(20), heard(90));
    expect(confirmed).toMatchObject({ status: 'confirmed', changedAtMs: at(90), lastReadbackMs: at(90), mismatch: null });
    expect(commandOf(confirmed)).not.toBeNull();
    expect(feed(accept(), command(), heard(90), heard(100))).toMatchObject({ status: 'confirmed', changedAtMs: at(90), lastReadbackMs: at(100) });
  });
  it('is rejected before and after acceptance, not later', () => {
    const reject = (s: number): RecommendationEvent => ({ type: 'reject', atMs: at(s), by: 'huber', reason: 'Fest' });
    expect(feed(reject(5))).toMatchObject({ status: 'rejected', decidedBy: 'huber', decisionReason: 'Fest' });
    expect(feed(accept(), reject(11)).status).toBe('rejected');
    expect(applyRecommendationEvent(feed(accept(), command()), reject(12))).toMatchObject({ ok: false, code: 'illegalTransition' });
  });
  it('expires, and nobody can accept it then', () => {
    expect(feed(tick(899)).status).toBe('proposed');
    expect(feed(tick(900))).toMatchObject({ status: 'expired', changedAtMs: at(900) });
    expect(applyRecommendationEvent(createRecord(REC), accept(900))).toMatchObject({ ok: false, code: 'expired', record: { status: 'expired', decidedBy: null } });
    expect(applyRecommendationEvent(feed(accept()), accept(20))).toMatchObject({ ok: false, code: 'illegalTransition' });
    const kept = Array.from({ length: 36 }, (_, i) => heard(60 + i * 100));
    expect(feed(accept(), command(), ...kept, tick(3611)).status).toBe('expired');
    expect(feed(tick(900), tick(901)).changedAtMs).toBe(at(900));
  });
  it('gives way to a better one', () => {
    expect(feed({ type: 'supersede', atMs: at(5), by: 'K100-2' })).toMatchObject({ status: 'superseded', supersededBy: 'K100-2' });
  });
  it('fails with the cause that the read-back shows', () => {
    expect(feed(accept(), command(), tick(310)).status).toBe('commanded');
    expect(feed(accept(), command(), tick(311))).toMatchObject({ status: 'failed', failure: 'noReadback' });
    expect(feed(accept(), command(), other(300), tick(311))).toMatchObject({ status: 'failed', failure: 'otherPlan' });
    expect(feed(accept(), command(), other(300, { mode: 'manual' }), tick(311))).toMatchObject({ failure: 'localControl' });
    expect(feed(accept(), command(), heard(300, { mode: 'flashing' }), tick(311))).toMatchObject({ failure: 'notInOperation' });
    expect(feed(accept(), command(), heard(12, { faults: [`command ${REC.id} refused: no`] }))).toMatchObject({ status: 'failed', failure: 'refused', changedAtMs: at(12) });
  });
  it('fails when a confirmed plan is left for longer than the grace, or the controller falls silent', () => {
    const confirmed = [accept(), command(), heard(60)];
    expect(feed(...confirmed, other(80), other(109))).toMatchObject({ status: 'confirmed', mismatch: { sinceMs: at(80), cause: 'otherPlan' } });
    expect(feed(...confirmed, other(80), heard(90), other(115)).status).toBe('confirmed');
    expect(feed(...confirmed, other(80), other(110, { mode: 'local' }))).toMatchObject({ status: 'failed', failure: 'localControl' });
    expect(feed(...confirmed, tick(179)).status).toBe('confirmed');
    expect(feed(...confirmed, tick(180))).toMatchObject({ status: 'failed', failure: 'noReadback' });
  });
  it('looks at plan, cycle and command of a read-back', () => {
    const record = feed(accept(), command());
    const of = (over: Partial<ControllerReadback>) => readbackMismatch(record, { atMs: 0, planId: REC.plan.id, ...over });
    expect([of({}), of({ commandId: null, cycleS: null }), of({ cycleS: REC.plan.cycleS })]).toEqual([null, null, null]);
    expect([of({ cycleS: 1 }), of({ commandId: 'x' }), of({ planId: null }), of({ planId: 'P1', mode: 'local' }), of({ mode: 'off' }), of({ faults: ['lamp'] })]).toEqual(['otherPlan', 'otherPlan', 'otherPlan', 'localControl', 'notInOperation', null]);
  });
  it('ignores read-backs that say nothing about it', () => {
    expect(feed(heard(5))).toEqual(createRecord(REC));
    expect(feed(accept(), command(), heard(10.5)).status).toBe('commanded');
    expect(feed(accept(), command(), heard(90), other(80))).toEqual(feed(accept(), command(), heard(90)));
  });
  it('says whether the state changed', () => {
    expect(applyRecommendationEvent(createRecord(REC), tick(1))).toMatchObject({ ok: true, changed: false });
    expect(applyRecommendationEvent(createRecord(REC), accept())).toMatchObject({ ok: true, changed: true });
  });
  it('follows the table whatever happens, and is plain data', () => {
    const event = fc.record({ kind: fc.integer({ min: 0, max: 6 }), step: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (list) => {
        let s = 0;
        let record = createRecord(REC);
        for (const { kind, step } of list) {
          s += step;
          const e = [accept(s), command(s), tick(s), heard(s), other(s), { type: 'supersede', atMs: at(s), by: 'x' }, { type: 'reject', atMs: at(s), by: 'x', reason: '' }][kind] as RecommendationEvent;
          const before = record;
          ({ record } = applyRecommendationEvent(record, e));
          const reachable = new Set([before.status, ...Object.values(RECOMMENDATION_TABLE[before.status]), ...Object.values(RECOMMENDATION_TABLE[before.status]).flatMap((m) => Object.values(RECOMMENDATION_TABLE[m]))]);
          expect(reachable).toContain(record.status);
          expect(record.status === 'failed').toBe(record.failure !== null);
          expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        }
      }),
    );
  });
});

describe('rejection', () => {
  const ofGain = (vehHPerH: number, ...plans: SignalPlan[]) => ({ gain: { delayS: 10, delayPct: 20, vehHPerH }, plans: plans.length === 0 ? [aPlan()] : plans });
  const note = (earlier: Rejection | null, vehHPerH: number, s: number, by: 'operator' | 'controller' = 'operator', ...plans: SignalPlan[]) => noteRejection(earlier, { ...ofGain(vehHPerH, ...plans), by }, at(s));
  it('holds for a while, unless the gain grows', () => {
    const rejection = note(null, 4, 0);
    expect(isSuppressed(null, ofGain(4), at(1))).toBe(false);
    expect([isSuppressed(rejection, ofGain(5.9), at(1)), isSuppressed(rejection, ofGain(6), at(1))]).toEqual([true, false]);
    expect([isSuppressed(rejection, ofGain(4), at(1799)), isSuppressed(rejection, ofGain(4), at(1800))]).toEqual([true, false]);
  });
  it('is not loosened by a lesser one that follows', () => {
    const first = note(null, 4, 0);
    expect(note(first, 2, 600)).toEqual({ atMs: at(600), gain: first.gain });
    expect(note(first, 5, 600)).toEqual({ atMs: at(600), gain: ofGain(5).gain });
    expect(note(first, 2, 1800)).toEqual({ atMs: at(1800), gain: ofGain(2).gain });
  });
  it('keeps what was not followed away whatever it gains, to a few seconds', () => {
    const plan = aPlan();
    const [first, ...others] = plan.stages;
    const longer = (s: number): SignalPlan => ({ ...plan, cycleS: plan.cycleS + s, stages: [{ ...first!, greenS: first!.greenS + s }, ...others] });
    const failed = note(null, 4, 0, 'controller', plan, plan);
    const held = (...plans: SignalPlan[]): boolean => isSuppressed(failed, ofGain(400, ...plans), at(1799));
    expect([held(plan, plan), held(plan, longer(3)), held(longer(-3), plan)]).toEqual([true, true, true]);
    expect([held(plan, longer(4)), held(plan), held(plan, { ...plan, stages: plan.stages.slice(1) }), held(plan, { ...plan, stages: plan.stages.toReversed() }), held(plan, { ...plan, cycleS: plan.cycleS + 4 })]).toEqual([false, false, false, false, false]);
    // Offsets lie on a circle.
    const shifted = (offsetS: number): SignalPlan => ({ ...plan, offsetS });
    expect([3, 4, plan.cycleS - 4, plan.cycleS - 3].map((s) => isSuppressed(note(null, 4, 0, 'controller', shifted(0)), ofGain(400, shifted(s)), at(1)))).toEqual([true, false, false, true]);
    expect(isSuppressed(failed, ofGain(400, plan, plan), at(1800))).toBe(false);
    // An operator may be asked about the same plan again once it gains much more.
    expect(isSuppressed(note(null, 4, 0, 'operator', plan), ofGain(400, plan), at(1))).toBe(false);
    // It is forgotten after its own wait, not after that of what came later.
    const more = note(failed, 500, 1000);
    expect(isSuppressed(more, ofGain(1000, plan, plan), at(1799))).toBe(true);
    expect(isSuppressed(more, ofGain(1000, plan, plan), at(1800))).toBe(false);
    expect(note(more, 1, 1800)).not.toHaveProperty('failed');
  });
  it('never lets any of those that hold come back, however many there were', () => {
    const { holdS, gainFactor } = DEFAULT_REJECTION_PARAMS;
    const turnedDown = fc.record({ afterS: fc.integer({ min: 0, max: holdS }), vehHPerH: fc.integer({ min: 1, max: 100 }), cycleS: fc.integer({ min: 60, max: 120 }), by: fc.constantFrom('operator' as const, 'controller' as const) });
    fc.assert(
      fc.property(fc.array(turnedDown, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 2 * holdS }), (list, thenS) => {
        let s = 0;
        let noted: Rejection | null = null;
        const planOf = (cycleS: number): SignalPlan => ({ ...aPlan(), cycleS });
        const each = list.map((one) => {
          s += one.afterS;
          noted = note(noted, one.vehHPerH, s, one.by, planOf(one.cycleS));
          return { ...one, s };
        });
        const nowS = s + thenS;
        for (const one of each) {
          if (nowS - one.s >= holdS) continue;
          expect(isSuppressed(noted, ofGain(one.vehHPerH * gainFactor - 0.001), at(nowS))).toBe(true);
          if (one.by === 'controller') expect(isSuppressed(noted, ofGain(1e6, planOf(one.cycleS)), at(nowS))).toBe(true);
        }
        // What is much better and another plan may come; after the wait everything may.
        expect(isSuppressed(noted, ofGain(100 * gainFactor, planOf(200)), at(nowS))).toBe(false);
        for (const one of each) expect(isSuppressed(noted, ofGain(1, planOf(one.cycleS)), at(s + holdS))).toBe(false);
      }),
    );
  });
});

const WAIT = 'Die nächsten 30 min wird hier nur ein anderes Programm vorgeschlagen, das deutlich mehr bringt.';
describe('words', () => {
  it('has a sentence for every cause in both languages', () => {
    const causes = ['refused', 'noReadback', 'otherPlan', 'localControl', 'notInOperation'] as const;
    expect(new Set(causes.flatMap((c) => Object.values(formatFailure(c)))).size).toBe(10);
  });
  it('says how each ended, whether it had been confirmed, and why', () => {
    const confirmed = [accept(), command(), heard(60)];
    const wave = (record: RecommendationRecord): RecommendationRecord => ({ ...record, recommendation: { ...REC, reason: { ...REC.reason, code: 'wave' } } });
    const supersede: RecommendationEvent = { type: 'supersede', atMs: at(70), by: 'C1' };
    const ends = [
      feed({ type: 'reject', atMs: at(5), by: 'huber', reason: 'Fest' }), feed(tick(900)), feed(accept(), command(), tick(311)), feed(accept(), command(), tick(3611)),
      feed(...confirmed, tick(180)), feed(...confirmed, tick(3611)), feed(accept(), command(), supersede), wave(feed(accept(), command(), supersede)), wave(feed(...confirmed, supersede)),
    ].map((record) => formatEnd(record)!);
    expect(ends.map((t) => t.de)).toEqual([
      'Die Leitstelle hat sie abgelehnt. Die nächsten 30 min wird hier nur vorgeschlagen, was deutlich mehr bringt.',
      'Niemand hat rechtzeitig entschieden.',
      `Nicht bestätigt. Vom Steuergerät kommt keine Rückmeldung. Der Schaltbefehl ist zurückgenommen. ${WAIT}`,
      'Nicht bestätigt. Die Zeit des Schaltbefehls ist abgelaufen.',
      `War bestätigt und galt. Vom Steuergerät kommt keine Rückmeldung. Der Schaltbefehl ist zurückgenommen. ${WAIT}`,
      'War bestätigt und galt. Die Zeit des Schaltbefehls ist abgelaufen.',
      'Eine andere Empfehlung ist an ihre Stelle getreten.',
      'Nicht bestätigt. Mit der ganzen grünen Welle zurückgenommen oder ersetzt.',
      'War bestätigt und galt. Mit der ganzen grünen Welle zurückgenommen oder ersetzt.',
    ]);
    expect(new Set(ends.map((t) => t.en)).size).toBe(ends.length);
    expect([createRecord(REC), feed(accept()), feed(accept(), command()), feed(...confirmed)].map((record) => formatEnd(record))).toEqual([null, null, null, null]);
  });
  it('says why there is nothing to recommend', () => {
    const lanes = ['n1', 's1'];
    const whys = [
      { code: 'demandStale', lanes }, { code: 'demandIncomplete', lanes }, { code: 'tooFewMeasured', lanes, share: 0.5 }, { code: 'runningPlanUnknown' },
      { code: 'runningPlanUnusable', violations: [{ code: 'empty' }] }, { code: 'noFeasiblePlan' }, { code: 'nearSignals', junctions: ['K2'] }, { code: 'unsafePlan', violations: [{ code: 'empty' }] },
      { code: 'gainTooSmall', gain: { delayS: 0, delayPct: 0, vehHPerH: 0 } },
    ] as const;
    const said = whys.map((why) => formatNoRecommendation(why));
    expect(formatNoRecommendation({ code: 'nearSignals', junctions: ['K2'] }, (id) => `Platz ${id}`).de).toContain('Zwischen hier und Platz K2 ist');
    expect(new Set(said.flatMap((t) => [t.de, t.en])).size).toBe(18);
    expect(said[2]?.de).toBe('Nur 50 % der Fahrstreifen sind gemessen, es fehlen n1, s1.');
    const many = formatNoRecommendation({ code: 'demandStale', lanes: Array.from({ length: 12 }, (_, i) => `l${i}`) });
    expect(many.en).toBe('No current measurements: l0, l1, l2, l3, l4, l5, l6, l7 ….');
  });
});

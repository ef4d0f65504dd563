import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControllerReadback } from '../lifecycle/record.js';
import { aDemand, aJunction, aPlan, NOW_MS } from '../testing/builders.js';
import type { SignalPlan } from '../model/junction.js';
import type { Recommendation } from '../strategic/recommend.js';
import { abandon, advise, adviseFlow, adviseReadback, createJunctionAdvice, decide, DEFAULT_ADVICE_PARAMS, runningPlanOf, shownRecord, type AdviceEffect, type JunctionAdvice } from './advice.js';

const model = aJunction();
const UNEVEN = { n1: 800, s1: 600, e1: 150, w1: 150, w2: 150 };
const at = (s: number): number => NOW_MS + s * 1000;
const loaded = (flows: Readonly<Record<string, number>> = UNEVEN): JunctionAdvice => ({ ...createJunctionAdvice(), demand: aDemand(flows) });
const round = (state: JunctionAdvice, s = 0, runningPlan = aPlan()) => advise(model, state, { nowMs: at(s), runningPlan });
const idOf = (state: JunctionAdvice): string => state.open?.recommendation.id ?? '';
const say = (state: JunctionAdvice, decision: 'accept' | 'reject', s = 20) => decide(model, state, { recommendationId: idOf(state), decision, by: 'meier', reason: 'r', atMs: at(s) });
const agree = (state: JunctionAdvice, s: number): ControllerReadback => ({ atMs: at(s), planId: (state.open ?? state.active)?.recommendation.plan.id ?? null, mode: 'central' });
const changes = (effects: readonly { type: string; record?: { status: string } }[]): string[] => effects.map((e) => e.record?.status ?? e.type);

/** Proposed, accepted, commanded and confirmed. */
const inForce = (): JunctionAdvice => {
  const commanded = say(round(loaded()).state, 'accept').state;
  return adviseReadback(commanded, agree(commanded, 60)).state;
};

describe('advice for a junction', () => {
  it('learns demand and proposes once it can be trusted', () => {
    let state = createJunctionAdvice();
    const outcomes: string[] = [];
    for (let minute = 0; minute < 12; minute++) {
      for (const [laneId, vehPerH] of Object.entries(UNEVEN)) state = adviseFlow(state, { laneId, vehPerH, heavyShare: 0, occupancyPct: 20, endMs: at(minute * 60), quality: 1 });
      const step = round(state, minute * 60);
      outcomes.push(step.result.kind === 'none' ? step.result.why.code : step.result.kind);
      ({ state } = step);
    }
    // Completeness 1 - e^(-n/5) reaches 0.6 with the fifth minute.
    expect(outcomes).toEqual([...Array.from({ length: 4 }, () => 'demandIncomplete'), ...Array.from({ length: 8 }, () => 'recommendation')]);
    expect(state.open?.status).toBe('proposed');
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
  it('proposes, is accepted, commands, and is confirmed', () => {
    const proposed = round(loaded());
    expect(changes(proposed.effects)).toEqual(['proposed']);
    const accepted = say(proposed.state, 'accept');
    expect(accepted.ok).toBe(true);
    expect(changes(accepted.effects)).toEqual(['accepted', 'commanded', 'command']);
    expect(accepted.effects[2]).toMatchObject({ command: { recommendationId: idOf(proposed.state), junctionId: 'K100', expiresAtMs: at(3620) } });
    const waiting = adviseReadback(accepted.state, { atMs: at(30), planId: 'P1' });
    expect(waiting.effects).toEqual([]);
    const confirmed = adviseReadback(waiting.state, agree(waiting.state, 60));
    expect(changes(confirmed.effects)).toEqual(['confirmed']);
    expect([confirmed.state.open, confirmed.state.active?.status]).toEqual([null, 'confirmed']);
  });
  it('does not ask again after a rejection, unless much more is at stake', () => {
    const proposed = round(loaded());
    const rejected = say(proposed.state, 'reject');
    expect(rejected).toMatchObject({ ok: true, state: { open: null } });
    expect(changes(rejected.effects)).toEqual(['rejected']);
    expect(round(rejected.state, 60).state.open).toBeNull();
    const worse = { ...rejected.state, demand: aDemand({ ...UNEVEN, n1: 1100, s1: 1100 }) };
    expect(round(worse, 60).state.open?.status).toBe('proposed');
  });
  it('takes a proposal back when another plan runs than it speaks of', () => {
    const proposed = round(loaded()).state;
    expect(advise(model, proposed, { nowMs: at(60), runningPlan: null }).state.open?.status).toBe('proposed');
    const other = advise(model, proposed, { nowMs: at(60), runningPlan: { ...aPlan(), id: 'P9' } });
    expect(changes(other.effects)).toEqual(['superseded', 'proposed']);
    expect(other.state.open?.recommendation.runningPlanId).toBe('P9');
    // Nothing better than what runs now: it is gone all the same.
    const good = advise(model, proposed, { nowMs: at(60), runningPlan: { ...proposed.open!.recommendation.plan, id: 'P9' } });
    expect([good.state.open, ...changes(good.effects)]).toEqual([null, 'superseded']);
  });
  it('does not ask a controller that did not follow again at once, unless much more is at stake', () => {
    const commanded = say(round(loaded()).state, 'accept').state;
    const refused = adviseReadback(commanded, { atMs: at(30), planId: 'P1', faults: [`command ${idOf(commanded)} refused`] }).state;
    const fresh = (state: JunctionAdvice, s: number, flows = UNEVEN): JunctionAdvice => ({ ...state, demand: aDemand(flows, { endMs: at(s - 10), measuredMs: at(s - 10) }) });
    for (const s of [60, 600, 1829]) expect(round(fresh(refused, s), s)).toMatchObject({ state: { open: null }, result: { kind: 'recommendation' } });
    expect(round(fresh(refused, 1830), 1830).state.open?.status).toBe('proposed');
    expect(round(fresh(refused, 60, { ...UNEVEN, n1: 1100, s1: 1100 }), 60).state.open?.status).toBe('proposed');
    // What failed in the place of another gains much over what runs after it: it is the same plan all the same.
    const busier = { ...UNEVEN, n1: 1100, s1: 900 };
    const second = advise(model, fresh(inForce(), 70, busier), { nowMs: at(70), runningPlan: inForce().active?.recommendation.plan ?? null }).state;
    const again = say(second, 'accept', 80).state;
    const fallen = adviseReadback(again, { atMs: at(90), planId: 'P1', faults: [`command ${idOf(again)} refused`] }).state;
    const anew = round(fresh(fallen, 120, busier), 120);
    expect(anew).toMatchObject({ state: { open: null }, result: { recommendation: { plan: { cycleS: again.open?.recommendation.plan.cycleS, stages: again.open?.recommendation.plan.stages } } } });
    expect((anew.result as { recommendation: Recommendation }).recommendation.gain.vehHPerH).toBeGreaterThan((again.open?.recommendation.gain.vehHPerH ?? 0) * 1.5);
    // In the same round in which it fails for want of a read-back.
    const silent = round(fresh(commanded, 320), 320);
    expect(changes(silent.effects)).toEqual(['failed', 'alarm', 'withdraw']);
    // And when it leaves what it had confirmed.
    const left = [80, 110].reduce((state, s) => adviseReadback(state, { atMs: at(s), planId: 'P1' }).state, inForce());
    expect(left.active).toBeNull();
    expect(round(fresh(left, 120), 120)).toMatchObject({ state: { open: null }, result: { kind: 'recommendation' } });
  });
  it('whatever happens: nothing that was turned down or not followed comes back within the wait', () => {
    const { holdS, gainFactor, samePlanS } = DEFAULT_ADVICE_PARAMS.rejection;
    const same = (a: SignalPlan, b: SignalPlan): boolean => Math.abs(a.cycleS - b.cycleS) <= samePlanS && a.stages.every((x, i) => Math.abs(x.greenS - b.stages[i]!.greenS) <= samePlanS);
    const loads = [UNEVEN, { ...UNEVEN, n1: 700 }, { ...UNEVEN, e1: 300 }, { ...UNEVEN, n1: 1100, s1: 900 }, { n1: 150, s1: 150, e1: 700, w1: 700, w2: 700 }];
    let proposals = 0;
    let held = 0;
    const happening = fc.record({ afterS: fc.integer({ min: 60, max: 900 }), load: fc.integer({ min: 0, max: 4 }), act: fc.constantFrom('wait', 'reject', 'refuse', 'leave', 'silence', 'follow', 'follow') });
    fc.assert(
      fc.property(fc.array(happening, { minLength: 4, maxLength: 12 }), (list) => {
        let state = createJunctionAdvice();
        let s = 0;
        const over: { atMs: number; vehHPerH: number; failed: boolean; plan: SignalPlan }[] = [];
        const take = (step: { state: JunctionAdvice; effects: readonly AdviceEffect[] }): void => {
          ({ state } = step);
          for (const e of step.effects) {
            if (e.type !== 'changed') continue;
            const { status, changedAtMs, recommendation: { plan, gain: { vehHPerH } } } = e.record;
            if (status === 'rejected' || status === 'failed') over.push({ atMs: changedAtMs, vehHPerH, failed: status === 'failed', plan });
            if (status !== 'proposed') continue;
            proposals += 1;
            for (const one of over) {
              if (changedAtMs - one.atMs >= holdS * 1000) continue;
              expect(vehHPerH).toBeGreaterThanOrEqual(one.vehHPerH * gainFactor);
              expect(one.failed && same(one.plan, plan)).toBe(false);
            }
          }
        };
        for (const { afterS, load, act } of list) {
          // Whoever follows keeps saying so.
          for (const endS = s + afterS; s < endS; s = Math.min(s + 100, endS)) if (state.active !== null) take(adviseReadback(state, { atMs: at(s), planId: state.active.recommendation.plan.id }));
          state = { ...state, demand: aDemand(loads[load]!, { endMs: at(s - 10), measuredMs: at(s - 10) }) };
          const step = advise(model, state, { nowMs: at(s), runningPlan: state.active?.recommendation.plan ?? aPlan() });
          take(step);
          if (step.result.kind === 'recommendation' && state.open === null) held += 1;
          if (state.open?.status !== 'proposed' || act === 'wait') continue;
          take(say(state, act === 'reject' ? 'reject' : 'accept', s + 1));
          if (act === 'refuse') take(adviseReadback(state, { atMs: at(s + 2), planId: 'P1', faults: [`command ${idOf(state)} refused`] }));
          if (act !== 'leave' && act !== 'follow') continue;
          take(adviseReadback(state, agree(state, s + 5)));
          if (act === 'follow') continue;
          for (const later of [10, 40]) take(adviseReadback(state, { atMs: at(s + later), planId: 'P1' }));
        }
      }),
      { numRuns: 30, seed: 7 },
    );
    expect(Math.min(proposals, held)).toBeGreaterThan(20);
  });
  it('replaces an open proposal only by a clearly better one', () => {
    const proposed = round(loaded());
    const same = round(proposed.state, 60);
    expect([same.effects, idOf(same.state)]).toEqual([[], idOf(proposed.state)]);
    const better = round({ ...proposed.state, demand: aDemand({ ...UNEVEN, n1: 1000, s1: 1000 }) }, 60);
    expect(changes(better.effects)).toEqual(['superseded', 'proposed']);
    expect(idOf(better.state)).not.toBe(idOf(proposed.state));
  });
  it('lets proposals expire', () => {
    const { state } = round(loaded());
    const later = advise(model, state, { nowMs: at(900), runningPlan: null });
    expect(changes(later.effects)).toEqual(['expired']);
    expect(later.state.open).toBeNull();
    const late = say(state, 'accept', 900);
    expect(late).toMatchObject({ ok: false, code: 'expired', state: { open: null } });
    expect(changes(late.effects)).toEqual(['expired']);
  });
  it('refuses decisions about what is not there, or is on its way', () => {
    expect(decide(model, createJunctionAdvice(), { recommendationId: 'x', decision: 'accept', by: 'm', reason: '', atMs: at(1) })).toMatchObject({ ok: false, code: 'notFound' });
    const { state } = round(loaded());
    expect(decide(model, state, { recommendationId: 'x', decision: 'accept', by: 'm', reason: '', atMs: at(1) })).toMatchObject({ ok: false, code: 'notFound' });
    expect(say(say(state, 'accept').state, 'reject', 30)).toMatchObject({ ok: false, code: 'illegalTransition', effects: [] });
  });
  it('checks an accepted plan again, for the junction may have changed meanwhile', () => {
    const { state } = round(loaded());
    const stricter = aJunction({ intergreensS: { ...model.intergreensS, F2: { K2: 20 } } });
    expect(decide(stricter, state, { recommendationId: idOf(state), decision: 'accept', by: 'm', reason: '', atMs: at(1) })).toMatchObject({ ok: false, code: 'unsafePlan', effects: [] });
    expect(decide(stricter, state, { recommendationId: idOf(state), decision: 'reject', by: 'm', reason: '', atMs: at(1) }).ok).toBe(true);
  });
  it('alarms and withdraws when the controller does not follow', () => {
    const commanded = say(round(loaded()).state, 'accept').state;
    const failed = advise(model, commanded, { nowMs: at(320), runningPlan: null });
    expect(changes(failed.effects)).toEqual(['failed', 'alarm', 'withdraw']);
    expect(failed.effects[1]).toMatchObject({ type: 'alarm', cause: 'noReadback', junctionId: 'K100' });
    expect(failed.state.open).toBeNull();
  });
  it('ends what is in force by expiry or loss', () => {
    const lost = advise(model, inForce(), { nowMs: at(60 + 120), runningPlan: null });
    expect(changes(lost.effects)).toEqual(['failed', 'alarm', 'withdraw']);
    expect(lost.state.active).toBeNull();
    let state = inForce();
    for (let s = 120; s < 3600; s += 60) ({ state } = adviseReadback(state, agree(state, s)));
    const over = advise(model, state, { nowMs: at(3620), runningPlan: null });
    expect(changes(over.effects)).toEqual(['expired', 'withdraw']);
  });
  it('supersedes what is in force with the next command', () => {
    const active = inForce();
    const plan = active.active?.recommendation.plan ?? null;
    const shifted = { ...active, demand: aDemand({ n1: 100, s1: 100, e1: 800, w1: 800, w2: 800 }) };
    const next = advise(model, shifted, { nowMs: at(70), runningPlan: plan });
    expect([next.state.open?.status, next.state.active?.status]).toEqual(['proposed', 'confirmed']);
    const commanded = say(next.state, 'accept', 80);
    expect(changes(commanded.effects)).toEqual(['accepted', 'superseded', 'commanded', 'command']);
    // The controller runs the old plan for the rest of its cycle: no alarm.
    const waiting = adviseReadback(commanded.state, { atMs: at(100), planId: plan?.id ?? null });
    expect([waiting.effects, waiting.state.active]).toEqual([[], null]);
    const confirmed = adviseReadback(waiting.state, agree(waiting.state, 130));
    expect(changes(confirmed.effects)).toEqual(['confirmed']);
    expect(confirmed.state.active?.recommendation.id).toBe(idOf(next.state));
  });
  it('keeps a proposal beside the plan in force through read-backs', () => {
    const shifted = { ...inForce(), demand: aDemand({ n1: 100, s1: 100, e1: 800, w1: 800, w2: 800 }) };
    const { state } = advise(model, shifted, { nowMs: at(70), runningPlan: shifted.active?.recommendation.plan ?? null });
    const heard = adviseReadback(state, { atMs: at(75), planId: state.active?.recommendation.plan.id ?? null });
    expect([heard.effects, heard.state.open?.status, heard.state.active?.lastReadbackMs]).toEqual([[], 'proposed', at(75)]);
  });
  it('does not look past a command on its way', () => {
    const commanded = say(round(loaded()).state, 'accept').state;
    const later = round({ ...commanded, demand: aDemand({ ...UNEVEN, n1: 1500, s1: 1500 }) }, 60);
    expect([later.effects, later.result.kind, later.state.open?.status]).toEqual([[], 'recommendation', 'commanded']);
  });
  it('knows the plan that runs', () => {
    const state = inForce();
    const readback = (over: Partial<ControllerReadback>): ControllerReadback => ({ atMs: at(0), planId: 'P1', ...over });
    expect(runningPlanOf(model, state, null)).toBeNull();
    expect(runningPlanOf(model, state, readback({ planId: null }))).toBeNull();
    expect(runningPlanOf(model, state, readback({ mode: 'off' }))).toBeNull();
    expect(runningPlanOf(model, state, readback({ mode: 'flashing' }))).toBeNull();
    expect(runningPlanOf(model, state, readback({}))).toEqual(aPlan());
    expect(runningPlanOf(model, state, readback({ planId: state.active?.recommendation.plan.id ?? '' }))).toEqual(state.active?.recommendation.plan);
    expect(runningPlanOf(model, state, readback({ planId: 'P9' }))).toBeNull();
  });
  it('shows what people decided and how it ended, for an hour or until there is a newer one', () => {
    const commanded = say(round(loaded()).state, 'accept').state;
    const failed = adviseReadback(commanded, { atMs: at(30), planId: 'P1', faults: [`command ${idOf(commanded)} refused`] }).state;
    expect(shownRecord(failed, at(30))).toMatchObject({ status: 'failed', failure: 'refused', recommendation: { id: idOf(commanded) } });
    expect([shownRecord(failed, at(30 + 3599))?.status, shownRecord(failed, at(30 + 3600))]).toEqual(['failed', null]);
    // A newer one takes its place, and leaves it there when it goes unanswered.
    const newer = advise(model, { ...failed, demand: aDemand({ ...UNEVEN, n1: 1100, s1: 1100 }) }, { nowMs: at(70), runningPlan: aPlan() }).state;
    expect(shownRecord(newer, at(70))).toMatchObject({ status: 'proposed', recommendation: { id: idOf(newer) } });
    expect(shownRecord(advise(model, newer, { nowMs: at(970), runningPlan: null }).state, at(970))).toBeNull();
    expect(JSON.parse(JSON.stringify(failed))).toEqual(failed);
  });
  it('shows what was rejected, what was taken back and what was confirmed and ended; what is in force comes first', () => {
    const rejected = say(round(loaded()).state, 'reject').state;
    expect(shownRecord(rejected, at(20))).toMatchObject({ status: 'rejected', decisionReason: 'r' });
    const commanded = say(round(loaded()).state, 'accept').state;
    expect(shownRecord(abandon(commanded, idOf(commanded), 'C1', at(30)).state, at(30))).toMatchObject({ status: 'superseded', supersededBy: 'C1' });
    const over = advise(model, inForce(), { nowMs: at(60 + 120), runningPlan: null }).state;
    expect(shownRecord(over, at(180))).toMatchObject({ status: 'failed', confirmedAtMs: at(60) });
    expect(shownRecord({ ...inForce(), ended: rejected.ended }, at(70))?.status).toBe('confirmed');
  });
  it('asks for a clearly better plan by default', () => {
    expect(DEFAULT_ADVICE_PARAMS.supersedeFactor).toBeGreaterThan(1);
  });
});

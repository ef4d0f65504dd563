import { beforeAll, describe, expect, it } from 'vitest';
import { City, ReplayChanges, type FacilityState, type PlanState, type SignState } from '@wegweiser/contracts';
import { DEFAULT_LIMITS } from '../city/limits.js';
import { aTown, T0 } from '../engine/testing/town.js';
import { applyChanges } from './changes.js';
import { ReplayRun } from './replay-run.js';
import { MINUTE, PastTown } from './testing/past-town.js';

const HOURS = 2;
/** The garage fills within the first hour, stays full, and empties. */
const vacantAt = (minute: number) => Math.max(0, Math.abs(minute - 90) - 20);
let lived: PastTown;
let same: ReplayRun;

beforeAll(async () => {
  lived = new PastTown().live(70, vacantAt);
  lived.act({ type: 'lockSign', signId: 'tafel', lock: { show: { rows: [{ rowId: 'r1', text: 'UMLT' }] }, reason: 'works', expiresAt: new Date(T0 + 40 * MINUTE).toISOString() } });
  lived.live(110, (m) => vacantAt(m + 70));
  same = await replay();
});

async function replay(changes: object = {}, past = lived.past()): Promise<ReplayRun> {
  const changed = applyChanges(lived.town.city, DEFAULT_LIMITS, ReplayChanges.parse(changes));
  if (!changed.ok) throw new Error(changed.problems.join('; '));
  const run = new ReplayRun({ city: changed.city, limits: changed.limits, tickMs: 5000, fromMs: T0, toMs: T0 + HOURS * 60 * MINUTE, acts: ReplayChanges.parse(changes).acts }, past);
  await run.run(() => Promise.resolve());
  return run;
}
/** Of what a town lived, `minutes` from `from` on. */
async function short(lives: PastTown, from: number, minutes: number): Promise<ReplayRun> {
  const run = new ReplayRun({ city: lives.town.city, limits: DEFAULT_LIMITS, tickMs: 5000, fromMs: T0 + from * MINUTE, toMs: T0 + (from + minutes) * MINUTE, acts: true }, lives.past());
  await run.run(() => Promise.resolve());
  return run;
}
const differing = (run: ReplayRun) => run.compare().things.map((t) => [t.id, t.differsS]);
const situation = (run: ReplayRun, minute: number) => run.read(T0 + minute * MINUTE, 1)[0]!;

describe('replay of a past span', () => {
  it('says what was said then, minute by minute: signs, statuses, acts', () => {
    const run = same;
    expect(run.counts).toMatchObject({ acts: 1, actsLeftOut: 0, failures: 0 });
    expect(run.counts.readings).toBe(180 * 5);
    expect(differing(run)).toEqual([['tafel', 0], ['text', 0], ['nord', 0], ['ost', 0]]);
    expect(run.compare().things.every((t) => t.comparedS > 7000)).toBe(true);
  });

  it('shows every minute, from any minute on, and the same whichever way it is come to', () => {
    const run = same;
    expect(run.readyToMs).toBe(T0 + 119 * MINUTE);
    const [whole, ...deltas] = run.read(T0 + 20 * MINUTE, 60);
    expect(whole!.whole).toBe(true);
    expect(deltas).toHaveLength(59);
    expect(deltas.map((f) => f.atMs)).toEqual(deltas.map((_, n) => T0 + (21 + n) * MINUTE));
    const signs = new Map((whole!.changed.signs ?? []).map((s) => [s.id, s]));
    for (const frame of deltas.slice(0, 25)) for (const s of frame.changed.signs ?? []) signs.set(s.id, s);
    const direct = situation(run, 45).changed.signs!;
    expect([...signs.values()]).toEqual(direct);
    const nord = situation(run, 30).changed.facilities!.find((f: FacilityState) => f.id === 'nord')!;
    expect([nord.status, nord.measuredAtMs]).toEqual(['full', T0 + 29 * MINUTE]);
    const tafel = situation(run, 30).changed.signs!.find((s: SignState) => s.id === 'tafel')!;
    expect([tafel.lock?.reason, tafel.mismatch]).toEqual(['works', null]);
  });

  it('without the operators the sign goes its own way, and only while the lock stood', async () => {
    const run = await replay({ acts: false });
    const { differences } = run.compare();
    expect(differences.every((d) => d.id === 'tafel' && d.done.startsWith('UMLT') && d.toMs <= T0 + 41 * MINUTE)).toBe(true);
    expect(differences.length).toBeGreaterThan(0);
    expect(run.counts.acts).toBe(0);
  });

  it('a lock that was undone before the span does not come back in it, and sign-ins are no acts that were left out', async () => {
    const before = new PastTown().live(20, vacantAt);
    before.act({ type: 'lockSign', signId: 'tafel', lock: { show: { rows: [{ rowId: 'r1', text: 'UMLT' }] }, reason: 'works', expiresAt: new Date(T0 + 120 * MINUTE).toISOString() } });
    before.act({ type: 'undo', commandId: before.acts[0]!.commandId, about: { kind: 'sign', id: 'tafel' } });
    expect(before.acts.map((a) => a.outcome)).toEqual(['ok', 'ok']);
    before.live(45, vacantAt);
    before.acts.push({ ...before.acts[0]!, atMs: before.town.nowMs - MINUTE, action: 'signIn', about: { kind: 'person', id: 'eva' }, detail: { role: 'operator' } });
    const run = await short(before, 60, 3);
    expect(situation(run, 60).changed.signs!.find((s: SignState) => s.id === 'tafel')!.lock).toBeNull();
    expect(run.counts).toMatchObject({ acts: 0, actsLeftOut: 0, failures: 0 });
  });

  it('a lock taken over from another operator is taken over in it, whoever had seen what', async () => {
    const before = new PastTown().live(20, vacantAt);
    const until = new Date(T0 + 120 * MINUTE).toISOString();
    const lock = (text: string) => ({ type: 'lockSign' as const, signId: 'tafel', lock: { show: { rows: [{ rowId: 'r1', text }] }, reason: text, expiresAt: until } });
    before.act(lock('EVA'));
    before.act(lock('MAX'), 'Max', 1);
    before.live(70, vacantAt);
    before.act(lock('EVA'), 'Eva', 2);
    before.live(10, vacantAt);
    expect(before.acts.map((a) => a.outcome)).toEqual(['ok', 'ok', 'ok']);
    const run = await short(before, 25, 10);
    expect([25, 34].map((m) => situation(run, m).changed.signs!.find((s: SignState) => s.id === 'tafel')!.lock?.reason)).toEqual(['MAX', 'EVA']);
    expect(run.counts).toMatchObject({ acts: 1, actsLeftOut: 0, failures: 0 });
  });

  it('what was decided before is in force in it as it was then: two capacities, a closure that ended in another one', async () => {
    const before = new PastTown().live(20, vacantAt);
    const hand = (facilityId: string, action: object) => before.act({ type: 'facility', facilityId, action: { reason: 'weil', ...action } as never });
    const at = (minute: number) => new Date(T0 + minute * MINUTE).toISOString();
    hand('nord', { action: 'temporaryCapacity', capacity: 40, until: at(240) });
    hand('nord', { action: 'temporaryCapacity', capacity: 7, audience: 'contract', until: at(240) });
    hand('ost', { action: 'close' });
    before.live(1, vacantAt);
    hand('ost', { action: 'close', until: at(-30) });
    before.live(99, vacantAt);
    const then = before.town.store.list('facilities').map((f) => [f.status, ...f.audiences.map((a) => a.capacity)]);
    const run = await short(before, 50, 10);
    expect(situation(run, 59).changed.facilities!.map((f: FacilityState) => [f.status, ...f.audiences.map((a) => a.capacity)])).toEqual(then);
    expect(then).toEqual([[expect.any(String), 40, 7], ['spacesAvailable', 80, 20]]);
  });

  it('action plans that ran at its start run on, those that were stopped rest, and what was opened against them stays open', async () => {
    const text = (de: string) => ({ de, en: de });
    const city = City.parse({
      ...aTown(),
      plans: [
        { id: 'fest', name: text('Fest'), measures: [{ close: 'nord' }, { close: 'ost' }, { sign: 'text', show: { multi: 'FEST' } }], maxHours: 4 },
        { id: 'markt', name: text('Markt'), start: 'automatic', priority: 90, schedule: [{ weekdays: [1], from: '06:00', to: '12:00' }], measures: [{ sign: 'tafel', show: { rows: [{ rowId: 'r1', text: 'MARK' }] } }] },
        { id: 'kurz', name: text('Kurz'), measures: [{ facility: 'nord', capacity: 10 }] },
      ],
    });
    const before = new PastTown(city).live(10, () => 30);
    const plan = (planId: string, action: 'start' | 'stop', until?: number) => before.act({ type: 'plan', planId, action: { action, reason: 'weil', ...(until === undefined ? {} : { until: new Date(T0 + until * MINUTE).toISOString() }) } as never });
    plan('fest', 'start');
    plan('markt', 'stop');
    plan('kurz', 'start', -20);
    before.live(1, () => 30);
    before.act({ type: 'facility', facilityId: 'ost', action: { action: 'open', reason: 'doch offen' } });
    before.live(109, () => 30);
    expect(before.acts.map((a) => a.outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const then = (facilities: FacilityState[], plans: PlanState[]) => [facilities.map((f) => [f.status, f.capacity]), plans.map((p) => [p.id, p.run, p.rests, p.measures.map((m) => m.effect)])];
    const run = await short(before, 50, 10);
    const { changed } = situation(run, 59);
    expect(then(changed.facilities!, changed.plans!)).toEqual(then(before.town.store.list('facilities'), before.town.store.list('plans')));
    expect(changed.plans!.map((p: PlanState) => [p.state, p.run?.endsAtMs ?? null, p.rests])).toEqual([['running', T0 + (240 - 50) * MINUTE, false], ['idle', null, true], ['idle', null, false]]);
    expect(run.compare().things.filter((t) => t.differsS > 0)).toEqual([]);
  });

  it('with other thresholds differs where it should', async () => {
    const run = await replay({ facilities: { nord: { thresholds: { almostFullVacant: 40, almostFullClear: 45, fullVacant: 20, fullClear: 25 } } } });
    const nord = run.compare().differences.filter((d) => d.id === 'nord');
    expect(nord.some((d) => d.replayed === 'full' && d.done === 'almostFull')).toBe(true);
    expect(run.compare().things.find((t) => t.id === 'ost')!.differsS).toBe(0);
  });

  it('a sign that did not obey then does not obey now', async () => {
    const stuck = new PastTown().live(180, vacantAt, 'stuck');
    const run = await replay({}, stuck.past());
    expect(situation(run, 60).changed.signs!.find((s: SignState) => s.id === 'tafel')!.mismatch).not.toBeNull();
  });

  it('says at once everything that is wrong with the changes', () => {
    const changed = applyChanges(lived.town.city, DEFAULT_LIMITS, ReplayChanges.parse({
      limits: { lane: { silentAfterSeconds: -1 }, retention: { rawDays: 1 } },
      signs: { nowhere: { dwellSeconds: 1 } },
      facilities: { nord: { thresholds: { almostFullVacant: 1, almostFullClear: 1, fullVacant: 9, fullClear: 9 } } },
    }));
    expect(changed.ok).toBe(false);
    const text = changed.ok ? '' : changed.problems.join('\n');
    for (const part of ['silentAfterSeconds', 'limits.retention', 'signs.nowhere', 'facility nord']) expect(text).toContain(part);
  });
});

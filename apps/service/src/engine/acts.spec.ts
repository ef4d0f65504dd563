import { City, type CommandOutcome } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, Town } from './testing/town.js';

const running = () => new Town(City.parse({ ...aTown(), plans: [{ id: 'fest', name: { de: 'Fest', en: 'Fest' }, measures: [{ close: 'nord' }] }] })).vacant('nord', 30).vacant('ost', 60).pass(70);
const lockOf = (t: Town, text: string, reason = 'Umleitung') => ({ show: { rows: [{ rowId: 'r1', text }] }, reason, expiresAt: new Date(t.nowMs + 600_000).toISOString() });
const lock = (t: Town, text: string, by = 'Eva', seen?: number) => t.act({ type: 'lockSign', signId: 'tafel', lock: lockOf(t, text) }, by, seen);
const act = (t: Town, action: object, seen?: number) => t.act({ type: 'facility', facilityId: 'nord', action: { reason: 'weil', ...action } as never }, 'Eva', seen);
const undoOf = (outcome: CommandOutcome): string => {
  if (!outcome.ok || outcome.undo === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.undo.commandId;
};
const about = (kind: 'sign' | 'facility' | 'plan', id: string) => ({ kind, id });
const ABOUT = { sign: about('sign', 'tafel'), facility: about('facility', 'nord'), plan: about('plan', 'fest') };
const undo = (t: Town, commandId: string, of: keyof typeof ABOUT = 'facility') => t.act({ type: 'undo', commandId, about: ABOUT[of] }, 'Max');
const nord = (t: Town) => t.store.find('facilities', 'nord')!;

describe('two people', () => {
  it('cannot overwrite each other unseen: the second is told who did what, and acts knowingly', () => {
    const t = running();
    expect(lock(t, 'EVA', 'Eva', 0)).toMatchObject({ ok: true, revision: 1 });
    t.pass(1);
    expect(t.store.find('signs', 'tafel')?.revision).toBe(1);
    const stale = lock(t, 'MAX', 'Max', 0);
    expect(stale).toMatchObject({ ok: false, code: 'stale', revision: 1, changes: [{ revision: 1, by: 'Eva', action: 'lockSign', reason: 'Umleitung' }] });
    expect(t.rows()[0]).toBe('EVA');
    // Who has seen the lock may take it over; who says nothing of it may not.
    expect(lock(t, 'MAX', 'Max')).toMatchObject({ ok: false, code: 'conflict' });
    expect(lock(t, 'MAX', 'Max', 1)).toMatchObject({ ok: true, revision: 2 });
    t.pass(1);
    expect(t.rows()[0]).toBe('MAX');
    expect(t.audit().map((a) => [a.by, a.action, a.outcome])).toEqual([['Eva', 'lockSign', 'ok'], ['Max', 'lockSign', 'refused'], ['Max', 'lockSign', 'refused'], ['Max', 'lockSign', 'ok']]);
  });

  it('are told of a lock that expired and of a plan that began meanwhile', () => {
    const t = running();
    lock(t, 'EVA');
    t.pass(601);
    expect(t.act({ type: 'unlockSign', signId: 'tafel', reason: 'weg' }, 'Max', 1)).toMatchObject({ code: 'stale', changes: [{ action: 'lockExpired', by: 'rule' }] });
    t.act({ type: 'plan', planId: 'fest', action: { action: 'start', reason: 'los' } });
    t.pass(1);
    expect(act(t, { action: 'close' }, 0)).toMatchObject({ code: 'stale', changes: [{ action: 'planMeasureBegins', by: 'plan:fest', reason: 'Fest' }] });
    t.pass(1);
    expect(nord(t).revision).toBe(1);
  });

  it('names only the last changes, and refuses a revision that never was', () => {
    const t = running();
    for (let n = 0; n < 8; n += 1) act(t, { action: n % 2 === 0 ? 'close' : 'open' });
    const stale = act(t, { action: 'close' }, 0);
    expect(stale).toMatchObject({ code: 'stale', revision: 8 });
    expect(!stale.ok && stale.code === 'stale' ? stale.changes.map((c) => c.revision) : []).toEqual([4, 5, 6, 7, 8]);
    expect(act(t, { action: 'close' }, 99)).toMatchObject({ code: 'stale', message: 'revision 99 is not known, it is 8', changes: [] });
  });
});

describe('undo', () => {
  it('brings a lock back, and takes one away', () => {
    const t = running();
    lock(t, 'EINS');
    const second = lock(t, 'ZWEI');
    t.pass(1);
    expect(undo(t, undoOf(second), 'sign')).toMatchObject({ ok: true, revision: 3 });
    t.pass(1);
    expect(t.rows()[0]).toBe('EINS');
    const lifted = t.act({ type: 'unlockSign', signId: 'tafel', reason: 'Versehen' });
    t.pass(1);
    expect(t.store.find('signs', 'tafel')?.lock).toBeNull();
    undo(t, undoOf(lifted), 'sign');
    t.pass(1);
    expect(t.rows()[0]).toBe('EINS');
    // Once.
    expect(undo(t, undoOf(lifted), 'sign')).toMatchObject({ ok: false, code: 'notFound' });
    expect(t.audit().at(-2)).toMatchObject({ by: 'Max', action: 'undo', about: { kind: 'sign', id: 'tafel' }, outcome: 'ok' });
  });

  it('opens a garage that was closed, closes one that was opened, takes a capacity back', () => {
    const t = running();
    const closed = act(t, { action: 'close' });
    t.pass(2);
    undo(t, undoOf(closed));
    t.pass(2);
    expect(nord(t).vacant).toBe(30);
    act(t, { action: 'close', until: new Date(t.nowMs + 3_600_000).toISOString() });
    const opened = act(t, { action: 'open' });
    t.pass(2);
    undo(t, undoOf(opened));
    t.pass(2);
    expect(nord(t).status).toBe('closed');
    act(t, { action: 'open' });
    const less = act(t, { action: 'temporaryCapacity', capacity: 60, until: new Date(t.nowMs + 3_600_000).toISOString() });
    t.pass(2);
    expect(nord(t).capacity).toBe(60);
    undo(t, undoOf(less));
    t.pass(2);
    expect(nord(t).capacity).toBe(80);
  });

  it('gives a garage back to the plan that closes it, and ends or resumes a plan', () => {
    const t = running();
    const started = t.act({ type: 'plan', planId: 'fest', action: { action: 'start', reason: 'los' } });
    t.pass(2);
    const opened = act(t, { action: 'open' });
    t.pass(2);
    expect(nord(t).status).not.toBe('closed');
    undo(t, undoOf(opened));
    t.pass(2);
    expect(nord(t).status).toBe('closed');
    undo(t, undoOf(started), 'plan');
    t.pass(2);
    expect(nord(t).status).not.toBe('closed');
    const again = t.act({ type: 'plan', planId: 'fest', action: { action: 'start', reason: 'los' } });
    expect(again.ok).toBe(true);
    const stopped = t.act({ type: 'plan', planId: 'fest', action: { action: 'stop', reason: 'aus' } });
    undo(t, undoOf(stopped), 'plan');
    t.pass(2);
    expect(t.store.find('plans', 'fest')).toMatchObject({ state: 'running' });
  });

  it('leaves alone what somebody else did since, and ends after ten minutes', () => {
    const t = running();
    const first = act(t, { action: 'close' });
    act(t, { action: 'open' });
    expect(undo(t, undoOf(first))).toMatchObject({ ok: false, code: 'stale', changes: [{ action: 'open' }] });
    const late = act(t, { action: 'close' });
    t.pass(600);
    expect(undo(t, undoOf(late))).toMatchObject({ ok: false, code: 'notFound' });
  });

  it('of one thing is not to be had by the right to another', () => {
    const t = running();
    expect(undo(t, undoOf(act(t, { action: 'close' })), 'sign')).toMatchObject({ ok: false, code: 'notFound' });
  });

  it('is not offered for what cannot be taken back', () => {
    const t = running();
    expect(act(t, { action: 'setOccupied', audience: 'shortStay', occupied: 12 })).toEqual({ ok: true, revision: 1 });
  });

  it('and revisions outlive a restart', () => {
    const t = running();
    const closed = act(t, { action: 'close' });
    const again = t.restarted();
    expect(act(again, { action: 'open' }, 0)).toMatchObject({ code: 'stale', revision: 1 });
    expect(undo(again, undoOf(closed))).toMatchObject({ ok: true });
  });
});

describe('alarms', () => {
  it('of several things are acknowledged together, and only those that were seen', () => {
    const t = running().pass(1900);
    const ids = t.store.list('alarms').filter((a) => a.clearedAtMs === null).map((a) => a.id);
    expect(ids.length).toBeGreaterThan(1);
    expect(t.act({ type: 'acknowledgeAlarms', alarmIds: [...ids, 'constructor', 'nirgends'] })).toEqual({ ok: true });
    expect(t.store.list('alarms').filter((a) => ids.includes(a.id)).every((a) => a.acknowledgedBy === 'operator')).toBe(true);
    expect(t.act({ type: 'acknowledgeAlarms', alarmIds: ids })).toMatchObject({ ok: false, code: 'conflict' });
  });

  it('of the service itself are raised and cleared, and stand in no audit log', () => {
    const t = running();
    const report = (failing: boolean) => t.act({ type: 'report', code: 'jobFailed', id: 'rollup', failing, text: { de: 'Auftrag gescheitert', en: 'job failed' } }, 'service:archive');
    report(true);
    expect(t.alarm('jobFailed')).toMatchObject({ clearedAtMs: null, about: { kind: 'job', id: 'rollup' } });
    report(false);
    expect(t.alarm('jobFailed')?.clearedAtMs).not.toBeNull();
    expect(t.audit()).toEqual([]);
  });

  it('call no source silent before it had its time: not at the start, not after the service was away', () => {
    const t = new Town();
    t.pass(1799);
    expect(t.store.list('facilities').every((f) => f.status === 'unavailable')).toBe(true);
    expect(t.alarm('facilityStale')).toBeUndefined();
    t.pass(1);
    expect(t.store.list('alarms').filter((a) => a.code === 'facilityStale')).toHaveLength(2);
    t.vacant('nord', 3).vacant('ost', 3).pass(2).away(86_400);
    expect(t.alarm('facilityStale')?.clearedAtMs).not.toBeNull();
    t.vacant('nord', 3).pass(1800);
    expect(t.store.list('alarms').filter((a) => a.code === 'facilityStale' && a.clearedAtMs === null).map((a) => a.about.id)).toEqual(['nord', 'ost'].slice(1));
  });
});

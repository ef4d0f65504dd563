import { describe, expect, it } from 'vitest';
import { T0, Town } from './testing/town.js';

const iso = (ms: number) => new Date(ms).toISOString();
const sign = (t: Town) => t.store.find('signs', 'tafel')!;
const lock = (t: Town, rows: { rowId: string; text: string }[], by = 'Eva', seconds = 600) =>
  t.act({ type: 'lockSign', signId: 'tafel', lock: { show: { rows }, reason: 'works in the street', expiresAt: iso(t.nowMs + seconds * 1000) } }, by);

/** Counts every half minute, and the signs say what they are told. */
function run(t: Town, minutes: number): Town {
  for (let i = 0; i < minutes * 2; i += 1) {
    t.vacant('nord', 37).vacant('ost', 0).pass(15);
    const { content, orderId } = t.order('text');
    t.say({ kind: 'signReadback', deviceId: 'text', orderId, shows: content.type === 'freeText' ? [content.multi] : [], lamp: 'ok', link: 'ok', rejected: null });
    readBack(t).pass(15);
  }
  return t;
}
let base: Town | null = null;
/** A town that has been running for some minutes. */
const running = (): Town => (base ??= run(new Town(), 3)).restarted();
const readBack = (t: Town, shows = t.rows(), orderId: string | null = t.order().orderId) => t.say({ kind: 'signReadback', deviceId: 'tafel', orderId, shows, lamp: 'ok', link: 'ok', rejected: null });

describe('signs in the engine', () => {
  it('shows what is counted, in the words of the sign, and says why', () => {
    const t = running();
    expect(t.rows()).toEqual(['37', 'VOLL']);
    expect(sign(t)).toMatchObject({ online: true, level: 'live', mismatch: null, lock: null });
    expect(t.order().why).toMatchObject({ ruleId: 'normal', lock: null, inputs: [{ id: 'nord/shortStay', value: 37 }, { id: 'nord/shortStay@arrival', value: 37, status: 'free' }, { id: 'ost/shortStay' }, { id: 'ost/shortStay@arrival', status: 'fills' }] });
    expect(t.order('text').content).toMatchObject({ type: 'freeText', multi: expect.stringContaining('37') });
  });

  it('publishes each order as it stands in the store, retained for the sign', () => {
    const t = running();
    expect(JSON.parse(t.published('sign/tafel/order').at(-1)!)).toEqual(t.order());
    expect(t.effects.derived.some((d) => d.table === 'signOrder' && d.value.orderId === t.order().orderId)).toBe(true);
  });

  it('lets an operator show something else on a row, until it expires', () => {
    const t = running();
    expect(lock(t, [{ rowId: 'r1', text: 'UMLT' }], 'Eva', 60)).toMatchObject({ ok: true });
    t.vacant('ost', 0).pass(1);
    expect(t.rows()[0]).toBe('UMLT');
    expect(sign(t).lock).toEqual({ by: 'operator', reason: 'works in the street', expiresAtMs: t.nowMs - 1000 + 60_000 });
    expect(t.order().why.lock).toMatchObject({ by: 'operator', reason: 'works in the street' });
    t.vacant('nord', 36).vacant('ost', 0).pass(60);
    expect(sign(t).lock).toBeNull();
    expect(t.rows()[0]).not.toBe('UMLT');
  });

  it('keeps a lock over a restart', () => {
    const before = running();
    lock(before, [{ rowId: 'r1', text: 'UMLT' }]);
    const t = before.pass(1).restarted();
    t.pass(30);
    expect(t.rows()[0]).toBe('UMLT');
  });

  it('lets the same operator change a lock, and no other one take it over', () => {
    const t = running();
    lock(t, [{ rowId: 'r1', text: 'EINS' }]);
    expect(lock(t, [{ rowId: 'r1', text: 'ZWEI' }], 'Max')).toEqual({ ok: false, code: 'conflict', message: expect.stringMatching(/^locked by Eva until .*works in the street$/) });
    expect(lock(t, [{ rowId: 'r1', text: 'DREI' }])).toMatchObject({ ok: true });
    t.pass(1);
    expect(t.rows()[0]).toBe('DREI');
  });

  it('goes dark on order, and is given back', () => {
    const t = running();
    expect(t.act({ type: 'lockSign', signId: 'tafel', lock: { show: { blank: true }, reason: 'accident', expiresAt: iso(t.nowMs + 600_000) } })).toMatchObject({ ok: true });
    t.pass(1);
    expect(t.rows()).toEqual(['', '']);
    expect(t.act({ type: 'unlockSign', signId: 'tafel', reason: 'cleared' })).toMatchObject({ ok: true });
    t.vacant('nord', 37).pass(1);
    expect(t.rows()[0]).toBe('37');
    const locked = [expect.objectContaining({ reason: 'accident' })];
    expect(t.audit()).toMatchObject([
      { action: 'lockSign', outcome: 'ok', detail: { before: { locks: [] }, after: { locks: locked } } }, { action: 'unlockSign', outcome: 'ok', detail: { reason: 'cleared', before: { locks: locked }, after: { locks: [] } } },
    ]);
  });

  it('refuses a lock that does not fit, with the reason', () => {
    const t = running();
    expect(lock(t, [{ rowId: 'r9', text: 'x' }])).toEqual({ ok: false, code: 'invalid', message: 'row r9 is not one of r1, r2' });
    expect(lock(t, [{ rowId: 'r1', text: 'UMLEITUNG' }, { rowId: 'r2', text: 'ZU' }])).toEqual({ ok: false, code: 'invalid', message: 'UMLEITUNG is longer than the 4 cells of row r1' });
    expect(lock(t, [{ rowId: 'r1', text: 'x' }], 'Eva', -1)).toMatchObject({ ok: false, code: 'expired' });
    const multi = { show: { multi: 'STAU' }, reason: 'accident', expiresAt: iso(t.nowMs + 1000) };
    expect(t.act({ type: 'lockSign', signId: 'tafel', lock: multi })).toMatchObject({ ok: false, code: 'invalid' });
    expect(t.act({ type: 'lockSign', signId: 'text', lock: { ...multi, show: { rows: [{ rowId: 'r1', text: 'x' }] } } })).toMatchObject({ ok: false, code: 'invalid' });
    expect(t.act({ type: 'lockSign', signId: 'nirgends', lock: multi })).toMatchObject({ ok: false, code: 'notFound' });
    expect(t.act({ type: 'unlockSign', signId: 'nirgends', reason: 'x' })).toMatchObject({ ok: false, code: 'notFound' });
    expect(t.act({ type: 'unlockSign', signId: 'tafel', reason: 'x' })).toMatchObject({ ok: false, code: 'conflict' });
    expect(t.act({ type: 'lockSign', signId: 'text', lock: multi })).toMatchObject({ ok: true });
  });

  it('never shows a number that is older than it may be', () => {
    const t = running();
    let shown = 0;
    for (let s = 0; s < 900; s += 5) {
      t.pass(5);
      const [row] = t.rows();
      const ageMs = t.nowMs - t.store.find('facilities', 'nord')!.measuredAtMs!;
      if (row !== '37') continue;
      shown += 1;
      expect(ageMs).toBeLessThanOrEqual(300_000);
    }
    expect(shown).toBeGreaterThan(0);
    expect(t.rows()[0]).not.toContain('37');
  });

  it('raises an alarm when a sign shows something else for long, names the cause, and clears it', () => {
    const t = running();
    for (let i = 0; i < 16; i += 1) {
      t.vacant('nord', 37).vacant('ost', 0);
      readBack(t, ['99', 'VOLL']).pass(15);
    }
    expect(sign(t).mismatch).not.toBeNull();
    expect(t.alarm('signMismatch')).toMatchObject({ clearedAtMs: null, about: { kind: 'sign', id: 'tafel' }, text: { de: expect.stringMatching(/^Tafel: ./) } });
    run(t, 6);
    expect(sign(t).mismatch).toBeNull();
    expect(t.alarm('signMismatch')!.clearedAtMs).not.toBeNull();
  });

  it('marks a sign offline by its last will and online by its word', () => {
    const t = running();
    t.say({ kind: 'deviceLife', deviceId: 'tafel', deviceClass: 'sign', state: 'offline', bootId: null }).pass(1);
    expect(sign(t).online).toBe(false);
    readBack(t).pass(1);
    expect(sign(t).online).toBe(true);
  });

  it('does not take an old read-back for a new one', () => {
    const t = running();
    const before = sign(t).readback;
    t.say({ kind: 'signReadback', deviceId: 'tafel', orderId: null, shows: ['old'], lamp: 'fault', link: 'lost', rejected: null, timeMs: T0 }, true).pass(1);
    expect(sign(t).readback).toEqual(before);
  });

  it('says every order in force once more when asked to', () => {
    const t = running();
    const count = t.published('sign/tafel/order').length;
    t.engine.republish();
    t.pass(0);
    expect(t.published('sign/tafel/order').slice(count).map((p) => (JSON.parse(p) as { orderId: string }).orderId)).toEqual([t.order().orderId]);
  });
});

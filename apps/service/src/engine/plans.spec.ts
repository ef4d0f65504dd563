import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js';
import { aTown, T0, Town } from './testing/town.js';

const name = (de: string) => ({ de, en: de });
/** Monday 08:00 is when the town begins. */
const PLANS = [
  { id: 'fest', name: name('Fest'), priority: 70, maxHours: 2, measures: [{ close: 'nord' }, { sign: 'text', show: { multi: 'FEST [nl]{ost}' } }, { facility: 'ost', capacity: 40 }] },
  { id: 'markt', name: name('Markt'), priority: 40, start: 'automatic', schedule: [{ weekdays: [1], from: '08:30', to: '09:30' }], measures: [{ sign: 'text', show: { multi: 'MARKT' } }, { sign: 'tafel', show: { rows: [{ rowId: 'r2', text: 'MARK' }] } }] },
  { id: 'voll', name: name('Voll'), priority: 40, start: 'propose', when: { facility: { id: 'ost', status: ['full'] } }, holdMinutes: 1, measures: [{ sign: 'text', show: { blank: true } }] },
];
const town = (plans: unknown[] = PLANS) => new Town(City.parse({ ...aTown(), plans }));
/** A town whose garages count, quietly. */
function running(plans?: unknown[]): Town {
  const t = town(plans);
  t.vacant('nord', 30).vacant('ost', 60).say({ kind: 'deviceLife', deviceId: 'text', deviceClass: 'sign', state: 'online', bootId: null });
  return t.pass(70);
}
const start = (t: Town, planId = 'fest') => t.act({ type: 'plan', planId, action: { action: 'start', reason: 'geht los' } });
const stop = (t: Town, planId = 'fest') => t.act({ type: 'plan', planId, action: { action: 'stop', reason: 'vorbei' } });
const multi = (t: Town): string => {
  const { content } = t.order('text');
  return content.type === 'freeText' ? content.multi : '';
};
const effects = (t: Town, id: string) => t.store.find('plans', id)!.measures.map((m) => (m.by === null ? m.effect : `${m.effect} by ${m.by}`));
const facility = (t: Town, id: string) => t.store.find('facilities', id)!;

describe('plans in the engine', () => {
  it('are known from the start, at rest, with their next window', () => {
    const t = running();
    expect(t.store.find('plans', 'fest')).toMatchObject({ state: 'idle', run: null, trigger: null, nextChange: null, revision: 0 });
    expect(t.store.find('plans', 'markt')).toMatchObject({ state: 'idle', trigger: 'false', nextChange: { atMs: T0 + 30 * 60_000, to: 'begin' } });
    expect(effects(t, 'fest')).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('started by an operator put their measures in force, and give everything back when they are stopped', () => {
    const t = running();
    expect(start(t)).toMatchObject({ ok: true });
    t.pass(2);
    expect(facility(t, 'nord')).toMatchObject({ status: 'closed', vacant: null, plan: 'fest' });
    expect(facility(t, 'ost')).toMatchObject({ capacity: 40, vacant: 20, plan: 'fest' });
    expect(multi(t)).toBe('FEST [nl]20');
    expect(t.order('text').why.text.de).toContain('Handlungsplan „Fest“');
    expect(t.store.find('signs', 'text')).toMatchObject({ lock: null, plan: 'fest' });
    expect(t.store.find('plans', 'fest')).toMatchObject({ state: 'running', run: { cause: 'operator', by: 'operator', reason: 'geht los' }, revision: 1 });
    expect(effects(t, 'fest')).toEqual(['inForce', 'inForce', 'inForce']);
    expect(start(t)).toMatchObject({ ok: false, code: 'conflict' });
    expect(stop(t)).toMatchObject({ ok: true });
    t.pass(2);
    expect(facility(t, 'nord')).toMatchObject({ vacant: 30, plan: null });
    expect(facility(t, 'ost')).toMatchObject({ capacity: 80, vacant: 60 });
    expect(multi(t)).toMatch(/^NORD/);
    expect(stop(t)).toMatchObject({ ok: false, code: 'conflict' });
    expect(t.act({ type: 'plan', planId: 'nirgends', action: { action: 'stop', reason: 'aus' } })).toMatchObject({ ok: false, code: 'notFound' });
    expect(t.act({ type: 'plan', planId: 'fest', action: { action: 'start', reason: 'lang', until: new Date(t.nowMs + 86_400_000).toISOString() } })).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('end by themselves', () => {
    const t = running();
    start(t);
    t.pass(7200);
    expect(t.store.find('plans', 'fest')).toMatchObject({ state: 'idle', rests: false });
    expect(facility(t, 'nord').status).not.toBe('closed');
    expect(t.audit().filter((a) => a.by === 'rule:plan')).toMatchObject([{ action: 'planStarted', about: { id: 'markt' } }, { action: 'planEnded' }, { action: 'planEnded', about: { id: 'fest' } }]);
  });

  it('by schedule begin and end with their window; the higher priority wins where both want a sign, the rest of the lower goes on', () => {
    const t = running();
    t.pass(30 * 60 - 70);
    expect(t.store.find('plans', 'markt')).toMatchObject({ state: 'running', run: { cause: 'schedule', endsAtMs: T0 + 90 * 60_000 }, nextChange: { to: 'end' } });
    t.pass(1);
    expect(multi(t)).toBe('MARKT');
    start(t);
    t.pass(2);
    expect(multi(t)).toMatch(/^FEST/);
    expect(t.rows()[1]).toBe('MARK');
    expect(effects(t, 'markt')).toEqual(['beaten by fest', 'inForce']);
    stop(t);
    t.pass(2);
    expect(multi(t)).toBe('MARKT');
    t.pass(3600);
    expect(t.store.find('plans', 'markt')).toMatchObject({ state: 'idle' });
    expect(multi(t)).not.toBe('MARKT');
  });

  it('an operator stands above every plan: a lock shows, a garage that was opened stays open, a closure by hand outlasts the plan', () => {
    const t = running();
    const lock = { show: { multi: 'HAND' }, reason: 'Unfall', expiresAt: new Date(t.nowMs + 600_000).toISOString() };
    expect(t.act({ type: 'lockSign', signId: 'text', lock })).toMatchObject({ ok: true });
    start(t);
    t.pass(2);
    expect(multi(t)).toBe('HAND');
    expect(effects(t, 'fest')).toEqual(['inForce', 'overridden', 'inForce']);
    t.pass(600);
    expect(multi(t)).toMatch(/^FEST/);
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'open', reason: 'doch offen' } })).toMatchObject({ ok: true });
    t.pass(60);
    expect(facility(t, 'nord').status).not.toBe('closed');
    expect(effects(t, 'fest')[0]).toBe('overridden');
    t.act({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'Brand' } });
    t.act({ type: 'facility', facilityId: 'ost', action: { action: 'temporaryCapacity', capacity: 70, until: new Date(t.nowMs + 7_200_000).toISOString(), reason: 'Bau' } });
    t.pass(2);
    expect(facility(t, 'ost').capacity).toBe(70);
    expect(effects(t, 'fest')).toEqual(['overridden', 'inForce', 'overridden']);
    stop(t);
    t.pass(2);
    expect(facility(t, 'nord').status).toBe('closed');
    expect(facility(t, 'ost').capacity).toBe(70);
  });

  it('a capacity of the public audience and one that leaves the audience out are about the same: the higher priority has it', () => {
    const t = running([
      { id: 'kurz', name: name('Kurz'), priority: 40, measures: [{ facility: 'ost', capacity: 50, audience: 'shortStay' }, { facility: 'ost', capacity: 10, audience: 'contract' }] },
      { id: 'lang', name: name('Lang'), priority: 70, measures: [{ facility: 'ost', capacity: 30 }] },
    ]);
    start(t, 'lang');
    start(t, 'kurz');
    t.pass(2);
    expect(facility(t, 'ost').audiences.map((a) => a.capacity)).toEqual([30, 10]);
    expect([effects(t, 'kurz'), effects(t, 'lang')]).toEqual([['beaten by lang', 'inForce'], ['inForce']]);
    t.act({ type: 'facility', facilityId: 'ost', action: { action: 'temporaryCapacity', capacity: 15, audience: 'contract', until: new Date(t.nowMs + 7_200_000).toISOString(), reason: 'Bau' } });
    t.pass(1);
    expect([effects(t, 'kurz'), effects(t, 'lang')]).toEqual([['beaten by lang', 'overridden'], ['inForce']]);
    stop(t, 'lang');
    t.pass(2);
    expect(facility(t, 'ost').audiences.map((a) => a.capacity)).toEqual([50, 15]);
  });

  it('by condition are proposed when it held, as an alarm too; turned down they rest', () => {
    const t = running();
    t.vacant('ost', 0);
    while (t.store.find('plans', 'voll')?.trigger !== 'true') t.pass(1);
    t.pass(59);
    expect(t.store.find('plans', 'voll')).toMatchObject({ state: 'idle', trigger: 'true' });
    t.pass(1);
    expect(t.store.find('plans', 'voll')).toMatchObject({ state: 'proposed', run: null });
    expect(t.alarm('planProposed')).toMatchObject({ clearedAtMs: null, about: { kind: 'plan', id: 'voll' } });
    expect(t.act({ type: 'plan', planId: 'voll', action: { action: 'dismiss', reason: 'nicht nötig' } })).toMatchObject({ ok: true });
    t.pass(2);
    expect(t.store.find('plans', 'voll')).toMatchObject({ state: 'idle', rests: true });
    expect(t.alarm('planProposed')?.clearedAtMs).not.toBeNull();
  });

  it('go on after a restart as if nothing had happened', () => {
    const t = running();
    start(t);
    t.pass(5);
    const again = t.restarted();
    t.pass(120);
    again.pass(120);
    for (const collection of ['plans', 'signs', 'facilities'] as const) expect(again.store.list(collection)).toEqual(t.store.list(collection));
    stop(again);
    again.pass(2);
    expect(facility(again, 'nord').status).not.toBe('closed');
  });

  it('that the city has no more take back what they did', () => {
    const t = running();
    start(t);
    t.pass(2);
    const without = new Town(City.parse(aTown()), t.nowMs);
    without.engine.restore(decodeSnapshot(Buffer.concat(encodeSnapshot(t.engine.save()))) as never);
    without.pass(3);
    expect(facility(without, 'nord')).toMatchObject({ vacant: 30, plan: null });
    expect(facility(without, 'ost').capacity).toBe(80);
    expect(multi(without)).toMatch(/^NORD/);
    expect(without.store.list('plans')).toEqual([]);
  });
});

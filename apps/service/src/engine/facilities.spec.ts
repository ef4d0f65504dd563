import { City, type FacilityForecast } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, T0, Town } from './testing/town.js';

const iso = (ms: number) => new Date(ms).toISOString();
const nord = (t: Town) => t.store.find('facilities', 'nord')!;
const audience = (t: Town, id: string) => nord(t).audiences.find((a) => a.id === id)!;

describe('facilities in the engine', () => {
  it('shows what the counters say, per audience, at the next tick', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    expect(nord(t)).toMatchObject({ status: 'spacesAvailable', vacant: 37, capacity: 80, quality: 'measured', measuredAtMs: T0 });
    expect(audience(t, 'contract')).toMatchObject({ vacant: 5, capacity: 20 });
    expect(t.effects.derived.filter((d) => d.table === 'facilityState' && d.value.id === 'nord').at(-1)).toMatchObject({ value: { vacant: 37 } });
  });

  it('shows a count between two ticks to the eye, and nothing is decided by it', () => {
    const t = new Town().pass(1);
    t.vacant('nord', 37);
    const before = t.effects.derived.length;
    t.engine.show(t.nowMs);
    expect(nord(t).vacant).toBe(37);
    expect(t.effects.derived).toHaveLength(before);
  });

  it('does not tell at the tick what it told before it', () => {
    const t = new Town().vacant('nord', 40).pass(2);
    t.store.flush();
    t.vacant('nord', 37);
    t.engine.show(t.nowMs);
    expect(t.store.flush().map((d) => d.collection)).toContain('facilities');
    t.pass(1);
    expect(t.store.flush().map((d) => d.collection)).not.toContain('facilities');
    expect(t.effects.derived.filter((d) => d.table === 'facilityState' && d.value.id === 'nord').at(-1)).toMatchObject({ value: { vacant: 37 } });
  });

  it('single spaces that live and say nothing have not changed; a last will, or a field that is silent altogether, tells nothing', () => {
    const [first, ...others] = aTown().facilities;
    const spaces = ['s1', 's2', 's3', 's4'];
    const lot = { ...first, spaceHeartbeatSeconds: 1800, audiences: [{ id: 'shortStay', capacity: 4 }], capacity: 4, counters: spaces.map((deviceId) => ({ deviceId, kind: 'space', audience: 'shortStay' })) };
    const t = new Town(City.parse({ ...aTown(), facilities: [lot, ...others] }));
    for (const deviceId of spaces) t.say({ kind: 'parkingSpace', deviceId, occupied: deviceId === 's1' });
    const quiet = (minutes: number) => {
      for (let n = 0; n < minutes; n += 1) t.vacant('ost', 40).pass(60);
    };
    quiet(40);
    expect(nord(t)).toMatchObject({ vacant: 3, quality: 'measured', measuredAtMs: T0 + 39 * 60_000 });
    const again = t.restarted();
    for (const town of [t, again]) town.say({ kind: 'deviceLife', deviceId: 's2', deviceClass: 'parking', state: 'offline', bootId: null }).pass(1);
    expect(nord(t)).toMatchObject({ vacant: 3, quality: 'derived' });
    expect(nord(again)).toEqual(nord(t));
    t.say({ kind: 'deviceLife', deviceId: 's1', deviceClass: 'parking', state: 'online', bootId: null }).say({ kind: 'deviceLife', deviceId: 's3', deviceClass: 'parking', state: 'offline', bootId: null }).pass(1);
    expect(audience(t, 'shortStay').quality).toBe('estimated');
    again.pass(12 * 60);
    expect(nord(again).measuredAtMs).toBe(T0 + 40 * 60_000);
  });

  it('tells what was decided by hand or by a plan, why and until when, and names nobody', () => {
    const t = new Town(City.parse({ ...aTown(), plans: [{ id: 'fest', name: { de: 'Fest', en: 'Fest' }, maxHours: 1, measures: [{ close: 'ost' }, { facility: 'nord', capacity: 60 }] }] })).vacant('nord', 40).pass(1);
    const hand = (action: object) => t.act({ type: 'facility', facilityId: 'nord', action: { reason: 'Bau', ...action } as never }, 'Eva');
    expect(nord(t).overrides).toBeUndefined();
    const capacity = (n: number, untilMs: number, fromMs?: number) => hand({ action: 'temporaryCapacity', capacity: n, until: iso(untilMs), ...(fromMs === undefined ? {} : { from: iso(fromMs) }) });
    t.act({ type: 'plan', planId: 'fest', action: { action: 'start', reason: 'los' } });
    t.pass(2);
    const by = { kind: 'capacity', audience: 'shortStay', by: 'operator', reason: 'Bau' };
    expect(nord(t).overrides).toEqual([{ kind: 'capacity', audience: 'shortStay', capacity: 60, by: 'plan:fest', reason: 'Fest', sinceMs: null, untilMs: T0 + 3_601_000 }]);
    expect(t.store.find('facilities', 'ost')!.overrides).toEqual([{ kind: 'closed', audience: null, capacity: null, by: 'plan:fest', reason: 'Fest', sinceMs: T0 + 2000, untilMs: T0 + 3_601_000 }]);
    capacity(50, T0 + 600_000);
    capacity(45, T0 + 500_000);
    capacity(30, T0 + 900_000, T0 + 700_000);
    hand({ action: 'close' });
    t.pass(1);
    expect(nord(t).overrides).toEqual([
      { kind: 'closed', audience: null, capacity: null, by: 'operator', reason: 'Bau', sinceMs: T0 + 3000, untilMs: null },
      { ...by, capacity: 45, sinceMs: T0 + 3000, untilMs: T0 + 500_000 },
      { ...by, capacity: 30, sinceMs: T0 + 700_000, untilMs: T0 + 900_000 },
    ]);
    t.pass(500);
    expect(nord(t).overrides!.map((o) => o.capacity)).toEqual([null, 50, 30]);
    hand({ action: 'open' });
    t.pass(900);
    expect(nord(t).overrides!.map((o) => [o.by, o.capacity])).toEqual([['plan:fest', 60]]);
  });

  it('never shows a negative number or more than there are, and keeps the raw one with the reason', () => {
    const t = new Town().vacant('nord', -4).pass(1);
    expect(audience(t, 'shortStay')).toMatchObject({ vacant: 0, raw: -4 });
    expect(audience(t, 'shortStay').reasons).not.toEqual([]);
    t.pass(60).vacant('nord', 95).pass(1);
    expect(audience(t, 'shortStay').vacant ?? 0).toBeLessThanOrEqual(80);
    expect(audience(t, 'shortStay').raw).toBe(95);
  });

  it('takes a counter that says it is faulty for silent', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    t.say({ kind: 'parkingAbsolute', deviceId: 'pz-nord', vacant: 1, occupied: null, capacity: null, status: 'fault' }).pass(1);
    expect(nord(t).vacant).toBe(37);
  });

  it('raises an alarm for a counter that falls silent, once, and clears it when it is back', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    expect(t.alarm('facilityStale')).toBeUndefined();
    t.pass(3600);
    expect(nord(t)).toMatchObject({ status: 'unavailable', vacant: null });
    const raised = t.store.list('alarms').find((a) => a.id === 'facilityStale:facility:nord')!;
    expect(raised.clearedAtMs).toBeNull();
    t.pass(600);
    expect(t.store.list('alarms').find((a) => a.id === raised.id)).toEqual(raised);
    t.vacant('nord', 30).pass(1);
    expect(t.store.list('alarms').find((a) => a.id === raised.id)!.clearedAtMs).not.toBeNull();
  });

  it('closes for an operator until the hour given, then opens by itself', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'fire drill', until: iso(t.nowMs + 60_000) } })).toMatchObject({ ok: true });
    t.pass(1);
    expect(nord(t)).toMatchObject({ status: 'closed', vacant: null });
    t.pass(61);
    expect(nord(t)).toMatchObject({ status: 'spacesAvailable', vacant: 37 });
  });

  it('stays closed without an hour until it is opened, also over a restart', () => {
    const before = new Town().vacant('nord', 37).pass(1);
    before.act({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'flood' } });
    const t = before.pass(1).restarted();
    t.vacant('nord', 36).pass(120);
    expect(nord(t).status).toBe('closed');
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'open', reason: 'dry again' } })).toMatchObject({ ok: true });
    t.vacant('nord', 36).pass(2);
    expect(nord(t)).toMatchObject({ status: 'spacesAvailable', vacant: 36 });
  });

  it('has fewer spaces for a while', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'temporaryCapacity', capacity: 50, until: iso(t.nowMs + 120_000), reason: 'deck 3 is painted' } })).toMatchObject({ ok: true });
    t.pass(1);
    expect(nord(t).capacity).toBe(50);
    expect(nord(t).vacant!).toBeLessThanOrEqual(50);
    t.pass(121);
    expect(nord(t).capacity).toBe(80);
  });

  it('takes a count by hand for the truth from then on', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'setOccupied', audience: 'shortStay', occupied: 60, reason: 'counted by hand' } })).toMatchObject({ ok: true });
    t.pass(1);
    expect(audience(t, 'shortStay')).toMatchObject({ vacant: 20, occupied: 60 });
  });

  it('answers what it cannot do, and why, and changes nothing', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    const seen = nord(t);
    expect(t.act({ type: 'facility', facilityId: 'nirgends', action: { action: 'close', reason: 'fire drill' } })).toEqual({ ok: false, code: 'notFound', message: 'facility nirgends is not known' });
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'rezero', proposalId: 'nord:shortStay:9', reason: 'looks wrong' } })).toMatchObject({ ok: false, code: 'conflict' });
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'declineRezero', proposalId: 'nord:shortStay:9', reason: 'looks right' } })).toMatchObject({ ok: false, code: 'conflict' });
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'setOccupied', audience: 'nobody', occupied: 3, reason: 'counted by hand' } })).toMatchObject({ ok: false, code: 'invalid' });
    expect(t.act({ type: 'facility', facilityId: 'nord', action: { action: 'temporaryCapacity', capacity: 50, from: iso(T0 + 9e6), until: iso(T0 + 8e6), reason: 'upside down' } })).toMatchObject({ ok: false, code: 'invalid' });
    t.pass(1);
    expect(nord(t)).toEqual(seen);
  });

  it('writes every act into the audit log, refused ones too', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    t.act({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'fire drill' } }, 'Max');
    t.act({ type: 'facility', facilityId: 'nirgends', action: { action: 'close', reason: 'fire drill' } }, 'Eva');
    expect(t.audit()).toMatchObject([
      {
        by: 'Max', action: 'facility', about: { kind: 'facility', id: 'nord' }, outcome: 'ok',
        detail: { action: { action: 'close', reason: 'fire drill' }, before: { manual: null, occupied: { shortStay: 43 } }, after: { manual: { kind: 'close', by: 'Max', reason: 'fire drill' } } },
      },
      { by: 'Eva', about: { id: 'nirgends' }, outcome: 'refused', detail: { refusal: 'facility nirgends is not known' } },
    ]);
  });

  it('follows its barrier: closed when the garage says so', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    t.say({ kind: 'garageState', deviceId: 'gc-nord', opening: 'closed', barrier: 'ok', capacity: null }).pass(1);
    expect(nord(t).status).toBe('closed');
    t.say({ kind: 'garageState', deviceId: 'gc-nord', opening: 'open', barrier: 'ok', capacity: 60 }).vacant('nord', 37).pass(1);
    expect(nord(t)).toMatchObject({ status: 'spacesAvailable', capacity: 60 });
  });
});

describe('a forecast', () => {
  const forecast = (issuedAtMs: number): FacilityForecast => ({ issuedAtMs, basis: 'week', skill: null, horizons: [{ minutes: 15, vacant: 30, p10: 20, p50: 30, p90: 40, pFree: 0.99 }] });

  it('stands beside the count that it is for, and not in the archive', () => {
    const t = new Town().vacant('nord', 37).forecast('nord', forecast(T0)).pass(1);
    expect(nord(t).forecast).toEqual(forecast(T0));
    expect(t.effects.derived.filter((d) => d.table === 'facilityState').every((d) => !('forecast' in d.value))).toBe(true);
  });

  it('is renewed without anything else being told to the archive', () => {
    const t = new Town().vacant('nord', 37).forecast('nord', forecast(T0)).pass(1);
    const before = t.effects.derived.length;
    t.forecast('nord', forecast(t.nowMs)).pass(1);
    expect(nord(t).forecast?.issuedAtMs).toBe(T0 + 1000);
    expect(t.effects.derived).toHaveLength(before);
  });

  it('goes when nobody renews it', () => {
    const t = new Town().vacant('nord', 37).forecast('nord', forecast(T0)).pass(1200);
    t.vacant('nord', 36).pass(1);
    expect(nord(t)).toMatchObject({ vacant: 36 });
    expect(nord(t)).not.toHaveProperty('forecast');
  });

  it('promises nothing while there is no number', () => {
    const t = new Town().vacant('nord', 37).forecast('nord', forecast(T0)).pass(1);
    t.act({ type: 'facility', facilityId: 'nord', action: { action: 'close', reason: 'fire drill' } });
    t.pass(1);
    expect(nord(t)).toMatchObject({ status: 'closed', vacant: null });
    expect(nord(t)).not.toHaveProperty('forecast');
  });

  it('of a garage that the city does not know changes nothing', () => {
    const t = new Town().vacant('nord', 37).pass(1);
    const before = JSON.stringify(t.store.list('facilities'));
    expect(JSON.stringify(t.forecast('west', forecast(T0)).pass(1).store.list('facilities'))).toBe(before);
  });

  it('outlives a restart', () => {
    const t = new Town().vacant('nord', 37).forecast('nord', forecast(T0)).pass(1).restarted().pass(1);
    t.vacant('nord', 36).pass(1);
    expect(nord(t).forecast).toEqual(forecast(T0));
  });
});

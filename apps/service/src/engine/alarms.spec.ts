import type { DerivedRow } from '@wegweiser/archive';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveStore } from '../live/live-store.js';
import { Alarms, type Finding } from './alarms.js';
import type { NewRow } from './outputs.js';

const T0 = 1_000_000;
const HOUR = 3_600_000;
const about = { kind: 'sign', id: 's1' };
const finding = (de = 'Lampe', severity: Finding['severity'] = 'warning'): Finding => ({ code: 'signMismatch', severity, about, text: { de, en: de } });
const ID = 'signMismatch:sign:s1';
let store: LiveStore;
let rows: NewRow[];
let alarms: Alarms;
beforeEach(() => {
  store = new LiveStore('e');
  rows = [];
  alarms = new Alarms({ store, publish: () => undefined, derive: (r: Omit<DerivedRow, 'offset' | 'ordinal'>) => void rows.push(r as NewRow) });
});
const shown = () => store.find('alarms', ID);

describe('alarms', () => {
  it('are raised once, however often the reason is found', () => {
    for (let i = 0; i < 5; i += 1) alarms.raise(finding(), T0 + i);
    expect(shown()).toMatchObject({ id: ID, raisedAtMs: T0, clearedAtMs: null, acknowledgedBy: null });
    expect(rows).toHaveLength(1);
  });

  it('change their words without beginning anew', () => {
    alarms.raise(finding('Lampe'), T0);
    alarms.acknowledge(ID, T0 + 1);
    alarms.raise(finding('Link'), T0 + 2);
    expect(shown()).toMatchObject({ text: { de: 'Link' }, raisedAtMs: T0, acknowledgedBy: 'operator' });
    expect(rows).toHaveLength(3);
  });

  it('are cleared once, and only when they are there', () => {
    alarms.clear('signMismatch', about, T0);
    expect(rows).toEqual([]);
    alarms.set(true, finding(), T0);
    alarms.set(false, finding(), T0 + 5);
    alarms.set(false, finding(), T0 + 9);
    expect(shown()).toMatchObject({ clearedAtMs: T0 + 5 });
    expect(rows.map((r) => r.atMs)).toEqual([T0, T0 + 5]);
  });

  it('begin anew when the reason comes back, unacknowledged', () => {
    alarms.raise(finding(), T0);
    alarms.acknowledge(ID, T0 + 1);
    alarms.clear('signMismatch', about, T0 + 2);
    alarms.raise(finding(), T0 + 3);
    expect(shown()).toMatchObject({ raisedAtMs: T0 + 3, clearedAtMs: null, acknowledgedBy: null });
  });

  it('are told apart by code and by object', () => {
    alarms.raise(finding(), T0);
    alarms.raise({ ...finding(), about: { kind: 'sign', id: 's2' } }, T0);
    alarms.raise({ ...finding(), code: 'laneFault' }, T0);
    expect(store.list('alarms')).toHaveLength(3);
  });

  it('are acknowledged by one operator, once', () => {
    expect(alarms.acknowledge(ID, T0)).toEqual({ ok: false, code: 'notFound', message: `alarm ${ID} is not known` });
    alarms.raise(finding(), T0);
    expect(alarms.acknowledge(ID, T0 + 1)).toEqual({ ok: true });
    expect(alarms.acknowledge(ID, T0 + 2)).toEqual({ ok: false, code: 'conflict', message: 'the alarm was acknowledged already' });
    expect(shown()).toMatchObject({ acknowledgedBy: 'operator' });
  });

  it('stay an hour after they are cleared, and for ever while they are not', () => {
    alarms.raise(finding(), T0);
    alarms.tick(T0 + 100 * HOUR);
    expect(shown()).toBeDefined();
    alarms.clear('signMismatch', about, T0 + 100 * HOUR);
    alarms.tick(T0 + 101 * HOUR - 1);
    expect(shown()).toBeDefined();
    alarms.tick(T0 + 101 * HOUR);
    expect(shown()).toBeUndefined();
    expect(alarms.save()).toEqual({});
  });

  it('knows no alarm by the name of something that every object has', () => {
    for (const id of ['constructor', '__proto__', 'toString']) expect(alarms.acknowledge(id, T0)).toMatchObject({ ok: false, code: 'notFound' });
  });
});

describe('alarms that nobody acknowledges', () => {
  const level = () => shown()?.escalation?.level ?? 0;
  const seconds = (n: number) => T0 + n * 1000;

  it('are escalated by age and severity, twice', () => {
    alarms.raise(finding(), T0);
    alarms.tick(seconds(899));
    expect(level()).toBe(0);
    alarms.tick(seconds(900));
    expect(shown()?.escalation).toEqual({ level: 1, sinceMs: seconds(900) });
    for (let n = 901; n < 3600; n += 1) alarms.tick(seconds(n));
    expect(level()).toBe(1);
    alarms.tick(seconds(3600));
    expect(shown()?.escalation).toEqual({ level: 2, sinceMs: seconds(3600) });
    alarms.tick(seconds(90_000));
    expect(rows).toHaveLength(3);
  });
  it('that are critical sooner, mere hints never', () => {
    alarms.raise(finding('Lampe', 'critical'), T0);
    alarms.raise({ ...finding('x', 'info'), about: { kind: 'sign', id: 's2' } }, T0);
    alarms.tick(seconds(180));
    expect(level()).toBe(1);
    alarms.tick(seconds(90_000));
    expect(store.find('alarms', 'signMismatch:sign:s2')?.escalation).toBeNull();
  });
  it('go no further once somebody has, and begin anew when they come back', () => {
    alarms.raise(finding(), T0);
    alarms.tick(seconds(900));
    alarms.acknowledge(ID, seconds(901));
    alarms.tick(seconds(9000));
    expect(level()).toBe(1);
    alarms.clear('signMismatch', about, seconds(9001));
    alarms.raise(finding(), seconds(9100));
    expect(shown()).toMatchObject({ escalation: null, occurrences: 2 });
    alarms.tick(seconds(9100 + 900));
    expect(level()).toBe(1);
  });
  it('are escalated at the same second after a restart, and by limits of their own', () => {
    const limits = { critical: { firstSeconds: 5, secondSeconds: 10 }, warning: { firstSeconds: 20, secondSeconds: 40 } };
    const out = { store, publish: () => undefined, derive: (r: Omit<DerivedRow, 'offset' | 'ordinal'>) => void rows.push(r as NewRow) };
    const before = new Alarms(out, limits);
    before.raise(finding(), T0);
    before.tick(seconds(10));
    const after = new Alarms(out, limits);
    after.restore(JSON.parse(JSON.stringify(before.save())) as never);
    for (const n of [11, 19]) after.tick(seconds(n));
    expect(level()).toBe(0);
    after.tick(seconds(20));
    expect(level()).toBe(1);
  });
  it('are grouped by kind and area', () => {
    const grouped = new Alarms({ store, publish: () => undefined, derive: () => undefined }, undefined, new Map([['sign/s1', 'nord']]));
    grouped.raise(finding(), T0);
    grouped.raise({ ...finding(), about: { kind: 'job', id: 'x' } }, T0);
    expect(store.list('alarms').map((a) => a.group)).toEqual(['signMismatch/nord', 'signMismatch']);
  });
});

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

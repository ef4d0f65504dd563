import type { SignOrderMessage } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRow } from './outputs.js';
import { logChange, logHour, MOST_COUNTED, MOST_SINGLE, NEW_SIGN_LOG } from './sign-log.js';
import { T0, Town } from './testing/town.js';

const HOUR = 3_600_000;
let orders = 0;
const anOrder = (text: string, lockBy: string | null = null): SignOrderMessage => ({
  orderId: `tafel.${(orders += 1)}`, signId: 'tafel', issuedAtMs: T0, validUntilMs: T0 + HOUR,
  content: { type: 'counter', rows: [{ rowId: 'r1', text, level: 'live', showUntilMs: T0 + HOUR, fallbackText: '' }, { rowId: 'r2', text: 'VOLL', level: 'live', showUntilMs: T0 + HOUR, fallbackText: '' }] },
  why: { ruleId: 'normal', inputs: [{ id: 'nord/shortStay', value: 37, status: 'spacesAvailable', measuredAtMs: T0, ageMs: 1000, quality: 'measured' }], lock: lockBy === null ? null : { by: lockBy, reason: 'works', expiresAtMs: T0 + HOUR }, trigger: null, text: { de: 'gezählt', en: 'counted' } },
});
interface Change {
  afterMs: number;
  order: SignOrderMessage;
  level?: string;
  lockId?: string | null;
}
/** All that is written of these changes, and of the end of the last hour. */
function logged(changes: readonly Change[]): NewRow[] {
  let [state, nowMs] = [NEW_SIGN_LOG, T0];
  const rows: NewRow[] = [];
  const take = (step: ReturnType<typeof logHour>) => {
    state = step.state;
    rows.push(...step.rows);
  };
  for (const { afterMs, order, level = 'live', lockId = null } of changes) take(logChange(state, order, level, lockId, (nowMs += afterMs)));
  take(logHour(state, 'tafel', nowMs + HOUR));
  return rows;
}
const entries = (rows: readonly NewRow[]) => rows.flatMap((row) => (row.table === 'audit' ? [row.value] : []));

describe('changes of a sign in the audit log', () => {
  it('who, what, before, after, why: another rule, another rung or another word is a record of its own', () => {
    const found = entries(logged([
      { afterMs: 0, order: anOrder('37') },
      { afterMs: 10_000, order: anOrder('VOLL') },
      { afterMs: 10_000, order: anOrder('↑'), level: 'direction' },
      { afterMs: 10_000, order: anOrder('UMLTG', 'operator'), lockId: 'c7' },
      { afterMs: 10_000, order: anOrder('UMLTG', 'plan:fest'), lockId: 'p1' },
    ]));
    expect(found.map((e) => [e.by, e.action])).toEqual([['rule:normal', 'signChanged'], ['rule:normal', 'signChanged'], ['rule:normal', 'signChanged'], ['rule:lock', 'signChanged'], ['rule:plan:fest', 'signChanged']]);
    expect(found[1]).toMatchObject({ about: { kind: 'sign', id: 'tafel' }, outcome: 'ok', detail: { before: { ruleId: 'normal', level: 'live', shows: '37 | VOLL' }, after: { shows: 'VOLL | VOLL' }, reason: 'gezählt', reasonEn: 'counted', inputs: [{ id: 'nord/shortStay', value: 37, ageMs: 1000 }] } });
    expect([found[2]!.detail['lockId'], found[3]!.detail['lockId']]).toEqual([undefined, 'c7']);
    expect(found.every((e) => e.commandId.startsWith('rule:'))).toBe(true);
  });

  it('numbers stand together, one record an hour, each with its moment', () => {
    const found = entries(logged([{ afterMs: 0, order: anOrder('37') }, { afterMs: 60_000, order: anOrder('36') }, { afterMs: 60_000, order: anOrder('35') }, { afterMs: HOUR, order: anOrder('34') }]));
    expect(found.map((e) => e.action)).toEqual(['signChanged', 'signNumbers', 'signNumbers']);
    expect(found[1]!.detail).toEqual({
      fromMs: T0, before: { ruleId: 'normal', level: 'live', shows: '37 | VOLL' }, after: { ruleId: 'normal', level: 'live', shows: '35 | VOLL' },
      changes: [[60, '36 | VOLL'], [120, '35 | VOLL']], leftOut: 0,
    });
    expect(found[2]!.detail).toMatchObject({ before: { shows: '35 | VOLL' }, fromMs: T0 + HOUR, changes: [[120, '34 | VOLL']] });
  });

  it('a sign that flaps fills no log, and how often it changed is still told', () => {
    const changes = Array.from({ length: 300 }, (_, n) => ({ afterMs: n === 0 ? 0 : 10_000, order: anOrder(n % 2 === 0 ? '7' : 'VOLL') }));
    const found = entries(logged(changes));
    expect(found.filter((e) => e.action === 'signChanged')).toHaveLength(MOST_SINGLE);
    expect(found.at(-1)!.detail).toMatchObject({ leftOut: 300 - MOST_SINGLE - MOST_COUNTED });
    const locked = entries(logged([...changes.slice(0, 20), { afterMs: 10_000, order: anOrder('VOLL', 'operator'), lockId: 'c1' }, { afterMs: 10_000, order: anOrder('VOLL') }]));
    expect((locked.at(-1)!.detail['changes'] as unknown[]).slice(-2)).toEqual([[200, 'VOLL | VOLL', 'lock'], [210, 'VOLL | VOLL', 'normal']]);
  });

  it('whatever comes: no change is lost, none stands twice, and an hour has at most 13 records', () => {
    const change = fc.record({ afterMs: fc.integer({ min: 1, max: 900_000 }), order: fc.tuple(fc.constantFrom('1', '2', '3', 'VOLL', '↑'), fc.constantFrom(null, 'operator', 'plan:fest')).map(([text, lockBy]) => anOrder(text, lockBy)) });
    fc.assert(fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const rows = logged(changes);
      const told = entries(rows).reduce((sum, { action, detail }) => sum + (action === 'signChanged' ? 1 : (detail['changes'] as unknown[]).length + (detail['leftOut'] as number)), 0);
      const anHour = new Map<number, number>();
      for (const { atMs } of rows) anHour.set(Math.floor(atMs / HOUR), (anHour.get(Math.floor(atMs / HOUR)) ?? 0) + 1);
      return told === changes.length && [...anHour.values()].every((n) => n <= MOST_SINGLE + 1) && rows.every((row) => JSON.stringify(row).length < 60_000);
    }));
  });
});

describe('the engine', () => {
  it('logs what its rules do to signs, and whose lock is behind it, over a restart too', () => {
    let t = new Town();
    for (let n = 0; n < 8; n += 1) t.vacant('nord', 37).vacant('ost', 0).pass(15);
    expect(t.signLog().at(-1)).toMatchObject({ by: 'rule:normal', action: 'signChanged', detail: { after: { shows: '37 | VOLL' } } });
    t.act({ type: 'lockSign', signId: 'tafel', lock: { show: { rows: [{ rowId: 'r1', text: 'UMLT' }] }, reason: 'works', expiresAt: new Date(t.nowMs + 60_000).toISOString() } });
    t.pass(1);
    expect(t.signLog().at(-1)).toMatchObject({ by: 'rule:lock', detail: { before: { shows: '37 | VOLL' }, lockId: t.audit().at(-1)!.commandId } });
    const before = t.signLog().length;
    t = t.restarted();
    for (let n = 0; n < 8; n += 1) t.vacant('nord', 36 - n).vacant('ost', 0).pass(15);
    expect(t.signLog().slice(before)).toMatchObject([{ by: 'rule:normal', detail: { before: { ruleId: 'lock' } } }]);
    t.pass(3600);
    expect(t.signLog().slice(before)).toContainEqual(expect.objectContaining({ action: 'signNumbers' }));
    expect(t.audit().map((a) => a.action)).toEqual(['lockSign']);
  });
});

import { describe, expect, it } from 'vitest';
import { aCounterPanel, aSign, aTarget, aTextSign, NOW, someInputs } from '../testing/builders.js';
import { decideSign } from './decide.js';
import type { SignOrder } from './order.js';
import { compareReadback } from './readback.js';
import type { Readback, ReadbackResult } from './readback.js';
import { QUIET_READBACK_ALARM, stepReadbackAlarm } from './readback-alarm.js';
import type { ReadbackAlarmState } from './readback-alarm.js';

const order = decideSign(null, someInputs(), aSign(), NOW).order;
const LATER = NOW + 60_000;
const readback = (over: Partial<Readback> = {}): Readback => ({ orderId: order.orderId, shows: ['120'], lamp: 'ok', link: 'ok', rejected: null, atMs: LATER, ...over });
const outcome = (result: ReadbackResult): string => (result.kind === 'mismatch' ? result.cause : result.kind);
const compared = (over: Partial<Readback>, nowMs = LATER, against: SignOrder = order): string => outcome(compareReadback(against, readback(over), nowMs));

describe('compareReadback of a counter', () => {
  it.each<[string, Partial<Readback>, number, string]>([
    ['as ordered', {}, LATER, 'match'],
    ['blanks do not matter', { shows: [' 120 '] }, LATER, 'match'],
    ['only the order is named', { shows: [] }, LATER, 'match'],
    ['only another order is named', { shows: [], orderId: `s1.${order.version - 1}` }, LATER, 'oldOrderShown'],
    ['no order is named', { shows: [], orderId: null }, LATER, 'unknownContent'],
    ['link lost', { link: 'lost' }, LATER, 'linkSilent'],
    ['silent', {}, LATER + 300_000, 'linkSilent'],
    ['lamp fault', { lamp: 'fault' }, LATER, 'lampFault'],
    ['degraded lamp, right content', { lamp: 'degraded' }, LATER, 'match'],
    ['degraded lamp, wrong content', { lamp: 'degraded', shows: ['12'] }, LATER, 'lampFault'],
    ['rejected', { rejected: 'too long' }, LATER, 'orderRejected'],
    ['rejected an earlier order', { rejected: 'too long', atMs: NOW - 1 }, LATER, 'match'],
    ['old order', { orderId: `s1.${order.version - 1}`, shows: ['140'] }, LATER, 'oldOrderShown'],
    ['order of another sign', { orderId: 's2.1', shows: ['140'] }, LATER, 'unknownContent'],
    ['newer than ours', { orderId: `s1.${order.version + 1}`, shows: ['140'] }, LATER, 'unknownContent'],
    ['unknown', { shows: ['888'] }, LATER, 'unknownContent'],
    ['more rows', { shows: ['120', '120'] }, LATER, 'unknownContent'],
    ['grace', { shows: ['140'], atMs: NOW + 29_999 }, LATER, 'pending'],
    ['aged by itself', { shows: ['→'], atMs: NOW + 400_000 }, NOW + 400_000, 'match'],
    ['about to age', { shows: ['→'], atMs: NOW + 280_000 }, NOW + 280_000, 'match'],
    ['just aged', { shows: ['120'], atMs: NOW + 320_000 }, NOW + 320_000, 'match'],
    ['not aged', { atMs: NOW + 400_000 }, NOW + 400_000, 'expired'],
    ['not aged, by the id', { atMs: NOW + 400_000, shows: [] }, NOW + 400_000, 'expired'],
    ['gone dark', { shows: [''], atMs: NOW + 4_000_000 }, NOW + 4_000_000, 'match'],
  ])('%s', (_name, over, nowMs, expected) => {
    expect(compared(over, nowMs)).toBe(expected);
  });
  it('waits for a sign that has not spoken yet', () => {
    expect(outcome(compareReadback(order, null, NOW + 299_999))).toBe('pending');
    expect(compareReadback(order, null, NOW + 300_000)).toMatchObject({ cause: 'linkSilent', shown: [] });
  });
  it('names what was expected and what is there', () => {
    expect(compareReadback(order, readback({ rejected: 'zu lang' }), LATER)).toEqual({
      kind: 'mismatch',
      cause: 'orderRejected',
      expected: ['120'],
      shown: ['120'],
      textDe: 'Schild hat den Auftrag abgelehnt: zu lang',
      textEn: 'the sign rejected the order: zu lang',
    });
  });
  it('knows rows by their place', () => {
    const panel = aCounterPanel({ rows: [...aCounterPanel().rows, { rowId: 'r2', targetId: 'west', audience: 'shortStay', label: 'West', arrow: 'left' }] });
    const two = decideSign(null, someInputs([aTarget(), aTarget({ targetId: 'west', vacant: 7 })]), aSign({ panel }), NOW).order;
    expect(compared({ shows: ['120', '7'] }, LATER, two)).toBe('match');
    expect(compared({ shows: ['7', '120'], orderId: two.orderId }, LATER, two)).toBe('unknownContent');
  });
});

describe('compareReadback of a text', () => {
  const text = decideSign(null, someInputs(), aTextSign('Theater {theater}[np]→', {}, 'P Theater'), NOW).order;
  it.each<[string, Partial<Readback>, number, string]>([
    ['MULTI in another spelling', { shows: ['Theater 120[NP]→'] }, LATER, 'match'],
    ['page by page', { shows: ['Theater 120', '→'] }, LATER, 'match'],
    ['wrong number', { shows: ['Theater 121', '→'] }, LATER, 'unknownContent'],
    ['aged', { shows: ['P Theater'], atMs: NOW + 400_000 }, NOW + 400_000, 'match'],
    ['dark', { shows: [''], atMs: NOW + 4_000_000 }, NOW + 4_000_000, 'match'],
    ['not dark', { shows: ['P Theater'], atMs: NOW + 4_000_000 }, NOW + 4_000_000, 'unknownContent'],
  ])('%s', (_name, over, nowMs, expected) => {
    expect(compared({ orderId: text.orderId, ...over }, nowMs, text)).toBe(expected);
  });
  it('takes plain text for the lines of a page', () => {
    const lines = decideSign(null, someInputs(), aTextSign('Theater[nl][jl4]{theater}'), NOW).order;
    expect(compared({ shows: ['Theater 120'] }, LATER, lines)).toBe('match');
  });
});

describe('stepReadbackAlarm', () => {
  const bad = (cause: 'lampFault' | 'unknownContent'): ReadbackResult => ({ kind: 'mismatch', cause, expected: [], shown: [], textDe: '', textEn: '' });
  const run = (results: readonly (readonly [number, ReadbackResult])[]): string[] => {
    let state: ReadbackAlarmState = QUIET_READBACK_ALARM;
    return results.map(([second, result]) => {
      const step = stepReadbackAlarm(state, result, second * 1000);
      state = JSON.parse(JSON.stringify(step.state)) as ReadbackAlarmState;
      return step.event === null ? '-' : `${step.event.kind} ${step.event.cause} ${step.event.atMs}`;
    });
  };
  const good = { kind: 'match' } as const;
  const pending = { kind: 'pending' } as const;

  it('raises after a while, follows the cause, clears after a while', () => {
    expect(
      run([[0, good], [1, bad('lampFault')], [20, pending], [30, bad('lampFault')], [31, bad('lampFault')], [40, bad('lampFault')], [41, bad('unknownContent')], [50, good], [79, good], [80, good], [81, good]]),
    ).toEqual(['-', '-', '-', '-', 'raised lampFault 31000', '-', 'causeChanged unknownContent 41000', '-', '-', 'cleared unknownContent 80000', '-']);
  });
  it('starts again when the finding breaks off on either side', () => {
    expect(run([[0, bad('lampFault')], [29, good], [30, bad('lampFault')], [59, bad('lampFault')], [60, bad('lampFault')]])).toEqual(['-', '-', '-', '-', 'raised lampFault 60000']);
    expect(run([[0, bad('lampFault')], [30, bad('lampFault')], [31, good], [60, bad('lampFault')], [61, good], [90, good], [91, good]])).toEqual(['-', 'raised lampFault 30000', '-', '-', '-', '-', 'cleared lampFault 91000']);
  });
});

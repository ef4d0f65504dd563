import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aCounterPanel, aSign, aTarget, NOW, someInputs, someLimits } from '../testing/builders.js';
import { decideSign } from './decide.js';
import type { Ahead, TargetInput } from './inputs.js';
import type { SignConfig } from './model.js';
import type { OrderRow, SignDecision, SignState } from './order.js';
import { targetsOf } from './refs.js';

const SECOND = 1000;
const row = (targetId: string) => ({ rowId: targetId, targetId, audience: 'shortStay', label: targetId, arrow: 'right' as const });
/** The zone, and below it each of its garages. */
const sign = (over: Partial<SignConfig> = {}): SignConfig =>
  aSign({ panel: aCounterPanel({ rows: ['ost', 'a', 'b', 'c'].map(row) }), limits: someLimits({ dwellSeconds: 0 }), zones: [{ zoneId: 'ost', audience: 'shortStay', members: ['a', 'b', 'c'] }], ...over });
const garage = (targetId: string, over: Partial<TargetInput> = {}): TargetInput => aTarget({ targetId, vacant: 10, capacity: 100, ...over });
const expected = (freeProbability: number, over: Partial<Ahead> = {}): Ahead => ({ inSeconds: 300, free: 8, freeProbability, missedProbability: 1 - freeProbability, madeAtMs: NOW, basis: 'forecast', ...over });
const decide = (targets: readonly TargetInput[], ahead: Readonly<Record<string, Ahead>> = {}, config = sign()): SignDecision =>
  decideSign(null, someInputs(targets, { ahead: Object.fromEntries(Object.entries(ahead).map(([id, one]) => [`${id}/shortStay`, one])) }), config, NOW);
const rowsOf = ({ order: { content } }: SignDecision): OrderRow[] => (content.kind === 'counter' ? content.rows : []);
const zone = (decision: SignDecision): string => `${rowsOf(decision)[0]?.text}|${rowsOf(decision)[0]?.level}`;

describe('a zone shows', () => {
  it.each<[string, [Partial<TargetInput>, Partial<TargetInput>, Partial<TargetInput>], string]>([
    ['the sum of its garages', [{}, { vacant: 20 }, { vacant: 5 }], '35|live'],
    ['nothing of the full and the closed', [{}, { status: 'full', vacant: 2 }, { status: 'closed', vacant: null, measuredAtMs: null }], '10|live'],
    ['full, when all are', [{ status: 'full', vacant: 0 }, { status: 'full', vacant: 0 }, { status: 'closed', vacant: null }], 'VOLL|live'],
    ['closed, when all are', [{ status: 'closed' }, { status: 'closed' }, { status: 'closed' }], 'ZU|live'],
    ['a marked estimate, when one is not known', [{ vacant: 44 }, { vacant: 9 }, { status: 'unknown', quality: 'unknown', vacant: null, measuredAtMs: null }], '~50|estimate'],
    ['a marked estimate, when one is estimated', [{ vacant: 44 }, { quality: 'estimated' }, { quality: 'derived' }], '~60|estimate'],
    ['the word, where a garage says no number', [{}, { vacant: null }, {}], 'FREI|live'],
    ['the direction, when nothing is known', [{ measuredAtMs: null }, { measuredAtMs: NOW - 9e6 }, { status: 'closed', statusAtMs: NOW - 9e6 }], '→|direction'],
    ['the direction, when the rest is full and one unknown', [{ status: 'full' }, { status: 'full' }, { quality: 'unknown' }], '→|direction'],
    ['what is almost full', [{ status: 'almostFull', vacant: 2 }, { status: 'full' }, { status: 'almostFull', vacant: 1 }], '3|live'],
  ])('%s', (_, [a, b, c], text) => {
    expect(zone(decide([garage('a', a), garage('b', b), garage('c', c)]))).toBe(text);
  });

  it('no more than is known of garages that are not there', () => {
    expect(zone(decide([garage('a')]))).toBe('~10|estimate');
    expect(zone(decide([]))).toBe('→|direction');
    expect(zone(decide([garage('a', { status: 'full' }), garage('b', { capacity: null })]))).toBe('~10|estimate');
  });

  it('the age of its oldest count, and every garage in its reasons', () => {
    const { order } = decide([garage('a'), garage('b', { measuredAtMs: NOW - 50 * SECOND }), garage('c')], { a: expected(0.99), b: expected(0.97, { basis: 'count', free: -3 }), c: expected(0.99, { inSeconds: 200, madeAtMs: NOW - SECOND }) });
    expect(order.why.inputs.slice(0, 2)).toEqual([
      { id: 'ost/shortStay', value: 30, status: 'spacesAvailable', measuredAtMs: NOW - 50 * SECOND, ageMs: 50 * SECOND, quality: 'measured' },
      { id: 'ost/shortStay@arrival', value: 16, status: 'free', measuredAtMs: NOW - SECOND, ageMs: SECOND, quality: 'count' },
    ]);
    expect(order.why.inputs.map(({ id }) => id).filter((id) => !id.includes('@'))).toEqual(['ost/shortStay', 'a/shortStay', 'b/shortStay', 'c/shortStay']);
  });
});

describe('a zone looks ahead', () => {
  const all = [garage('a'), garage('b', { vacant: 20 }), garage('c', { vacant: 5 })];
  it('without what fills up before one gets there', () => {
    expect(zone(decide(all, { a: expected(0.3), b: expected(0.9), c: expected(0.4) }))).toBe('20|live');
    const full = decide(all, { a: expected(0.3), b: expected(0.2), c: expected(0.4) });
    expect(zone(full)).toBe('VOLL|live');
    expect(full.order.why.textDe).toMatch(/ost: aktuell \(füllt sich vor der Ankunft, bei Ankunft in 5 min zu 40 % frei\)/);
  });
  it('like its garages: full while each of them is, and no longer, however their chances take turns', () => {
    const seen: string[] = [];
    let state: SignState | null = null;
    for (let second = 0; second <= 240; second += 10) {
      const nowMs = NOW + second * SECOND;
      // One of two is likely at any time, but none of them for a minute, until the first stays so.
      const first = second >= 150 || (second > 0 && second % 40 < 20);
      const targets = ['a', 'b'].map((id) => garage(id, { measuredAtMs: nowMs, statusAtMs: nowMs }));
      const ahead = { 'a/shortStay': expected(first && second > 0 ? 0.8 : 0.3), 'b/shortStay': expected(!first && second > 0 ? 0.8 : 0.3) };
      const config = sign({ panel: aCounterPanel({ rows: [row('ost'), row('a'), row('b')] }), zones: [{ zoneId: 'ost', audience: 'shortStay', members: ['a', 'b'] }] });
      const decision: SignDecision = decideSign(state, someInputs(targets, { ahead, health: { lastHeardMs: nowMs, mismatch: null } }), config, nowMs);
      state = decision.state;
      const [ost, ...rows] = rowsOf(decision).map(({ text }) => text);
      expect(ost === 'VOLL').toBe(rows.every((text) => text === 'VOLL'));
      seen.push(ost as string);
    }
    expect([seen[0], seen.at(10), seen.at(-1)]).toEqual(['VOLL', 'VOLL', '10']);
  });
  it('no longer than the first that recovers, though the others fill up meanwhile', () => {
    const chances = (second: number): [number, number] => (second === 0 ? [0.4, 0.6] : [0.7, second < 38 ? 0.6 : 0.4]);
    const config = sign({ panel: aCounterPanel({ rows: [row('ost'), row('a'), row('b')] }), zones: [{ zoneId: 'ost', audience: 'shortStay', members: ['a', 'b'] }] });
    let state: SignState | null = null;
    const shown = Array.from({ length: 64 }, (_, second) => {
      const nowMs = NOW + second * SECOND;
      const [a, b] = chances(second);
      const targets = ['a', 'b'].map((id) => garage(id, { measuredAtMs: nowMs, statusAtMs: nowMs }));
      const decision = decideSign(state, someInputs(targets, { ahead: { 'a/shortStay': expected(a), 'b/shortStay': expected(b) }, health: { lastHeardMs: nowMs, mismatch: null } }), config, nowMs);
      state = decision.state;
      return rowsOf(decision).map(({ text }) => text);
    });
    expect([37, 38, 60, 61].map((second) => shown[second])).toEqual([['10', 'VOLL', '10'], ['VOLL', 'VOLL', 'VOLL'], ['VOLL', 'VOLL', 'VOLL'], ['10', '10', 'VOLL']]);
  });
  it('by counts, where nothing is expected of one of them', () => {
    expect(zone(decide(all, { a: expected(0.3), b: expected(0.2) }))).toBe('5|live');
  });
  it('and asks of its garages only what is asked of itself', () => {
    expect(targetsOf(sign()).map(({ targetId }) => targetId)).toEqual(['ost', 'a', 'b', 'c']);
    expect(targetsOf(sign({ panel: aCounterPanel({ rows: [row('a')] }) })).map(({ targetId }) => targetId)).toEqual(['a']);
    expect(targetsOf(sign({ panel: aCounterPanel({ rows: [row('ost')] }) })).map(({ targetId }) => targetId)).toEqual(['ost', 'a', 'b', 'c']);
  });
});

describe('whatever is counted and expected', () => {
  const one = fc.record({
    vacant: fc.integer({ min: 1, max: 60 }), status: fc.constantFrom('spacesAvailable', 'spacesAvailable', 'almostFull', 'full', 'closed', 'unknown'),
    p: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.49, 0.6, 0.7)),
  } as const);
  const steps = fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 40 }), of: fc.tuple(one, one, one), restart: fc.boolean() }), { minLength: 3, maxLength: 14 });

  it('a zone never leads where nothing is to be had, never calls full what surely is not, and says more than its rows nowhere', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let [state, nowMs]: [SignState | null, number] = [null, NOW];
        const sureSince: (number | null)[] = [null, null, null];
        for (const { seconds, of, restart } of list) {
          for (let second = 0; second < seconds; second += 1) {
            nowMs += SECOND;
            const targets = of.map(({ vacant, status }, i) => garage('abc'[i] as string, { vacant, status, statusAtMs: nowMs, measuredAtMs: nowMs }));
            const ahead = Object.fromEntries(of.map(({ p }, i) => [`${'abc'[i]}/shortStay`, expected(p)]));
            const decision: SignDecision = decideSign(state, someInputs(targets, { ahead, health: { lastHeardMs: nowMs, mismatch: null } }), sign(), nowMs);
            state = restart ? (JSON.parse(JSON.stringify(decision.state)) as SignState) : decision.state;
            const open = of.map(({ status, p }) => (status === 'spacesAvailable' || status === 'almostFull' ? p : null));
            open.forEach((p, i) => (sureSince[i] = p !== null && p >= 0.65 ? (sureSince[i] ?? nowMs) : null));
            const [shown, ...rows] = rowsOf(decision) as [OrderRow, ...OrderRow[]];
            const known = of.every(({ status }) => status !== 'unknown');
            if (known && open.every((p) => p === null || p < 0.5)) expect(['VOLL', 'ZU']).toContain(shown.text);
            if (sureSince.some((ms) => ms !== null && nowMs - ms > 60 * SECOND)) expect(['VOLL', 'ZU', '']).not.toContain(shown.text);
            // Just recovered rows wait on a lower rung; a number of the zone never exceeds what its members count.
            if (shown.form === 'number' || shown.form === 'estimate') {
              expect(shown.value).toBeLessThanOrEqual(of.reduce((sum, { vacant }, i) => sum + (open[i] === null ? 0 : vacant), 0));
              expect(rows.every(({ text }) => ['VOLL', 'ZU'].includes(text))).toBe(false);
            }
          }
        }
      }),
      { numRuns: 10 },
    );
  });
});

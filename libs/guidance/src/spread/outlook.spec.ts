import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givePromise, noteWish, redeem } from '../promises/ledger.js';
import { createLedger } from '../promises/model.js';
import type { PromiseLedger } from '../promises/model.js';
import { NOW } from '../testing/builders.js';
import { normalCdf } from './normal.js';
import { courseOf, DEFAULT_OUTLOOK, outlookOf, outlookWith, readAt } from './outlook.js';
import type { Curve, Outlook, TargetNow, Traffic } from './outlook.js';
import { loadOf, trafficOf } from './traffic.js';

const SECOND = 1000;
const now = (over: Partial<TargetNow> = {}): TargetNow => ({ targetId: 'a', capacity: 200, vacant: 20, measuredAtMs: NOW - 60 * SECOND, forecast: [], ...over });
const promised = (seconds: readonly number[], ledger = createLedger()): PromiseLedger => seconds.reduce((sum, one) => givePromise(sum, 'a', { kind: 'followed', dueMs: NOW + one * SECOND }, NOW), ledger);
const traffic = (ledger: PromiseLedger, targets = [now()]): Traffic => trafficOf(ledger, targets)[0] as Traffic;
const look = (ledger: PromiseLedger, over: Partial<TargetNow> = {}, options = DEFAULT_OUTLOOK): Outlook => outlookOf(traffic(ledger, [now(over)]), now(over), NOW, options);
const fullAt = (outlook: Outlook, seconds: number): number => readAt(outlook, outlook.full, NOW + seconds * SECOND);
const missedAt = (outlook: Outlook, seconds: number): number => readAt(outlook, outlook.missed, NOW + seconds * SECOND);
const listed = (curve: Curve): number[] => Array.from({ length: curve.length }, (_, index) => curve.at(index) ?? Number.NaN);
const flowing = (entered: number, left: number): PromiseLedger => redeem(createLedger(), 'a', { fromMs: NOW - 1800 * SECOND, toMs: NOW - 60 * SECOND, entered, left, vacant: 20 });

describe('normalCdf', () => {
  it('is the table', () => {
    expect([-8, -1.96, 0, 1, 8].map((z) => Number(normalCdf(z).toFixed(5)))).toEqual([0, 0.025, 0.5, 0.84134, 1]);
  });
});

describe('outlookOf', () => {
  it('sees spaces as sure while nothing moves, and one that is not there as gone', () => {
    expect(fullAt(look(createLedger()), 600)).toBeLessThan(1e-6);
    expect(fullAt(look(createLedger(), { vacant: 0 }), 600)).toBeGreaterThan(0.7);
    expect(fullAt(look(createLedger(), { vacant: null }), 600)).toBe(0.5);
  });
  it('counts who comes before, and tells who comes before them what they would take', () => {
    const ledger = promised(Array.from({ length: 24 }, (_, index) => 300 + index));
    const outlook = look(ledger);
    expect(fullAt(outlook, 270)).toBeLessThan(0.001);
    expect(missedAt(outlook, 270)).toBeGreaterThan(0.99);
    expect(fullAt(outlook, 360)).toBeGreaterThan(0.99);
    expect(readAt(outlook, outlook.free, NOW + 360 * SECOND)).toBeLessThan(0);
  });
  it('knows what flows in unpromised, and what leaves', () => {
    expect(fullAt(look(flowing(60, 0)), 1200)).toBeGreaterThan(0.9);
    expect(fullAt(look(flowing(60, 90)), 1200)).toBeLessThan(0.05);
    expect(missedAt(look(flowing(60, 90)), 1200)).toBeGreaterThan(0.05);
    const other = { ...now(), targetId: 'b' };
    expect(trafficOf(flowing(0, 10), [other, now()])[0]?.outPerS).toBeCloseTo(10 / 1740, 9);
    expect(traffic(flowing(0, 10), [now({ vacant: null })]).outPerS).toBeCloseTo(10 / (1740 + 600), 9);
    expect(traffic(createLedger())).toEqual({ promised: [], inPerS: 0, outPerS: 0, unguidedShare: 0 });
    const half = redeem(promised([0, 0, 0]), 'a', { fromMs: NOW, toMs: NOW + 600 * SECOND, entered: 6, left: 0, vacant: 20 });
    expect(traffic(half).unguidedShare).toBeCloseTo(0.52, 1);
    expect(readAt(look(flowing(0, 300)), look(flowing(0, 300)).free, NOW + 7200 * SECOND)).toBe(200);
  });
  it('foresees those whom nobody leads by what those wish who ask', () => {
    const wishes = (times: number, ledger: PromiseLedger): PromiseLedger => Array.from({ length: times }).reduce<PromiseLedger>((sum) => noteWish(sum, 'a'), ledger);
    const inPerH = (ledger: PromiseLedger): number => 3600 * traffic(ledger).inPerS;
    // Half of the city's cars follow no guidance: twenty wishes in ten minutes tell of twenty more such cars.
    const half = redeem(promised(Array.from({ length: 60 }, () => 0)), 'b', { fromMs: NOW - 600 * SECOND, toMs: NOW, entered: 60, left: 0, vacant: 20 });
    const quiet = redeem(half, 'a', { fromMs: NOW - 600 * SECOND, toMs: NOW, entered: 0, left: 0, vacant: 20 });
    expect(inPerH(quiet)).toBe(0);
    expect(inPerH(wishes(20, quiet))).toBeGreaterThan(40);
    // Where many are seen for each one who asks, what is seen tells more.
    const busy = redeem(createLedger(), 'a', { fromMs: NOW - 600 * SECOND, toMs: NOW, entered: 200, left: 0, vacant: 20 });
    expect(inPerH(wishes(2, busy)) / inPerH(busy)).toBeCloseTo(1, 1);
  });
  it('blurs promises where asked to', () => {
    const { open } = promised([10, 20, 70]).targets['a'] ?? { open: [] };
    expect(loadOf(open).map(({ atMs }) => atMs - NOW)).toEqual([10_000, 20_000, 70_000]);
    expect(loadOf(open, 60_000).map(({ atMs, cars }) => [atMs - NOW, cars])).toEqual([[60_000, 1.94], [120_000, 0.97]]);
  });
  it('takes a forecast where there is one, and persistence between count and its first point', () => {
    const forecast = [{ atMs: NOW + 900 * SECOND, free: 0, spread: 2 }, { atMs: NOW + 1800 * SECOND, free: 40, spread: 4 }];
    const outlook = look(createLedger(), { forecast });
    expect(readAt(outlook, outlook.free, NOW + 900 * SECOND)).toBeCloseTo(0);
    expect(readAt(outlook, outlook.free, NOW + 420 * SECOND)).toBeCloseTo(10);
    expect(readAt(outlook, outlook.free, NOW + 1350 * SECOND)).toBeCloseTo(20);
    expect(readAt(outlook, outlook.free, NOW + 7200 * SECOND)).toBeCloseTo(40);
    expect(fullAt(outlook, 900)).toBeGreaterThan(0.5);
  });
  it('never promises more for a later rival, and stays a probability', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3600 }), { maxLength: 40 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3600 }), fc.integer({ min: 0, max: 3600 }), (dues, vacant, one, at) => {
        const [before, after] = [look(promised(dues), { vacant }), look(promised([...dues, one]), { vacant })];
        expect(readAt(after, after.free, NOW + at * SECOND)).toBeLessThanOrEqual(readAt(before, before.free, NOW + at * SECOND));
        for (const outlook of [before, after]) {
          const [full, missed] = [fullAt(outlook, at), missedAt(outlook, at)];
          expect([full, missed].every((one) => one >= 0 && one <= 1)).toBe(true);
        }
      }),
    );
  });
  it('knows the worst that comes within the time that others are considered, as if it looked at every moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7200 }), { maxLength: 40 }), fc.integer({ min: 0, max: 60 }), fc.constantFrom(0, 30, 60, 900, 4500, 9000), (dues, vacant, considerSeconds) => {
        const [all, alone] = [look(promised(dues), { vacant }, { ...DEFAULT_OUTLOOK, horizonSeconds: 11_700 - considerSeconds, considerSeconds }), look(promised(dues), { vacant }, { ...DEFAULT_OUTLOOK, horizonSeconds: 11_700, considerSeconds: 0 })];
        const width = considerSeconds / DEFAULT_OUTLOOK.stepSeconds;
        const [worst, single] = [listed(all.missed), listed(alone.missed)];
        for (const [index, one] of worst.entries()) expect(one).toBeCloseTo(Math.max(...single.slice(index, index + width + 1)), 12);
      }),
    );
  });
  it('is the same in whatever order promises are told and moments are read', () => {
    const loads = fc.array(fc.record({ atMs: fc.integer({ min: NOW - 600_000, max: NOW + 12_000_000 }), cars: fc.double({ min: -1, max: 1, noNaN: true }), variance: fc.double({ min: 0, max: 0.25, noNaN: true }) }), { maxLength: 30 });
    fc.assert(
      fc.property(loads, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (some, reads) => {
        const course = courseOf({ inPerS: 0.02, outPerS: 0.01, unguidedShare: 0.5 }, now(), NOW);
        const [one, other] = [outlookWith(course, some), outlookWith(course, some.toReversed())];
        for (const read of reads) other.missed.at(read);
        for (const curve of ['full', 'missed', 'free'] as const) {
          const [straight, mixed] = [listed(one[curve]), listed(other[curve])];
          for (const [index, value] of straight.entries()) expect(mixed[index]).toBeCloseTo(value, 9);
          expect([one[curve].at(-1), one[curve].at(one[curve].length)]).toEqual([undefined, undefined]);
        }
      }),
    );
  });
  it('reads before its start and beyond its end the nearest', () => {
    const outlook = look(promised([30]));
    expect(readAt(outlook, outlook.free, NOW - 999 * SECOND)).toBe(outlook.free.at(0));
    expect(readAt(outlook, outlook.free, NOW + 1e9)).toBe(outlook.free.at(outlook.free.length - 1));
  });
});

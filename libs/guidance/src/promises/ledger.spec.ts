import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/builders.js';
import { decayPromises, givePromise, noteWish, redeem, withdrawPromise } from './ledger.js';
import type { Counted } from './ledger.js';
import { complianceOf, createLedger, DEFAULT_PROMISES, targetOf, wishedOf } from './model.js';
import type { PromiseKind, PromiseLedger } from './model.js';

const SECOND = 1000;
const asked = (seconds: number, kind: PromiseKind = 'followed') => ({ kind, dueMs: NOW + seconds * SECOND });
const counted = (over: Partial<Counted> = {}): Counted => ({ fromMs: NOW, toMs: NOW + 30 * SECOND, entered: 0, left: 0, vacant: 50, ...over });
const openOf = (ledger: PromiseLedger, targetId = 'a'): number => targetOf(ledger, targetId).open.reduce((sum, { weight }) => sum + weight, 0);
const some = (...seconds: number[]): PromiseLedger => seconds.reduce((ledger, one) => givePromise(ledger, 'a', asked(one), NOW), createLedger());

describe('givePromise', () => {
  it('counts for what is learned, in order of time', () => {
    const ledger = givePromise(some(300, 60), 'a', asked(120, 'shown'), NOW);
    expect(targetOf(ledger, 'a').open.map(({ dueMs, weight }) => [(dueMs - NOW) / SECOND, weight])).toEqual([[60, 0.97], [120, 0.5], [300, 0.97]]);
    expect(ledger.totals.given).toBeCloseTo(2.44);
    expect(targetOf(ledger, 'constructor').open).toEqual([]);
  });
  it('promises nothing too far ahead, not too many, and no past', () => {
    const ledger = createLedger();
    expect(givePromise(ledger, 'a', asked(7201), NOW)).toBe(ledger);
    expect(givePromise(ledger, 'a', asked(Number.NaN), NOW)).toBe(ledger);
    const full = some(1, 2);
    expect(givePromise(full, 'a', asked(3), NOW, { ...DEFAULT_PROMISES, mostOpen: 2 })).toBe(full);
    expect(targetOf(givePromise(ledger, 'a', asked(-5), NOW), 'a').open[0]?.dueMs).toBe(NOW);
  });
});

describe('withdrawPromise', () => {
  it('takes back the one for that very time, and nothing else', () => {
    const ledger = some(60, 120);
    expect(withdrawPromise(ledger, 'a', NOW + 61 * SECOND)).toBe(ledger);
    expect(withdrawPromise(ledger, 'a', NOW)).toBe(ledger);
    expect(withdrawPromise(ledger, 'b', NOW)).toBe(ledger);
    const less = withdrawPromise(ledger, 'a', NOW + 60 * SECOND);
    expect(targetOf(less, 'a').open.map(({ dueMs }) => dueMs)).toEqual([NOW + 120 * SECOND]);
    expect(less.totals.withdrawn).toBe(0.97);
  });
});

describe('noteWish', () => {
  it('counts for what promises are worth, promises nothing, and fades', () => {
    const wished = noteWish(noteWish(createLedger(), 'a'), 'a');
    expect([wishedOf(targetOf(wished, 'a').flows), wishedOf(targetOf(wished, 'b').flows), wished.totals.given]).toEqual([1.94, 0, 0]);
    const later = redeem(wished, 'a', counted({ toMs: NOW + 900 * SECOND }));
    expect(wishedOf(targetOf(later, 'a').flows)).toBeCloseTo(1.94 / Math.E, 9);
    const broken = decayPromises(some(...Array.from({ length: 60 }, () => 0)), NOW, NOW + 2000 * SECOND);
    expect(wishedOf(targetOf(noteWish(broken, 'a'), 'a').flows)).toBeLessThan(0.3);
  });
  it('begins at nothing in a state that was stored before there were wishes', () => {
    const { wished: _, ...flows } = targetOf(createLedger(), 'a').flows;
    const old = { ...createLedger(), targets: { a: { open: [], flows } } };
    expect(wishedOf(targetOf(noteWish(redeem(old, 'a', counted()), 'a'), 'a').flows)).toBe(0.97);
  });
});

describe('redeem', () => {
  it('takes entries from what was due, the rest nobody promised', () => {
    const after = redeem(some(15, 2000), 'a', counted({ fromMs: NOW - 60 * SECOND, toMs: NOW + 60 * SECOND, entered: 3, left: 2 }));
    expect(openOf(after)).toBeCloseTo(0.97, 1);
    expect(targetOf(after, 'a').flows).toMatchObject({ seconds: 120, exits: 2, openSeconds: 120 });
    expect(targetOf(after, 'a').flows.unguided).toBeCloseTo(2.03, 1);
    expect(complianceOf(after, 'followed')).toBeGreaterThan(complianceOf(createLedger(), 'followed'));
  });
  it('takes nothing from who was still on the way when the counter counted', () => {
    const ledger = givePromise(createLedger(), 'a', asked(0), NOW + 40 * SECOND);
    expect(openOf(redeem(ledger, 'a', counted({ entered: 1 })))).toBe(0.97);
  });
  it('leaves what nobody came for', () => {
    const ledger = some(15);
    expect(targetOf(redeem(ledger, 'a', counted()), 'a').open[0]).toBe(targetOf(ledger, 'a').open[0]);
    expect(redeem(ledger, 'a', counted({ toMs: NOW }))).toBe(ledger);
  });
  it('does not take a full target for one that nobody wants', () => {
    const busy = redeem(createLedger(), 'a', counted({ toMs: NOW + 600 * SECOND, entered: 60, vacant: 10 }));
    const full = redeem(busy, 'a', counted({ fromMs: NOW + 600 * SECOND, toMs: NOW + 1200 * SECOND, entered: 5, vacant: 0 }));
    expect([targetOf(full, 'a').flows.unguided, targetOf(full, 'a').flows.openSeconds]).toEqual([60, 600]);
    const rush = redeem(full, 'a', counted({ fromMs: NOW + 1200 * SECOND, toMs: NOW + 1260 * SECOND, entered: 30, vacant: null }));
    expect(targetOf(rush, 'a').flows.unguided).toBeGreaterThan(60);
  });
});

describe('decayPromises', () => {
  it('halves what is overdue, ends it, and learns that it was not kept', () => {
    const ledger = some(0, 600);
    expect(decayPromises(ledger, NOW, NOW + 120 * SECOND)).toBe(ledger);
    const half = decayPromises(ledger, NOW, NOW + 240 * SECOND);
    expect(targetOf(half, 'a').open.map(({ weight }) => weight)).toEqual([0.485, 0.97]);
    expect(decayPromises(half, NOW + 240 * SECOND, NOW + 360 * SECOND).totals.decayed).toBeCloseTo(0.7275);
    expect(targetOf(decayPromises(half, NOW + 240 * SECOND, NOW + 100_000 * SECOND), 'a').open).toEqual([]);
    expect(complianceOf(half, 'followed')).toBeLessThan(0.97);
    const weak = { ...DEFAULT_PROMISES, halfLifeSeconds: 10, endSeconds: 3000 };
    expect(openOf(decayPromises(ledger, NOW, NOW + 300 * SECOND, weak))).toBe(0.97);
  });
  it('forgets old evidence', () => {
    const options = { ...DEFAULT_PROMISES, complianceMemory: 1 };
    const after = decayPromises(some(0, 0, 0), NOW, NOW + 1000 * SECOND, options);
    expect(after.compliance.followed.broken).toBeCloseTo(1);
  });
});

describe('whatever happens', () => {
  type Step = { act: 'give' | 'wish' | 'withdraw' | 'count' | 'wait'; target: string; seconds: number; cars: number; kind: PromiseKind };
  const steps = fc.array(
    fc.record<Step>({
      act: fc.constantFrom('give', 'give', 'wish', 'withdraw', 'count', 'wait'), target: fc.constantFrom('a', 'b'), seconds: fc.integer({ min: -100, max: 8000 }),
      cars: fc.integer({ min: 0, max: 30 }), kind: fc.constantFrom('shown', 'followed'),
    }),
    { maxLength: 60 },
  );
  const run = (list: readonly Step[], after: (ledger: PromiseLedger) => void): { ledger: PromiseLedger; nowMs: number } => {
    let [ledger, nowMs] = [createLedger(), NOW];
    const countedTo: Record<string, number> = { a: NOW, b: NOW };
    for (const { act, target, seconds, cars, kind } of list) {
      if (act === 'give') ledger = givePromise(ledger, target, { kind, dueMs: nowMs + seconds * SECOND }, nowMs);
      if (act === 'wish') ledger = noteWish(ledger, target);
      if (act === 'withdraw') ledger = withdrawPromise(ledger, target, targetOf(ledger, target).open[cars]?.dueMs ?? 0);
      if (act === 'count') {
        ledger = redeem(ledger, target, { fromMs: Number(countedTo[target]), toMs: nowMs, entered: cars, left: 0, vacant: cars });
        countedTo[target] = nowMs;
      }
      if (act === 'wait') {
        const next = nowMs + Math.max(1, seconds % 400) * SECOND;
        ledger = decayPromises(ledger, nowMs, next);
        nowMs = next;
      }
      after(ledger);
    }
    return { ledger, nowMs };
  };

  it('promises are given, kept, withdrawn or decayed: none is lost, none comes from nothing, none is negative', () => {
    fc.assert(
      fc.property(steps, (list) => {
        run(list, (ledger) => {
          const { given, kept, withdrawn, decayed } = ledger.totals;
          const open = openOf(ledger, 'a') + openOf(ledger, 'b');
          expect(open + kept + withdrawn + decayed).toBeCloseTo(given, 6);
          for (const target of Object.values(ledger.targets)) for (const { weight } of target.open) expect(weight > 0 && weight <= 1).toBe(true);
          for (const sum of [kept, withdrawn, decayed, ...Object.values(ledger.targets).flatMap(({ flows }) => [flows.unguided, wishedOf(flows)])]) expect(sum).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });
  it('none is open for ever', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { ledger, nowMs } = run(list, () => undefined);
        const endMs = nowMs + (DEFAULT_PROMISES.mostAheadSeconds + DEFAULT_PROMISES.endSeconds) * SECOND;
        expect(openOf(decayPromises(ledger, nowMs, endMs), 'a') + openOf(decayPromises(ledger, nowMs, endMs), 'b')).toBe(0);
      }),
    );
  });
  it('is plain data', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { ledger } = run(list, () => undefined);
        expect(JSON.parse(JSON.stringify(ledger))).toEqual(ledger);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/builders.js';
import { accountOf, advise, DEFAULT_ADVICE, drivenSeconds, wishOf } from './advise.js';
import type { Advised, Followed, Way } from './advise.js';
import { hashAfter, lettersOf, stableHash } from './hash.js';
import type { Outlook } from './outlook.js';

const SECOND = 1000;
const flat = (full: number, missed = full): Outlook => ({ targetId: 'x', startMs: NOW, unguidedShare: 0.5, stepMs: 30_000, full: [full, full], missed: [missed, missed], free: [9, 9] });
const way = (targetId: string, over: Partial<Way> = {}): Way => ({ targetId, driveSeconds: 300, walkSeconds: 200, priceSeconds: 0, outlook: flat(0), ruledOut: false, ...over });
const ids = (advised: readonly Advised[]): string[] => advised.map(({ targetId }) => targetId);
const EVEN = { ...DEFAULT_ADVICE, spreadSeconds: 0 };

describe('stableHash', () => {
  it('is even, and the same for the same text', () => {
    const values = Array.from({ length: 2000 }, (_, index) => stableHash(`p${index}`));
    expect(values.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(0.5, 1);
    expect(Math.min(...values) >= 0 && Math.max(...values) < 1).toBe(true);
    expect(stableHash('Münster')).toBe(stableHash('Münster'));
    expect(hashAfter('Mün')(lettersOf('ster'))).toBe(stableHash('Münster'));
  });
});

describe('advise', () => {
  it('adds up drive, walk, price and the search that is to be expected', () => {
    const [one] = advise([way('a', { priceSeconds: 60, outlook: flat(0.1, 0.3) })], 'q', null, NOW, { ...EVEN, searchSeconds: 500 });
    expect(one).toMatchObject({ targetId: 'a', outlook: true, freeProbability: 0.9, missedProbability: 0.3, expectedSeconds: 300 + 1.5 * 200 + 60 + 50, scoreSeconds: 710 + 3 * 100 });
  });
  it('prefers a space that is sure, leaves to others what they need, and names every target', () => {
    expect(ids(advise([way('near', { walkSeconds: 100, outlook: flat(0.9) }), way('sure')], 'q', null, NOW))).toEqual(['sure', 'near']);
    expect(ids(advise([way('wanted', { walkSeconds: 150, outlook: flat(0, 0.9) }), way('spare')], 'q', null, NOW))).toEqual(['spare', 'wanted']);
    expect(ids(advise([way('tried', { walkSeconds: 1, ruledOut: true }), way('unknown', { outlook: null }), way('sure')], 'q', null, NOW))).toEqual(['sure', 'unknown', 'tried']);
    expect(ids(advise([way('sure'), way('tried', { ruledOut: true }), way('last', { walkSeconds: 900 })], 'q', null, NOW))).toEqual(['sure', 'last', 'tried']);
    expect(advise([], 'q', { targetId: 'a', sinceMs: NOW }, NOW)).toEqual([]);
  });
  it('goes by how long a way takes, and spares those who wait behind', () => {
    const [one] = advise([way('a', { slowness: 2 })], 'q', null, NOW, EVEN);
    expect(one).toMatchObject({ expectedSeconds: 600 + 300, scoreSeconds: 900 + 150 });
    expect([drivenSeconds(way('a', { slowness: 2 })), drivenSeconds(way('a'))]).toEqual([600, 300]);
    expect(ids(advise([way('jammed', { walkSeconds: 100, slowness: 1.4 }), way('free')], 'q', null, NOW, EVEN))).toEqual(['free', 'jammed']);
    expect(ids(advise([way('jammed', { walkSeconds: 100, slowness: 1.4 }), way('free')], 'q', null, NOW, { ...EVEN, considerBehind: 0 }))).toEqual(['jammed', 'free']);
    // It is full by the time that one gets there through the jam.
    const fills = { ...flat(0), full: [0, ...Array.from({ length: 30 }, (_, index) => (index < 12 ? 0 : 1))] };
    expect([1, 2].map((slowness) => advise([way('a', { slowness, outlook: fills })], 'q', null, NOW)[0]?.freeProbability)).toEqual([1, 0]);
  });
  it('spreads twins over the questions, always alike, whatever the order', () => {
    const first = (question: string, list: readonly string[]): string | undefined => ids(advise(list.map((id) => way(id)), question, null, NOW))[0];
    const firsts = Array.from({ length: 200 }, (_, index) => first(`q${index}`, ['a', 'b']));
    expect(firsts.filter((one) => one === 'a').length).toBeGreaterThan(70);
    expect(firsts.filter((one) => one === 'b').length).toBeGreaterThan(70);
    expect(Array.from({ length: 200 }, (_, index) => first(`q${index}`, ['b', 'a']))).toEqual(firsts);
    const kept = ['a', 'b'].map((id) => way(id, { letters: lettersOf(id) }));
    expect(Array.from({ length: 200 }, (_, index) => advise(kept, `q${index}`, null, NOW)[0]?.targetId)).toEqual(firsts);
    expect(ids(advise([way('b'), way('a'), way('b')], 'q', null, NOW, EVEN))).toEqual(['a', 'b', 'b']);
  });
  it('says the same over an older answer, longer or shorter', () => {
    const lists = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.boolean(), fc.constantFrom(null, flat(0.2, 0.6))), { maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.constantFrom(null, 'g1'), (asked, followed) => {
        const into: Advised[] = [];
        for (const some of asked) {
          const ways = some.map(([walkSeconds, ruledOut, outlook], index) => way(`g${index}`, { walkSeconds, ruledOut, outlook }));
          const before = followed === null ? null : { targetId: followed, sinceMs: NOW };
          expect(advise(ways, 'q', before, NOW, DEFAULT_ADVICE, into)).toEqual(advise(ways, 'q', before, NOW));
        }
      }),
    );
  });
  it('accounts for every second of a score', () => {
    const risk = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(risk, risk, fc.integer({ min: 0, max: 900 }), fc.boolean(), fc.integer({ min: 100, max: 600 }), (full, missed, priceSeconds, isKnown, percent) => {
        const one = way('a', { priceSeconds, slowness: percent / 100, outlook: isKnown ? flat(full, missed) : null });
        const [advised] = advise([one], 'q', null, NOW);
        if (advised === undefined) throw new Error('nothing advised');
        const { targetId, score, ...parts } = accountOf(one, advised);
        expect([targetId, score]).toEqual(['a', advised.scoreSeconds]);
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 6);
        expect(parts).toMatchObject({ drive: 300, walk: 300, price: priceSeconds });
        expect(parts.jam).toBeCloseTo(3 * percent - 300, 6);
        expect(parts.behind).toBeCloseTo((3 * percent - 300) / 2, 6);
        expect(parts.search).toBeCloseTo(1200 * (isKnown ? full : DEFAULT_ADVICE.unknownRisk), 6);
        expect(parts.others).toBeCloseTo(isKnown ? 3 * 1200 * Math.max(0, missed - full) : 0, 6);
        expect(parts.spread).toBeGreaterThanOrEqual(-1e-6);
        expect(parts.spread).toBeLessThan(DEFAULT_ADVICE.spreadSeconds);
      }),
    );
  });
  it('puts few and many in the same order, twins by name', () => {
    const seconds = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 1, maxLength: 90, size: 'max' });
    fc.assert(
      fc.property(seconds, (some) => {
        const advised = advise(some.map(([driveSeconds, ruledOut], index) => way(`g${100 + index}`, { driveSeconds, ruledOut })), 'q', null, NOW, EVEN);
        const key = ({ ruledOut, scoreSeconds, targetId }: Advised): string => `${Number(ruledOut)} ${scoreSeconds.toFixed(3).padStart(9, '0')} ${targetId}`;
        expect(advised.map(key)).toEqual(advised.map(key).toSorted());
        expect(advised.map(({ place }) => place).toSorted((a, b) => a - b)).toEqual(some.map((_, index) => index));
      }),
    );
  });
  it('keeps what is followed unless a change is worth it', () => {
    const ways = [way('mine', { walkSeconds: 250 }), way('other')];
    const asked = (gainSeconds: number, sinceMs = NOW - 600 * SECOND): string[] => ids(advise(ways, 'q', { targetId: 'mine', sinceMs }, NOW, { ...EVEN, gainSeconds }));
    expect(asked(76)).toEqual(['mine', 'other']);
    expect(asked(75)).toEqual(['other', 'mine']);
    expect(asked(75, NOW - 59 * SECOND)).toEqual(['mine', 'other']);
    expect(ids(advise([way('mine', { ruledOut: true }), way('other')], 'q', { targetId: 'mine', sinceMs: NOW }, NOW))).toEqual(['other', 'mine']);
    expect(ids(advise(ways, 'q', { targetId: 'gone', sinceMs: NOW }, NOW))).toEqual(['other', 'mine']);
  });
  it('never leaves a target within its dwell, whatever the counts and the roads do', () => {
    const risk = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(fc.array(fc.tuple(risk, risk, risk, fc.integer({ min: 1, max: 45 })), { minLength: 5, maxLength: 60 }), (moments) => {
        let followed: Followed | null = null;
        let nowMs = NOW;
        for (const [a, b, c, seconds] of moments) {
          nowMs += seconds * SECOND;
          const risks: Record<string, number> = { a, b, c };
          const [best]: Advised[] = advise(['a', 'b', 'c'].map((id) => way(id, { outlook: flat(risks[id] ?? 0), slowness: 1 + 5 * (risks[id] ?? 0) })), 'q', followed, nowMs);
          const changed: boolean = best?.targetId !== followed?.targetId;
          if (changed && followed !== null) expect(nowMs - followed.sinceMs).toBeGreaterThanOrEqual(DEFAULT_ADVICE.dwellSeconds * SECOND);
          if (changed && best !== undefined) followed = { targetId: best.targetId, sinceMs: nowMs };
        }
      }),
    );
  });
});

describe('wishOf', () => {
  it('is where one would go if none were ever full, by what is said of the ways', () => {
    expect(wishOf([way('far', { walkSeconds: 300 }), way('near', { outlook: flat(1), slowness: 3 }), way('dear', { walkSeconds: 150, priceSeconds: 400 })])).toBe('near');
    expect(wishOf([way('nowhere', { walkSeconds: 0, outlook: null }), way('b'), way('a')])).toBe('a');
    expect([wishOf([]), wishOf([way('nowhere', { outlook: null })])]).toEqual([null, null]);
  });
});

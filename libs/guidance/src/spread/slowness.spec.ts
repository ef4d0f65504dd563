import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/builders.js';
import { approachOf, createSlownessBook, DEFAULT_SLOWNESS, learnPace, slownessFrom, withApproach } from './slowness.js';
import type { Driven, SlownessBook, SlownessOptions, Told } from './slowness.js';

const SECOND = 1000;
const ways = (a: number, b: number): Told[] => [{ targetId: 'a', driveSeconds: a }, { targetId: 'b', driveSeconds: b }];
const NORTH = ways(100, 200);
const SOUTH = ways(200, 100);
const both = (): SlownessBook => withApproach(withApproach(createSlownessBook(), NORTH), SOUTH);
const after = (book: SlownessBook, approach: number, targetId: string, times: number, driven: Driven): SlownessBook =>
  Array.from({ length: times }).reduce<SlownessBook>((before) => learnPace(before, approach, targetId, driven, NOW), book);
const HALF = { takenSeconds: 30, nearerSeconds: 15 };

describe('approaches', () => {
  it('are told apart by how far every target is', () => {
    const book = both();
    expect([NORTH, SOUTH, ways(110, 190), ways(141, 159), ways(159, 141), ways(100, 260), ways(900, 900)].map((one) => approachOf(book, one))).toEqual([0, 1, 0, 0, 1, -1, -1]);
    expect(withApproach(book, ways(110, 190))).toBe(book);
    expect(withApproach(book, ways(900, 900)).approaches).toHaveLength(3);
    expect(withApproach(book, ways(900, 900), { ...DEFAULT_SLOWNESS, mostApproaches: 2 })).toBe(book);
    expect(approachOf(book, SOUTH.toReversed())).toBe(1);
    // A target that is new since then tells nothing of where one comes from.
    const four = [...NORTH, { targetId: 'new', driveSeconds: 900 }];
    expect(approachOf(book, four)).toBe(0);
    const more = withApproach(book, [...ways(900, 900), { targetId: 'new', driveSeconds: 900 }]);
    expect([more.targetIds, approachOf(more, four), approachOf(more, ways(910, 900)), approachOf(more, [...ways(900, 900), { targetId: 'new', driveSeconds: 100 }])]).toEqual([['a', 'b', 'new'], 0, 2, -1]);
    const far = withApproach(more, [{ targetId: 'new', driveSeconds: 5 }]);
    expect([far.approaches.length, approachOf(far, [{ targetId: 'new', driveSeconds: 9 }]), approachOf(far, ways(400, 400))]).toEqual([4, 3, -1]);
  });
});

describe('slownessFrom', () => {
  it('knows nothing before a car has driven', () => {
    expect(slownessFrom(both(), 0, NOW)('a')).toBe(1);
    expect(slownessFrom(createSlownessBook(), -1, NOW)('a')).toBe(1);
  });
  it('learns how much longer a way takes, the more the longer it was driven, and of other ways the usual', () => {
    const [once, often] = [1, 100].map((times) => after(both(), 0, 'a', times, HALF)) as [SlownessBook, SlownessBook];
    const usual = (30 + 1000) / (15 + 1000);
    expect(slownessFrom(once, 0, NOW)('a')).toBeCloseTo((30 + 150 * usual) / (15 + 150), 9);
    expect(slownessFrom(once, 0, NOW)('b')).toBeCloseTo(usual, 9);
    expect(slownessFrom(once, 1, NOW)('a')).toBeCloseTo(usual, 9);
    expect(slownessFrom(once, -1, NOW)('constructor')).toBeCloseTo(usual, 9);
    expect(slownessFrom(once, 0, NOW)('constructor')).toBeCloseTo(usual, 9);
    expect(Math.abs(slownessFrom(often, 0, NOW)('a') - 2)).toBeLessThan(0.1);
  });
  it('tells a jam from one side, and only of the target that is behind it', () => {
    const book = after(after(after(both(), 0, 'a', 40, { takenSeconds: 30, nearerSeconds: 5 }), 0, 'b', 40, { takenSeconds: 30, nearerSeconds: 30 }), 1, 'a', 40, { takenSeconds: 30, nearerSeconds: 30 });
    const [north, south] = [slownessFrom(book, 0, NOW), slownessFrom(book, 1, NOW)];
    expect(north('a')).toBeGreaterThan(3);
    expect(Math.max(north('b'), south('a'))).toBeLessThan(1.2);
  });
  it('sees a jam while cars still stand in it', () => {
    const stands = after(both(), 0, 'a', 10, { takenSeconds: 30, nearerSeconds: 0 });
    expect(slownessFrom(stands, 0, NOW)('a')).toBeGreaterThan(3);
    expect(slownessFrom(after(stands, 0, 'a', 400, { takenSeconds: 30, nearerSeconds: -30 }), 0, NOW)('a')).toBe(DEFAULT_SLOWNESS.mostFactor);
  });
  it('forgets', () => {
    const book = after(both(), 0, 'a', 40, HALF);
    const later = (seconds: number): number => slownessFrom(book, 0, NOW + seconds * SECOND)('a');
    expect([later(900) < later(0), later(10_000) < 1.001, later(-60) === later(0)]).toEqual([true, true, true]);
  });
  it('learns of a car from nowhere what is usual, and nothing of what cannot have been driving', () => {
    expect(slownessFrom(learnPace(both(), -1, 'a', HALF, NOW), 1, NOW)('b')).toBeGreaterThan(1);
    const book = both();
    for (const driven of [{ takenSeconds: 0, nearerSeconds: 0 }, { takenSeconds: 121, nearerSeconds: 100 }, { takenSeconds: -30, nearerSeconds: 9 }, { takenSeconds: 30, nearerSeconds: 181 }, { takenSeconds: 30, nearerSeconds: Number.NaN }])
      expect(learnPace(book, 0, 'a', driven, NOW)).toBe(book);
  });
});

describe('whatever cars say', () => {
  interface Said extends Driven {
    approach: number;
    targetId: string;
    waitSeconds: number;
  }
  const said = fc.array(
    fc.record<Said>({
      approach: fc.integer({ min: -1, max: 2 }), targetId: fc.constantFrom('a', 'b', '__proto__'), waitSeconds: fc.integer({ min: 0, max: 600 }),
      takenSeconds: fc.integer({ min: -10, max: 130 }), nearerSeconds: fc.integer({ min: -400, max: 400 }),
    }),
    { maxLength: 60 },
  );
  const learnt = (list: readonly Said[], named = (id: string): string => id, options: SlownessOptions = DEFAULT_SLOWNESS): { book: SlownessBook; nowMs: number } => {
    let [book, nowMs] = [both(), NOW];
    for (const { approach, targetId, waitSeconds, ...driven } of list) {
      nowMs += waitSeconds * SECOND;
      book = learnPace(book, approach, named(targetId), driven, nowMs, options);
    }
    return { book, nowMs };
  };

  it('no way is told to be shorter than it is, none to be without end, and all is forgotten', () => {
    fc.assert(
      fc.property(said, (list) => {
        const { book, nowMs } = learnt(list);
        for (const approach of [-1, 0, 1, 2])
          for (const id of ['a', 'b', 'c', '__proto__']) {
            const now = slownessFrom(book, approach, nowMs)(id);
            expect(now >= 1 && now <= DEFAULT_SLOWNESS.mostFactor).toBe(true);
            expect(slownessFrom(book, approach, nowMs + 50_000 * SECOND)(id)).toBeCloseTo(1, 6);
          }
      }),
    );
  });
  it('no target is favoured for its name', () => {
    const other = (id: string): string => ({ a: 'b', b: 'a' })[id] ?? id;
    fc.assert(
      fc.property(said, fc.integer({ min: -1, max: 2 }), (list, approach) => {
        const [one, swapped] = [learnt(list), learnt(list, other)];
        for (const id of ['a', 'b']) expect(slownessFrom(swapped.book, approach, swapped.nowMs)(other(id))).toBe(slownessFrom(one.book, approach, one.nowMs)(id));
      }),
    );
  });
  it('one car that lies changes little', () => {
    fc.assert(
      fc.property(said, fc.integer({ min: 0, max: 600 }), (list, nearerSeconds) => {
        const honest = after(learnt(list).book, 0, 'a', 40, { takenSeconds: 30, nearerSeconds: 25 });
        const lied = learnPace(honest, 0, 'a', { takenSeconds: 100, nearerSeconds }, NOW);
        expect(Math.abs(slownessFrom(lied, 0, NOW)('a') - slownessFrom(honest, 0, NOW)('a'))).toBeLessThan(1);
      }),
    );
  });
  it('is plain data', () => {
    fc.assert(
      fc.property(said, (list) => {
        const { book, nowMs } = learnt(list.filter(({ targetId }) => targetId !== '__proto__'));
        const read = JSON.parse(JSON.stringify(book)) as SlownessBook;
        for (const id of ['a', 'b']) expect(slownessFrom(read, 0, nowMs)(id)).toBe(slownessFrom(book, 0, nowMs)(id));
      }),
    );
  });
});

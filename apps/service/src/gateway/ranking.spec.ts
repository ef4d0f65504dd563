import { GuidanceAccount, type City, type FacilityState, type GuidanceQuestion, type PromiseAct } from '@wegweiser/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aTown, T0 } from '../engine/testing/town.js';
import { LiveStore } from '../live/live-store.js';
import { Outlooks } from './outlooks.js';
import { Paces } from './paces.js';
import { PromiseBook } from './promise-book.js';
import { Ranking, type Guided } from './ranking.js';

const HERE = { lat: 48, lon: 11 };
let nowMs = T0;
let store: LiveStore;
let sent: PromiseAct[][];
let book: PromiseBook;
let ranking: Ranking;
const clock = { mode: 'system' as const, now: () => nowMs, rate: () => 1 };

/** `nord` stands at the destination, `ost` 400 m off. */
const town = (): City => {
  const city = aTown();
  city.facilities[1]!.position = [11.0054, 48];
  return city;
};
const state = (id: string, vacant: number, over: Partial<FacilityState> = {}): FacilityState => ({
  id, status: vacant === 0 ? 'full' : 'spacesAvailable', capacity: 80, vacant, quality: 'measured', measuredAtMs: nowMs, trend: 'steady',
  audiences: [{ id: 'shortStay', capacity: 80, vacant, occupied: 80 - vacant, status: vacant === 0 ? 'full' : 'spacesAvailable', raw: vacant, reasons: [], quality: 'measured', measuredAtMs: nowMs, trend: 'steady' }],
  nextOpeningChange: null, rezeroProposal: null, notes: [], ...over,
});
const ask = (over: Partial<GuidanceQuestion> = {}): Guided => ranking.guide({ ...HERE, audience: 'shortStay', spread: 0, tried: [], follow: true, ...over })!;
const first = (guided: Guided): string | undefined => guided.targets[0]?.facilityId;

beforeEach(() => {
  vi.useFakeTimers();
  nowMs = T0;
  store = new LiveStore('epoch');
  sent = [];
  book = new PromiseBook({ execute: async () => ({ ok: true }), promise: async (acts) => void sent.push([...acts]) }, clock);
  ranking = new Ranking(town(), store, clock, new Outlooks(book), book, new Paces());
  store.set('facilities', state('nord', 10));
  store.set('facilities', state('ost', 40));
});
afterEach(() => {
  book.onModuleDestroy();
  vi.useRealTimers();
});

describe('guiding drivers', () => {
  it('promises the first target, and writes it into the journal without a name', () => {
    const { trip, targets } = ask();
    expect(trip).toEqual({ facilityId: 'nord', dueMs: T0 + 600_000, sinceMs: T0 });
    expect(targets[0]).toMatchObject({ facilityId: 'nord', tier: 'good', freePct: 100 });
    vi.advanceTimersByTime(250);
    expect(sent).toEqual([[{ act: 'wish', facilityId: 'nord' }, { act: 'give', facilityId: 'nord', kind: 'followed', dueMs: T0 + 600_000 }]]);
  });

  it('spreads those who ask at the same moment before a garage is full', () => {
    const firsts = Array.from({ length: 40 }, () => first(ask()));
    expect(firsts.filter((id) => id === 'nord').length).toBeGreaterThan(4);
    expect(firsts.filter((id) => id === 'nord').length).toBeLessThanOrEqual(10);
    expect(firsts.at(-1)).toBe('ost');
    expect(first(ask({ audience: 'contract' }))).toBe('nord');
  });

  it('asking again on the way moves the promise and keeps the target', () => {
    const { trip } = ask();
    for (let index = 0; index < 40; index += 1) ask();
    nowMs += 30_000;
    const again = ask({ trip: trip! });
    expect(again.trip).toEqual({ facilityId: 'nord', dueMs: nowMs + 600_000, sinceMs: T0 });
    vi.advanceTimersByTime(250);
    expect(sent.flat().filter((act) => act.act === 'withdraw')).toEqual([{ act: 'withdraw', facilityId: 'nord', dueMs: trip!.dueMs }]);
    expect(ask({ trip: again.trip!, follow: false }).trip).toBeNull();
    // The space that was given back goes to the next who asks.
    expect(ask({ trip: { facilityId: 'elsewhere', dueMs: T0, sinceMs: T0 } }).trip?.facilityId).toBe('nord');
  });

  it('leaves a target that was found full, and one that the forecast sees full; a garage by name is granted', () => {
    expect(first(ask({ tried: ['nord'] }))).toBe('ost');
    const horizons = [{ minutes: 15, vacant: 0, p10: 0, p50: 0, p90: 2, pFree: 0.1 }];
    store.set('facilities', state('nord', 10, { forecast: { issuedAtMs: T0, basis: 'year', skill: null, horizons } }));
    expect(first(ask({ from: { lat: 48.03, lon: 11 } }))).toBe('ost');
    expect(ask({ choose: 'nord' }).trip?.facilityId).toBe('nord');
    expect(ask({ choose: 'nord' }).targets.map((t) => t.facilityId)).toContain('nord');
  });

  it('takes the engine\'s account of who is on the way', () => {
    const guidance = { atMs: T0, promised: [{ atMs: T0 + 300_000, cars: 12, variance: 1 }], inPerH: 0, outPerH: 0, unguidedShare: 0, compliance: { shown: 0.5, followed: 0.9 } };
    store.set('facilities', state('nord', 10, { guidance }));
    expect(first(ask())).toBe('ost');
    nowMs += 20_000;
    store.set('facilities', state('nord', 10, { guidance: { ...guidance, atMs: nowMs, promised: [] } }));
    expect(first(ask())).toBe('nord');
  });

  it('sends nobody to a closed door, and answers nothing without a destination', () => {
    for (const id of ['nord', 'ost']) store.set('facilities', { ...state(id, 10), status: 'closed' });
    expect(ask().trip).toBeNull();
    expect(ranking.guide({ audience: 'shortStay', spread: 0, tried: [], follow: true })).toBeNull();
    expect(ranking.rank({ audience: 'shortStay' })).toBeNull();
    expect(ranking.rank({ ...HERE, audience: 'shortStay' })?.targets).toHaveLength(2);
  });

  it('says what it would say without anything kept from other questions', () => {
    const sent: [PromiseBook, PromiseBook] = [0, 1].map(() => new PromiseBook({ execute: async () => ({ ok: true }), promise: async () => undefined }, clock)) as [PromiseBook, PromiseBook];
    const learned = [new Paces(), new Paces()] as const;
    const kept = new Ranking(town(), store, clock, new Outlooks(sent[0]), sent[0], learned[0]);
    const trips: (GuidanceQuestion['trip'] | null)[] = [];
    let random = 7;
    const draw = (n: number): number => (random = (random * 48_271) % 2_147_483_647) % n;
    for (let index = 0; index < 400; index += 1) {
      nowMs += draw(3) * [0, 1, 40_000][draw(3)]!;
      const capacity = { status: 'spacesAvailable' as const, guidance: { atMs: nowMs - draw(3000), promised: [{ atMs: nowMs + 60_000, cars: 1, variance: 0 }], inPerH: draw(90), outPerH: draw(90), unguidedShare: draw(10) / 10, compliance: { shown: 0.5, followed: 0.9 } } };
      if (draw(6) === 0) store.set('facilities', state(['nord', 'ost'][draw(2)]!, draw(30), draw(2) === 0 ? {} : { ...capacity, vacant: draw(30) }));
      if (draw(40) === 0) store.remove('facilities', 'nord');
      const trip = trips[draw(20)];
      const question: GuidanceQuestion = {
        lat: 48 + draw(100) / 10_000, lon: 11 + draw(100) / 10_000, audience: ['shortStay', 'contract', 'none'][draw(3)]!, spread: draw(16), tried: draw(4) === 0 ? ['ost'] : [], follow: draw(5) > 0,
        ...(draw(3) === 0 ? {} : { from: { lat: 48 + draw(500) / 10_000, lon: 11 } }), ...(trip ? { trip } : {}),
      };
      const answer = kept.guide(question);
      expect(answer).toEqual(new Ranking(town(), store, clock, new Outlooks(sent[1]), sent[1], learned[1]).guide(question));
      trips[draw(20)] = answer!.trip;
    }
    for (const one of sent) one.onModuleDestroy();
  });

  it('accounts for its answers: the same garages in the same order, every second of them, and no promise touched', () => {
    const question: GuidanceQuestion = { ...HERE, audience: 'shortStay', spread: 3, tried: [], follow: true };
    for (let index = 0; index < 9; index += 1) ask();
    const pending = () => structuredClone(['nord', 'ost'].map((id) => book.pendingAt(id)));
    const before = pending();
    const why = ranking.why(question)!;
    expect(pending()).toEqual(before);
    expect(GuidanceAccount.parse(why)).toEqual(why);
    const answer = ask(question);
    expect(why.targets.map(({ facilityId, rank, tier }) => [facilityId, rank, tier])).toEqual(answer.targets.map(({ facilityId, rank, tier }) => [facilityId, rank, tier]));
    for (const { drive, jam, walk, price, search, others, behind, spread, score } of why.targets) expect(drive + jam + walk + price + search + others + behind + spread).toBeCloseTo(score, 6);
    // Eight of ten spaces are promised: what nord's place costs is the search, and those who come later.
    const [nord, ost] = ['nord', 'ost'].map((id) => why.targets.find(({ facilityId }) => facilityId === id)!);
    expect(nord!.search + nord!.others).toBeGreaterThan(ost!.search + ost!.others);
    expect(ost!.walk).toBeGreaterThan(nord!.walk);
    expect(why.keptPlace).toBe(false);
  });
  describe('under way', () => {
    /** 1.1 km west: the same way to both, but for 400 m; and where one wants to be is between them. */
    const far = { lat: 48, lon: 10.985 };
    const between = { lon: 11.0024 };
    const question = (over: Partial<GuidanceQuestion> = {}): GuidanceQuestion => ({ ...HERE, ...between, audience: 'shortStay', spread: 0, tried: [], follow: true, ...over });
    /** A car that is led to `choose` and does not move: how long it stands there is learned. */
    const stand = (choose: string, minutes: number): void => {
      let { trip } = ask({ from: far, choose });
      for (let index = 0; index < 2 * minutes; index += 1) {
        nowMs += 30_000;
        ({ trip } = ask({ from: far, choose, trip: trip! }));
      }
    };
    const jamTo = (id: string, from: GuidanceQuestion['from'] | null = far): number => ranking.why(question(from === null ? {} : { from }))!.targets.find(({ facilityId }) => facilityId === id)!.jam;

    it('learns how long a way takes from cars that stand on it, and leads those after them elsewhere', () => {
      expect(first(ask({ ...between, from: far }))).toBe('nord');
      stand('nord', 5);
      const why = ranking.why(question({ from: far }))!;
      const [nord, ost] = ['nord', 'ost'].map((id) => why.targets.find(({ facilityId }) => facilityId === id)!);
      expect(nord!.jam).toBeGreaterThan(ost!.jam + 100);
      expect(nord!.behind).toBeCloseTo(nord!.jam / 2, 6);
      const led = ask({ ...between, from: far });
      expect(led.trip).toMatchObject({ facilityId: 'ost', way: { from: far, askedMs: nowMs } });
      expect(led.trip!.dueMs - nowMs).toBeGreaterThan(1000 * led.trip!.way!.driveSeconds);
      // Who comes another way knows what is usual, and who does not say where nothing.
      expect(jamTo('nord', { lat: 48, lon: 11.03 })).toBeLessThan(nord!.jam / 2);
      expect(jamTo('nord', null)).toBe(0);
    });

    it('keeps where a trip began and learns nothing from a look at what was said before', () => {
      const { trip } = ask({ from: far, choose: 'nord' });
      nowMs += 30_000;
      const again = ranking.guide(question({ from: far, trip: trip! }), false)!.trip!;
      expect([jamTo('nord'), again.way]).toEqual([0, trip!.way]);
      expect(ranking.guide(question({ from: { lat: 48, lon: 10.99 }, trip: trip! }))!.trip!.way).toMatchObject({ from: far, askedMs: nowMs });
      expect(ask({ trip: trip! }).trip).not.toHaveProperty('way');
      const { way: _, ...old } = trip!;
      expect(ranking.guide(question({ from: far, trip: old }), false)!.trip!.way).toMatchObject({ from: far, askedMs: old.sinceMs });
    });

    it('counts what somebody wished who sets out, once', () => {
      const { trip } = ask({ from: far, choose: 'ost' });
      ask({ from: far, trip: trip! });
      ask({ from: far, follow: false });
      vi.advanceTimersByTime(250);
      expect(sent.flat().filter(({ act }) => act === 'wish')).toEqual([{ act: 'wish', facilityId: 'nord' }]);
    });
  });

  it('says when a target keeps its place only because a change is not worth it', () => {
    store.set('facilities', state('ost', 80));
    const { trip } = ask({ choose: 'ost' });
    expect(ranking.why({ ...HERE, audience: 'shortStay', spread: 0, tried: [], follow: true, trip: trip! })).toMatchObject({ keptPlace: true, targets: [{ facilityId: 'ost', tried: false }, { facilityId: 'nord' }] });
    expect(ranking.why({ ...HERE, audience: 'shortStay', spread: 0, tried: ['ost'], follow: true, trip: trip! })).toMatchObject({ keptPlace: false, targets: [{ facilityId: 'nord' }, { facilityId: 'ost', tried: true }] });
    expect(ranking.why({ audience: 'shortStay', spread: 0, tried: [], follow: true })).toBeNull();
  });

  it('bounds what a flood may bring', () => {
    for (let index = 0; index < 6000; index += 1) book.give('nord', T0, 1);
    book.wish('nord');
    vi.advanceTimersByTime(250);
    expect(sent.map((acts) => acts.length)).toEqual([5000]);
    nowMs += 120_000;
    book.settle(book.pendingAt('nord'), 0, nowMs);
    expect(book.pendingAt('nord').loads).toEqual([]);
  });
});

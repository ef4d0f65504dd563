import 'reflect-metadata';
import type { City, FacilityState, PromiseAct } from '@wegweiser/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aTown, T0 } from '../engine/testing/town.js';
import { LiveStore } from '../live/live-store.js';
import { GuideGateway } from './guide.gateway.js';
import { Outlooks } from './outlooks.js';
import { Paces } from './paces.js';
import { PromiseBook } from './promise-book.js';
import { Ranking, type Guided } from './ranking.js';

const HERE = { lat: 48, lon: 11 };
/** `nord` stands at the destination, `ost` 400 m off. */
const town = (): City => {
  const city = aTown();
  city.facilities[1]!.position = [11.0054, 48];
  return city;
};
let store: LiveStore;
let acts: PromiseAct[];
let told: Guided[];
let book: PromiseBook;
let gateway: GuideGateway;
const client = { id: 'c1', emit: (_event: 'v1:advice', guidance: Guided) => told.push(guidance) } as never;
const count = (id: string, vacant: number): void => {
  const one = { capacity: 80, vacant, status: vacant === 0 ? 'full' : 'spacesAvailable', quality: 'measured', measuredAtMs: Date.now(), trend: 'steady' } as const;
  store.set('facilities', { id, ...one, audiences: [{ id: 'shortStay', occupied: 80 - vacant, raw: vacant, reasons: [], ...one }], nextOpeningChange: null, rezeroProposal: null, notes: [] } satisfies FacilityState);
};
const open = (): string[] => {
  const list: string[] = [];
  for (const act of acts) {
    if (act.act === 'wish') continue;
    const key = `${act.facilityId} ${act.dueMs}`;
    if (act.act === 'give') list.push(key);
    else list.splice(list.indexOf(key), 1);
  }
  return list;
};

beforeEach(() => {
  vi.useFakeTimers({ now: T0 });
  const clock = { mode: 'system' as const, now: () => Date.now(), rate: () => 1 };
  [store, acts, told] = [new LiveStore('epoch'), [], []];
  book = new PromiseBook({ execute: async () => ({ ok: true }), promise: async (list) => void acts.push(...list) }, clock);
  gateway = new GuideGateway(new Ranking(town(), store, clock, new Outlooks(book), book, new Paces()), clock);
  count('nord', 10);
  count('ost', 40);
});
afterEach(() => {
  gateway.onModuleDestroy();
  book.onModuleDestroy();
  vi.useRealTimers();
});
const ask = (over: object = {}): ReturnType<GuideGateway['guide']> => gateway.guide(client, { ...HERE, ...over });

describe('guidance over the socket', () => {
  it('answers as REST does, and says what is wrong with a question', () => {
    expect(ask()).toMatchObject({ ok: true, guidance: { atMs: T0, trip: { facilityId: 'nord', dueMs: T0 + 600_000 }, targets: [{ facilityId: 'nord', rank: 1 }, { facilityId: 'ost' }] } });
    expect([ask({ lat: 200 }), ask({ lat: undefined })]).toEqual([{ ok: false, error: expect.stringMatching(/^lat: /) }, { ok: false, error: 'expected lat and lon, or a known place' }]);
    for (const nothing of [null, undefined, 7, []]) expect(gateway.guide(client, nothing)).toMatchObject({ ok: false });
    expect(gateway.size).toBe(1);
  });

  it('tells of itself when another garage is worth it, and moves the promise', () => {
    ask();
    vi.advanceTimersByTime(70_000);
    expect([told, open()]).toEqual([[], [`nord ${T0 + 600_000}`]]);
    count('nord', 0);
    vi.advanceTimersByTime(11_000);
    expect(told).toHaveLength(1);
    const { trip } = told[0]!;
    expect(trip).toMatchObject({ facilityId: 'ost' });
    expect(open()).toEqual([`ost ${trip!.dueMs}`]);
    vi.advanceTimersByTime(20_000);
    expect([told.length, open()]).toEqual([1, [`ost ${trip!.dueMs}`]]);
  });

  it('does not take a car that has not spoken for one that stands still', () => {
    ask({ from: HERE });
    vi.advanceTimersByTime(70_000);
    count('nord', 0);
    vi.advanceTimersByTime(11_000);
    expect(told[0]?.trip).toMatchObject({ facilityId: 'ost', way: { askedMs: T0 } });
  });

  it('leaves alone who chose a garage by name, who gave up, who went away, and who has not asked for long', () => {
    const wait = (): number => {
      count('nord', 0);
      vi.advanceTimersByTime(75_000);
      count('nord', 10);
      return told.length;
    };
    ask({ choose: 'nord' });
    expect([gateway.size, wait()]).toEqual([0, 0]);
    ask();
    ask({ follow: false });
    expect([gateway.size, wait()]).toEqual([0, 0]);
    ask();
    gateway.handleDisconnect(client);
    expect([gateway.size, wait()]).toEqual([0, 0]);
    ask();
    vi.advanceTimersByTime(122_000);
    expect([gateway.size, wait()]).toEqual([0, 0]);
  });

  it('says so when nobody can be sent anywhere any more', () => {
    ask();
    for (const id of ['nord', 'ost']) store.set('facilities', { ...store.find('facilities', id)!, status: 'closed', vacant: null });
    vi.advanceTimersByTime(75_000);
    expect(told.map(({ trip }) => trip)).toEqual([null]);
    expect([gateway.size, open()]).toEqual([0, []]);
  });
});

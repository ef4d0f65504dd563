import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { City, GuidanceQuestion } from '@wegweiser/contracts';
import type { Clock } from '@wegweiser/platform';
import type { LiveStore } from '../live/live-store.js';
import { Outlooks } from './outlooks.js';
import { Paces } from './paces.js';
import { PromiseBook } from './promise-book.js';
import { Ranking } from './ranking.js';

/** Until the rule runs at its full speed: the first thousands of questions after a start cost twice as much. */
const QUESTIONS = 12_000;
const AT_ONCE = 50;
/** After so many it begins anew with an empty book, as after a change of the counts: that is rehearsed too, and no book is ever full. */
const A_BOOK = 2000;
const LOOK_EVERY_MS = 1000;

/** From and to a hundred places around the middle of the town, in turn. */
function questionOf(city: City, index: number): GuidanceQuestion {
  const [lon, lat] = city.city.centre;
  const place = (degrees: number, step: number): number => (((index * step) % 101) / 101 - 0.5) * degrees;
  return { lat: lat + place(0.01, 7), lon: lon + place(0.015, 11), from: { lat: lat + place(0.06, 13), lon: lon + place(0.09, 17) }, audience: 'shortStay', spread: index % 16, tried: [], follow: true };
}

/**
 * Asks made-up questions once there are counts, so that the first real drivers - a match ends, ten thousand telephones - do not
 * wait for code that was never run. It promises into books of its own, which nobody reads. Between each few questions whatever
 * came in goes first. Returns how many were asked.
 */
export async function rehearse(city: City, store: LiveStore, clock: Clock, goesOn: () => boolean): Promise<number> {
  while (goesOn() && !store.list('facilities').some(({ vacant }) => vacant !== null)) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
  const anew = (): { book: PromiseBook; ranking: Ranking } => {
    const book = new PromiseBook({ execute: async () => ({ ok: true }), promise: async () => undefined }, clock);
    return { book, ranking: new Ranking(city, store, clock, new Outlooks(book), book, new Paces()) };
  };
  let [asked, { book, ranking }] = [0, anew()];
  while (asked < QUESTIONS && goesOn()) {
    if (asked > 0 && asked % A_BOOK === 0) {
      book.onModuleDestroy();
      ({ book, ranking } = anew());
    }
    for (let index = 0; index < AT_ONCE; index += 1) ranking.guide(questionOf(city, asked + index));
    asked += AT_ONCE;
    await breathe();
  }
  book.onModuleDestroy();
  return asked;
}

import type { FreeForecast } from './issue.js';
import { BROKEN_SHARE, NEARLY, PROMISE } from './correct.js';

/** Days that are remembered: recent weeks, so that a season that the model did not know is learned of while it lasts. */
const DAYS = 28;
const DAY_MS = 86_400_000;
/** Fewer promises than this say nothing of so small a share. */
const LEAST_PROMISES = 200;
/** So many promises broken at one moment, and so large a share of them: a feed that sends zeros, not a busy day. */
const FAULT_LEAST = 4;
const FAULT_SHARE = 0.5;
/** Classes of how sure a promise was, ten to a decade of doubt: 90 % begins the first, 99 % the eleventh. */
const CLASSES = 60;
const LEAST_DOUBT = 1e-9;

interface Tally {
  made: number[];
  broken: number[];
}
/** What came of promises, by day (numbered since 1970) and minutes; and from which class on one is told as one. Plain data. */
export interface WatchState {
  readonly days: Record<string, Record<string, Tally>>;
  readonly from: Record<string, number>;
}
export const createWatch = (): WatchState => ({ days: {}, from: {} });

/** A forecast's chance of a free space as the model gave it, and whether there was one. */
export interface Promised {
  readonly pFree: number;
  readonly came: boolean;
}

const classOf = (pFree: number): number => Math.max(0, Math.min(CLASSES - 1, Math.floor((-Math.log10(Math.max(LEAST_DOUBT, 1 - pFree)) - 1) * 10 + LEAST_DOUBT)));
const none = (): number[] => Array.from({ length: CLASSES }, () => 0);

/** The least sure class from which on, with all surer ones, few enough were broken. */
function classFrom(tallies: readonly Tally[]): number {
  let [made, broken, from] = [0, 0, CLASSES];
  for (let own = CLASSES - 1; own >= 0; own--) {
    for (const tally of tallies) {
      made += tally.made[own]!;
      broken += tally.broken[own]!;
    }
    if (made > 0 && broken <= BROKEN_SHARE * made) from = own;
  }
  return made < LEAST_PROMISES ? 0 : from;
}

/**
 * Takes what came of all forecasts for one horizon that were due at one moment, and forgets what is too long ago. Changes the
 * state in place and hands it back.
 */
export function watchPromises(state: WatchState, minutes: number, atMs: number, outcomes: readonly Promised[]): WatchState {
  const promised = outcomes.filter(({ pFree }) => pFree >= PROMISE);
  const broken = promised.filter(({ came }) => !came).length;
  if (promised.length === 0 || (broken >= FAULT_LEAST && broken >= FAULT_SHARE * promised.length)) return state;
  const day = Math.floor(atMs / DAY_MS);
  for (const other of Object.keys(state.days)) if (Number(other) <= day - DAYS) delete state.days[other];
  const tally = ((state.days[day] ??= {})[minutes] ??= { made: none(), broken: none() });
  for (const { pFree, came } of promised) {
    tally.made[classOf(pFree)]! += 1;
    if (!came) tally.broken[classOf(pFree)]! += 1;
  }
  state.from[minutes] = classFrom(Object.values(state.days).flatMap((byMinutes) => byMinutes[minutes] ?? []));
  return state;
}

/** The forecast as it is told: a promise of a class that was broken too often of late is told as just none. */
export function asWatched({ from }: WatchState, forecast: FreeForecast): FreeForecast {
  const { minutes, pFree } = forecast;
  return pFree >= PROMISE && classOf(pFree) < (from[minutes] ?? 0) ? { ...forecast, pFree: NEARLY } : forecast;
}

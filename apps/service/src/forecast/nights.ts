import { toWallMs } from '@wegweiser/parking/forecast';

const DAY_MS = 86_400_000;
/** Local time at which the night's learning begins. */
const LEARN_AT_MS = 3.5 * 3_600_000;
/** Where time runs fast, learning takes this share of real time at most: one part in so many. */
const REST_TIMES = 10;

/** Number of the night that a time belongs to: counts on at half past three. */
const nightOf = (ms: number, timeZone: string): number => Math.floor((toWallMs(ms, timeZone) - LEARN_AT_MS) / DAY_MS);

/** When to learn: as soon as there is something to learn from, then every night. */
export class Nights {
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly timeZone: string, private last: { atMs: number; days: number } | null) {}

  /** `days` of history there are; `real` in milliseconds, of any begin. */
  isDue(nowMs: number, days: number, real: number): boolean {
    if (real < this.restUntil) return false;
    if (this.last === null) return true;
    // With much more known than when it was learned, the night is not waited for.
    return nightOf(nowMs, this.timeZone) > nightOf(this.last.atMs, this.timeZone) || days >= 2 * this.last.days;
  }

  done(nowMs: number, days: number, realBegun: number, realEnd: number): void {
    this.last = { atMs: nowMs, days };
    this.restUntil = realEnd + REST_TIMES * (realEnd - realBegun);
  }
}

/**
 * Earliest time at which one of many things may need to be looked at; until then none of them is. What is remembered may
 * be too early, never too late: after a look at all of them it is exact again. Begins with a look at all.
 */
export class Earliest {
  private ms = Number.NEGATIVE_INFINITY;

  /** Something becomes due right after `ms`. */
  note(ms: number): void {
    if (ms < this.ms) this.ms = ms;
  }

  /** Whether all must be looked at; whoever asks then looks, and notes anew what each waits for. */
  isPast(nowMs: number): boolean {
    if (nowMs <= this.ms) return false;
    this.ms = Number.POSITIVE_INFINITY;
    return true;
  }

  /** Everything may have changed. */
  forget(): void {
    this.ms = Number.NEGATIVE_INFINITY;
  }
}

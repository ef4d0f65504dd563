import { SimClock } from '@wegweiser/contracts';

/**
 * The only source of time in the service. `system` is the wall clock; `simulated` follows a simulated city: it stands
 * still until the first message, runs at the announced rate between messages, and never goes back within a run.
 */
export interface Clock {
  readonly mode: 'system' | 'simulated';
  /** Epoch milliseconds, UTC; `0` while a simulated clock has not heard anything. */
  now(): number;
  /** Simulated seconds per real second. */
  rate(): number;
}

/** Milliseconds that only go up, for measuring spans in real time. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

/**
 * The wall clock, but never backwards: what was received later must not bear an earlier time, or a replay would see another
 * order of things. When the machine's clock is set back, this one goes on at half speed until it is caught up with - it
 * does not stand still, for values must grow old meanwhile.
 */
export class SystemClock implements Clock {
  readonly mode = 'system';
  private latest = 0;
  private ahead: { fromMs: number; sinceMs: number } | null = null;

  constructor(private readonly wall: () => number = Date.now, private readonly elapsed: () => number = monotonicMs) {}

  now(): number {
    const wallMs = this.wall();
    if (wallMs >= this.latest) {
      this.ahead = null;
      return (this.latest = wallMs);
    }
    this.ahead ??= { fromMs: this.latest, sinceMs: this.elapsed() };
    this.latest = Math.max(this.latest, Math.floor(this.ahead.fromMs + (this.elapsed() - this.ahead.sinceMs) / 2));
    return this.latest;
  }

  rate(): number {
    return this.ahead === null ? 1 : 0.5;
  }
}

export const systemClock: Clock = new SystemClock();

export class SimulatedClock implements Clock {
  readonly mode = 'simulated';
  private base: { timeMs: number; heardAt: number; rate: number; runId: string } | null = null;
  private latest = 0;

  constructor(private readonly elapsed: () => number = monotonicMs) {}

  /** Takes a clock message; anything that is not one is ignored and answered with `false`. */
  hear(payload: Buffer): boolean {
    let body: unknown;
    try {
      body = JSON.parse(payload.toString('utf8'));
    } catch {
      return false;
    }
    const parsed = SimClock.safeParse(body);
    if (!parsed.success) return false;
    const { timeMs, rate, runId } = parsed.data;
    if (this.base !== null && this.base.runId !== runId) this.latest = 0;
    this.base = { timeMs, rate, runId, heardAt: this.elapsed() };
    return true;
  }

  now(): number {
    if (this.base === null) return this.latest;
    // At most two real seconds beyond the last message: a simulator that stopped must not leave time running.
    const realMs = Math.min(this.elapsed() - this.base.heardAt, 2000);
    this.latest = Math.max(this.latest, Math.round(this.base.timeMs + realMs * this.base.rate));
    return this.latest;
  }

  rate(): number {
    return this.base?.rate ?? 0;
  }
}

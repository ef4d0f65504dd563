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

export const systemClock: Clock = { mode: 'system', now: () => Date.now(), rate: () => 1 };

/** Milliseconds that only go up, for measuring spans in real time. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

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

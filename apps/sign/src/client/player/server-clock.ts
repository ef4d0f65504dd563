/**
 * The service's time on a player whose own clock may be anything. The header of an answer is a lower bound of the service's
 * time at the moment it arrives, so the largest of them is nearest; a step back by more than `STEP_MS` means that the
 * service's clock itself was set (or runs a simulation) and is followed.
 */
const STEP_MS = 5000;
/** A device that slept: its wall clock went on, its monotonic one may not have. */
const SLEPT_MS = 5000;

export class ServerClock {
  private offsetMs: number | null = null;
  private lastMonotonicMs: number;
  private lastWallMs: number;

  constructor(
    private readonly monotonicMs: () => number,
    private readonly wallMs: () => number,
  ) {
    this.lastMonotonicMs = monotonicMs();
    this.lastWallMs = wallMs();
  }

  /** The service said that it was `serverMs`, `agoMs` ago. */
  hear(serverMs: number, agoMs = 0): void {
    const offset = serverMs + agoMs - this.monotonicMs();
    if (this.offsetMs === null || offset > this.offsetMs || this.offsetMs - offset > STEP_MS) this.offsetMs = offset;
  }

  /** `null` until the service has spoken. */
  nowMs(): number | null {
    return this.offsetMs === null ? null : this.monotonicMs() + this.offsetMs;
  }

  /** To be called often; `true` when the device has slept since. The lost time is added, so that values age at once. */
  hasSlept(): boolean {
    const [monotonic, wall] = [this.monotonicMs(), this.wallMs()];
    const slept = wall - this.lastWallMs - (monotonic - this.lastMonotonicMs);
    this.lastMonotonicMs = monotonic;
    this.lastWallMs = wall;
    if (slept < SLEPT_MS) return false;
    if (this.offsetMs !== null) this.offsetMs += slept;
    return true;
  }
}

/** Service time of an answer: its own header, else `Date`, which is cut to the second. */
export const serverTimeOf = (header: (name: string) => string | null): number | null => {
  const exact = Number(header('x-server-time-ms') ?? Number.NaN);
  if (exact > 0) return exact;
  const date = Date.parse(header('date') ?? '');
  return date > 0 ? date + 500 : null;
};

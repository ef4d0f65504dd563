/** The service's time on a page: its last word plus the monotonic clock, whatever the device's own clock says. */
export class ServiceClock {
  private offsetMs: number | null = null;

  constructor(
    private readonly monotonicMs: () => number = () => performance.now(),
    private readonly wallMs: () => number = () => Date.now(),
  ) {}

  /** The service said that it is `atMs` now. */
  set(atMs: number): void {
    this.offsetMs = atMs - this.monotonicMs();
  }

  /** The device's own clock until the service has spoken. */
  nowMs(): number {
    return this.offsetMs === null ? this.wallMs() : this.monotonicMs() + this.offsetMs;
  }
}

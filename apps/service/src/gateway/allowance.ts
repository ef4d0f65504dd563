/** What one party may ask for: `burst` at once, and `perSecond` for ever. Bounds work, not bytes. */
export class Allowance {
  private left: number;
  private at: number;

  constructor(private readonly burst: number, private readonly perSecond: number, private readonly now: () => number = () => performance.now()) {
    this.left = burst;
    this.at = now();
  }

  /** `false` when it is used up; nothing is taken then. */
  spend(cost: number): boolean {
    const now = this.now();
    this.left = Math.min(this.burst, this.left + ((now - this.at) * this.perSecond) / 1000);
    this.at = now;
    if (this.left < cost) return false;
    this.left -= cost;
    return true;
  }
}

/** Few at a time, and not too many waiting: whoever comes when it is full is sent away at once. */
export class Turnstile {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number, private readonly mayWait: number) {}

  get isFull(): boolean {
    return this.inside >= this.atOnce && this.waiting.length >= this.mayWait;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.inside += 1;
    try {
      return await work();
    } finally {
      // Whoever waits longest takes over the place.
      const next = this.waiting.shift();
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }
}

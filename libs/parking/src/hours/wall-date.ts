/**
 * A `Date` whose local time is the wall time it was given, whatever zone the process runs in.
 *
 * Why: opening_hours.js works in the process's local time (`getHours`, `new Date(y, m, d)`) and asks the clock while it
 * parses. A service in a container runs in UTC, a developer's machine in Berlin, a test in New York, and a wall time
 * that falls into the process zone's own spring gap cannot even be written as a local `Date`. So the library is run
 * with this class in place of the global for the length of one synchronous call: deterministic, exact, no clock.
 */
const RealDate = Date;

/** What `new Date()` means inside {@link inWallTime}. */
let frozenMs = 0;

class WallDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    const [first] = args;
    if (args.length === 0) super(frozenMs);
    else if (args.length === 1) super(Number(first));
    else {
      // The library calls new Date(y, m), (y, m, d) and with hours and minutes; day defaults to 1 as in Date.
      const [year, month, day = 1, ...rest] = args.map(Number);
      super(RealDate.UTC(Number(year), Number(month), day, ...rest));
    }
  }
  static override now(): number {
    return frozenMs;
  }
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getDay(): number {
    return this.getUTCDay();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
  override getTimezoneOffset(): number {
    return 0;
  }
  override setDate(day: number): number {
    return this.setUTCDate(day);
  }
  override setHours(hours: number, ...rest: number[]): number {
    return this.setUTCHours(hours, ...rest);
  }
  override setMinutes(minutes: number, ...rest: number[]): number {
    return this.setUTCMinutes(minutes, ...rest);
  }
}

/**
 * Runs `work` (synchronous) with local time = wall time, and with `nowWallMs` as the clock.
 * The global is put back whatever happens.
 */
export function inWallTime<T>(nowWallMs: number, work: (wallDate: (wallMs: number) => Date) => T): T {
  const outer = globalThis.Date;
  frozenMs = nowWallMs;
  globalThis.Date = WallDate as unknown as DateConstructor;
  try {
    return work((wallMs) => new WallDate(wallMs));
  } finally {
    globalThis.Date = outer;
  }
}

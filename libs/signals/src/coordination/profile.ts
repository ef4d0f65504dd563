/**
 * Flow over one cycle, second by second: vehicles that arrive at (or leave) a stop line in each second. The cycle repeats
 * for ever, so every profile is cyclic.
 */
export type Profile = readonly number[];

export interface Dispersion {
  /** Robertson's platoon dispersion factor (TRANSYT: 0.35 on ordinary city streets). */
  readonly alpha: number;
  /** Travel time of the platoon's first vehicle as part of the mean (TRANSYT: 0.8). */
  readonly beta: number;
}

const sum = (values: Profile): number => values.reduce((a, b) => a + b, 0);

/**
 * Platoon downstream (Robertson 1969): arrivals y(t + b T) = F x(t) + (1 - F) y(t + b T - 1) with F = 1 / (1 + a b T).
 * What left arrives, only later and drawn out. `travelS` mean travel time T.
 */
export function disperse(departures: Profile, travelS: number, { alpha, beta }: Dispersion): number[] {
  const n = departures.length;
  const lagS = Math.round(beta * travelS);
  const factor = 1 / (1 + alpha * beta * travelS);
  const arrivals = Array.from({ length: n }, () => 0);
  // Begins at the mean and goes round until what the begin was no longer matters.
  let last = sum(departures) / n;
  const rounds = Math.ceil(Math.log(1e-9) / Math.log(1 - Math.min(factor, 0.999)) / n) + 1;
  for (let t = 0; t < rounds * n; t++) {
    last = factor * (departures[t % n] as number) + (1 - factor) * last;
    arrivals[(t + lagS) % n] = last;
  }
  return arrivals;
}

export interface Served {
  readonly departures: readonly number[];
  /** Vehicle seconds of waiting and vehicles stopped, per cycle. */
  readonly delayVehS: number;
  readonly stops: number;
}

/**
 * A stop line over one cycle: vertical queue, `capacity[t]` vehicles can leave in second t. Wants less demand than capacity,
 * else the queue has no steady state (`capped`). One cycle from empty on brings the steady state.
 */
export function serve(arrivals: Profile, capacity: Profile): Served {
  const n = arrivals.length;
  const departures = Array.from({ length: n }, () => 0);
  let [queue, delayVehS, stops] = [0, 0, 0];
  for (let t = 0; t < 2 * n; t++) {
    const [arriving, can] = [arrivals[t % n] as number, capacity[t % n] as number];
    const leaving = Math.min(queue + arriving, can);
    const waits = queue + arriving - leaving;
    if (t >= n) {
      departures[t - n] = leaving;
      delayVehS += waits;
      // Who finds a queue or red stops; who passes with the flow does not.
      stops += queue > 0 ? arriving : Math.max(0, arriving - leaving);
    }
    queue = waits;
  }
  return { departures, delayVehS, stops };
}

/** Highest degree of saturation for which the cyclic queue is reckoned; what is above is in the incremental delay. */
const STEADY = 0.98;

/** The same course of arrivals, lowered to what the green can take. */
export function capped(arrivals: Profile, capacity: Profile): number[] {
  const [wanted, can] = [sum(arrivals), sum(capacity) * STEADY];
  return wanted > can ? arrivals.map((a) => (a * can) / wanted) : [...arrivals];
}

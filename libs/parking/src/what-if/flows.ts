/** Arrivals and departures behind a day's occupancy. */
export interface DayFlows {
  /** Vehicles that arrive within a quarter hour. */
  arrivals: number[];
  /** Share of those inside that leaves within it, 0 to 1. */
  leaving: number[];
}

/**
 * Occupancy tells only the difference of arrivals and departures. With a mean stay known, so many leave as that stay would
 * have (a share of 1 / stay of those inside), and what is missing to the next value has arrived; where more are gone than
 * that, more have left and none has come. Run forward from the first value both give the typical day exactly.
 */
export function flowsOf(occupied: readonly number[], stayQuarters: number): DayFlows {
  const arrivals: number[] = [];
  const leaving: number[] = [];
  for (const [quarter, now] of occupied.entries()) {
    const net = (occupied[quarter + 1] ?? now) - now;
    const usual = Math.min(1, 1 / stayQuarters);
    const comes = Math.max(0, net + now * usual);
    arrivals.push(comes);
    leaving.push(now > 0 ? (comes - net) / now : usual);
  }
  return { arrivals, leaving };
}

/** Values between known ones on a line, beyond them the nearest; `null` when nothing is known. */
export function fillGaps(values: readonly (number | null)[]): { values: number[]; filledShare: number } | null {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ at, value }]));
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  let next = 0;
  const filled = values.map((value, at) => {
    while (next < known.length && known[next]!.at < at) next += 1;
    if (value !== null) return value;
    const after = known[next] ?? last;
    const before = known[next - 1] ?? first;
    return after.at === before.at ? after.value : before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at);
  });
  return { values: filled, filledShare: known.length / values.length };
}

import type { HistoryPage } from '../state/api.js';

export interface Curve {
  id: string;
  name: string;
  page: HistoryPage;
}
export interface Aligned {
  times: number[];
  /** By curve, a value for every time or `null`. */
  values: (number | null)[][];
}

const numberAt = (row: HistoryPage['rows'][number], at: number): number | null => {
  const cell = at < 0 ? null : row[at];
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
};

/** One column of a page by time; `occupiedPct` is made of what a garage has. */
export function valuesOf(page: HistoryPage, measure: string): Map<number, number | null> {
  const at = (name: string) => page.columns.indexOf(name);
  const valueOf = (row: HistoryPage['rows'][number]): number | null => {
    if (measure !== 'occupiedPct') return numberAt(row, at(measure));
    const [vacant, capacity] = [numberAt(row, at('vacant')), numberAt(row, at('capacity'))];
    return vacant === null || capacity === null || capacity <= 0 ? null : Math.round((1000 * (capacity - vacant)) / capacity) / 10;
  };
  return new Map(page.rows.map((row) => [numberAt(row, 0) ?? 0, valueOf(row)]));
}

/** So many of its own intervals may pass before what a thing said last no longer stands. */
const HOLD_INTERVALS = 3;

/** The interval in which a thing speaks: half of its own are shorter. */
function intervalOf(times: readonly number[]): number {
  const gaps = times.slice(1).map((t, n) => t - (times[n] ?? t)).toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

/** A measured value stands until the next one; where that stayed away, nothing stands. */
function held(column: ReadonlyMap<number, number | null>, times: readonly number[]): (number | null)[] {
  const own = [...column.keys()].sort((a, b) => a - b);
  const longest = HOLD_INTERVALS * intervalOf(own);
  let next = 0;
  return times.map((t) => {
    while (next < own.length && own[next]! <= t) next += 1;
    const [before, after] = [own[next - 1], own[next]];
    if (before === undefined) return null;
    return before === t || (after ?? t) - before <= longest ? (column.get(before) ?? null) : null;
  });
}

/**
 * Several curves over the same times; where one of them has nothing, nothing is put. Measured values come when each thing
 * speaks: there one stands until the next of the same thing, or curves that speak in turn would have no two points in a row.
 */
export function align(curves: readonly Curve[], measure: string): Aligned {
  const columns = curves.map((c) => valuesOf(c.page, measure));
  const times = [...new Set(columns.flatMap((c) => [...c.keys()]))].sort((a, b) => a - b);
  return { times, values: columns.map((c, n) => (curves[n]?.page.resolution === 'raw' ? held(c, times) : times.map((t) => c.get(t) ?? null))) };
}

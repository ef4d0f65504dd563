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

/** Several curves over the same times; where one of them has nothing, nothing is put. */
export function align(curves: readonly Curve[], measure: string): Aligned {
  const columns = curves.map((c) => valuesOf(c.page, measure));
  const times = [...new Set(columns.flatMap((c) => [...c.keys()]))].sort((a, b) => a - b);
  return { times, values: columns.map((c) => times.map((t) => c.get(t) ?? null)) };
}

import type { HistoryPage } from '../state/api.js';
import { valuesOf } from './align.js';
import { weekQuarter } from './local-time.js';

export const WEEK_CELLS = 7 * 96;
export const LEVELS = ['free', 'dense', 'slow', 'jam'] as const;

/** `value`: per cent occupied, or 0 free to 3 jam; `null` without any. */
export interface Heat {
  cells: (number | null)[];
  /** Days that a cell is made of, at most. */
  days: number;
}

function put(lists: number[][], atMs: number, zone: string, value: number): void {
  const { weekday, quarter } = weekQuarter(atMs, zone);
  lists[weekday * 96 + quarter]!.push(value);
}

/** Mean occupancy by weekday and quarter hour. */
export function facilityHeat(page: HistoryPage, zone: string): Heat {
  const lists = Array.from({ length: WEEK_CELLS }, (): number[] => []);
  for (const [atMs, value] of valuesOf(page, 'occupiedPct')) if (value !== null) put(lists, atMs, zone, value);
  return heatOf(lists, (values) => values.reduce((a, b) => a + b, 0) / values.length);
}

/** Most frequent level by weekday and quarter hour; of two as frequent ones the worse. */
export function linkHeat(page: HistoryPage, zone: string): Heat {
  const at = Math.max(page.columns.indexOf('worstLevel'), page.columns.indexOf('level'));
  const lists = Array.from({ length: WEEK_CELLS }, (): number[] => []);
  for (const row of page.rows) {
    const rank = LEVELS.findIndex((level) => level === row[at]);
    if (rank >= 0 && typeof row[0] === 'number') put(lists, row[0], zone, rank);
  }
  return heatOf(lists, mostFrequent);
}

const heatOf = (lists: readonly number[][], of: (values: readonly number[]) => number): Heat => ({ cells: lists.map((values) => (values.length === 0 ? null : of(values))), days: Math.max(0, ...lists.map((l) => l.length)) });

function mostFrequent(values: readonly number[]): number {
  const counts = LEVELS.map((_, rank) => values.filter((v) => v === rank).length);
  return counts.reduce((best, n, rank) => (n >= counts[best]! && n > 0 ? rank : best), values[0] ?? 0);
}

/** Four quarter hours each: mean, or the worst of a level. */
export function byHour(heat: Heat, kind: 'facility' | 'link'): (number | null)[] {
  return Array.from({ length: 7 * 24 }, (_, hour) => {
    const values = heat.cells.slice(hour * 4, hour * 4 + 4).filter((v): v is number => v !== null);
    if (values.length === 0) return null;
    return kind === 'link' ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  });
}

/** Steps of colour: 0 to 9 of occupancy, 0 to 3 of level. */
export const stepOf = (value: number, kind: 'facility' | 'link'): number => (kind === 'link' ? Math.round(value) : Math.min(9, Math.max(0, Math.floor(value / 10))));

import type { HistorySubject } from '@wegweiser/contracts';
import type { Messages } from '../i18n/de.js';
import type { Cell, HistoryPage } from '../state/api.js';

export interface Point {
  atMs: number;
  value: number | null;
  min: number | null;
  max: number | null;
}
export interface Series {
  column: string;
  name: string;
  unit: string;
  points: Point[];
  /** Highest value that makes sense, e.g. a capacity. */
  ceiling: number | null;
}

/** Which columns are worth a chart, in this order; a sensor shows the first ones that it has. */
const COLUMNS: Readonly<Record<'facility' | 'link' | 'sensor', readonly string[]>> = {
  facility: ['vacant'],
  link: ['meanSpeedKmh', 'flowVehPerH'],
  sensor: ['vacant', 'occupied', 'vehicles', 'occupancyPct', 'meanSpeedKmh'],
};
const MOST = 2;

const nameOf = (m: Messages, column: string): [name: string, unit: string] =>
  ({ vacant: [m.vacant, ''], occupied: [m.occupied, ''], vehicles: [m.groupKinds.vehicle, ''], occupancyPct: [m.occupancy, '%'], meanSpeedKmh: [m.speed, 'km/h'], flowVehPerH: [m.flow, m.vehPerH] })[column] as [string, string] | undefined ?? [column, ''];

const numeric = (cell: Cell | undefined): number | null => (typeof cell === 'number' && Number.isFinite(cell) ? cell : null);

export function seriesOf(m: Messages, subject: HistorySubject, page: HistoryPage): Series[] {
  const wanted = subject === 'facility' || subject === 'link' || subject === 'sensor' ? COLUMNS[subject] : [];
  const at = (column: string): number => page.columns.indexOf(column);
  const cell = (row: Cell[], column: string): number | null => (at(column) < 0 ? null : numeric(row[at(column)]));
  return wanted
    .filter((column) => page.rows.some((row) => cell(row, column) !== null))
    .slice(0, MOST)
    .map((column): Series => {
      const points = page.rows.map((row) => ({ atMs: numeric(row[0]) ?? 0, value: cell(row, column), min: cell(row, `${column}Min`), max: cell(row, `${column}Max`) }));
      const capacity = column === 'vacant' || column === 'occupied' ? (page.rows.map((row) => cell(row, 'capacity')).findLast((value) => value !== null) ?? null) : null;
      const [name, unit] = nameOf(m, column);
      return { column, name, unit, points, ceiling: column === 'occupancyPct' ? 100 : capacity };
    });
}

/** One line of a log: an order of a sign, a step of a recommendation. */
export interface Record_ {
  atMs: number;
  parts: string[];
}

const textOfOrder = (body: Record<string, unknown>): string => {
  const content = body['content'] as { rows?: { text: string }[]; multi?: string } | undefined;
  if (content?.rows !== undefined) return content.rows.map((row) => row.text || '–').join(' | ');
  return (content?.multi ?? '').replaceAll(/\[n[lp]\d*\]/gi, ' | ').replaceAll(/\[[^\]]*\]/g, '');
};

/** Newest first. */
export function recordsOf(page: HistoryPage): Record_[] {
  const at = (column: string): number => page.columns.indexOf(column);
  const text = (row: Cell[], column: string): string | null => (at(column) >= 0 && typeof row[at(column)] === 'string' ? (row[at(column)] as string) : null);
  return page.rows
    .map((row) => {
      const body = at('body') < 0 ? null : row[at('body')];
      const shown = body !== null && typeof body === 'object' && !Array.isArray(body) && 'content' in body ? textOfOrder(body) : null;
      const parts = [shown ?? text(row, 'state'), text(row, 'ruleId'), text(row, 'decidedBy')].filter((part): part is string => part !== null && part !== '');
      return { atMs: numeric(row[0]) ?? 0, parts };
    })
    .reverse();
}

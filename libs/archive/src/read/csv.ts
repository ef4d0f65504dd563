import type { Cell, HistoryPage } from '../types.js';

const field = (value: Cell): string => {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(field).join(',')}\r\n`;

/**
 * CSV after RFC 4180, a piece a page, with a header. The first column is the instant in ISO 8601 (UTC); an empty field is
 * no value.
 */
export async function* historyCsv(pages: AsyncIterable<HistoryPage>): AsyncGenerator<string> {
  let first = true;
  for await (const { columns, rows } of pages) {
    const head = first ? csvLine(['time', ...columns.slice(1)]) : '';
    first = false;
    yield head + rows.map(([timeMs, ...rest]) => csvLine([new Date(timeMs as number).toISOString(), ...rest])).join('');
  }
}

import { instant } from '../sql/session.js';
import type { TimeTable } from '../schema/tables.js';
import type { Row } from './rows.js';

/** The way for rows that may stand there already: one JSON parameter, rows that exist are passed over. */
export function insertSql(table: TimeTable): string {
  const names = table.columns.map((c) => c.name).join(', ');
  const shape = table.columns.map((c) => `${c.name} ${c.type}`).join(', ');
  return `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM json_to_recordset($1::json) AS r(${shape}) ON CONFLICT DO NOTHING`;
}

export function insertParameter(table: TimeTable, rows: readonly Row[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(table.columns.map((column, i) => [column.name, column.type === 'timestamptz' && row[i] != null ? instant(row[i] as number) : (row[i] ?? null)])),
  );
  return JSON.stringify(objects);
}

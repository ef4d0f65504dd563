import { instant, type SqlSession } from '../sql/session.js';
import type { DerivedRow } from '../types.js';

export type AlarmRow = Extract<DerivedRow, { table: 'alarm' }>;

const isLater = (a: AlarmRow, b: AlarmRow): boolean =>
  a.atMs !== b.atMs ? a.atMs > b.atMs : a.offset !== b.offset ? a.offset > b.offset : a.ordinal > b.ordinal;

/** An alarm is one row that follows its latest state; an older state that comes again changes nothing. */
export async function upsertAlarms(session: SqlSession, rows: readonly AlarmRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const latest = new Map<string, AlarmRow>();
  for (const row of rows) {
    const other = latest.get(row.value.id);
    if (other === undefined || isLater(row, other)) latest.set(row.value.id, row);
  }
  const records = [...latest.values()].map(({ atMs, offset, ordinal, value }) => ({
    alarm_id: value.id,
    changed_at: instant(atMs),
    journal_offset: offset,
    ordinal,
    code: value.code,
    severity: value.severity,
    about_kind: value.about.kind,
    about_id: value.about.id,
    raised_at: instant(value.raisedAtMs),
    cleared_at: value.clearedAtMs === null ? null : instant(value.clearedAtMs),
    acknowledged_by: value.acknowledgedBy,
    body: value,
  }));
  const names = 'alarm_id, changed_at, journal_offset, ordinal, code, severity, about_kind, about_id, raised_at, cleared_at, acknowledged_by, body';
  const { rowCount } = await session.query(
    `INSERT INTO alarm (${names}) SELECT ${names} FROM json_to_recordset($1::json) AS r(alarm_id text, changed_at timestamptz, journal_offset bigint,
       ordinal integer, code text, severity text, about_kind text, about_id text, raised_at timestamptz, cleared_at timestamptz, acknowledged_by text, body jsonb)
     ON CONFLICT (alarm_id) DO UPDATE SET (changed_at, journal_offset, ordinal, severity, cleared_at, acknowledged_by, body)
       = (excluded.changed_at, excluded.journal_offset, excluded.ordinal, excluded.severity, excluded.cleared_at, excluded.acknowledged_by, excluded.body)
     WHERE (alarm.changed_at, alarm.journal_offset, alarm.ordinal) < (excluded.changed_at, excluded.journal_offset, excluded.ordinal)`,
    [JSON.stringify(records)],
  );
  return rowCount;
}

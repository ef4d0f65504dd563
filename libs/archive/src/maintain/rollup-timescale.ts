import { findRollup, LEVELS, rollupName } from '../schema/rollups.js';
import type { TimeTableName } from '../schema/tables.js';
import { epochMs, instant, type SqlSession } from '../sql/session.js';

const HOUR = 3_600_000;
const SETTLE = "INTERVAL '30 seconds'";

/** Refreshes what late rows changed behind the refresh policies' back, whole hours at a time. */
export async function refreshLate(session: SqlSession, everything: boolean): Promise<number> {
  const { rows } = await session.query<{ source: TimeTableName; hour_ms: number; ids: string }>(
    `SELECT source, ${epochMs("date_trunc('hour', from_at)")} AS hour_ms, string_agg(id::text, ',') AS ids FROM rollup_dirty
     ${everything ? '' : `WHERE marked_at < now() - ${SETTLE}`} GROUP BY source, date_trunc('hour', from_at) ORDER BY source, 2`,
  );
  let refreshed = 0;
  for (const window of mergeHours(rows)) {
    const family = findRollup(window.source);
    if (family === undefined) continue;
    // Finest first: each is made from the one before. Not inside a transaction: the procedure commits by itself.
    for (const level of LEVELS) {
      await session.query(`CALL refresh_continuous_aggregate('${rollupName(family, level)}', '${instant(window.fromMs)}'::timestamptz, '${instant(window.toMs)}'::timestamptz)`);
    }
    await session.query("DELETE FROM rollup_dirty WHERE id = ANY (string_to_array($1, ',')::bigint[])", [window.ids.join(',')]);
    refreshed += 1;
  }
  return refreshed;
}

interface Window {
  source: TimeTableName;
  fromMs: number;
  toMs: number;
  ids: string[];
}

/** A refresh stays well within the statement timeout. */
const LONGEST = 24 * HOUR;

/** Neighbouring hours of one table become one window, a day at most. */
export function mergeHours(rows: readonly { source: TimeTableName; hour_ms: number; ids: string }[]): Window[] {
  const windows: Window[] = [];
  for (const { source, hour_ms, ids } of rows) {
    const last = windows.at(-1);
    if (last !== undefined && last.source === source && last.toMs === hour_ms && last.toMs - last.fromMs < LONGEST) {
      last.toMs += HOUR;
      last.ids.push(ids);
    } else windows.push({ source, fromMs: hour_ms, toMs: hour_ms + HOUR, ids: [ids] });
  }
  return windows;
}

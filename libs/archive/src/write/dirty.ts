import { instant, type SqlSession } from '../sql/session.js';
import { findRollup } from '../schema/rollups.js';
import type { TimeTableName } from '../schema/tables.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Span of one table, within one hour, whose rollups are behind. */
interface Span {
  source: TimeTableName;
  fromMs: number;
  toMs: number;
  keys: Set<number>;
}

/** Collects what a batch leaves to be rolled up: a few rows a batch, however many rows it has. */
export class DirtySpans {
  private readonly spans = new Map<TimeTableName, Map<number, Span>>();

  add(source: TimeTableName, key: number, atMs: number): void {
    const span = this.spanOf(source, Math.floor(atMs / HOUR));
    if (span === null) return;
    const minute = Math.floor(atMs / MINUTE) * MINUTE;
    span.keys.add(key);
    if (minute < span.fromMs) span.fromMs = minute;
    if (minute + MINUTE > span.toMs) span.toMs = minute + MINUTE;
  }

  private spanOf(source: TimeTableName, hour: number): Span | null {
    let ofSource = this.spans.get(source);
    if (ofSource === undefined) {
      if (findRollup(source) === undefined) return null;
      this.spans.set(source, (ofSource = new Map<number, Span>()));
    }
    let span = ofSource.get(hour);
    if (span === undefined) ofSource.set(hour, (span = { source, fromMs: Infinity, toMs: 0, keys: new Set() }));
    return span;
  }

  async insert(session: SqlSession): Promise<void> {
    if (this.spans.size === 0) return;
    const rows = [...this.spans.values()].flatMap((ofSource) => [...ofSource.values()]).map((s) => ({ source: s.source, from_at: instant(s.fromMs), to_at: instant(s.toMs), subject_keys: [...s.keys] }));
    await session.query(
      `INSERT INTO rollup_dirty (source, level, from_at, to_at, subject_keys) SELECT source, '1m', from_at, to_at, subject_keys
       FROM json_to_recordset($1::json) AS r(source text, from_at timestamptz, to_at timestamptz, subject_keys integer[])`,
      [JSON.stringify(rows)],
    );
  }
}

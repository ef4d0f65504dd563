import { DIRTY_ALWAYS, type DirtyRule } from './dirty-rule.js';
import { misfit } from './copy-binary.js';
import { DirtySpans } from './dirty.js';
import { alarmPart, auditPart, type KeyedRow, type Origin, type Part, refusal, timePart } from './parts.js';
import { isStorable } from './quarantine.js';
import type { Subject, SubjectRegistry } from './registry.js';
import { derivedRow, filedAtMs, readingRow, subjectOfDerived, TABLE_OF_DERIVED, TABLE_OF_KIND, timeDerived } from './rows.js';
import { type TimeTableName, timeTable } from '../schema/tables.js';
import type { AlarmRow } from './alarms.js';
import type { AuditRow } from './audit.js';
import type { ArchiveBatch, QuarantineItem, RetentionSettings } from '../types.js';

const DAY_MS = 86_400_000;
/** A clock that runs ahead is the intake's matter; this keeps a wild date from making partitions for ever. */
const FUTURE_MS = 7 * DAY_MS;

/** A batch, sorted into what goes where; made once, tried as often as needed. */
export interface Prepared {
  parts: Part[];
  quarantine: QuarantineItem[];
  refusedRows: number;
  /** Event times by table, for the partitions. */
  times: Map<TimeTableName, Set<number>>;
  dirty: DirtySpans;
  rowsGiven: number;
  newestEventMs: number | null;
  newestReceiptMs: number | null;
}

interface Context {
  registry: SubjectRegistry;
  retention: RetentionSettings;
  nowMs: number;
  dirtyRule?: DirtyRule;
}

export async function prepare(batch: ArchiveBatch, { registry, retention, nowMs, dirtyRule = DIRTY_ALWAYS }: Context): Promise<Prepared> {
  const derived = timeDerived(batch.derived);
  const quarantine = [...batch.faults];
  const origins: { origin: Origin; table: TimeTableName; subject: Subject; atMs: number }[] = [
    ...batch.readings.map((reading) => ({
      origin: { reading },
      table: TABLE_OF_KIND[reading.kind],
      subject: { kind: reading.kind, id: reading.deviceId, area: reading.area },
      atMs: filedAtMs(reading),
    })),
    ...derived.map((row) => ({ origin: { derived: row }, table: TABLE_OF_DERIVED[row.table], subject: { ...subjectOfDerived(row), area: null }, atMs: row.atMs })),
  ].filter(({ origin, subject, table, atMs }) => {
    const refused = refuse(origin, subject, atMs, nowMs, retention[timeTable(table).retention]);
    if (refused !== null) quarantine.push(refused);
    return refused === null;
  });
  const keys = await registry.keysOf(origins.map((o) => o.subject));

  const tables = new Map<TimeTableName, KeyedRow[]>();
  const prepared: Prepared = { parts: [], quarantine, refusedRows: 0, times: new Map(), dirty: new DirtySpans(), rowsGiven: 0, newestEventMs: null, newestReceiptMs: null };
  for (const [i, { origin, table, atMs }] of origins.entries()) {
    const key = keys[i]!;
    const row = 'reading' in origin ? readingRow(origin.reading, key) : derivedRow(origin.derived as (typeof derived)[number], key);
    const wrong = misfit(timeTable(table).columns, row);
    if (wrong !== null) {
      quarantine.push(refusal(origin, 'archiveRefused', `value does not fit ${wrong}`, 'values within the ranges of the contract'));
      continue;
    }
    collect(prepared, tables, { row, origin }, table, key, atMs, dirtyRule);
  }
  for (const [table, rows] of tables) prepared.parts.push(timePart(table, rows));
  addMerged(prepared, batch);
  prepared.refusedRows = quarantine.length - batch.faults.length;
  return prepared;
}

function collect(prepared: Prepared, tables: Map<TimeTableName, KeyedRow[]>, keyed: KeyedRow, table: TimeTableName, key: number, atMs: number, dirtyRule: DirtyRule): void {
  const rows = tables.get(table);
  if (rows === undefined) tables.set(table, [keyed]);
  else rows.push(keyed);
  prepared.rowsGiven += 1;
  let times = prepared.times.get(table);
  if (times === undefined) prepared.times.set(table, (times = new Set()));
  // Whole hours are enough to tell partitions apart.
  times.add(Math.floor(atMs / 3_600_000) * 3_600_000);
  if (dirtyRule(atMs)) prepared.dirty.add(table, key, atMs);
  if ('reading' in keyed.origin) {
    prepared.newestEventMs = Math.max(prepared.newestEventMs ?? 0, keyed.origin.reading.timeMs);
    prepared.newestReceiptMs = Math.max(prepared.newestReceiptMs ?? 0, keyed.origin.reading.receivedAtMs);
  }
}

function addMerged(prepared: Prepared, batch: ArchiveBatch): void {
  const alarms = batch.derived.filter((row): row is AlarmRow => row.table === 'alarm');
  const audit = batch.derived.filter((row): row is AuditRow => row.table === 'audit');
  if (alarms.length > 0) prepared.parts.push(alarmPart(alarms));
  if (audit.length > 0) prepared.parts.push(auditPart(audit));
  prepared.rowsGiven += alarms.length + audit.length;
}

function refuse(origin: Origin, subject: Subject, atMs: number, nowMs: number, keptDays: number | null): QuarantineItem | null {
  if (!Number.isInteger(atMs) || atMs > nowMs + FUTURE_MS) return refusal(origin, 'archiveFuture', `event time ${atMs} is ahead of the service's clock`, 'an event time at most 7 days ahead');
  // Its buckets may have lost their other rows already: a rollup made again from this one alone would be wrong.
  if (keptDays !== null && atMs < nowMs - keptDays * DAY_MS) return refusal(origin, 'archiveTooOld', `event time ${atMs} is older than what the archive keeps`, `an event time within ${keptDays} days`);
  if (atMs < 0) return refusal(origin, 'archiveTooOld', `event time ${atMs} is before 1970`, 'an event time from 1970 on');
  if (!isStorable(subject.id) || !isStorable(subject.area ?? '')) return refusal(origin, 'archiveRefused', 'identifier holds characters that no text can hold', 'an identifier of the contract');
  return null;
}

import type { AlarmState, FacilityState, Fault, HistorySubject, LinkState, Reading, ReadingKind, RecommendationState, SignOrderMessage } from '@wegweiser/contracts';

/** What an act changed and who did it: one link of the audit chain. Plain JSON. */
export interface AuditEntry {
  /** Identifier of the command or rule run behind the act. */
  commandId: string;
  /** Person or rule that acted. */
  by: string;
  /** e.g. `lockSign`, `decideRecommendation`, `rezero`. */
  action: string;
  about: { kind: string; id: string };
  /** Outcome as the engine gave it. */
  outcome: 'ok' | 'refused';
  /** Anything more that must be kept: inputs, before and after, reason. */
  detail: Record<string, unknown>;
}

interface DerivedHead {
  /** Time of the event that led to it, epoch milliseconds: the same in every replay. */
  atMs: number;
  /** Offset of the journal record that led to it. */
  offset: number;
  /** Position among the rows of that record, from 0. `(offset, ordinal)` makes a row itself: a second one is the same one. */
  ordinal: number;
}

/** One row that the engine derived. Replaying the journal gives the same rows with the same identity, and none counts twice. */
export type DerivedRow =
  | (DerivedHead & { table: 'facilityState'; value: FacilityState })
  | (DerivedHead & { table: 'linkState'; value: LinkState })
  | (DerivedHead & { table: 'signOrder'; value: SignOrderMessage })
  | (DerivedHead & { table: 'recommendation'; value: RecommendationState })
  | (DerivedHead & { table: 'alarm'; value: AlarmState })
  | (DerivedHead & { table: 'audit'; value: AuditEntry });
export type DerivedTable = DerivedRow['table'];

/** A message, or a part of one, that could not be used. */
export interface QuarantineItem {
  fault: Fault;
  payload: Uint8Array;
}

/** What is written in one transaction together with `nextOffset`. */
export interface ArchiveBatch {
  /** Offset of the first journal record that is *not* in this batch. */
  nextOffset: number | bigint;
  readings: readonly Reading[];
  faults: readonly QuarantineItem[];
  derived: readonly DerivedRow[];
}

export interface WriteResult {
  /** `skipped`: the stored checkpoint is at or past `nextOffset`, so this batch was written before. */
  outcome: 'written' | 'skipped';
  /** Rows that are new in the archive. */
  inserted: number;
  /** Rows that were there already (replay), or twice in the batch. */
  duplicates: number;
  /** Rows that the database refused and that stand in the quarantine now. */
  quarantined: number;
  /** `copy`: straight into the tables; `staged`: through staging, for the rows that were there already. */
  path: 'copy' | 'staged' | 'insert' | 'none';
}

/** Totals since the writer was made. */
export interface WriterStats {
  batches: number;
  skippedBatches: number;
  /** Batches that met rows of an earlier one and took the way through staging. */
  stagedBatches: number;
  inserted: number;
  duplicates: number;
  quarantined: number;
}

export type Resolution = 'raw' | '1m' | '15m' | '1h';

export interface HistoryRequest {
  subject: HistorySubject;
  id: string;
  /** Which readings of a sensor; without it the first kind that the device has sent, in the order of `READING_KINDS`. */
  kind?: ReadingKind | undefined;
  /** From here, included; epoch milliseconds. */
  fromMs: number;
  /** To here, excluded. */
  toMs: number;
  /** `auto` (default): the finest that gives about 1,000 points. Signs and recommendations are always raw. */
  resolution?: Resolution | 'auto' | undefined;
  /** Rows a page, 1-10,000, default 1,000. */
  limit?: number | undefined;
  cursor?: string | undefined;
}

export type Cell = number | string | boolean | null | Record<string, unknown> | unknown[];

export interface HistoryPage {
  resolution: Resolution;
  /** Kind of the readings, for sensors. */
  kind: ReadingKind | null;
  /** Names with units; the first is `timeMs`: event time, start of the interval (`loopInterval`, with `durationS`), or start of the bucket. */
  columns: string[];
  rows: Cell[][];
  /** `null` on the last page. */
  nextCursor: string | null;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface QuarantineEntry {
  id: number;
  receivedAtMs: number;
  topic: string;
  code: string;
  reason: string;
  expected: string;
  /** At most as many bytes as the settings keep. */
  payload: Uint8Array;
  /** Bytes that the payload had. */
  payloadBytes: number;
}

export interface AuditRecord extends AuditEntry {
  id: number;
  atMs: number;
  offset: number;
  ordinal: number;
  /** Hex SHA-256 over the previous hash and this record. */
  hash: string;
  prevHash: string;
}

export type AuditVerdict =
  | { ok: true; records: number; headHash: string | null }
  | { ok: false; records: number; brokenAtId: number; reason: 'content' | 'chain' };

export interface AlarmRecord extends AlarmState {
  changedAtMs: number;
}

/** One background job, whoever runs it. */
export interface JobHealth {
  name: string;
  /** `database`: a background policy of TimescaleDB; `service`: run by `maintain()`. */
  runner: 'database' | 'service';
  ok: boolean;
  lastRunMs: number | null;
  lastSuccessMs: number | null;
  failures: number;
  error: string | null;
}

export interface LagReport {
  /** Newest event time in the raw tables, `null` when empty. */
  newestEventMs: number | null;
  /** Newest receipt time. */
  newestReceiptMs: number | null;
  /** Time buckets whose rollup is still to be brought up to date. */
  pendingBuckets: number;
  quarantineRows: number;
}

/** How long things are kept, in days; `null` keeps for ever. The audit log is never cut. */
export interface RetentionSettings {
  rawDays: number | null;
  eventDays: number | null;
  derivedDays: number | null;
  rollup1mDays: number | null;
  rollup15mDays: number | null;
  rollup1hDays: number | null;
  /** Rows of the quarantine; the oldest go first. */
  quarantineRows: number;
  /** Bytes kept of one payload. */
  quarantinePayloadBytes: number;
  /** TimescaleDB: chunks older than this go to the columnstore. */
  compressAfterDays: number | null;
}

/** Passages are single vehicles, so raw rows go after a quarter; what is published stays for years as rollup. */
export const DEFAULT_RETENTION: RetentionSettings = {
  rawDays: 90,
  eventDays: 365,
  derivedDays: 730,
  rollup1mDays: 365,
  rollup15mDays: 1825,
  rollup1hDays: null,
  quarantineRows: 100_000,
  quarantinePayloadBytes: 4096,
  compressAfterDays: 7,
};

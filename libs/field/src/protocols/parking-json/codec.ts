import { INSTANT_PROBLEMS, toInstant } from '../_shared/instant.js';
import { extract, type FieldMap } from '../_shared/mapping.js';
import { at, scalarText } from '../_shared/path.js';
import type { FeedRecord } from '../_shared/feed.js';
import type { JsonFacility, ParkingJsonOptions } from './options.js';

export type RecordResult = { ok: true; record: FeedRecord } | { ok: false; code: 'time' | 'value'; reason: string };

/** The records of a feed; `null` when there is no list where it should be. */
export function recordsOf(document: unknown, options: Pick<ParkingJsonOptions, 'records'>): unknown[] | null {
  const list = at(document, options.records);
  return Array.isArray(list) ? list : null;
}

/** The foreign id of a record as text; `null` when it has none. */
export function idOf(record: unknown, options: Pick<ParkingJsonOptions, 'id'>): string | null {
  const id = scalarText(at(record, options.id));
  return id === '' ? null : id;
}

/** Event time of a record, from itself, from the document's head, or (if so configured) the time of receipt. */
function timeOf(document: unknown, record: unknown, { time }: ParkingJsonOptions, receivedAtMs: number): ReturnType<typeof toInstant> {
  if (time === 'receipt') return { ok: true, ms: receivedAtMs };
  return toInstant(at(time.of === 'document' ? document : record, time.path), time.zone ?? null, receivedAtMs);
}

/** One record as one of its facilities sees it. */
export function readRecord(document: unknown, record: unknown, options: ParkingJsonOptions, facility: JsonFacility, receivedAtMs: number): RecordResult {
  const time = timeOf(document, record, options, receivedAtMs);
  if (!time.ok) return { ok: false, code: 'time', reason: `time ${INSTANT_PROBLEMS[time.problem]}` };
  const fields: FieldMap = {};
  for (const [name, ref] of Object.entries({ ...options.fields, ...facility.fields })) if (ref !== undefined) fields[name] = ref;
  const { opening: openingRef, ...countRefs } = fields;
  const counts = extract(record, countRefs);
  const opening = extract(record, openingRef === undefined ? {} : { opening: openingRef });
  const unnamed = counts.unmapped ?? opening.unmapped;
  if (unnamed !== null) return { ok: false, code: 'value', reason: `${unnamed} has a value that the configuration does not name` };
  const known = counts.values['vacant'] !== undefined || counts.values['occupied'] !== undefined;
  return {
    ok: true,
    record: { timeMs: time.ms, counts: counts.values, countsUnknown: counts.declaredUnknown && !known, opening: opening.declaredUnknown ? 'unknown' : opening.values['opening'] },
  };
}

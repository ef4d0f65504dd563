import { INSTANT_PROBLEMS, toInstant } from '../_shared/instant.js';
import type { FeedRecord } from '../_shared/feed.js';
import { own } from '../_shared/options.js';
import type { FlatRecords } from './options.js';
import { descendants, textAt, type Node } from './xml.js';

export type FlatResult = { ok: true; record: FeedRecord } | { ok: false; code: 'time' | 'value'; reason: string };

export const flatRecords = (root: Node, flat: FlatRecords): unknown[] => descendants(root, flat.record);

export const flatId = (record: unknown, flat: FlatRecords): string | null => textAt(record, flat.id);

function openingOf(record: unknown, { opening }: FlatRecords): { ok: boolean; value: string | null } {
  if (opening === undefined) return { ok: true, value: null };
  const text = textAt(record, opening.element);
  if (text === null) return { ok: true, value: null };
  const value = own(opening.map, text);
  return { ok: value !== undefined, value: value ?? null };
}

/** One plain XML record in our terms. */
export function readFlat(record: unknown, flat: FlatRecords, zone: string | null, receivedAtMs: number): FlatResult {
  const time = toInstant(textAt(record, flat.time), zone, receivedAtMs);
  if (!time.ok) return { ok: false, code: 'time', reason: `${flat.time} ${INSTANT_PROBLEMS[time.problem]}` };
  const opening = openingOf(record, flat);
  if (!opening.ok) return { ok: false, code: 'value', reason: `${flat.opening?.element ?? 'opening'} has a value that the configuration does not name` };
  const text = (name: string | undefined): string | null => (name === undefined ? null : textAt(record, name));
  const counts = { vacant: text(flat.vacant), occupied: text(flat.occupied), capacity: text(flat.capacity) };
  return { ok: true, record: { timeMs: time.ms, counts, countsUnknown: false, opening: opening.value } };
}

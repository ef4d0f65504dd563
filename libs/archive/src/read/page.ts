import type { Page } from '../types.js';
import { decodeCursor, encodeCursor } from './cursor.js';

export interface ListRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** One more than `limit` was asked for: whether it is there says whether there is a next page. */
export const cut = <T>(items: T[], limit: number, keyOf: (item: T) => (string | number)[]): Page<T> => {
  const last = items.length > limit ? items[limit - 1] : undefined;
  return { items: items.slice(0, limit), nextCursor: last === undefined ? null : encodeCursor(keyOf(last)) };
};
export const beforeId = (cursor: string | undefined): string => (cursor === undefined ? String(Number.MAX_SAFE_INTEGER) : String(decodeCursor(cursor, 1)[0]));

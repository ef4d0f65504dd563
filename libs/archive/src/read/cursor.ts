import { ArchiveError } from '../errors.js';

/** Where a page ended: opaque to callers, plain JSON inside. */
export const encodeCursor = (parts: readonly (string | number | null)[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @throws ArchiveError `rejected` when it is not a cursor of this kind. */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === length && parts.every((p) => p === null || typeof p === 'string' || (typeof p === 'number' && Number.isFinite(p)))) {
      return parts as (string | number | null)[];
    }
  } catch {
    // Falls through: not JSON.
  }
  throw new ArchiveError('rejected', 'cursor does not belong to this query');
}

const MAX_LIMIT = 10_000;

/** @throws ArchiveError `rejected` outside of 1-10,000. */
export function checkedLimit(limit: number | undefined): number {
  const value = limit ?? 1000;
  if (!Number.isInteger(value) || value < 1 || value > MAX_LIMIT) throw new ArchiveError('rejected', `limit ${value} is not between 1 and ${MAX_LIMIT}`);
  return value;
}

/**
 * `unavailable`: the database is away, busy or shutting down - nothing was written, try the same again later.
 * `rejected`: the request itself is wrong and never succeeds (a cursor of another query, an impossible span).
 * `fault`: the schema or this program is wrong; alarm, keep the data, try again slowly.
 */
export type ArchiveErrorCode = 'unavailable' | 'rejected' | 'fault';

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  constructor(
    readonly code: ArchiveErrorCode,
    message: string,
    /** SQLSTATE or errno behind it, for logs. */
    readonly sqlState: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const codeOf = (error: unknown): string | null => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
};

/**
 * Classes after PostgreSQL appendix A: 08 connection, 53 resources, 57 operator intervention, 58 system, 28 authorisation,
 * 3D no such database (both being set up or failing over), 40 rollback, 55 object not in a usable state, XX internal;
 * 25006: the server became a read-only standby.
 */
const UNAVAILABLE = /^(08|53|57|58|28|3D|40|55|XX|25006)/;
const BAD_DATA = /^(21|22|23)/;

/** The row as such is refused: another attempt with the same row ends the same way. */
export const isBadData = (error: unknown): boolean => BAD_DATA.test(codeOf(error) ?? '');
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';
/** Two sessions wanted the same rows in different order, or created the same thing at once. */
export const isRetryable = (error: unknown): boolean => /^(40|42P07|42P06|23505)/.test(codeOf(error) ?? '');

export function toArchiveError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // pg's own errors of a lost connection carry no code, system errors carry an errno.
  if (code === null || /^[A-Z]{2,}[A-Z_]*$/.test(code) || UNAVAILABLE.test(code)) return new ArchiveError('unavailable', message, code, { cause: error });
  if (BAD_DATA.test(code)) return new ArchiveError('rejected', message, code, { cause: error });
  return new ArchiveError('fault', message, code, { cause: error });
}

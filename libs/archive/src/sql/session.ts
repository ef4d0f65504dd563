/** What the archive needs of a database connection; `pg` gives it, and tests give it from elsewhere. */
export interface SqlSession {
  query<R = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<{ rows: R[]; rowCount: number }>;
  /** `COPY ... FROM STDIN`; `null` where the server's wire has none. */
  copyIn: ((text: string, data: Buffer) => Promise<void>) | null;
}

export interface SqlPool {
  /** Lends one connection; a broken one is thrown away afterwards. */
  withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** Runs `work` in a transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(session: SqlSession, work: () => Promise<T>): Promise<T> {
  await session.query('BEGIN');
  try {
    const result = await work();
    await session.query('COMMIT');
    return result;
  } catch (error) {
    // A lost connection has rolled back by itself.
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Instant as a parameter: exact to the millisecond, in every dialect. */
export const instant = (ms: number): string => new Date(ms).toISOString();
/** SQL for a `timestamptz` as epoch milliseconds in a JavaScript number. */
export const epochMs = (expression: string): string => `(extract(epoch FROM ${expression}) * 1000)::float8`;

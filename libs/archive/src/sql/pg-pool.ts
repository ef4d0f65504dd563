import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { SqlPool, SqlSession } from './session.js';

export interface PgPoolOptions {
  connection: string | pg.PoolConfig;
  /** Schema that holds everything; made by the first migration. */
  schema: string;
  max: number;
  /** A lost connection, in words; the pool makes a new one by itself. */
  onLost: (error: Error) => void;
}

/** Longer than any statement of ours takes. */
const STATEMENT_TIMEOUT_MS = 120_000;
/** When the server does not even say that it gave up, the network between is cut: the connection counts as lost. */
const QUERY_TIMEOUT_MS = 150_000;

export function createPgPool({ connection, schema, max, onLost }: PgPoolOptions): SqlPool {
  const given: pg.PoolConfig = typeof connection === 'string' ? { connectionString: connection } : connection;
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'wegweiser',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    // A client that vanished must not keep a lock on its checkpoint.
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    ...given,
    // Upkeep holds one connection while it makes partitions over another.
    max: Math.max(max, 2),
  });
  pool.on('error', onLost);
  const prepared = new WeakSet<pg.PoolClient>();
  const lend = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    if (prepared.has(client)) return client;
    try {
      // An idle or busy client that loses its connection also says so by event; the query's rejection carries it too.
      client.on('error', () => undefined);
      await client.query(`SET search_path TO "${schema}", public`);
      prepared.add(client);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  return {
    withSession: async (use) => {
      const client = await lend();
      let healthy = false;
      try {
        const result = await use(sessionOf(client));
        healthy = true;
        return result;
      } catch (error) {
        // An error with a SQLSTATE came from a server that still talks, and transactions are closed by then.
        healthy = /^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '') && !/^(57|08)/.test((error as { code: string }).code);
        throw error;
      } finally {
        client.release(!healthy);
      }
    },
    end: () => pool.end(),
  };
}

function sessionOf(client: pg.PoolClient): SqlSession {
  return {
    query: async <R>(text: string, params?: readonly unknown[]) => {
      const result = await client.query(text, params as unknown[] | undefined);
      return { rows: result.rows as R[], rowCount: result.rowCount ?? 0 };
    },
    copyIn: (text, data) =>
      new Promise((resolve, reject) => {
        const stream = client.query(copyFrom(text));
        stream.once('error', reject);
        stream.once('finish', resolve);
        stream.end(data);
      }),
  };
}

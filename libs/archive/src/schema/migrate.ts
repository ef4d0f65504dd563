import { ArchiveError } from '../errors.js';
import { inTransaction, type SqlSession } from '../sql/session.js';
import type { DialectName } from './dialect-name.js';
import { checksumOf, type Migration, migrationsOf } from './migrations.js';

/** Session lock that keeps two starters from migrating at once: any fixed number, the same in every version. */
const MIGRATION_LOCK = 7_309_453_171;

export interface MigrationReport {
  dialect: DialectName;
  applied: string[];
}

/**
 * Brings the schema up to date: forward only, each step in one transaction, under a lock. A database keeps the dialect
 * that it was made with.
 * @throws ArchiveError `fault` when a step that was applied reads differently now, or the database is newer than this program.
 */
export async function migrate(session: SqlSession, schema: string): Promise<MigrationReport> {
  await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    // Where the administrator made the schema, this role need not be allowed to.
    const { rowCount } = await session.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rowCount === 0) await session.query(`CREATE SCHEMA "${schema}"`);
    await session.query('CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, dialect text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())');
    const { rows: done } = await session.query<{ name: string; dialect: DialectName; checksum: string }>('SELECT name, dialect, checksum FROM schema_migration ORDER BY name');
    const dialect = done[0]?.dialect ?? (await chooseDialect(session));
    const migrations = migrationsOf(dialect);
    check(done, migrations);
    const applied: string[] = [];
    for (const migration of migrations.slice(done.length)) {
      await apply(session, dialect, migration);
      applied.push(migration.name);
    }
    return { dialect, applied };
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
  }
}

function check(done: readonly { name: string; checksum: string }[], migrations: readonly Migration[]): void {
  for (const [index, { name, checksum }] of done.entries()) {
    const migration = migrations[index];
    if (migration?.name !== name) throw new ArchiveError('fault', `The database has migration ${name}, which this version does not know: it was made by a newer one.`);
    if (checksumOf(migration) !== checksum) throw new ArchiveError('fault', `Migration ${name} reads differently from when it was applied.`);
  }
}

const apply = (session: SqlSession, dialect: DialectName, migration: Migration): Promise<void> =>
  inTransaction(session, async () => {
    for (const statement of migration.statements) await session.query(statement);
    await session.query('INSERT INTO schema_migration (name, dialect, checksum) VALUES ($1, $2, $3)', [migration.name, dialect, checksumOf(migration)]);
  });

/** First version with the columnstore's own commands. */
const LEAST_TIMESCALE = [2, 18] as const;

/**
 * TimescaleDB where the extension stands in the database, or where this role may add it. Its Apache edition has neither
 * continuous aggregates nor the columnstore, and counts as plain; so do versions before 2.18.
 */
async function chooseDialect(session: SqlSession): Promise<DialectName> {
  const { rows } = await session.query<{ installed: string | null }>("SELECT installed_version AS installed FROM pg_available_extensions WHERE name = 'timescaledb'");
  const [found] = rows;
  if (found === undefined) return 'plain';
  if (found.installed === null && !(await addExtension(session))) return 'plain';
  const { rows: state } = await session.query<{ licence: string | null; version: string }>(
    "SELECT current_setting('timescaledb.license', true) AS licence, extversion AS version FROM pg_extension WHERE extname = 'timescaledb'",
  );
  return state[0] !== undefined && state[0].licence !== 'apache' && isAtLeast(state[0].version) ? 'timescale' : 'plain';
}

function isAtLeast(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST_TIMESCALE[0] || (major === LEAST_TIMESCALE[0] && minor >= LEAST_TIMESCALE[1]);
}

async function addExtension(session: SqlSession): Promise<boolean> {
  try {
    await session.query('CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public');
    return true;
  } catch {
    // Not preloaded, or not allowed: the administrator has not set it up.
    return false;
  }
}

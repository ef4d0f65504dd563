import { LEVELS, type Level, retentionOfLevel, ROLLUPS, rollupName } from '../schema/rollups.js';
import { TIME_TABLE_NAMES, timeTable } from '../schema/tables.js';
import { inTransaction, type SqlSession } from '../sql/session.js';
import type { RetentionSettings } from '../types.js';
import { POLICY_HOURS } from '../write/dirty-rule.js';

/** What the database does by itself. `retentionByDatabase`: off under simulated time, which the database's clock does not follow. */
export interface PolicySettings {
  retention: RetentionSettings;
  retentionByDatabase: boolean;
}

const REFRESH: Record<Level, { end: string; every: string }> = {
  '1m': { end: '1 minute', every: '1 minute' },
  '15m': { end: '15 minutes', every: '5 minutes' },
  '1h': { end: '1 hour', every: '15 minutes' },
};

/** TimescaleDB's background policies, as the settings want them. Set again only when the settings changed. */
export async function applyPolicies(session: SqlSession, settings: PolicySettings): Promise<boolean> {
  const statements = policyStatements(settings);
  const value = statements.join(';\n');
  const { rows } = await session.query<{ value: string }>("SELECT value FROM archive_setting WHERE name = 'policies'");
  if (rows[0]?.value === value) return false;
  await inTransaction(session, async () => {
    for (const statement of statements) await session.query(statement);
    await session.query("INSERT INTO archive_setting (name, value) VALUES ('policies', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [value]);
  });
  return true;
}

function policyStatements({ retention, retentionByDatabase }: PolicySettings): string[] {
  const keep = (name: string, days: number | null): string[] => [
    `SELECT remove_retention_policy('${name}', if_exists => true)`,
    ...(days === null || !retentionByDatabase ? [] : [`SELECT add_retention_policy('${name}', drop_after => INTERVAL '${days} days')`]),
  ];
  const tables = TIME_TABLE_NAMES.flatMap((name) => [
    ...(retention.compressAfterDays === null ? [] : [columnstore(name)]),
    `CALL remove_columnstore_policy('${name}', if_exists => true)`,
    ...(retention.compressAfterDays === null ? [] : [`CALL add_columnstore_policy('${name}', after => INTERVAL '${retention.compressAfterDays} days')`]),
    ...keep(name, retention[timeTable(name).retention]),
  ]);
  const rollups = ROLLUPS.flatMap((family) =>
    LEVELS.flatMap((level) => {
      const name = rollupName(family, level);
      return [
        `SELECT remove_continuous_aggregate_policy('${name}', if_exists => true)`,
        `SELECT add_continuous_aggregate_policy('${name}', start_offset => INTERVAL '${POLICY_HOURS + 2} hours', end_offset => INTERVAL '${REFRESH[level].end}', schedule_interval => INTERVAL '${REFRESH[level].every}')`,
        ...keep(name, retention[retentionOfLevel(level)]),
      ];
    }),
  );
  return [...tables, ...rollups];
}

/** One subject's rows stand together, newest first: 8.7 times smaller, and a subject's span is read in one go. */
function columnstore(name: (typeof TIME_TABLE_NAMES)[number]): string {
  const order = timeTable(name).key.filter((column) => column !== 'subject_key').map((column) => `${column} DESC`);
  return `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'subject_key', timescaledb.orderby = '${order.join(', ')}')`;
}

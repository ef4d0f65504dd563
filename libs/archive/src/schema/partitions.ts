import { inTransaction, instant, type SqlPool } from '../sql/session.js';
import type { Partitioned } from './tables.js';

const DAY_MS = 86_400_000;

interface Range {
  name: string;
  fromMs: number;
  toMs: number;
}

/** Partition that holds `atMs`; ranges start at whole multiples since 1970, so that every starter cuts alike. */
export function partitionAt(table: Partitioned, atMs: number): Range {
  const width = table.partitionDays * DAY_MS;
  const fromMs = Math.floor(atMs / width) * width;
  return { name: `${table.name}_p${instant(fromMs).slice(0, 10).replaceAll('-', '')}`, fromMs, toMs: fromMs + width };
}

/** Day that a partition's name says it begins, epoch milliseconds. */
export const startOfPartition = (name: string): number => Date.parse(name.slice(-8).replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3'));

/** Makes partitions on demand and remembers those it has seen. */
export class Partitions {
  private readonly known = new Set<string>();

  constructor(private readonly pool: SqlPool) {}

  forget(): void {
    this.known.clear();
  }

  async ensure(table: Partitioned, times: Iterable<number>): Promise<void> {
    const missing = new Map<string, Range>();
    for (const atMs of times) {
      const range = partitionAt(table, atMs);
      if (!this.known.has(range.name)) missing.set(range.name, range);
    }
    for (const range of missing.values()) await this.create(table.name, range);
  }

  private async create(parent: string, { name, fromMs, toMs }: Range): Promise<void> {
    await this.pool.withSession(async (session) => {
      try {
        await inTransaction(session, async () => {
          await session.query('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
          const { rows } = await session.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]);
          if (rows[0]?.there === true) return;
          // Made alone and attached: PARTITION OF would lock the parent against its readers, ATTACH does not.
          await session.query(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL)`);
          await session.query(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM ('${instant(fromMs)}') TO ('${instant(toMs)}')`);
        });
      } catch (error) {
        if ((error as { code?: string }).code !== '42P07') throw error;
      }
    });
    this.known.add(name);
  }
}

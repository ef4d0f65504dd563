import type pg from 'pg';
import { toArchiveError } from './errors.js';
import { Maintenance, type MaintenanceReport } from './maintain/maintenance.js';
import { applyPolicies } from './maintain/policies.js';
import { makePartitionsAhead } from './maintain/retention.js';
import { LookBackReader } from './look-back-reader.js';
import { auditCsv, type AuditRequest, hasAuditHash, readAudit, verifyAudit } from './read/audit.js';
import { historyCsv } from './read/csv.js';
import { readHistory } from './read/history.js';
import { type AlarmRequest, countQuarantine, type QuarantineRequest, readAlarms, readCheckpoint, readLag, readQuarantine } from './read/lists.js';
import type { DialectName } from './schema/dialect-name.js';
import { migrate } from './schema/migrate.js';
import { Partitions } from './schema/partitions.js';
import { createPgPool } from './sql/pg-pool.js';
import type { SqlPool, SqlSession } from './sql/session.js';
import { type AlarmRecord, type AuditRecord, type AuditVerdict, DEFAULT_RETENTION, type HistoryPage, type HistoryRequest, type JobHealth, type LagReport, type Page, type QuarantineEntry, type RetentionSettings } from './types.js';
import { SubjectRegistry } from './write/registry.js';
import { ArchiveWriter } from './write/writer.js';

export interface ArchiveOptions {
  /** Connection string or `pg.PoolConfig`; or a ready pool of another driver. */
  connection: string | pg.PoolConfig | SqlPool;
  /** The city's clock in epoch milliseconds: simulated time under simulation. What is too old or ahead is judged by it. */
  now: () => number;
  /** `true` when `now` is not the wall clock: retention is then run by `maintain()` in both dialects. */
  simulatedTime?: boolean | undefined;
  retention?: Partial<RetentionSettings> | undefined;
  /** Schema that holds all tables; lower-case letters, digits and `_`. */
  schema?: string | undefined;
  maxConnections?: number | undefined;
  log?: ((line: string) => void) | undefined;
}

const CSV_PAGE = 1000;

/** The service's memory. Every method throws `ArchiveError`. */
export class Archive {
  private readonly maintenance: Maintenance;
  private readonly registry: SubjectRegistry;

  private constructor(
    private readonly pool: SqlPool,
    private readonly options: ArchiveOptions,
    readonly dialect: DialectName,
    /** Migrations that this start applied. */
    readonly migrated: readonly string[],
    readonly retention: RetentionSettings,
    private readonly partitions: Partitions,
  ) {
    this.registry = new SubjectRegistry(pool);
    this.maintenance = new Maintenance({ pool, dialect, partitions, retention, retentionByDatabase: options.simulatedTime !== true, now: options.now });
  }

  /** Connects, brings the schema up to date and sets the policies. @throws ArchiveError `unavailable` when the database is away: try again. */
  static async open(options: ArchiveOptions): Promise<Archive> {
    const schema = options.schema ?? 'wegweiser';
    if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`schema name ${schema} is not lower-case letters, digits and _`);
    const pool = isPool(options.connection)
      ? options.connection
      : createPgPool({ connection: options.connection, schema, max: options.maxConnections ?? 6, onLost: (error) => options.log?.(`database connection lost: ${error.message}`) });
    const retention = { ...DEFAULT_RETENTION, ...options.retention };
    try {
      const partitions = new Partitions(pool);
      const { dialect, applied } = await pool.withSession(async (session) => {
        await session.query(`SET search_path TO "${schema}", public`);
        const report = await migrate(session, schema);
        if (report.dialect === 'timescale') await applyPolicies(session, { retention, retentionByDatabase: options.simulatedTime !== true });
        return report;
      });
      if (dialect === 'plain') await makePartitionsAhead(partitions, options.now());
      options.log?.(`archive: ${dialect === 'timescale' ? 'TimescaleDB' : 'plain PostgreSQL'}${applied.length > 0 ? `, migrations applied: ${applied.join(', ')}` : ''}`);
      return new Archive(pool, options, dialect, applied, retention, partitions);
    } catch (error) {
      await pool.end().catch(() => undefined);
      throw toArchiveError(error);
    }
  }

  /** Writer for one reader of one journal, e.g. `archive@<journal id>`. */
  writer(consumer: string): ArchiveWriter {
    const { pool, dialect, registry, partitions, retention, options } = this;
    return new ArchiveWriter({ pool, dialect, registry, partitions, retention, now: options.now }, consumer);
  }

  /** First offset that is not written yet; 0 for a consumer that never wrote. */
  loadCheckpoint(consumer: string): Promise<bigint> {
    return this.read((session) => readCheckpoint(session, consumer));
  }

  history(request: HistoryRequest): Promise<HistoryPage> {
    const { dialect, retention, options } = this;
    return this.read((session) => readHistory(session, { dialect, retention, now: options.now }, request));
  }

  /** All pages of a request, one after the other. */
  async *historyPages(request: HistoryRequest): AsyncGenerator<HistoryPage> {
    let cursor = request.cursor;
    do {
      const page = await this.history({ ...request, cursor });
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** The whole span as CSV (RFC 4180), in pieces. */
  historyCsv(request: HistoryRequest): AsyncGenerator<string> {
    return historyCsv(this.historyPages(request));
  }

  listQuarantine(request: QuarantineRequest = {}): Promise<Page<QuarantineEntry>> {
    return this.read((session) => readQuarantine(session, request));
  }
  countQuarantine(): Promise<Record<string, number>> {
    return this.read(countQuarantine);
  }
  listAudit(request: AuditRequest = {}): Promise<Page<AuditRecord>> {
    return this.read((session) => readAudit(session, request));
  }
  /** What fits the request as CSV, in pieces, newest first. */
  auditCsv(request: AuditRequest = {}): AsyncGenerator<string> {
    return auditCsv(this.auditPages(request));
  }
  private async *auditPages(request: AuditRequest): AsyncGenerator<Page<AuditRecord>> {
    let { cursor } = request;
    do {
      const page = await this.listAudit({ ...request, limit: CSV_PAGE, cursor });
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  /** Whether a hash that was kept elsewhere stands in the chain. */
  hasAuditHash(hash: string): Promise<boolean> {
    return this.read((session) => hasAuditHash(session, hash));
  }
  verifyAudit(): Promise<AuditVerdict> {
    return this.read(verifyAudit);
  }
  listAlarms(request: AlarmRequest = {}): Promise<Page<AlarmRecord>> {
    return this.read((session) => readAlarms(session, request));
  }
  /** Whole days: for replays, health and drift, what if. */
  get lookBack(): LookBackReader {
    return new LookBackReader((use) => this.read(use));
  }
  lag(): Promise<LagReport> {
    return this.read(readLag);
  }
  async jobHealth(): Promise<JobHealth[]> {
    return this.maintenance.health().catch((error: unknown) => Promise.reject(toArchiveError(error)));
  }

  /** One round of upkeep: call it every minute or so, from any number of processes. `everything`: rolls up also buckets that are still filling. */
  async maintain(options: { everything?: boolean } = {}): Promise<MaintenanceReport> {
    return this.maintenance.run(options.everything === true).catch((error: unknown) => Promise.reject(toArchiveError(error)));
  }

  /** Ends all connections after what runs on them has ended. */
  close(): Promise<void> {
    return this.pool.end();
  }

  private async read<T>(use: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.pool.withSession(use).catch((error: unknown) => Promise.reject(toArchiveError(error)));
  }
}

const isPool = (connection: ArchiveOptions['connection']): connection is SqlPool => typeof connection === 'object' && 'withSession' in connection;

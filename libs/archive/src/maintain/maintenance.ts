import type { DialectName } from '../schema/dialect-name.js';
import type { Partitions } from '../schema/partitions.js';
import type { SqlPool, SqlSession } from '../sql/session.js';
import type { JobHealth, RetentionSettings } from '../types.js';
import { databaseJobHealth, runFailingJobs } from './jobs.js';
import { boundQuarantine, dropOld, makePartitionsAhead } from './retention.js';
import { rollUp } from './rollup-plain.js';
import { refreshLate } from './rollup-timescale.js';

const MAINTENANCE_LOCK = 7_309_453_173;

export interface MaintenanceContext {
  pool: SqlPool;
  dialect: DialectName;
  partitions: Partitions;
  retention: RetentionSettings;
  retentionByDatabase: boolean;
  now: () => number;
}

export interface MaintenanceReport {
  /** `false`: another process is at it. */
  ran: boolean;
  rolledUp: number;
  dropped: string[];
  failed: string[];
}

/** What must be done again and again: rollups, retention, partitions ahead, watching the database's own jobs. */
export class Maintenance {
  private readonly jobs = new Map<string, JobHealth>();
  private readonly foreground = new Map<number, { atMs: number; error: string | null }>();

  constructor(private readonly context: MaintenanceContext) {}

  /** One round; one process at a time. A job that fails does not keep the others from running. `everything`: rolls up also what is still filling. */
  run(everything: boolean): Promise<MaintenanceReport> {
    return this.context.pool.withSession(async (session) => {
      const { rows } = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [MAINTENANCE_LOCK]);
      const report: MaintenanceReport = { ran: rows[0]?.got === true, rolledUp: 0, dropped: [], failed: [] };
      if (!report.ran) return report;
      try {
        await this.runJobs(session, everything, report);
      } finally {
        await session.query('SELECT pg_advisory_unlock($1)', [MAINTENANCE_LOCK]).catch(() => undefined);
      }
      return report;
    });
  }

  private async runJobs(session: SqlSession, everything: boolean, report: MaintenanceReport): Promise<void> {
    const { dialect, partitions, retention, now, retentionByDatabase } = this.context;
    const job = (name: string, work: () => Promise<void>) => this.job(name, work, report);
    if (dialect === 'plain') await job('partitionsAhead', () => makePartitionsAhead(partitions, now()));
    await job('rollup', async () => {
      report.rolledUp = dialect === 'plain' ? await rollUp(session, partitions, everything) : await refreshLate(session, everything);
    });
    if (!retentionByDatabase || dialect === 'plain') {
      await job('retention', async () => {
        report.dropped = await dropOld(session, dialect, retention, now());
        if (report.dropped.length > 0) partitions.forget();
      });
    }
    await job('quarantineBound', async () => {
      await boundQuarantine(session, retention.quarantineRows);
    });
    if (dialect === 'timescale') {
      await job('databaseJobs', async () => {
        const failures = await runFailingJobs(session, this.foreground, Date.now());
        if (failures.length > 0) throw new Error(failures.join('; '));
      });
    }
  }

  private async job(name: string, work: () => Promise<void>, report: MaintenanceReport): Promise<void> {
    const before = this.jobs.get(name);
    const lastRunMs = Date.now();
    try {
      await work();
      this.jobs.set(name, { name, runner: 'service', ok: true, lastRunMs, lastSuccessMs: lastRunMs, failures: before?.failures ?? 0, error: null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      report.failed.push(`${name}: ${message}`);
      this.jobs.set(name, { name, runner: 'service', ok: false, lastRunMs, lastSuccessMs: before?.lastSuccessMs ?? null, failures: (before?.failures ?? 0) + 1, error: message });
    }
  }

  async health(): Promise<JobHealth[]> {
    const own = [...this.jobs.values()];
    if (this.context.dialect === 'plain') return own;
    return [...own, ...(await this.context.pool.withSession((session) => databaseJobHealth(session, this.foreground)))];
  }
}

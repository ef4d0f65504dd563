import { epochMs, type SqlSession } from '../sql/session.js';
import type { JobHealth } from '../types.js';

interface JobRow {
  id: number;
  name: string;
  status: string | null;
  failures: number | null;
  last_run_ms: number | null;
  last_success_ms: number | null;
  overdue: boolean;
}

/** Jobs of TimescaleDB that belong to this role. A job that has not run for long after its time counts as failing: its scheduler may be gone. */
async function databaseJobs(session: SqlSession): Promise<JobRow[]> {
  const finite = (column: string): string => `CASE WHEN isfinite(${column}) THEN ${epochMs(column)} END`;
  const { rows } = await session.query<JobRow>(
    `SELECT j.job_id AS id, j.proc_name || ' ' || coalesce(c.view_name, j.hypertable_name, '') AS name, s.last_run_status AS status,
       s.total_failures::integer AS failures, ${finite('s.last_run_started_at')} AS last_run_ms, ${finite('s.last_successful_finish')} AS last_success_ms,
       coalesce(s.next_start, j.next_start, j.initial_start, '-infinity') < now() - greatest(j.schedule_interval, INTERVAL '10 minutes') AS overdue
     FROM timescaledb_information.jobs j
     LEFT JOIN timescaledb_information.job_stats s USING (job_id)
     LEFT JOIN timescaledb_information.continuous_aggregates c
       ON c.materialization_hypertable_schema = j.hypertable_schema AND c.materialization_hypertable_name = j.hypertable_name
     WHERE j.proc_name LIKE 'policy\\_%' AND j.owner::text = current_user::text ORDER BY j.job_id`,
  );
  return rows;
}

const isFailing = (job: JobRow): boolean => job.status === 'Failed' || job.overdue;

/** Runs in the foreground what fails in the background (some versions fail there with every job). Returns failures of that too. */
export async function runFailingJobs(session: SqlSession, runs: Map<number, { atMs: number; error: string | null }>, nowMs: number): Promise<string[]> {
  const failures: string[] = [];
  for (const job of (await databaseJobs(session)).filter(isFailing)) {
    try {
      await session.query(`CALL run_job(${job.id})`);
      runs.set(job.id, { atMs: nowMs, error: null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      runs.set(job.id, { atMs: nowMs, error: message });
      failures.push(`${job.name}: ${message}`);
    }
  }
  return failures;
}

/** Health of the database's jobs: well when the background does it, or when the foreground did it instead. */
export async function databaseJobHealth(session: SqlSession, runs: ReadonlyMap<number, { atMs: number; error: string | null }>): Promise<JobHealth[]> {
  return (await databaseJobs(session)).map((job) => {
    const own = runs.get(job.id);
    const ok = !isFailing(job) || own?.error === null;
    return {
      name: job.name.trim(),
      runner: 'database',
      ok,
      lastRunMs: maxOf(job.last_run_ms, own?.atMs ?? null),
      lastSuccessMs: maxOf(job.last_success_ms, own?.error === null ? own.atMs : null),
      failures: job.failures ?? 0,
      error: ok ? null : (own?.error ?? (job.status === 'Failed' ? 'failed in the background' : 'overdue')),
    };
  });
}

const maxOf = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

import type { JobHealth } from '@wegweiser/archive';
import type { CommandOutcome, OperatorCommand } from '@wegweiser/contracts';

type Report = Extract<OperatorCommand['act'], { type: 'report' }>;
const MAX_TEXT = 400;

/** Says to the engine which jobs of the database fail, and when they do no more: an alarm, not a number on a page nobody reads. */
export class JobReports {
  /** What was said of each job; a new process does not know what the one before it said, so it says once how each job is. */
  private readonly said = new Map<string, boolean>();

  constructor(private readonly report: (act: Report) => Promise<CommandOutcome>) {}

  /** Throws when the engine cannot be told; what it was not told is said the next time. */
  async say(jobs: readonly JobHealth[]): Promise<void> {
    for (const job of jobs) {
      // One that never ran has nothing to tell.
      if (job.lastRunMs === null && job.ok) continue;
      if (this.said.get(job.name) === job.ok) continue;
      const outcome = await this.report(reportOf(job));
      if (outcome.ok) this.said.set(job.name, job.ok);
    }
  }
}

function reportOf({ name, ok, error }: JobHealth): Report {
  const why = (error ?? '-').slice(0, MAX_TEXT);
  return { type: 'report', code: 'jobFailed', id: name.slice(0, 80), failing: !ok, text: { de: `Archiv: Auftrag ${name.slice(0, 60)} gescheitert: ${why}`, en: `Archive: job ${name.slice(0, 60)} failed: ${why}` } };
}

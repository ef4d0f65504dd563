import type { JobHealth } from '@wegweiser/archive';
import type { CommandOutcome, OperatorCommand } from '@wegweiser/contracts';
import { expect, it } from 'vitest';
import { JobReports } from './job-reports.js';

const job = (ok: boolean, over: Partial<JobHealth> = {}): JobHealth => ({ name: 'rollup', runner: 'service', ok, lastRunMs: 1, lastSuccessMs: null, failures: ok ? 0 : 1, error: ok ? null : 'disk full', ...over });
function said() {
  const acts: OperatorCommand['act'][] = [];
  const answers: CommandOutcome[] = [];
  const reports = new JobReports(async (act) => (acts.push(act), answers.shift() ?? { ok: true }));
  return { acts, answers, reports };
}

it('tells when a job begins to fail and when it works again, once each', async () => {
  const { acts, reports } = said();
  for (const ok of [false, false, true, true, false]) await reports.say([job(ok)]);
  expect(acts).toMatchObject([{ failing: true, id: 'rollup', text: { de: 'Archiv: Auftrag rollup gescheitert: disk full' } }, { failing: false }, { failing: true }]);
});
it('clears what a process before it may have raised, and keeps quiet on what never ran', async () => {
  const { acts, reports } = said();
  await reports.say([job(true), job(true, { name: 'retention', lastRunMs: null })]);
  expect(acts).toMatchObject([{ id: 'rollup', failing: false }]);
});
it('says it again when nobody heard it', async () => {
  const { acts, answers, reports } = said();
  answers.push({ ok: false, code: 'expired', message: '-' });
  await reports.say([job(false)]);
  await reports.say([job(false)]);
  expect(acts).toHaveLength(2);
});

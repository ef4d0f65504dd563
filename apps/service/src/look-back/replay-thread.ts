import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openLookBack } from '@wegweiser/archive';
import { ReplayRun } from './replay-run.js';
import type { ReplayAnswer, ReplayNews, ReplayQuestion, ReplayTask } from './replay-messages.js';

/** Entry of the thread that runs one replay: computes, and answers questions in between. Its database connection cannot write. */
const port = parentPort!;
const { plan, connection } = workerData as ReplayTask;
const { reader, close } = openLookBack(connection);
const run = new ReplayRun(plan, reader);
const tell = (news: ReplayNews | ReplayAnswer) => port.postMessage(news);
const progress = (state: ReplayNews['state'], error: string | null = null) => tell({ type: 'news', state, readyToMs: run.readyToMs, bytes: run.bytes, counts: run.counts, error });

port.on('message', (q: ReplayQuestion) => {
  if (q.type === 'frames') tell({ type: 'answer', question: q.question, frames: run.read(q.atMs, q.count) });
  else tell({ type: 'answer', question: q.question, comparison: run.compare() });
});

const TELL_EVERY_MS = 200;
let toldAt = 0;
try {
  await run.run(async () => {
    if (performance.now() - toldAt > TELL_EVERY_MS) {
      toldAt = performance.now();
      progress('running');
    }
    await turn();
  });
  progress('done');
} catch (error) {
  progress('failed', error instanceof Error ? error.message : String(error));
} finally {
  await close();
}

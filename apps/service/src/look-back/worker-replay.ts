import { Worker } from 'node:worker_threads';
import type { ReplayFrame } from '@wegweiser/contracts';
import type { Compared, ReplayAnswer, ReplayNews, ReplayQuestion, ReplayTask } from './replay-messages.js';

/** Memory of one replay, MB: what goes beyond ends the replay and nothing else. */
const MEMORY_MB = 768;
const ANSWER_WITHIN_MS = 20_000;
type WithoutNumber<T> = T extends unknown ? Omit<T, 'question'> : never;

/** One replay under way. */
export interface RunningReplay {
  readonly news: ReplayNews;
  frames(atMs: number, count: number): Promise<ReplayFrame[]>;
  comparison(): Promise<Compared>;
  stop(): Promise<void>;
}

/** A replay in a thread of its own, so that live values never wait for it. */
export class WorkerReplay implements RunningReplay {
  news: ReplayNews;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (a: ReplayAnswer) => void; reject: (e: Error) => void }>();
  private asked = 0;

  constructor(task: ReplayTask) {
    this.news = { type: 'news', state: 'running', readyToMs: task.plan.fromMs, bytes: 0, counts: { readings: 0, acts: 0, actsLeftOut: 0, failures: 0 }, error: null };
    // Nothing of the process's environment: the thread is told all it needs.
    this.worker = new Worker(new URL('./replay-thread.js', import.meta.url), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB }, env: {} });
    this.worker.on('message', (m: ReplayNews | ReplayAnswer) => (m.type === 'news' ? (this.news = m) : this.take(m)));
    this.worker.on('error', (error) => this.end(error.message));
    this.worker.on('exit', () => this.end('the replay was ended'));
    this.worker.unref();
  }

  private take(answer: ReplayAnswer): void {
    this.waiting.get(answer.question)?.resolve(answer);
    this.waiting.delete(answer.question);
  }

  private end(why: string): void {
    if (this.news.state !== 'failed') this.news = { ...this.news, state: 'failed', error: why };
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
  }

  private async ask(question: WithoutNumber<ReplayQuestion>): Promise<ReplayAnswer> {
    if (this.news.state === 'failed') throw new Error(this.news.error ?? 'the replay failed');
    const number = (this.asked += 1);
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<ReplayAnswer>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      timer = setTimeout(() => {
        this.waiting.delete(number);
        reject(new Error('the replay does not answer'));
      }, ANSWER_WITHIN_MS);
    });
    this.worker.postMessage({ ...question, question: number });
    return answer.finally(() => clearTimeout(timer));
  }

  async frames(atMs: number, count: number): Promise<ReplayFrame[]> {
    return (await this.ask({ type: 'frames', atMs, count })).frames ?? [];
  }
  async comparison(): Promise<Compared> {
    return (await this.ask({ type: 'comparison' })).comparison ?? { things: [], differences: [], leftOut: 0 };
  }
  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

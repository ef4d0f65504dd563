import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TAIL_BYTES = 200_000;

export type Ready = Record<string, unknown> & { ready: true };
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();
// A test runner that ends takes what it started with it, however it ends.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One program of the house as a process of its own, started from its build. */
export class Program {
  private child: ChildProcess | null = null;
  private tail = '';
  private exit: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  newestReady: Ready | null = null;

  constructor(readonly name: string, private readonly script: string, private readonly args: () => string[], private readonly env: () => Record<string, string> = () => ({})) {}

  /** Starts it and waits for its `{ready: true}`; throws with its words when it ends before. */
  async start(timeoutMs = 30_000): Promise<Ready> {
    this.spawn();
    return this.ready(timeoutMs);
  }

  /** Starts it and does not wait. */
  spawn(): void {
    const path = `${ROOT}${this.script}`;
    if (!existsSync(path)) throw new Error(`${this.script} is missing: build first (npm run build)`);
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([k]) => !/^(WEGWEISER_|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(k)));
    const child = fork(path, this.args(), { cwd: ROOT, env: { ...inherited, ...this.env() } as NodeJS.ProcessEnv, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    this.newestReady = null;
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.tail = (this.tail + chunk.toString()).slice(-TAIL_BYTES)));
    child.on('message', (message) => {
      if ((message as Partial<Ready>).ready === true) this.newestReady = message as Ready;
    });
    this.exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        running.delete(child);
        resolve({ code, signal });
      });
    });
  }

  ready(timeoutMs: number): Promise<Ready> {
    const { child } = this;
    if (child === null) throw new Error(`${this.name} was not started`);
    if (this.newestReady !== null) return Promise.resolve(this.newestReady);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Error(`${this.name} was not ready within ${timeoutMs} ms:\n${this.output(3000)}`))), timeoutMs);
      const onMessage = (message: unknown) => (message as Partial<Ready>).ready === true && done(() => resolve(message as Ready));
      const onExit = (code: number | null) => done(() => reject(new Error(`${this.name} ended with ${code}:\n${this.output(3000)}`)));
      const done = (settle: () => void) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        settle();
      };
      child.on('message', onMessage).on('exit', onExit);
    });
  }

  get alive(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }
  get pid(): number {
    return this.child?.pid ?? 0;
  }
  /** Newest output, for messages of failed tests. */
  output(bytes = TAIL_BYTES): string {
    return this.tail.slice(-bytes);
  }
  get exited(): Promise<Exit> {
    return this.exit;
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.child?.kill('SIGKILL');
    await this.exit;
  }
  /** Freezes or thaws it: the socket stays open and nobody answers. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(name);
  }

  /** `SIGTERM`; answers how long it took and how it ended. */
  async stop(timeoutMs = 15_000): Promise<Exit & { ms: number }> {
    const begun = performance.now();
    if (this.alive) this.child?.kill('SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), timeoutMs);
    const exit = await this.exit;
    clearTimeout(timer);
    return { ...exit, ms: performance.now() - begun };
  }
}

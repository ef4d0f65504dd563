import type { PollRequest, Received } from '../protocol.js';

export interface PollHooks {
  now(): number;
  deliver(message: Received): Promise<void>;
  onFailure(sourceId: string, error: Error): void;
  onSuccess(sourceId: string): void;
}

/**
 * Polls one feed: each answer becomes one message under `poll/{sourceId}`. Failures double the wait up to sixteen times
 * the interval; an answer that did not change (ETag) brings nothing new and is not delivered.
 */
export class Poller {
  private timer: NodeJS.Timeout | null = null;
  private readonly abort = new AbortController();
  private etag: string | null = null;
  private failures = 0;

  constructor(
    private readonly sourceId: string,
    private readonly request: PollRequest,
    private readonly hooks: PollHooks,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.round(), 0);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.abort.abort();
  }

  private async round(): Promise<void> {
    try {
      await this.once();
      this.failures = 0;
      this.hooks.onSuccess(this.sourceId);
    } catch (error) {
      if (this.abort.signal.aborted) return;
      this.failures += 1;
      this.hooks.onFailure(this.sourceId, error as Error);
    }
    const wait = this.request.intervalSeconds * 1000 * 2 ** Math.min(this.failures, 4);
    if (!this.abort.signal.aborted) this.timer = setTimeout(() => void this.round(), wait);
  }

  /** One request; public so that a test needs no timer. */
  async once(): Promise<void> {
    const { url, headers, timeoutSeconds, maxBytes } = this.request;
    const signal = AbortSignal.any([this.abort.signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    const response = await fetch(url, { headers: this.etag === null ? headers : { ...headers, 'if-none-match': this.etag }, signal, redirect: 'error' });
    if (response.status === 304) return;
    if (!response.ok) {
      // A body that nobody reads would keep the connection.
      await response.body?.cancel();
      // Without the query: keys to other parties' feeds stand there.
      const { origin, pathname } = new URL(url);
      throw new Error(`${origin}${pathname} answered ${response.status}, expected 200 or 304`);
    }
    const payload = await readBounded(response, maxBytes);
    await this.hooks.deliver({ topic: `poll/${this.sourceId}`, payload, receivedAtMs: this.hooks.now() });
    this.etag = response.headers.get('etag');
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`answer is larger than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

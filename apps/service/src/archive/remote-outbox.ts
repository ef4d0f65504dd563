import { RemoteReader } from '../field/remote-feed.js';
import type { FeedStatus, RecordReader } from '../field/record-feed.js';

const RELEASE_EVERY_MS = 10_000;

/** The outbox of an engine in another process. */
export class RemoteOutbox {
  private releasedAt = 0;

  constructor(private readonly engineUrl: string, private readonly token: string) {}

  async status(): Promise<FeedStatus> {
    return (await (await this.ask('outbox/status')).json()) as FeedStatus;
  }

  async reader(fromOffset: number): Promise<RecordReader> {
    const { firstOffset } = await this.status();
    return new RemoteReader(`${this.engineUrl}/internal/outbox`, this.token, Math.max(fromOffset, firstOffset), 0);
  }

  /** Lets the engine delete what is in the database; said now and then, and said again later when it did not get through. */
  release(offset: number): void {
    const now = performance.now();
    if (now - this.releasedAt < RELEASE_EVERY_MS) return;
    this.releasedAt = now;
    void this.ask('outbox/release', { offset }).catch(() => undefined);
  }

  private async ask(path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.engineUrl}/internal/${path}`, {
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`engine role answered ${response.status} to ${path}`);
    return response;
  }
}

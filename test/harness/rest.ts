import type { UserRole } from '@wegweiser/contracts/access';
import { signedIn, type Signed } from './sign-in.js';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}
interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}
export interface History {
  resolution: string;
  columns: string[];
  rows: unknown[][];
  nextCursor: string | null;
}

/** The service's REST interface as a client sees it. */
export class Rest {
  constructor(readonly address: string, private readonly signed: Promise<Signed> | null = null) {}

  /** The same interface in the hands of somebody who signed in. */
  as(name: string, role: UserRole = 'operator'): Rest {
    return new Rest(this.address, signedIn(name, role));
  }

  async ask<T = unknown>(path: string, { method = 'GET', headers = {}, body, signal = AbortSignal.timeout(70_000) }: Ask = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      signal,
      headers: { ...(await this.signed), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  /** Body of an answer that must be 2xx. */
  async get<T>(path: string): Promise<T> {
    const answer = await this.ask<T>(path);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  post<T = unknown>(path: string, body: unknown): Promise<Answer<T>> {
    return this.ask<T>(path, { method: 'POST', body });
  }

  /** An act on a thing, e.g. `/api/v1/signs/sign/lock`, by somebody who has just looked at it. */
  async act<T = unknown>(path: string, body?: unknown, method = 'POST'): Promise<Answer<T>> {
    const thing = await this.ask<{ revision?: number }>(/^\/api\/v1\/\w+\/[^/?]+/.exec(path)?.[0] ?? path);
    return this.ask<T>(path, { method, headers: { 'if-match': `"${thing.body.revision ?? 0}"` }, ...(body === undefined ? {} : { body }) });
  }

  /** Every row of a span, as objects by column. */
  async history(subject: string, id: string, fromMs: number, toMs: number, resolution = 'raw'): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), resolution, limit: '10000', ...(cursor === null ? {} : { cursor }) });
      const page: History = await this.get<History>(`/api/v1/history/${subject}/${id}?${query}`);
      rows.push(...page.rows.map((r) => Object.fromEntries(page.columns.map((c, i) => [c, r[i]]))));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rows;
  }

  async ready(): Promise<boolean> {
    return (await this.ask('/readyz')).status === 200;
  }
  /** Value of a gauge of `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await this.get<string>('/metrics');
    const line = text.split('\n').find((l) => l.startsWith(`${name} `) || l.startsWith(`wegweiser_${name} `));
    if (line === undefined) throw new Error(`no metric ${name}`);
    return Number(line.slice(line.lastIndexOf(' ')));
  }
}

/** What a poll found; `none`: the service is there and has no order. */
export type Answer = { kind: 'order'; text: string } | { kind: 'same' } | { kind: 'none' } | { kind: 'failed' };
export interface PollOptions {
  readonly url: string;
  readonly onAnswer: (answer: Answer, header: (name: string) => string | null) => void;
}

/** The service holds an answer back for so long when nothing changes. */
const WAIT_S = 25;
const TIMEOUT_MS = 40_000;
/** Not more often than this, whatever the service answers. */
const LEAST_MS = 1000;
const NONE_MS = 5000;
const MOST_MS = 30_000;

/** Pause before the next poll: at once after an answer, longer and longer after failures, and never all players at once. */
export const pauseMs = (kind: Answer['kind'], failures: number, tookMs: number, chance: number): number => {
  if (kind === 'failed') return Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(failures, 6)) * (0.5 + chance / 2);
  return kind === 'none' ? NONE_MS : Math.max(0, LEAST_MS - tookMs);
};

/** Long-polls for ever. XHR and not `fetch`: it is in every browser that a player may have, and has a timeout of its own. */
export class Poll {
  private etag: string | null = null;
  private failures = 0;
  private request: XMLHttpRequest | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: PollOptions) {}

  /** Asks at once, and gives up a question that is under way. */
  start(): void {
    clearTimeout(this.timer);
    this.request?.abort();
    const request = new XMLHttpRequest();
    const startedMs = performance.now();
    this.request = request;
    const done = (): void => {
      if (this.request !== request) return;
      this.request = null;
      const kind = this.answer(request);
      this.timer = setTimeout(() => this.start(), pauseMs(kind, this.failures, performance.now() - startedMs, Math.random()));
    };
    request.onload = done;
    request.onerror = done;
    request.ontimeout = done;
    request.open('GET', this.etag === null ? this.options.url : `${this.options.url}?wait=${WAIT_S}`);
    request.timeout = TIMEOUT_MS;
    if (this.etag !== null) request.setRequestHeader('If-None-Match', this.etag);
    request.send();
  }

  private answer(request: XMLHttpRequest): Answer['kind'] {
    const answer = this.read(request);
    this.failures = answer.kind === 'failed' ? this.failures + 1 : 0;
    if (answer.kind === 'none') this.etag = null;
    if (answer.kind === 'order') this.etag = request.getResponseHeader('etag');
    this.options.onAnswer(answer, (name) => request.getResponseHeader(name));
    return answer.kind;
  }

  private read({ status, responseText }: XMLHttpRequest): Answer {
    if (status === 200) return { kind: 'order', text: responseText };
    if (status === 304) return { kind: 'same' };
    return { kind: status === 204 ? 'none' : 'failed' };
  }
}

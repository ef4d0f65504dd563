import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PollRequest, Received } from '../protocol.js';
import { Poller } from './poller.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let url: string;
let answer: Answer;
let requests: IncomingMessage[];
let delivered: Received[];
let heard: string[];
let waiters: (() => void)[];
let poller: Poller;

beforeEach(async () => {
  requests = [];
  delivered = [];
  heard = [];
  waiters = [];
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
});
afterEach(async () => {
  poller?.stop();
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function aPoller(request: Partial<PollRequest> = {}, deliver?: () => Promise<void>): Poller {
  const say = (what: string) => {
    heard.push(what);
    for (const w of waiters.splice(0)) w();
  };
  poller = new Poller(
    'feed-1',
    { url, headers: { 'x-key': 'k' }, intervalSeconds: 60, timeoutSeconds: 5, maxBytes: 1000, ...request },
    { now: () => 42, deliver: deliver ?? (async (m) => void delivered.push(m)), onFailure: (id, error) => say(`${id}: ${error.message}`), onSuccess: (id) => say(`${id}: ok`) },
  );
  return poller;
}
const nextSaid = () => new Promise<void>((resolve) => waiters.push(resolve));
const say = (status: number, body = '', headers: Record<string, string> = {}): Answer => (_request, response) => void response.writeHead(status, headers).end(body);

describe('Poller', () => {
  it('delivers an answer as one message of its source, received now', async () => {
    answer = say(200, 'hello');
    await aPoller().once();
    expect(delivered).toEqual([{ topic: 'poll/feed-1', payload: Buffer.from('hello'), receivedAtMs: 42 }]);
    expect(requests[0]!.headers).toMatchObject({ 'x-key': 'k' });
    expect(requests[0]!.headers).not.toHaveProperty('if-none-match');
  });

  it('asks with the ETag it knows and delivers nothing while nothing changed', async () => {
    answer = say(200, 'one', { etag: '"v1"' });
    await aPoller().once();
    answer = say(304);
    await poller.once();
    answer = say(200, 'two', { etag: '"v2"' });
    await poller.once();
    answer = say(304);
    await poller.once();
    expect(requests.map((r) => r.headers['if-none-match'])).toEqual([undefined, '"v1"', '"v1"', '"v2"']);
    expect(delivered.map((m) => m.payload.toString())).toEqual(['one', 'two']);
  });

  it('asks for everything again when what it got could not be stored', async () => {
    answer = say(200, 'one', { etag: '"v1"' });
    aPoller({}, () => Promise.reject(new Error('disk full')));
    await expect(poller.once()).rejects.toThrow('disk full');
    await expect(poller.once()).rejects.toThrow('disk full');
    expect(requests[1]!.headers).not.toHaveProperty('if-none-match');
  });

  it('takes an answer up to its bound and refuses a larger one, however it is sent', async () => {
    answer = say(200, 'x'.repeat(1000));
    await aPoller().once();
    expect(delivered[0]!.payload).toHaveLength(1000);
    answer = (_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(900));
      response.end('x'.repeat(101));
    };
    await expect(poller.once()).rejects.toThrow('larger than 1000 bytes');
    expect(delivered).toHaveLength(1);
  });

  it('does not read on in an endless answer', async () => {
    let closed: () => void = () => {};
    const gone = new Promise<void>((resolve) => (closed = resolve));
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(600)), 1);
      response.on('close', () => {
        clearInterval(timer);
        closed();
      });
    };
    await expect(aPoller().once()).rejects.toThrow('larger than 1000 bytes');
    await gone;
  });

  it.each([
    ['no answer at all', () => {}],
    ['an answer that stops half way', ((_request, response) => void response.writeHead(200, { 'content-length': '10' }).write('half')) as Answer],
  ])('gives up on %s', async (_what, how: Answer) => {
    answer = how;
    await expect(aPoller({ timeoutSeconds: 0.05 }).once()).rejects.toThrow(/timeout|aborted/i);
    expect(delivered).toEqual([]);
  });

  it.each([404, 500, 503])('takes status %i for a failure', async (status) => {
    answer = say(status, 'sorry');
    await expect(aPoller().once()).rejects.toThrow(`answered ${status}, expected 200 or 304`);
  });

  it('follows no redirect: a feed does not choose whom we ask', async () => {
    answer = (_request, response) => void response.writeHead(302, { location: url }).end();
    await expect(aPoller().once()).rejects.toThrow('fetch failed');
    expect(requests).toHaveLength(1);
  });

  it('polls by its interval; failures double the wait up to sixteen times, success ends it', async () => {
    const waits: number[] = [];
    const real = globalThis.setTimeout as (f: () => void, ms: number, ...rest: unknown[]) => NodeJS.Timeout;
    // Our waits are multiples of 7 s and pass at once; everybody else's timers are their own.
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((f: () => void, ms: number, ...rest: unknown[]) => {
      const ours = ms > 0 && ms % 7000 === 0;
      if (ours) waits.push(ms / 1000);
      return real(f, ours ? 0 : ms, ...rest);
    }) as never);
    answer = (request, response) => say(requests.length <= 6 ? 503 : 200, 'x')(request, response);
    aPoller({ intervalSeconds: 7 }).start();
    while (waits.length < 8) await nextSaid();
    expect(waits.slice(0, 8)).toEqual([14, 28, 56, 112, 112, 112, 7, 7]);
    expect(heard.slice(0, 8).map((h) => h.endsWith('ok'))).toEqual([false, false, false, false, false, false, true, true]);
    expect(heard[0]).toContain('feed-1: ');
  });

  it('stops in the middle of a request without a word', async () => {
    const asked = new Promise<ServerResponse>((resolve) => (answer = (_request, response) => resolve(response)));
    aPoller().start();
    const response = await asked;
    poller.stop();
    await new Promise<void>((resolve) => response.on('close', () => resolve()));
    await new Promise(setImmediate);
    expect(heard).toEqual([]);
  });
});

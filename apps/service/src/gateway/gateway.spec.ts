import 'reflect-metadata';
import { request as httpRequest } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ArchiveError } from '@wegweiser/archive';
import { City, LIVE_NAMESPACE, type ClientToServer, type CommandOutcome, type ServerToClient, type SignOrderMessage, type SignState, type StreetZoneState, type WeatherState } from '@wegweiser/contracts';
import { Metrics } from '@wegweiser/platform';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setUpHttp } from '../create-service.js';
import type { CommandWish } from '../engine/engine.service.js';
import { LiveFeed } from '../live/live-feed.js';
import { LiveStore } from '../live/live-store.js';
import { ARCHIVE, CITY, CLOCK, COMMANDS, LIVE_FEED, METRICS, STORE } from '../platform/tokens.js';
import { aTown, T0 } from '../engine/testing/town.js';
import { accessForTests, type TestAccess } from './auth/testing/access-for-tests.js';
import { BoundedIoAdapter } from './io-adapter.js';
import { LiveGateway } from './live.gateway.js';
import { Presence } from './presence.js';
import { ActionsController } from './rest/actions.controller.js';
import { ArchiveController } from './rest/archive.controller.js';
import { HealthController } from './rest/health.controller.js';
import { SignsController } from './rest/signs.controller.js';
import { StateController } from './rest/state.controller.js';

const SPAN = 'from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z';

let app: NestExpressApplication;
let base: string;
let store: LiveStore;
let feed: LiveFeed;
let wishes: CommandWish[];
let outcome: CommandOutcome;
let who: TestAccess;
let OPERATOR: Record<string, string>;
let archive: { history: () => Promise<unknown>; historyCsv: () => AsyncGenerator<string> };

beforeEach(async () => {
  store = new LiveStore('epoch');
  feed = new LiveFeed((error) => {
    throw error;
  });
  wishes = [];
  outcome = { ok: true };
  const city = City.parse(aTown());
  who = await accessForTests({ city, store });
  OPERATOR = { ...(await who.headersOf('Jörg', 'operator')), 'if-match': '"3"' };
  archive = { history: async () => ({ rows: [] }), historyCsv: async function* () {} };
  const commands = { execute: async (wish: CommandWish) => (wishes.push(wish), outcome) };
  const values: [symbol, unknown][] = [
    [STORE, store], [LIVE_FEED, feed], [CITY, city], [CLOCK, { mode: 'system', now: () => T0, rate: () => 1 }], [METRICS, new Metrics(false)],
    [COMMANDS, commands], [ARCHIVE, { get: async () => archive }],
  ];
  @Module({
    controllers: [StateController, SignsController, ArchiveController, ActionsController, HealthController],
    providers: [Presence, LiveGateway, ...who.providers, ...values.map(([provide, useValue]) => ({ provide, useValue }))],
  })
  class TestModule {}
  app = await NestFactory.create<NestExpressApplication>(TestModule, { logger: false, bodyParser: false, forceCloseConnections: true });
  setUpHttp(app, pino({ level: 'silent' }));
  app.useWebSocketAdapter(new BoundedIoAdapter(app, 3));
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
});
afterEach(async () => {
  who.access.stop();
  await app.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = OPERATOR) =>
  fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
async function expectProblem(response: Response, status: number, detail: RegExp) {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ type: 'about:blank', status, detail: expect.stringMatching(detail) })]);
}

function order(issuedAtMs: number): SignOrderMessage {
  return {
    orderId: 'o1', signId: 'tafel', issuedAtMs, validUntilMs: issuedAtMs + 60_000, content: { type: 'counter', rows: [] },
    why: { ruleId: 'r', inputs: [], lock: null, trigger: 'live', text: { de: '-', en: '-' } },
  } as never;
}
function say(issuedAtMs: number | null) {
  store.set('signs', { id: 'tafel', online: true, level: 'live', order: issuedAtMs === null ? null : order(issuedAtMs), readback: null, mismatch: null, lock: null } as SignState);
  feed.announce(store.flush());
}

describe('sign orders', () => {
  const ORDER = '/api/v1/signs/tafel/order';

  it('answers with a tag, and 304 to whoever has it, also in a list and weakened by a proxy', async () => {
    say(1000);
    const first = await get(ORDER);
    const tag = first.headers.get('etag')!;
    expect([first.status, tag]).toEqual([200, '"o1-1000"']);
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`]) expect((await get(ORDER, { 'if-none-match': known })).status).toBe(304);
    expect((await get(ORDER, { 'if-none-match': '"x"' })).status).toBe(200);
  });

  it('goes out byte by byte as its tag says, while other answers are packed', async () => {
    say(1000);
    const packs = async (path: string) => (await get(path, { 'accept-encoding': 'gzip' })).headers.get('content-encoding');
    store.set('signs', { ...store.find('signs', 'tafel')!, order: { ...order(1000), why: { ...order(1000).why, text: { de: 'x'.repeat(3000), en: '-' } } } });
    expect([await packs(ORDER), await packs('/api/v1/signs')]).toEqual([null, 'gzip']);
  });

  it('holds the answer until the order changes', async () => {
    say(1000);
    const waiting = get(`${ORDER}?wait=20`, { 'if-none-match': '"o1-1000"' });
    await expect.poll(waitingNow).toBe(1);
    say(2000);
    expect((await (await waiting).json()) as object).toMatchObject({ issuedAtMs: 2000 });
    expect(waitingNow()).toBe(0);
  });

  it('waits for the first order, too', async () => {
    say(null);
    const dark = await get(ORDER);
    expect([dark.status, dark.headers.get('etag')]).toEqual([204, '"none"']);
    const waiting = get(`${ORDER}?wait=20`, { 'if-none-match': '"none"' });
    await expect.poll(waitingNow).toBe(1);
    say(1000);
    expect((await waiting).status).toBe(200);
  });

  it('forgets a player that went away', async () => {
    say(1000);
    const request = httpRequest(`${base}${ORDER}?wait=20`, { headers: { 'if-none-match': '"o1-1000"' } }).on('error', () => undefined);
    request.end();
    await expect.poll(waitingNow).toBe(1);
    request.destroy();
    await expect.poll(waitingNow).toBe(0);
  });

  const waitingNow = () => (app.get(SignsController) as unknown as { waitingNow: number }).waitingNow;
});

async function* failing(error: Error, ...before: string[]): AsyncGenerator<string> {
  yield* before;
  throw error;
}

describe('sign pictures', () => {
  const BITMAP = '/api/v1/signs/tafel/bitmap.png';

  it('are PNG with a tag, dark without an order, and the same to whoever has them', async () => {
    say(null);
    const dark = await get(BITMAP);
    expect([dark.status, dark.headers.get('content-type'), dark.headers.get('x-sign-pages'), dark.headers.get('x-sign-valid')]).toEqual([200, 'image/png', '2800/0', null]);
    const tag = dark.headers.get('etag')!;
    expect((await get(BITMAP, { 'if-none-match': tag })).status).toBe(304);
    say(T0);
    const shown = await get(`${BITMAP}?page=now&scale=4`);
    expect([shown.status, shown.headers.get('x-sign-page'), shown.headers.get('x-sign-valid'), Number(shown.headers.get('x-sign-brightness')) >= 40]).toEqual([200, '1', String(T0 + 60_000), true]);
    expect((await get(`${BITMAP}?page=2`)).headers.get('x-sign-page')).toBe('0');
  });

  it.each(['page=0', 'page=x', 'page=100', 'page=1&page=2', 'scale=0', 'scale=17', 'scale=1e1', 'scale=-1'])('are refused for %s', async (query) => {
    await expectProblem(await get(`${BITMAP}?${query}`), 400, /page is|scale is/);
  });
  it('are of signs that there are', async () => expectProblem(await get('/api/v1/signs/nowhere/bitmap.png'), 404, /nowhere/));
});

describe('history', () => {
  it('tells what is wrong with a question for CSV before it begins to answer', async () => {
    archive.historyCsv = () => failing(new ArchiveError('rejected', 'cursor does not belong to this query'));
    await expectProblem(await get(`/api/v1/history/facility/nord?${SPAN}&format=csv`), 400, /cursor/);
    archive.historyCsv = () => failing(new ArchiveError('unavailable', 'gone'));
    await expectProblem(await get(`/api/v1/history/facility/nord?${SPAN}&format=csv`), 503, /archive is away/);
  });

  it('sends CSV whole, and breaks it off where it cannot', async () => {
    archive.historyCsv = async function* () {
      yield 'time\r\n';
      yield '1\r\n';
    };
    const whole = await get(`/api/v1/history/facility/nord?${SPAN}&format=csv`);
    expect([whole.headers.get('content-type'), whole.headers.get('content-disposition'), await whole.text()]).toEqual(['text/csv; charset=utf-8', 'attachment; filename="facility-nord.csv"', 'time\r\n1\r\n']);
    archive.historyCsv = () => failing(new ArchiveError('unavailable', 'gone'), 'time\r\n');
    await expect(get(`/api/v1/history/facility/nord?${SPAN}&format=csv`).then((r) => r.text())).rejects.toThrow(/terminated|fetch failed/);
  });

  it('asks the database little at once, and sends away whom it cannot serve', async () => {
    let asking = 0;
    let most = 0;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    archive.history = async () => {
      most = Math.max(most, ++asking);
      await answered;
      asking -= 1;
      return { rows: [] };
    };
    const statuses: number[] = [];
    const all = Array.from({ length: 60 }, async () => statuses.push((await get(`/api/v1/history/facility/nord?${SPAN}`)).status));
    await expect.poll(() => statuses).toEqual(Array.from({ length: 8 }, () => 503));
    answer();
    await Promise.all(all);
    expect(most).toBe(2);
    expect(statuses.slice(8)).toEqual(Array.from({ length: 52 }, () => 200));
  });
});

describe('operators', () => {
  const close = { action: 'close', reason: 'works' };

  it('act under their name', async () => {
    expect((await post('/api/v1/facilities/nord/actions', close)).status).toBe(200);
    expect(wishes).toMatchObject([{ by: 'Jörg', act: { type: 'facility', facilityId: 'nord' }, ifRevision: 3 }]);
  });

  it.each([undefined, '*'])('do nothing to a thing without saying what they saw of it: If-Match %s', async (seen) => {
    const { 'if-match': _, ...unseen } = OPERATOR;
    const headers = seen === undefined ? unseen : { ...unseen, 'if-match': seen };
    for (const [path, body] of [
      ['/api/v1/facilities/nord/actions', close], ['/api/v1/signs/tafel/lock', { show: { rows: [] }, reason: 'works', expiresAt: '2030-01-01T00:00:00Z' }],
      ['/api/v1/junctions/kreuz/control', { mode: 'automatic', reason: 'works' }],
    ] as const) await expectProblem(await post(path, body, headers), 428, /If-Match/);
    await expectProblem(await fetch(`${base}/api/v1/signs/tafel/lock?reason=works`, { method: 'DELETE', headers }), 428, /If-Match/);
    expect(wishes).toEqual([]);
  });

  it('do not act without having signed in', async () => {
    await expectProblem(await post('/api/v1/facilities/nord/actions', close, {}), 401, /sign in/);
    await expectProblem(await post('/api/v1/facilities/nord/actions', close, { authorization: 'Bearer wgw_guess' }), 401, /key/);
    expect(wishes).toEqual([]);
  });

  it('give no reason that the audit log could not keep', async () => {
    await expectProblem(await post('/api/v1/facilities/nord/actions', { action: 'close', reason: 'works\0' }), 400, /characters/);
    await expectProblem(await post('/api/v1/facilities/nord/actions', '{"action":"close","reason":"works\\ud800"}'), 400, /characters/);
    expect((await post('/api/v1/facilities/nord/actions', { action: 'close', reason: 'Straße 🚧' })).status).toBe(200);
    expect(wishes).toHaveLength(1);
  });
});

describe('OPTIONS', () => {
  const options = (path: string) => fetch(base + path, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' } });

  it.each([
    ['/api/v1/facilities', 'GET, HEAD, OPTIONS'],
    ['/api/v1/facilities/nord/actions', 'OPTIONS, POST'],
    ['/api/v1/signs/tafel/bitmap.png', 'GET, HEAD, OPTIONS'],
    ['/signs/', 'GET, HEAD, OPTIONS'],
  ])('says what %s can do, and lets no foreign page do it', async (path, allow) => {
    const answer = await options(path);
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('access-control-allow-origin')]).toEqual([204, allow, null]);
  });
  it('says when there is nothing', async () => expect((await options('/api/v1/signs/tafel/bitmapXpng')).status).toBe(404));
});

describe('on-street zones', () => {
  it('are open to everybody, as a list and one by one, as estimates', async () => {
    const zone: StreetZoneState = { id: 'gasse', basis: 'none', quality: 'unknown', freePct: null, lowPct: null, highPct: null, seen: 0, measuredAtMs: null, atMs: T0, reasons: [] };
    store.set('streetZones', zone);
    expect(await (await get('/api/v1/street-zones')).json()).toMatchObject({ atMs: T0, values: [zone] });
    expect(await (await get('/api/v1/street-zones/gasse')).json()).toEqual(zone);
    await expectProblem(await get('/api/v1/street-zones/ring'), 404, /ring/);
  });
});

describe('the weather', () => {
  it('is open to everybody, and an empty list where there is no station', async () => {
    expect(await (await get('/api/v1/weather')).json()).toMatchObject({ atMs: T0, values: [] });
    const said: WeatherState = { id: 'wetter', rainMm: 0.4, temperatureC: 11.2, quality: 'measured', measuredAtMs: T0 };
    store.set('weather', said);
    expect(await (await get('/api/v1/weather')).json()).toMatchObject({ values: [said] });
  });
});

describe('requests that are none', () => {
  it('are problems, not faults', async () => {
    await expectProblem(await get('/api/v1/nowhere'), 404, /nowhere/);
    await expectProblem(await get('/api/v1/facilities/__proto__'), 404, /__proto__/);
    await expectProblem(await get('/api/v1/facilities/%E0%A4%A'), 400, /decode/);
    await expectProblem(await post('/api/v1/facilities/nord/actions', '{"action"'), 400, /JSON/);
    await expectProblem(await post('/api/v1/facilities/nord/actions', { action: 'close', reason: 'x'.repeat(70_000) }), 413, /large/);
    await expectProblem(await post('/api/v1/facilities/nord/actions', 'action=close', { ...OPERATOR, 'content-type': 'text/plain' }), 400, /object/);
  });
});

describe('live connections', () => {
  const clients: Socket<ServerToClient, ClientToServer>[] = [];
  afterEach(() => clients.splice(0).forEach((c) => c.disconnect()));
  function connect() {
    const client: Socket<ServerToClient, ClientToServer> = io(`${base}${LIVE_NAMESPACE}`, { transports: ['websocket'], forceNew: true, reconnection: false });
    clients.push(client);
    return new Promise<Socket<ServerToClient, ClientToServer> | null>((resolve) => {
      client.once('connect', () => resolve(client));
      client.once('connect_error', () => resolve(null));
    });
  }

  it('are so many and no more', async () => {
    const first = [await connect(), await connect(), await connect()];
    expect(first).not.toContain(null);
    expect(await connect()).toBeNull();
    first[0]!.disconnect();
    await expect.poll(async () => (await connect()) !== null).toBe(true);
  });

  it('are cut when a client asks without end, and the others stay', async () => {
    const [calm, greedy] = [await connect(), await connect()];
    const gone = new Promise((resolve) => greedy!.once('disconnect', resolve));
    const rooms = Array.from({ length: 60 }, (_, i) => ({ room: `signs/s${i}` }));
    const answers: boolean[] = [];
    for (let i = 0; i < 20; i += 1) greedy!.emit('v1:watch', { rooms }, (a) => answers.push(a.ok));
    await gone;
    expect(answers.length).toBeLessThan(6);
    const answer = await new Promise<{ ok: boolean }>((resolve) => calm!.emit('v1:watch', { rooms }, resolve));
    expect(answer.ok).toBe(true);
  });
});

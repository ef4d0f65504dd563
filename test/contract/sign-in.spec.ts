import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { City, LIVE_NAMESPACE, type WatchAnswer } from '@wegweiser/contracts';
import type { SessionAnswer, SessionList } from '@wegweiser/contracts/access';
import { createLogger, Settings } from '@wegweiser/platform';
import { createApp } from '@wegweiser/service';
import { Provider, type Configuration } from 'oidc-provider';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../apps/service/src/city/limits.js';
import { aTown } from '../../apps/service/src/engine/testing/town.js';
import { AccessSettings } from '../../apps/service/src/gateway/auth/access-settings.js';
import type { CommandWish } from '../../apps/service/src/engine/engine.service.js';
import { Lifecycle } from '../../apps/service/src/lifecycle.js';
import { COMMANDS } from '../../apps/service/src/platform/tokens.js';
import { Browser } from '../harness/browser.js';

/** The whole application with a real OpenID Connect provider beside it; nothing behind its commands. */
const SECRET = 'secret-of-the-client-in-this-test';
const PEOPLE: Record<string, Record<string, unknown>> = {
  eva: { name: 'Eva Größ', groups: ['wegweiser-operator', 'football'], wegweiser_areas: ['a'] },
  ada: { name: 'Ada Admin', groups: ['wegweiser-viewer', 'wegweiser-administrator'] },
  vic: { name: 'Vic', groups: ['wegweiser-viewer'] },
  nob: { name: 'Nobody Special', groups: ['football'] },
};

let provider: Server;
let issuer: string;
const apps: Service[] = [];
interface Service {
  app: NestExpressApplication;
  base: string;
  wishes: CommandWish[];
  dir: string;
}

const listening = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));

beforeAll(async () => {
  const server = createServer();
  issuer = `http://127.0.0.1:${await listening(server)}`;
  const configuration: Configuration = {
    // A native client's loopback address is good with any port (RFC 8252), and the service's is not known yet.
    clients: [{ client_id: 'wegweiser', client_secret: SECRET, application_type: 'native', redirect_uris: ['http://127.0.0.1/sign-in/callback'], grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub'], profile: ['name', 'groups', 'wegweiser_areas'] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...PEOPLE[sub] }) }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Grant: 60, Interaction: 60, Session: 60 },
  };
  const oidc = new Provider(issuer, configuration);
  server.on('request', oidc.callback());
  provider = server;
});
afterEach(async () => {
  for (const { app } of apps.splice(0)) await app.close();
});
afterAll(() => new Promise((resolve) => provider.close(resolve)));

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** With the provider, unless told otherwise; `dir` and `port` bring back one that was stopped. */
async function service({ env = {}, access = {}, dir = mkdtempSync(join(tmpdir(), 'sign-in-')), port, withProvider = true }: { env?: Record<string, string>; access?: unknown; dir?: string; port?: number; withProvider?: boolean } = {}): Promise<Service> {
  const at = port ?? (await freePort());
  const oidc = withProvider ? { WEGWEISER_OIDC_ISSUER: issuer, WEGWEISER_OIDC_CLIENT_ID: 'wegweiser', WEGWEISER_OIDC_CLIENT_SECRET: SECRET, WEGWEISER_PUBLIC_URL: `http://127.0.0.1:${at}` } : {};
  const settings = Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened', WEGWEISER_DATA_DIR: dir, ...oidc, ...env });
  const app = await createApp({ settings, city: City.parse(aTown()), sources: [], limits: DEFAULT_LIMITS, log: createLogger('silent'), access: AccessSettings.parse(access) });
  app.get(Lifecycle).onApplicationBootstrap = async () => undefined;
  app.get(Lifecycle).beforeApplicationShutdown = async () => undefined;
  const wishes: CommandWish[] = [];
  app.get<{ execute: unknown }>(COMMANDS).execute = async (wish: CommandWish) => (wishes.push(wish), { ok: true });
  await app.listen(at, '127.0.0.1');
  const running = { app, base: `http://127.0.0.1:${at}`, wishes, dir };
  apps.push(running);
  return running;
}

/** Goes through the provider's own pages as `login`, wherever they lead. */
async function signInAs(s: Service, login: string, browser = new Browser()): Promise<{ browser: Browser; answer: Response }> {
  let answer = await browser.go(`${s.base}/sign-in/provider?return=%2Fsign-in`);
  for (let step = 0; step < 4 && answer.url.includes('/interaction/'); step += 1) {
    const form = await answer.text();
    answer = await browser.go(new URL(/action="([^"]+)"/.exec(form)![1]!, answer.url).href, { method: 'POST', body: new URLSearchParams({ prompt: /name="prompt" value="(\w+)"/.exec(form)![1]!, login, password: 'any' }) });
  }
  return { browser, answer };
}
const who = async (s: Service, browser: Browser): Promise<SessionAnswer> => (await browser.go(`${s.base}/api/v1/session`)).json() as Promise<SessionAnswer>;
const access = (s: Service, action: string) => s.wishes.flatMap(({ by, act }) => (act.type === 'access' && act.event.action === action ? [{ by, ...act.event }] : []));
const CLOSE = { action: 'close', reason: 'Brandschutzübung' };
async function close(s: Service, browser: Browser, headers: Record<string, string> = {}, facility = 'nord'): Promise<number> {
  const { csrf } = await who(s, browser);
  return (await browser.go(`${s.base}/api/v1/facilities/${facility}/actions`, { method: 'POST', body: JSON.stringify(CLOSE), headers: { 'content-type': 'application/json', 'x-wegweiser-csrf': csrf ?? '', 'if-match': '"0"', ...headers } })).status;
}

describe('signing in with a provider', () => {
  it('code with PKCE, role and areas from claims; the name stands with the act', async () => {
    const s = await service();
    const { browser, answer } = await signInAs(s, 'eva');
    expect([answer.status, answer.url]).toEqual([200, `${s.base}/sign-in`]);
    expect(await answer.text()).toContain('Eva Größ');
    expect(await who(s, browser)).toMatchObject({ party: 'operator', name: 'Eva Größ', role: 'operator', areas: ['a'] });
    expect(await close(s, browser)).toBe(200);
    expect(s.wishes.find((w) => w.act.type === 'facility')).toMatchObject({ by: 'Eva Größ', act: { facilityId: 'nord' } });
    expect(access(s, 'signIn')).toMatchObject([{ by: 'Eva Größ', outcome: 'ok', detail: { role: 'operator', via: 'oidc' } }]);
    // What the browser keeps: no script reads it, no foreign page sends it.
    expect(browser.setCookies.filter((c) => c.startsWith('wegweiser=')).at(-1)).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    expect(await (await signInAs(s, 'ada')).answer.text()).toContain('Ada Admin');
  });

  it('lets nobody in without a role, without having begun here, or twice with one answer', async () => {
    const s = await service();
    const { browser, answer } = await signInAs(s, 'nob');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('keine Aufgabe');
    expect(await who(s, browser)).toMatchObject({ party: 'nobody' });
    expect(access(s, 'signIn')).toMatchObject([{ by: 'nobody', outcome: 'refused', detail: { why: 'noRole' } }]);
    const stranger = await new Browser().go(`${s.base}/sign-in/callback?code=guess&state=guess`);
    expect(stranger.status).toBe(422);
    const { browser: eva, answer: back } = await signInAs(s, 'eva');
    expect(back.status).toBe(200);
    const used = eva.visited.find((url) => url.includes('/sign-in/callback'))!;
    expect((await new Browser().go(used)).status).toBe(422);
    expect((await eva.go(used)).status).toBe(422);
  });

  it('sends nobody elsewhere afterwards', async () => {
    const s = await service({ withProvider: false });
    for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', '/%0d%0aset-cookie:x']) {
      const page = await (await new Browser().go(`${s.base}/sign-in?return=${encodeURIComponent(back)}`)).text();
      const [, value] = /name="return" value="([^"]*)"/.exec(page)!;
      expect(value).toMatch(/^\/(console\/$|%0d)/);
    }
  });

  it('is told apart from a provider that is away', async () => {
    const s = await service({ env: { WEGWEISER_OIDC_ISSUER: 'http://127.0.0.1:9' } });
    const answer = await new Browser().go(`${s.base}/sign-in/provider`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('nicht erreichbar');
    // What is open stays open.
    expect((await fetch(`${s.base}/api/v1/facilities`)).status).toBe(200);
  });
});

describe('sessions', () => {
  it('outlive a restart of the service, and not a new key', async () => {
    const s = await service();
    const { browser } = await signInAs(s, 'eva');
    const port = Number(new URL(s.base).port);
    await apps.pop()!.app.close();
    const again = await service({ dir: s.dir, port });
    expect(await who(again, browser)).toMatchObject({ name: 'Eva Größ' });
    expect(statSync(join(s.dir, 'access/session.key')).mode & 0o777).toBe(0o600);
    await apps.pop()!.app.close();
    const other = await service({ port });
    expect(await who(other, browser)).toMatchObject({ party: 'nobody', ended: true });
  });

  it('end when nothing is done, and when they are over: the page is told and an act refused', async () => {
    const s = await service({ access: { session: { hours: 0.001, idleMinutes: 0.02 } } });
    const { browser } = await signInAs(s, 'eva');
    expect(await close(s, browser)).toBe(200);
    await expect.poll(async () => (await who(s, browser)).ended || (await who(s, browser)).party, { timeout: 8000 }).toBe('nobody');
    const answer = await browser.go(`${s.base}/api/v1/facilities/nord/actions`, { method: 'POST', body: JSON.stringify(CLOSE), headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(401);
  });

  it('end when somebody signs out, also for a copy of the cookie, and when an administrator ends them', async () => {
    const s = await service();
    const { browser: eva } = await signInAs(s, 'eva');
    const copy = eva.copy();
    const { csrf } = await who(s, eva);
    expect((await eva.go(`${s.base}/api/v1/session`, { method: 'DELETE', headers: { 'x-wegweiser-csrf': csrf! } })).status).toBe(200);
    expect(await who(s, copy)).toMatchObject({ party: 'nobody', ended: true });
    const [{ browser: again }, { browser: ada }] = [await signInAs(s, 'eva', new Browser()), await signInAs(s, 'ada')];
    expect(await who(s, again)).toMatchObject({ party: 'operator' });
    const sessions = async () => ((await (await ada.go(`${s.base}/api/v1/sessions`)).json()) as SessionList).sessions.map(({ name, role, via, own }) => [name, role, via, own]);
    expect(await sessions()).toEqual([['Ada Admin', 'administrator', 'oidc', true], ['Eva Größ', 'operator', 'oidc', false]]);
    const subject = encodeURIComponent(`${new URL(issuer).host}:eva`);
    const end = await ada.go(`${s.base}/api/v1/sessions/${subject}?reason=verloren`, { method: 'DELETE', headers: { 'x-wegweiser-csrf': (await who(s, ada)).csrf! } });
    expect(end.status).toBe(200);
    expect(await who(s, again)).toMatchObject({ party: 'nobody', ended: true });
    expect(await sessions()).toEqual([['Ada Admin', 'administrator', 'oidc', true]]);
    expect((await again.go(`${s.base}/api/v1/sessions`)).status).toBe(401);
    expect(await who(s, ada)).toMatchObject({ party: 'administrator' });
  });
});

describe('headers', () => {
  it('let no page run what is written into it, nor talk to other hosts', async () => {
    const s = await service({ withProvider: false, env: { WEGWEISER_PUBLIC_URL: 'https://verkehr.example.org', WEGWEISER_LOCAL_PASSWORD: 'correct horse battery' } });
    for (const path of ['/', '/sign-in', '/console/', '/api/v1/city']) {
      const { headers } = await fetch(`${s.base}${path}`);
      const policy = headers.get('content-security-policy')!;
      expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/)/);
      expect(policy).toContain(`connect-src 'self' ws://${new URL(s.base).host} wss://${new URL(s.base).host};`);
      expect([headers.get('x-content-type-options'), headers.get('strict-transport-security'), headers.get('referrer-policy')]).toEqual(['nosniff', 'max-age=31536000', 'no-referrer']);
    }
  });
});

describe('what a session does not allow', () => {
  it('the wrong role, the wrong area: refused, and written down', async () => {
    const s = await service();
    const { browser: vic } = await signInAs(s, 'vic');
    expect(await close(s, vic)).toBe(403);
    expect((await vic.go(`${s.base}/api/v1/alarms`)).status).toBe(200);
    expect((await vic.go(`${s.base}/api/v1/audit`)).status).toBe(403);
    const { browser: eva } = await signInAs(s, 'eva');
    expect(await close(s, eva, {}, 'nowhere')).toBe(403);
    expect((await eva.go(`${s.base}/api/v1/keys`)).status).toBe(403);
    expect(access(s, 'refused')).toMatchObject([
      { by: 'Vic', about: { kind: 'facilities', id: 'nord' }, outcome: 'refused', detail: { right: 'act', party: 'viewer' } }, { by: 'Vic' }, { by: 'Eva Größ', about: { id: 'nowhere' } }, { by: 'Eva Größ' },
    ]);
    expect(s.wishes.filter((w) => w.act.type === 'facility')).toEqual([]);
  });

  it('a page of another site changes nothing (CSRF)', async () => {
    const s = await service();
    const { browser } = await signInAs(s, 'eva');
    for (const headers of [{ 'x-wegweiser-csrf': '' }, { 'x-wegweiser-csrf': 'guess' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
      expect([headers, await close(s, browser, headers)]).toEqual([headers, 403]);
    }
    expect(await close(s, browser, { 'sec-fetch-site': 'same-origin', origin: s.base })).toBe(200);
    // Nor does it sign anybody in as somebody else.
    const form = await fetch(`${s.base}/sign-in`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, body: new URLSearchParams({ name: 'demo', password: 'x' }) });
    expect(form.status).toBe(403);
  });

  it('a socket of a page of another site is nobody\'s, whatever the browser sends along', async () => {
    const s = await service();
    const { browser } = await signInAs(s, 'eva');
    const watch = async (headers: Record<string, string>): Promise<boolean> => {
      const client = io(`${s.base}${LIVE_NAMESPACE}`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie: browser.cookie, ...headers } });
      const answer = (await client.emitWithAck('v1:watch', { rooms: [{ room: 'alarms' }] })) as WatchAnswer;
      client.disconnect();
      return answer.ok;
    };
    expect(await watch({})).toBe(true);
    expect(await watch({ origin: 'https://evil.example' })).toBe(false);
  });

  it('acts without end', async () => {
    const s = await service({ access: { limits: { changesPerMinute: 5 } } });
    const { browser } = await signInAs(s, 'eva');
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) statuses.push(await close(s, browser));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });
});

describe('the built-in account', () => {
  const form = (s: Service, password: string, browser = new Browser()) => browser.go(`${s.base}/sign-in`, { method: 'POST', body: new URLSearchParams({ name: 'demo', password, return: '/sign-in' }) });

  it('is for the demo: said on the page, for this machine alone, with a password of its own', async () => {
    const s = await service({ withProvider: false });
    expect(await (await new Browser().go(`${s.base}/sign-in`)).text()).toContain('Nur zur Vorführung');
    const path = join(s.dir, 'access/demo-password');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const browser = new Browser();
    expect((await form(s, 'guess')).status).toBe(422);
    const answer = await form(s, readFileSync(path, 'utf8').trim(), browser);
    expect(answer.status).toBe(200);
    expect(await who(s, browser)).toMatchObject({ party: 'administrator', name: 'demo' });
    expect(JSON.stringify(s.wishes)).not.toContain(readFileSync(path, 'utf8').trim());
  });

  it('is not there where others can come, unless somebody chose a password', async () => {
    const open = await service({ withProvider: false, env: { WEGWEISER_HTTP_HOST: '0.0.0.0' } });
    expect((await form(open, 'guess')).status).toBe(422);
    expect(await (await new Browser().go(`${open.base}/sign-in`)).text()).toContain('niemand anmelden');
    expect((await fetch(`${open.base}/api/v1/alarms`)).status).toBe(401);
    const chosen = await service({ withProvider: false, env: { WEGWEISER_HTTP_HOST: '0.0.0.0', WEGWEISER_LOCAL_PASSWORD: 'correct horse battery' } });
    const answer = await fetch(`${chosen.base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'demo', password: 'correct horse battery' }) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-wegweiser=.*; Path=\/; HttpOnly; SameSite=Lax; .*Secure$/);
  });

  it('is shut after wrong tries, for the right password, too', async () => {
    const s = await service({ withProvider: false, access: { signIn: { failures: 3 } } });
    const password = readFileSync(join(s.dir, 'access/demo-password'), 'utf8').trim();
    // All at once: none slips through between look and count.
    const tries = await Promise.all(Array.from({ length: 6 }, async () => (await form(s, 'guess')).status));
    expect(tries.filter((status) => status === 422)).toHaveLength(3);
    const right = await form(s, password);
    expect([right.status, Number(right.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect(await right.text()).toContain('Zu viele falsche Versuche');
    expect(access(s, 'signIn').map((e) => e.detail['why'])).toContain('locked');
  });
});

describe('keys', () => {
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((c) => c.disconnect()));
  async function administrator(s: Service) {
    const { browser } = await signInAs(s, 'ada');
    const { csrf } = await who(s, browser);
    return async <T>(method: string, path: string, body?: unknown) => {
      const answer = await browser.go(`${s.base}/api/v1/${path}`, { method, headers: { 'content-type': 'application/json', 'x-wegweiser-csrf': csrf! }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return { status: answer.status, body: (await answer.json()) as T };
    };
  }
  type Made = { key: { id: string }; secret: string };
  const order = async (s: Service, secret: string, sign = 'tafel') => (await fetch(`${s.base}/api/v1/signs/${sign}/order`, { headers: { authorization: `Bearer ${secret}` } })).status;

  it('open their own sign alone, are kept as hashes, rotated with an overlap and revoked at once', async () => {
    const s = await service();
    const ask = await administrator(s);
    const { body: made } = await ask<Made>('POST', 'keys', { kind: 'sign', name: 'Tafel Nord', signId: 'tafel', reason: 'neue Tafel' });
    expect([await order(s, made.secret), await order(s, made.secret, 'text'), await order(s, `${made.secret.slice(0, -1)}_`)]).toEqual([204, 403, 401]);
    const stored = readFileSync(join(s.dir, 'access/access.json'), 'utf8');
    expect(stored).not.toContain(made.secret.split('_')[2]);
    expect(statSync(join(s.dir, 'access/access.json')).mode & 0o777).toBe(0o600);
    expect(JSON.stringify((await ask('GET', 'keys')).body)).not.toMatch(/sha256|secret/);

    const { body: rotated } = await ask<Made>('POST', `keys/${made.key.id}/rotation`, { reason: 'Wartung', overlapMinutes: 10 });
    expect([await order(s, made.secret), await order(s, rotated.secret)]).toEqual([204, 204]);
    const { body: last } = await ask<Made>('POST', `keys/${made.key.id}/rotation`, { reason: 'sofort' });
    expect([await order(s, made.secret), await order(s, rotated.secret), await order(s, last.secret)]).toEqual([401, 401, 204]);
    expect((await ask('DELETE', `keys/${made.key.id}?reason=gestohlen`)).status).toBe(200);
    expect(await order(s, last.secret)).toBe(401);
    expect((await ask('DELETE', `keys/${made.key.id}?reason=gestohlen`)).status).toBe(404);
    expect(['createKey', 'rotateKey', 'revokeKey'].flatMap((a) => access(s, a))).toMatchObject([
      { by: 'Ada Admin', detail: { before: null, after: { name: 'Tafel Nord', objects: ['signs/tafel'] }, reason: 'neue Tafel' } },
      { detail: { after: { oldSecretHoldsMinutes: 10 }, reason: 'Wartung' } }, { detail: { reason: 'sofort' } },
      { by: 'Ada Admin', detail: { before: { revokedAtMs: null }, after: { revokedAtMs: expect.any(Number) }, reason: 'gestohlen' } },
    ]);
    expect(JSON.stringify(s.wishes)).not.toContain(last.secret.split('_')[2]);
  });

  it('cut their sockets when they are revoked, here and by another gateway on the same folder', async () => {
    const s = await service();
    const twin = await service({ dir: s.dir });
    const ask = await administrator(s);
    const { body: made } = await ask<Made>('POST', 'keys', { kind: 'partner', name: 'Nachbarstadt', objects: ['signs/tafel', 'junctions'], reason: 'Vertrag' });
    await expect.poll(() => order(twin, made.secret), { timeout: 5000 }).toBe(204);
    const gone = [s, twin].map(async ({ base }) => {
      const client = io(`${base}${LIVE_NAMESPACE}`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { key: made.secret } });
      sockets.push(client);
      const room = async (name: string) => ((await client.emitWithAck('v1:watch', { rooms: [{ room: name }] })) as WatchAnswer).ok;
      expect([await room('signs/tafel'), await room('junctions/kreuz'), await room('signs'), await room('signs/text'), await room('alarms')]).toEqual([true, true, false, false, false]);
      return new Promise<boolean>((resolve) => client.once('disconnect', () => resolve(true)));
    });
    const cut = Promise.all((await Promise.all(gone.map(async (g) => ({ g })))).map(({ g }) => g));
    await expect.poll(() => sockets.filter((c) => c.connected).length).toBe(2);
    await expect.poll(() => access(s, 'refused').length + access(twin, 'refused').length).toBe(6);
    await ask('DELETE', `keys/${made.key.id}?reason=gekündigt`);
    expect(await cut).toEqual([true, true]);
  });

  it('of a machine act in their areas, under their name', async () => {
    const s = await service();
    const ask = await administrator(s);
    const { body: made } = await ask<Made>('POST', 'keys', { kind: 'machine', name: 'Brandmeldezentrale', areas: ['a'], reason: 'Vertrag' });
    const act = await fetch(`${s.base}/api/v1/facilities/nord/actions`, { method: 'POST', headers: { authorization: `Bearer ${made.secret}`, 'content-type': 'application/json', 'if-match': '"0"' }, body: JSON.stringify(CLOSE) });
    expect(act.status).toBe(200);
    expect(s.wishes.find((w) => w.act.type === 'facility')).toMatchObject({ by: 'machine:Brandmeldezentrale' });
    expect((await ask('POST', 'keys', { kind: 'machine', name: 'X2', areas: ['nowhere'], reason: 'Vertrag' })).status).toBe(400);
    expect((await ask('POST', 'keys', { kind: 'sign', name: 'X2', signId: 'nowhere', reason: 'Vertrag' })).status).toBe(400);
  });

  it('open a sign\'s page for its player, which then carries a cookie', async () => {
    const s = await service();
    const ask = await administrator(s);
    const { body: made } = await ask<Made>('POST', 'keys', { kind: 'sign', name: 'Tafel', signId: 'tafel', reason: 'neue Tafel' });
    const player = new Browser();
    expect((await player.go(`${s.base}/signs/tafel`)).status).toBe(401);
    const page = await player.go(`${s.base}/signs/tafel?key=${made.secret}`);
    expect([page.status, page.url]).toEqual([200, `${s.base}/signs/tafel`]);
    expect(player.setCookies.at(-1)).toMatch(/^wegweiser-key=wgw_.*HttpOnly; SameSite=Strict/);
    expect((await player.go(`${s.base}/api/v1/signs/tafel/order`)).status).toBe(204);
    expect((await player.go(`${s.base}/signs/text`)).status).toBe(403);
    expect((await new Browser().go(`${s.base}/signs/tafel?key=wgw_guess`)).status).toBe(401);
  });
});

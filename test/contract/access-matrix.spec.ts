import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { City, COLLECTION_NAMES, LIVE_NAMESPACE, type WatchAnswer } from '@wegweiser/contracts';
import { decideAccess, EVENT_ACCESS, PARTIES, REST_ACCESS, ROOM_ACCESS, routeAccess, STATIC_ACCESS, type AccessOutcome, type Party, type UserRole } from '@wegweiser/contracts/access';
import { createLogger, Settings } from '@wegweiser/platform';
import { createApp } from '@wegweiser/service';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../apps/service/src/city/limits.js';
import { aTown } from '../../apps/service/src/engine/testing/town.js';
import type { Access } from '../../apps/service/src/gateway/auth/access.js';
import { AccessSettings } from '../../apps/service/src/gateway/auth/access-settings.js';
import { GuideGateway } from '../../apps/service/src/gateway/guide.gateway.js';
import { LiveGateway } from '../../apps/service/src/gateway/live.gateway.js';
import { Lifecycle } from '../../apps/service/src/lifecycle.js';
import type { LiveStore } from '../../apps/service/src/live/live-store.js';
import { ACCESS, STORE } from '../../apps/service/src/platform/tokens.js';

/**
 * The whole application as it is shipped, listening, with nothing behind it: no broker, no database. Every route, event and
 * room is asked by everybody, on their own things and on others'. What gets past the guard may fail; what it must not get is
 * 401 or 403, and the other way round.
 */
const INTERNAL = 'a-token-for-this-test-only';
const MINE = { sign: 'tafel', area: 'mitte' };

interface Visitor {
  party: Party;
  /** Whether what is asked for is the key's own, or in the person's area. */
  onOwn: boolean;
  headers: Record<string, string>;
}
let app: NestExpressApplication;
let base: string;
let access: Access;
let visitors: Visitor[];

beforeAll(async () => {
  const settings = Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened', WEGWEISER_INTERNAL_TOKEN: INTERNAL, WEGWEISER_DATA_DIR: mkdtempSync(join(tmpdir(), 'matrix-')), WEGWEISER_HTTP_PORT: '0' });
  const many = AccessSettings.parse({ limits: { changesPerMinute: 1_000_000 }, signIn: { failures: 100 } });
  const city = City.parse(aTown());
  app = await createApp({ settings, city, sources: [], limits: DEFAULT_LIMITS, log: createLogger('silent'), access: many });
  app.get(Lifecycle).onApplicationBootstrap = async () => undefined;
  app.get(Lifecycle).beforeApplicationShutdown = async () => undefined;
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  access = app.get<Access>(ACCESS);
  MINE.area = city.signs.find((s) => s.id === MINE.sign)!.area;
  const store = app.get<LiveStore>(STORE);
  const alarm = { id: MINE.sign, code: 'c', severity: 'info', about: { kind: 'sign', id: MINE.sign }, raisedAtMs: 0, clearedAtMs: null, acknowledgedBy: null, text: { de: '-', en: '-' } } as const;
  store.set('alarms', alarm);
  visitors = await everybody();
});
afterAll(() => app.close());

async function everybody(): Promise<Visitor[]> {
  const person = async (role: UserRole, areas: string[]): Promise<Record<string, string>> => {
    const { cookie, person: p } = await access.sessions.begin({ subject: role, name: role, role, areas, via: 'local' });
    return { cookie: `wegweiser=${cookie}`, 'x-wegweiser-csrf': p.csrf };
  };
  const key = async (kind: 'sign' | 'partner' | 'machine', objects: string[], areas: string[]) => {
    const { secret } = await access.keys.create({ kind, name: 'test', objects, areas, expiresAtMs: null }, 'test');
    return { authorization: `Bearer ${secret}` };
  };
  const everything = [...COLLECTION_NAMES, 'recommendations'];
  const people = await Promise.all((['viewer', 'operator', 'engineer', 'administrator'] as const).flatMap((role) => [true, false].map(async (onOwn): Promise<Visitor> => ({ party: role, onOwn, headers: await person(role, [onOwn ? MINE.area : 'elsewhere']) }))));
  const other = (onOwn: boolean) => (onOwn ? everything : ['signs/another']);
  const keys: Visitor[] = [];
  for (const onOwn of [true, false]) {
    keys.push({ party: 'signKey', onOwn, headers: await key('sign', [`signs/${onOwn ? MINE.sign : 'another'}`], []) });
    keys.push({ party: 'partnerKey', onOwn, headers: await key('partner', other(onOwn), []) });
    keys.push({ party: 'machineKey', onOwn, headers: await key('machine', [], [onOwn ? MINE.area : 'elsewhere']) });
  }
  return [
    { party: 'nobody', onOwn: false, headers: { 'x-forwarded-for': '203.0.113.5' } },
    { party: 'guest', onOwn: false, headers: {} },
    { party: 'service', onOwn: false, headers: { authorization: `Bearer ${INTERNAL}` } },
    ...people, ...keys,
  ];
}

const outcomeOf = (status: number): AccessOutcome => (status === 401 ? 'signIn' : status === 403 ? 'refuse' : 'allow');
const SUBJECTS = ['facility', 'link', 'sign', 'sensor', 'recommendation'];
/** A route with its parts filled in: what it is about exists and lies in the visitor's area, unless it lies in another. */
function filled(pattern: string): Record<string, string>[] {
  const names = [...pattern.matchAll(/:(\w+)/g)].map((m) => m[1]!);
  const plain = Object.fromEntries(names.map((n) => [n, idIn(pattern)]));
  return names.includes('subject') ? SUBJECTS.map((subject) => ({ ...plain, subject })) : [plain];
}
const town = City.parse(aTown());
const idIn = (pattern: string): string => (/facilities|parken/.test(pattern) ? town.facilities[0]!.id : MINE.sign);
/** Whether the visitor holds what the route is about: a sign's key holds its sign alone; recommendations that are not there lie nowhere. */
function claim({ party, onOwn }: Visitor, object: { kind: string; id: string | null } | null): { ownsObject: boolean; inArea: boolean } {
  const isMySign = object?.kind === 'signs' && object.id === MINE.sign;
  const area = object?.kind === 'facilities' ? town.facilities.find((f) => f.id === object.id)?.area : object?.kind === 'signs' || object?.kind === 'alarms' ? MINE.area : undefined;
  return { ownsObject: onOwn && object !== null && (party === 'partnerKey' || (party === 'signKey' && isMySign)), inArea: onOwn && object !== null && object.id !== null && area === MINE.area };
}

/** What Express really answers, asked from the router itself. */
function routesOfTheApp(): string[] {
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] } };
  return router.stack.flatMap(({ route }) => (route === undefined ? [] : Object.keys(route.methods).map((m) => `${m.toUpperCase()} ${route.path}`)));
}

describe('REST', () => {
  it('has every route in the table of access, and nothing in the table that is not there', () => {
    const routes = routesOfTheApp();
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter((r) => !Object.hasOwn(REST_ACCESS, r))).toEqual([]);
    expect(Object.keys(REST_ACCESS).filter((r) => !routes.includes(r))).toEqual([]);
  });

  it('answers everybody at every route as the table says', async () => {
    const seen = new Set<Party>();
    const wrong: string[] = [];
    let asked = 0;
    for (const route of Object.keys(REST_ACCESS)) {
      const [method = '', pattern = ''] = route.split(' ');
      for (const params of filled(pattern)) {
        const path = pattern.replace(/:(\w+)/g, (_, name: string) => params[name]!);
        const wanted = routeAccess(method, pattern, params)!;
        await Promise.all(visitors.map(async (visitor) => {
          // Signing out would end the visitor's own session for all that follows; who may is seen from the refusal of the others.
          if (route === 'DELETE /api/v1/session' && ['viewer', 'operator', 'engineer', 'administrator'].includes(visitor.party)) return;
          const answer = await fetch(`${base}${path}`, { method, headers: visitor.headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
          await answer.arrayBuffer();
          const expected = decideAccess(wanted.right, { party: visitor.party, ...claim(visitor, wanted.object) });
          asked += 1;
          seen.add(visitor.party);
          // Wrong credentials in a form are a 401 of the form itself; only doors to sign in at have those.
          if (outcomeOf(answer.status) !== expected) wrong.push(`${method} ${path} by ${visitor.party}${visitor.onOwn ? ' (own)' : ''}: ${answer.status}, expected ${expected}`);
        }));
      }
    }
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual([...PARTIES].sort());
    expect(asked).toBeGreaterThan(700);
  });

  it('means what the city wants: a few rows of the table in words', () => {
    const may = (route: string, party: Party, onOwn = false): AccessOutcome => {
      const [method = '', pattern = ''] = route.split(' ');
      return decideAccess(routeAccess(method, pattern, { subject: 'facility', id: 'x' })!.right, { party, ownsObject: onOwn, inArea: onOwn });
    };
    expect(may('GET /api/v1/facilities', 'nobody')).toBe('allow');
    expect(may('GET /api/v1/alarms', 'nobody')).toBe('signIn');
    expect(may('POST /api/v1/signs/:id/lock', 'guest')).toBe('signIn');
    expect(may('POST /api/v1/signs/:id/lock', 'viewer', true)).toBe('refuse');
    expect(may('POST /api/v1/signs/:id/lock', 'operator', true)).toBe('allow');
    expect(may('POST /api/v1/signs/:id/lock', 'operator', false)).toBe('refuse');
    expect(may('POST /api/v1/signs/:id/lock', 'administrator', false)).toBe('refuse');
    expect(may('GET /api/v1/signs/:id/order', 'signKey', true)).toBe('allow');
    expect(may('GET /api/v1/signs/:id/order', 'signKey', false)).toBe('refuse');
    expect(may('POST /api/v1/signs/:id/lock', 'signKey', true)).toBe('refuse');
    expect(may('GET /api/v1/audit', 'machineKey', true)).toBe('refuse');
    expect(may('GET /internal/journal', 'administrator', true)).toBe('refuse');
  });

  it('refuses a route that is not in the table', async () => {
    const { guardOf, request } = await import('../../apps/service/src/gateway/auth/testing/guard-call.js');
    await expect(guardOf(access).canActivate(request({ method: 'GET', path: '/api/v1/brand-new' }))).rejects.toMatchObject({ status: 403 });
    await expect(guardOf(access).canActivate(request({ method: 'GET', path: '/api/v1/city' }))).resolves.toBe(true);
    await expect(guardOf(access).canActivate(request({ method: 'PATCH', path: '/api/v1/city' }))).rejects.toMatchObject({ status: 403 });
  });

  it('serves folders that the table names, to everybody, and no other', async () => {
    const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: { name: string; route?: unknown }[] } };
    expect(router.stack.filter((l) => l.name === 'serveStatic')).toHaveLength(STATIC_ACCESS.length);
    expect((await fetch(`${base}/console/`, { headers: { 'x-forwarded-for': '203.0.113.5' } })).status).toBe(200);
    expect((await fetch(`${base}/api/openapi.json`, { headers: { 'x-forwarded-for': '203.0.113.5' } })).status).toBe(200);
  });
});

describe('Socket.IO', () => {
  const clients: Socket[] = [];
  afterAll(() => clients.forEach((c) => c.disconnect()));
  async function connect({ headers }: Visitor): Promise<Socket> {
    const client = io(`${base}${LIVE_NAMESPACE}`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers });
    clients.push(client);
    await new Promise((resolve, reject) => client.once('connect', () => resolve(true)).once('connect_error', reject));
    return client;
  }

  it('has every event it listens to in the table', () => {
    const handlers = [LiveGateway, GuideGateway].flatMap((gateway) => Object.values(Object.getOwnPropertyDescriptors(gateway.prototype))).map((d) => d.value as unknown).filter((v): v is object => typeof v === 'function');
    const events = handlers.flatMap((h) => (Reflect.getMetadata('message', h) as string | undefined) ?? []);
    expect(events.sort()).toEqual(Object.keys(EVENT_ACCESS).sort());
    expect(Object.keys(ROOM_ACCESS).sort()).toEqual([...COLLECTION_NAMES].sort());
  });

  it('answers where to park over the socket to whoever may ask, as by REST', async () => {
    for (const visitor of visitors.filter(({ party }) => party === 'guest' || party === 'signKey')) {
      const client = await connect(visitor);
      expect(await client.emitWithAck('v1:guide', { lat: 48, lon: 11 })).toMatchObject({ ok: true, guidance: { targets: expect.any(Array), askAgainSeconds: 30 } });
      expect(await client.emitWithAck('v1:guide', { lat: 'here' })).toMatchObject({ ok: false });
    }
  });

  it('opens rooms to everybody as the table says, whole collections and single things', async () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const visitor of visitors) {
      const client = await connect(visitor);
      for (const kind of COLLECTION_NAMES) for (const id of [null, MINE.sign, 'another-one']) {
        const room = id === null ? kind : `${kind}/${id}`;
        const answer = (await client.emitWithAck('v1:watch', { rooms: [{ room }] })) as WatchAnswer;
        const expected = decideAccess(ROOM_ACCESS[kind], { party: visitor.party, ...claim(visitor, { kind, id }) }) === 'allow';
        asked += 1;
        if (answer.ok !== expected) wrong.push(`${room} for ${visitor.party}${visitor.onOwn ? ' (own)' : ''}: ${JSON.stringify(answer).slice(0, 100)}`);
        // What is refused is not half granted.
        if (!expected && ((await client.emitWithAck('v1:watch', { rooms: [{ room: 'facilities' }, { room }] })) as WatchAnswer).ok) wrong.push(`${room} beside another for ${visitor.party}`);
      }
      client.disconnect();
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(280);
  });

  it('cuts off who sends an event that is not in the table', async () => {
    for (const visitor of visitors) {
      const client = await connect(visitor);
      const gone = new Promise((resolve) => client.once('disconnect', resolve));
      client.emit('v1:nonsense', {});
      await gone;
    }
  });
});

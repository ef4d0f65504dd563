import 'reflect-metadata';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DEFAULT_RETENTION } from '@wegweiser/archive';
import { City, LIVE_NAMESPACE } from '@wegweiser/contracts';
import { Settings } from '@wegweiser/platform';
import { createApp } from '@wegweiser/service';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrationsOf } from '../../libs/archive/src/schema/migrations.js';
import { DEFAULT_LIMITS } from '../../apps/service/src/city/limits.js';
import type { CommandWish } from '../../apps/service/src/engine/engine.service.js';
import { aTown } from '../../apps/service/src/engine/testing/town.js';
import type { Access } from '../../apps/service/src/gateway/auth/access.js';
import { AccessSettings } from '../../apps/service/src/gateway/auth/access-settings.js';
import { Lifecycle } from '../../apps/service/src/lifecycle.js';
import { ACCESS, COMMANDS } from '../../apps/service/src/platform/tokens.js';

/** What nobody may find anywhere afterwards. */
const ADDRESS = '203.0.113.77';
const PLACE = { lat: '48.7651234', lon: '11.4234567' };
const BROWSER = 'Mozilla/5.0 (a very particular browser)';
const TYPED = 'my-secret-in-the-name-field';
const TRACES = [ADDRESS, PLACE.lat, PLACE.lon, BROWSER, TYPED];
const ROOT = new URL('../../', import.meta.url).pathname;

let app: NestExpressApplication;
let base: string;
const lines: string[] = [];
const wishes: CommandWish[] = [];
const dir = mkdtempSync(join(tmpdir(), 'privacy-'));

beforeAll(async () => {
  const settings = Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened', WEGWEISER_DATA_DIR: dir, WEGWEISER_TRUSTED_PROXIES: '1', WEGWEISER_LOCAL_PASSWORD: 'correct horse battery' });
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  app = await createApp({ settings, city: City.parse(aTown()), sources: [], limits: DEFAULT_LIMITS, log });
  app.get(Lifecycle).onApplicationBootstrap = async () => undefined;
  app.get(Lifecycle).beforeApplicationShutdown = async () => undefined;
  app.get<{ execute: unknown }>(COMMANDS).execute = async (wish: CommandWish) => (wishes.push(wish), { ok: true });
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
});
afterAll(() => app.close());

const ask = (path: string, init: RequestInit = {}) => fetch(base + path, { redirect: 'manual', ...init, headers: { 'x-forwarded-for': ADDRESS, 'user-agent': BROWSER, ...(init.headers as Record<string, string>) } });
const json = { 'content-type': 'application/json' };
const filesBelow = (folder: string): string[] => readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)]));

describe('docs/privacy.md', () => {
  it('is kept: no address, place, browser or mistyped secret in a log, a file, or on the way to the audit log', async () => {
    const access = app.get<Access>(ACCESS);
    const { person, cookie } = await access.sessions.begin({ subject: 's', name: 'Vic', role: 'viewer', areas: '*', via: 'local' });
    const vic = { cookie: `wegweiser=${cookie}`, 'x-wegweiser-csrf': person.csrf };
    const { secret } = await access.keys.create({ kind: 'sign', name: 'Tafel', objects: ['signs/tafel'], areas: [], expiresAtMs: null }, 'test');
    const near = `lat=${PLACE.lat}&lon=${PLACE.lon}`;
    const statuses = [
      await ask(`/api/v1/ranking?${near}`), await ask(`/?${near}`), await ask(`/text?${near}`), await ask(`/api/v1/ranking?${near}&heightM=tall`), await ask(`/nowhere?${near}`),
      await ask(`/api/v1/facilities/%E0%A4%A?${near}`), await ask(`/api/v1/alarms?${near}`), await ask(`/api/v1/audit?${near}`, { headers: vic }),
      await ask('/api/v1/facilities/nord/actions', { method: 'POST', headers: { ...vic, ...json }, body: JSON.stringify({ action: 'close', reason: TYPED }) }),
      await ask('/api/v1/session', { method: 'POST', headers: json, body: JSON.stringify({ name: TYPED, password: TYPED }) }),
      await ask('/api/v1/session', { method: 'POST', headers: json, body: `{"name": "${TYPED}` }),
      await ask('/sign-in', { method: 'POST', body: new URLSearchParams({ name: TYPED, password: TYPED }) }),
      await ask('/api/v1/signs/text/order', { headers: { authorization: `Bearer ${secret}` } }), await ask(`/signs/tafel?key=${secret}`),
      // The database is not there: an error of the service itself.
      await ask(`/api/v1/history/facility/nord?from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z&${near}`),
    ].map((answer) => answer.status);
    expect(statuses).toEqual([200, 200, 200, 400, 404, 400, 401, 403, 403, 401, 400, 422, 403, 303, expect.any(Number)]);
    expect(statuses.at(-1)).toBeGreaterThanOrEqual(500);
    const socket = io(`${base}${LIVE_NAMESPACE}`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { 'x-forwarded-for': ADDRESS, 'user-agent': BROWSER }, auth: { key: 'wgw_guess' } });
    await socket.emitWithAck('v1:watch', { rooms: [{ room: 'alarms' }] });
    socket.disconnect();

    const kept = [...lines, ...wishes.map((w) => JSON.stringify(w)), ...filesBelow(dir).map((f) => readFileSync(f, 'utf8'))].join('\n');
    expect(lines.length).toBeGreaterThan(0);
    expect(wishes.length).toBeGreaterThan(3);
    for (const trace of [...TRACES, secret.split('_')[2]!, cookie, person.csrf, 'correct horse battery']) expect(kept).not.toContain(trace);
  });

  it('is kept: drivers get no cookie', async () => {
    for (const path of ['/', '/text', '/parken/nord', '/api/v1/facilities', '/api/v1/city']) expect([path, (await ask(path)).headers.get('set-cookie')]).toEqual([path, null]);
  });

  it('is kept: addresses are looked at in one place, and no table has a column for one', () => {
    const sources = ['apps', 'libs'].flatMap((room) => filesBelow(join(ROOT, room))).filter((f) => /\/src\/.*\.tsx?$/.test(f) && !/node_modules|\/dist\/|\.spec\.ts$|\/testing\//.test(f));
    expect(sources.length).toBeGreaterThan(200);
    const lookers = sources.filter((f) => /\b(?:request|req|socket|client|handshake|connection)\.(?:ip|ips|remoteAddress)\b|handshake\.address|\.socket\.remoteAddress|userAgent|'user-agent'/.test(readFileSync(f, 'utf8')) && /apps\/service/.test(f));
    expect(lookers.map((f) => f.slice(ROOT.length))).toEqual(['apps/service/src/gateway/auth/limits.ts']);
    const schema = (['plain', 'timescale'] as const).flatMap((d) => migrationsOf(d)).flatMap((m) => m.statements).join('\n');
    expect(schema).toContain('CREATE TABLE audit_log');
    expect(schema).not.toMatch(/\b(?:inet|cidr)\b|\b(?:ip|ip_address|remote_addr\w*|user_agent|lat|lon|latitude|longitude|driver\w*|visitor\w*)\s+(?:text|double|real|numeric|point|bytea)/i);
  });

  it('says the figures that are in force', () => {
    const page = readFileSync(join(ROOT, 'docs/privacy.md'), 'utf8');
    const { rawDays, eventDays, derivedDays, quarantineRows, quarantinePayloadBytes } = DEFAULT_RETENTION;
    const { session } = AccessSettings.parse({});
    for (const text of [`${rawDays} days (\`rawDays\`), single events ${eventDays}`, `${derivedDays} days`, `newest ${quarantineRows?.toLocaleString('en')}`, `first ${quarantinePayloadBytes / 1024} KiB`, `${session.hours} hours; ${session.idleMinutes} minutes`]) expect(page).toContain(text);
  });
});

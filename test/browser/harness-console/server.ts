import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { Server } from 'socket.io';
import { AcknowledgeAlarms, Decision, FacilityAction, JunctionControl, LIVE_NAMESPACE, PlanAction, SignLockRequest, type Change, type City, type ClientToServer, type CollectionName, type CollectionValues, type ServerToClient } from '@wegweiser/contracts';
import type { SessionAnswer, UserRole } from '@wegweiser/contracts/access';
import { consoleDir, renderSignInPage } from '@wegweiser/console';
import { ingolstadt } from '../harness/city.js';
import { skillOf } from './forecast.js';
import { historyOf } from './history.js';
import { logRoutes } from './logs.js';
import { demoStates, NOW_MS } from './states.js';

/** As strict as the page allows: no inline script or style, no data or blob addresses, nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const PASSWORD = 'geheim';

const timeOf = (value: unknown): number => Date.parse(typeof value === 'string' ? value : '');

type AnyValue = CollectionValues[CollectionName];

export interface HarnessOptions {
  /** Further paths. */
  more?: (app: express.Express, harness: Harness) => void;
  city?: City;
  /** Starts with nothing known, as a service does that was just started. */
  empty?: boolean;
  /** Nobody looks without having signed in, as where it is not the demo. */
  shut?: boolean;
  /** Of whoever signs in. */
  role?: UserRole;
}

/** A stand-in for the service: the same REST paths, sockets and refusals, with values made up by the test. */
export class Harness {
  readonly calls: { method: string; path: string; by: string | null; body: unknown; seen: string | undefined }[] = [];
  private readonly values: Record<CollectionName, Map<string, AnyValue>>;
  private readonly versions = new Map<CollectionName, number>();
  private readonly startedAt = performance.now();
  private http: HttpServer | null = null;
  private io: Server<ClientToServer, ServerToClient> | null = null;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private port = 0;
  archive: 'ok' | 'away' = 'ok';
  /** What the next act is answered with instead of `ok`. */
  refuse: { status: number; title: string; detail: string; changes?: Change[] } | null = null;
  epoch = 'epoch-1';

  readonly city: City;
  constructor(private readonly options: HarnessOptions = {}) {
    this.city = options.city ?? ingolstadt();
    const states = demoStates(this.city);
    const shelf = (name: CollectionName) => new Map<string, AnyValue>(options.empty === true ? [] : states[name].map((v) => [v.id, v]));
    this.values = { facilities: shelf('facilities'), links: shelf('links'), junctions: shelf('junctions'), signs: shelf('signs'), alarms: shelf('alarms'), devices: shelf('devices'), plans: shelf('plans'), corridors: shelf('corridors'), streetZones: shelf('streetZones'), weather: new Map() };
  }

  nowMs(): number {
    return Math.round(NOW_MS + performance.now() - this.startedAt);
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}/console/`;
  }
  find<N extends CollectionName>(name: N, id: string): CollectionValues[N] {
    return this.values[name].get(id) as CollectionValues[N];
  }
  list<N extends CollectionName>(name: N): CollectionValues[N][] {
    return [...this.values[name].values()] as CollectionValues[N][];
  }

  async start(): Promise<this> {
    const app = express();
    app.use((_, response, next) => {
      response.set('content-security-policy', CONTENT_SECURITY_POLICY);
      next();
    });
    app.use('/console', express.static(consoleDir()));
    app.use(express.json());
    this.routes(app);
    this.http = createServer(app);
    this.io = new Server(this.http, { serveClient: false });
    this.sockets(this.io);
    const { http } = this;
    await new Promise<void>((resolve) => http.listen(this.port, '127.0.0.1', resolve));
    this.port = (http.address() as AddressInfo).port;
    this.pulse = setInterval(() => this.io?.of(LIVE_NAMESPACE).emit('v1:pulse', { atMs: this.nowMs(), archive: this.archive, broker: 'ok' }), 1000);
    return this;
  }

  /** Stops listening; `start` again takes the same port, as a service does that comes back. */
  async stop(): Promise<void> {
    clearInterval(this.pulse);
    await this.io?.close();
    this.http?.closeAllConnections();
    this.io = null;
  }

  set<N extends CollectionName>(name: N, ...changed: CollectionValues[N][]): void {
    for (const value of changed) this.values[name].set(value.id, value);
    const from = this.versions.get(name) ?? 1;
    this.versions.set(name, from + 1);
    this.io?.of(LIVE_NAMESPACE).to(name).emit('v1:delta', { room: name, epoch: this.epoch, from, version: from + 1, atMs: this.nowMs(), changed, removed: [] });
  }

  private sockets(io: Server<ClientToServer, ServerToClient>): void {
    io.of(LIVE_NAMESPACE).on('connection', (socket) => {
      socket.emit('v1:hello', { epoch: this.epoch, atMs: this.nowMs(), city: this.city.city.name });
      socket.on('v1:watch', ({ rooms }, answer) => {
        if (this.options.shut === true && this.nameOf(socket.handshake.headers.cookie) === null) return answer({ ok: false, error: `${rooms[0]?.room}: sign in first` });
        answer({ ok: true, rooms: rooms.map(({ room }) => {
          void socket.join(room);
          const name = room as CollectionName;
          return { type: 'snapshot', snapshot: { room, epoch: this.epoch, version: this.versions.get(name) ?? 1, atMs: this.nowMs(), values: [...this.values[name].values()] } };
        }) });
      });
    });
  }

  /** Ends every session: the browser still shows its cookie, and it counts for nothing. */
  endSessions(): void {
    this.over = true;
    for (const socket of this.io?.of(LIVE_NAMESPACE).sockets.values() ?? []) socket.conn.close();
  }
  private over = false;

  /** Name in the cookie; a stand-in needs no more. */
  private nameOf(cookie: string | undefined): string | null {
    const name = /(?:^|; )wegweiser=([^;]+)/.exec(cookie ?? '')?.[1];
    return name === undefined || this.over ? null : decodeURIComponent(name);
  }
  private sessionOf(cookie: string | undefined): SessionAnswer {
    const name = this.nameOf(cookie);
    const signIn = { way: 'local', demo: true, name: 'demo' } as const;
    if (name === null) return { party: this.options.shut === true ? 'nobody' : 'guest', name: null, role: null, areas: null, endsAtMs: null, csrf: null, ended: this.over && cookie !== undefined, signIn };
    return { party: this.options.role ?? 'operator', name, role: this.options.role ?? 'operator', areas: '*', endsAtMs: Date.now() + 1_800_000, csrf: 'token-of-the-test', ended: false, signIn };
  }

  private sessionRoutes(app: express.Express): void {
    app.get('/sign-in', ({ query }, response) => {
      const way = query['way'] === 'provider' || query['way'] === 'none' ? query['way'] : 'local';
      const problem = query['problem'] === 'wrong' || query['problem'] === 'noRole' ? query['problem'] : null;
      response.type('html').send(renderSignInPage({ lang: query['lang'] === 'en' ? 'en' : 'de', way, demo: true, account: 'demo', back: '/console/', name: query['name'] === undefined ? null : 'Eva Größ', problem, done: query['done'] !== undefined }));
    });
    app.get('/api/v1/session', (request, response) => void response.json(this.sessionOf(request.header('cookie'))));
    app.post('/api/v1/session', (request, response) => {
      const { name, password } = request.body as { name: string; password: string };
      if (password !== PASSWORD) return void response.status(401).type('application/problem+json').send(JSON.stringify({ title: 'Sign-in needed', status: 401, detail: 'name or password is wrong' }));
      this.over = false;
      const cookie = `wegweiser=${encodeURIComponent(name)}`;
      response.set('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax`).json(this.sessionOf(cookie));
    });
    app.delete('/api/v1/session', (_, response) => void response.set('set-cookie', 'wegweiser=; Path=/; Max-Age=0').json({ ok: true }));
  }

  private routes(app: express.Express): void {
    this.sessionRoutes(app);
    this.options.more?.(app, this);
    app.get('/api/v1/city', (_, response) => void response.json(this.city));
    app.get('/api/v1/history/:subject/:id', ({ params, query }, response) => void response.json(historyOf(this.city, params.subject, params.id, timeOf(query['from']), timeOf(query['to']))));
    app.get('/api/v1/forecast/skill', (_, response) => void response.json(skillOf(this.city, NOW_MS)));
    logRoutes(app, (request) => this.nameOf(request.header('cookie')) !== null);
    app.post('/api/v1/recommendations/:id/decision', (q, r) => this.act(q, r, Decision, (by) => {
      for (const j of this.list('junctions')) if (j.recommendation?.id === q.params.id) this.set('junctions', { ...j, recommendation: { ...j.recommendation, state: q.body.decision === 'accept' ? 'commanded' : 'rejected', decidedBy: by, decisionReason: q.body.reason } });
      for (const c of this.list('corridors')) if (c.recommendation?.id === q.params.id) this.set('corridors', { ...c, recommendation: { ...c.recommendation, state: q.body.decision === 'accept' ? 'commanded' : 'rejected', decidedBy: by, decisionReason: q.body.reason } });
    }));
    app.post('/api/v1/junctions/:id/control', (q, r) => this.act(q, r, JunctionControl, () => {
      const junction = this.find('junctions', q.params.id);
      if (junction.tactical != null) this.set('junctions', { ...junction, revision: (junction.revision ?? 0) + 1, tactical: { ...junction.tactical, mode: q.body.mode } });
    }));
    app.post('/api/v1/signs/:id/lock', (q, r) => this.act(q, r, SignLockRequest, (by) => {
      const sign = this.find('signs', q.params.id);
      this.set('signs', { ...sign, lock: { by, reason: q.body.reason, expiresAtMs: Date.parse(q.body.expiresAt) } });
    }));
    app.delete('/api/v1/signs/:id/lock', (q, r) => this.act(q, r, null, () => this.set('signs', { ...this.find('signs', q.params.id), lock: null })));
    app.post('/api/v1/facilities/:id/actions', (q, r) => this.act(q, r, FacilityAction, () => {
      const facility = this.find('facilities', q.params.id);
      if (q.body.action === 'close') this.set('facilities', { ...facility, status: 'closed', vacant: null });
      if (q.body.action === 'declineRezero') this.set('facilities', { ...facility, rezeroProposal: null });
      if (q.body.action === 'rezero') this.set('facilities', { ...facility, rezeroProposal: null, vacant: facility.rezeroProposal?.vacantAfter ?? facility.vacant });
    }));
    app.post('/api/v1/alarms/acknowledge', (q, r) => this.act(q as never, r, AcknowledgeAlarms, (by) => {
      for (const id of (q.body as AcknowledgeAlarms).alarmIds) this.set('alarms', { ...this.find('alarms', id), acknowledgedBy: by });
    }));
    app.post('/api/v1/plans/:id/actions', (q, r) => this.act(q, r, PlanAction, (by) => {
      const plan = this.find('plans', q.params.id);
      const run = { startedAtMs: this.nowMs(), endsAtMs: this.nowMs() + 3_600_000, cause: 'operator', by, reason: q.body.reason } as const;
      const runs = q.body.action === 'start';
      this.set('plans', { ...plan, state: runs ? 'running' : 'idle', run: runs ? run : null, proposedAtMs: null, revision: (plan.revision ?? 0) + 1, measures: plan.measures.map(() => ({ effect: runs ? 'inForce' : 'waiting', by: null })) });
    }));
    app.post('/api/v1/:kind/:id/undo', (q, r) => this.act(q, r, null, () => undefined));
    app.post('/api/v1/alarms/:id/acknowledge', (q, r) => this.act(q, r, null, (by) => this.set('alarms', { ...this.find('alarms', q.params.id), acknowledgedBy: by })));
  }

  /** What every act is asked: who, with which token, in the right form. What `carryOut` returns is the answer. */
  act(request: Request<{ id: string }>, response: Response, schema: { safeParse: (v: unknown) => { success: boolean; error?: unknown } } | null, carryOut: (by: string) => object | void): void {
    const name = this.nameOf(request.header('cookie'));
    const problem = (status: number, title: string, detail: string, more: object = {}) => void response.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }));
    if (name === null) return problem(401, 'Sign-in needed', this.over ? 'the session has ended; sign in again' : 'sign in first');
    if (request.header('x-wegweiser-csrf') !== 'token-of-the-test') return problem(403, 'Not allowed', "expected the session's token in x-wegweiser-csrf");
    const checked = schema?.safeParse(request.body);
    if (checked?.success === false) return problem(400, 'Bad request', String(checked.error));
    this.calls.push({ method: request.method, path: request.originalUrl, by: name, body: request.body, seen: request.header('if-match') });
    if (this.refuse !== null) return problem(this.refuse.status, this.refuse.title, this.refuse.detail, this.refuse.changes === undefined ? {} : { changes: this.refuse.changes });
    const answer = carryOut(name);
    response.json(answer ?? { ok: true, ...(request.path.endsWith('/undo') ? {} : { undo: { commandId: `c${this.calls.length}`, untilMs: this.nowMs() + 600_000 } }) });
  }
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Server as SocketServer } from 'socket.io';
import { applyDelta, type City, type ClientToServer, type CollectionName, type CollectionValues, type FacilityState, type GuidanceAccount, GuidanceQuestion, PushWish, type ServerToClient, type SignOrderMessage, type SignState, type WatchAnswer } from '@wegweiser/contracts';
import { renderDriverPage, renderEmbedPage, renderFacilityPage, renderOfflinePage, renderPosterPage, renderPrintPage, renderSpeechPage, renderTextPage, renderVoicePage, renderWhyPage, renderWidgetPage, type DriverPageInput } from '@wegweiser/driver';
import { encode } from 'uqr';
import { renderGallery, renderSignPage, renderSignText, signFrame, type SignInput } from '@wegweiser/sign';
import { signBitmap } from '../../../apps/service/src/gateway/rest/sign-bitmap.js';
import { pickLang } from '@wegweiser/web-kit';
import { builtClient } from './build.js';
import { facilityStates, NOW_MS, signStates } from './states.js';

/** What the service promises its pages: nothing inline, nothing from elsewhere. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

interface Shelf {
  values: Map<string, FacilityState | SignState>;
  at: { epoch: string; version: number };
}

/**
 * The service as pages see it, with made-up states and a clock of its own: pages, live namespace, order pull. It can be
 * stopped and started on the same port, so that pages can be seen losing and finding it.
 */
export class FakeService {
  live = true;
  private server: Server | null = null;
  private sockets: SocketServer<ClientToServer, ServerToClient> | null = null;
  private port = 0;
  private epoch = 1;
  private readonly startedMs = performance.now();
  private skewMs = 0;
  private readonly shelves: Record<'facilities' | 'signs', Shelf>;
  private readonly waiting = new Set<() => void>();
  private pulse: ReturnType<typeof setInterval> | undefined;
  readonly requests: string[] = [];
  /** Key for Web Push, `null` where it is not offered; and who wants to be told, by the address of the push service. */
  pushKey: string | null = null;
  readonly subscriptions = new Map<string, PushWish>();
  /** What guidance advises, and what it was asked. */
  advised: readonly string[] = [];
  readonly questions: GuidanceQuestion[] = [];

  private constructor(
    readonly city: City,
    private readonly assets: { driver: string | null; sign: string | null },
  ) {
    const shelf = (values: readonly (FacilityState | SignState)[]): Shelf => ({ values: new Map(values.map((value) => [value.id, value])), at: { epoch: 'e1', version: 1 } });
    this.shelves = { facilities: shelf(facilityStates(city)), signs: shelf(signStates(city)) };
  }

  static async start(city: City, apps: readonly ('driver' | 'sign')[]): Promise<FakeService> {
    const driver = apps.includes('driver') ? await builtClient('driver') : null;
    const sign = apps.includes('sign') ? await builtClient('sign') : null;
    const service = new FakeService(city, { driver, sign });
    await service.open();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  nowMs(): number {
    return Math.round(NOW_MS + this.skewMs + performance.now() - this.startedMs);
  }

  /** Lets the service's time jump, as it does in time lapse. */
  advance(ms: number): void {
    this.skewMs += ms;
  }

  facility(id: string): FacilityState {
    return this.shelves.facilities.values.get(id) as FacilityState;
  }
  sign(id: string): SignState {
    return this.shelves.signs.values.get(id) as SignState;
  }

  setFacility(value: FacilityState): void {
    this.set('facilities', value);
  }
  setSign(value: SignState): void {
    this.set('signs', value);
    for (const wake of this.waiting) wake();
  }

  async open(): Promise<void> {
    const server = createServer(this.pages());
    const sockets = new SocketServer<ClientToServer, ServerToClient>(server, { serveClient: false });
    sockets.of('/live').on('connection', (socket) => {
      socket.emit('v1:hello', { epoch: this.shelves.facilities.at.epoch, atMs: this.nowMs(), city: this.city.city.id });
      socket.on('v1:watch', (request, answer) => answer(this.watch(request.rooms.map(({ room }) => (void socket.join(room), room)))));
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.pulse = setInterval(() => sockets.of('/live').emit('v1:pulse', { atMs: this.nowMs(), archive: 'ok', broker: 'ok' }), 250);
    [this.server, this.sockets] = [server, sockets];
  }

  /** As after kill -9: connections break, the port is free. */
  async stop(): Promise<void> {
    clearInterval(this.pulse);
    for (const wake of this.waiting) wake();
    const server = this.server;
    // A page asks again as soon as its connection broke: what came in while the port was closing would be waited for.
    const breaking = setInterval(() => server?.closeAllConnections(), 20);
    await this.sockets?.close();
    clearInterval(breaking);
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server?.listening === true ? server.close(() => resolve()) : resolve()));
  }

  /** A service that started anew knows nothing of old versions. */
  async restart(): Promise<void> {
    this.epoch += 1;
    for (const shelf of Object.values(this.shelves)) shelf.at = { epoch: `e${this.epoch}`, version: 1 };
    await this.open();
  }

  private set(collection: 'facilities' | 'signs', value: FacilityState | SignState): void {
    const shelf = this.shelves[collection];
    const delta = { epoch: shelf.at.epoch, from: shelf.at.version, version: shelf.at.version + 1, atMs: this.nowMs(), changed: [value], removed: [] };
    applyDelta(shelf.values, shelf.at, delta);
    for (const room of [collection, `${collection}/${value.id}`]) this.sockets?.of('/live').to(room).emit('v1:delta', { ...delta, room, changed: [value] as CollectionValues[CollectionName][] });
  }

  private watch(rooms: readonly string[]): WatchAnswer {
    return {
      ok: true,
      rooms: rooms.map((room) => {
        const [collection, id] = room.split('/') as ['facilities' | 'signs', string | undefined];
        const shelf = this.shelves[collection];
        const values = [...shelf.values.values()].filter((value) => id === undefined || value.id === id);
        return { type: 'snapshot', snapshot: { room, ...shelf.at, atMs: this.nowMs(), values: values as CollectionValues[CollectionName][] } };
      }),
    };
  }

  private pages(): express.Express {
    const app = express();
    const { city } = this;
    app.use((request, response, next) => {
      this.requests.push(request.url);
      response.set({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
      next();
    });
    if (this.assets.driver !== null) app.use('/assets/driver', express.static(this.assets.driver, { setHeaders: (response) => void response.setHeader('service-worker-allowed', '/') }));
    if (this.assets.sign !== null) app.use('/assets/sign', express.static(this.assets.sign, { setHeaders: (response) => void response.setHeader('service-worker-allowed', '/') }));
    const common = (query: Record<string, unknown>) => ({ city, facilities: [...this.shelves.facilities.values.values()] as FacilityState[], query, lang: pickLang(query['lang']), nowMs: this.nowMs(), live: this.live, assetBase: '/assets/driver/' });
    const page = (response: express.Response, markup: string): void => void response.set('cache-control', 'no-store').type('html').send(markup);
    app.get('/', (request, response) => page(response, renderDriverPage({ ...common(request.query), ranking: null })));
    app.get('/api/v1/push/key', (_request, response) => void response.json({ key: this.pushKey }));
    app.post('/api/v1/push/subscriptions', express.json(), (request, response) => {
      this.subscriptions.set((request.body as PushWish).subscription.endpoint, PushWish.parse(request.body));
      response.json({ untilMs: this.nowMs() + 7_200_000 });
    });
    app.delete('/api/v1/push/subscriptions', express.json(), (request, response) => {
      this.subscriptions.delete((request.body as { endpoint: string }).endpoint);
      response.json({ ok: true });
    });
    app.post('/api/v1/guidance', express.json(), (request, response) => {
      const question = GuidanceQuestion.parse(request.body);
      this.questions.push(question);
      const nowMs = this.nowMs();
      const facilityId = question.choose ?? this.advised.find((id) => !question.tried.includes(id));
      const trip = facilityId === undefined || !question.follow ? null : { facilityId, dueMs: nowMs + 600_000, sinceMs: nowMs };
      response.json({ atMs: nowMs, targets: this.advised.map((id) => ({ facilityId: id })), trip, askAgainSeconds: 30 });
    });
    app.get('/api/v1/city', (_request, response) => void response.json(city));
    app.get('/text', (request, response) => page(response, renderTextPage({ ...common(request.query), ranking: null })));
    app.get('/warum', (request, response) => page(response, renderWhyPage({ ...common(request.query), ranking: null, account: this.account() })));
    this.extras(app, common, page);
    app.get('/offline', (request, response) => page(response, renderOfflinePage(common(request.query))));
    app.get('/parken/:id', (request, response) => {
      const known = city.facilities.some((facility) => facility.id === request.params.id);
      page(response.status(known ? 200 : 404), renderFacilityPage({ ...common(request.query), facilityId: request.params.id }));
    });
    app.get('/signs', (request, response) => page(response, renderGallery({ city, signs: [...this.shelves.signs.values.values()] as SignState[], nowMs: this.nowMs(), lang: pickLang(request.query['lang']), filter: request.query['show'] })));
    app.get('/signs/:id', (request, response) => page(response, renderSignPage(this.input(request.params.id))));
    app.get('/api/v1/signs/:id/order', (request, response) => void this.order(request, response));
    app.get('/api/v1/signs/:id/order.txt', (request, response) => void response.type('text/plain').send(renderSignText(this.input(request.params.id))));
    app.get('/api/v1/signs/:id/bitmap.png', (request, response) => {
      const { page, scale } = request.query;
      const bitmap = signBitmap(signFrame(this.input(request.params.id), page === 'now' ? page : Number(page ?? 1)), Number(scale ?? 1))!;
      response.set('etag', bitmap.etag).type('image/png').send(bitmap.png);
    });
    return app;
  }

  /** One of every tier, and what it is made of. */
  private account(): GuidanceAccount {
    const targets = this.city.facilities.slice(0, 5).map(({ id }, i) => ({
      facilityId: id, rank: i + 1, tier: (['good', 'uncertain', 'full', 'unsuitable', 'closed'] as const)[i]!, tried: i === 2,
      drive: 180 + 40 * i, jam: 60, walk: 400, price: 60, search: 90 * i, others: 12, behind: 30, spread: 1, score: 743 + 130 * i,
    }));
    return { atMs: this.nowMs(), keptPlace: true, targets };
  }

  private input(id: string): SignInput {
    return { sign: this.city.signs.find((sign) => sign.id === id)!, order: this.sign(id).order, nowMs: this.nowMs(), timeZone: this.city.city.timeZone };
  }

  private extras(app: express.Express, common: (query: Record<string, unknown>) => Omit<DriverPageInput, 'ranking'>, page: (response: express.Response, markup: string) => void): void {
    const link = (path: string) => ({ href: `https://parken.example.org${path}`, modules: encode(`https://parken.example.org${path}`, { ecc: 'M', border: 3 }).data });
    app.get('/drucken', (request, response) => page(response, renderPrintPage({ ...common(request.query), ranking: null, link: link('/') })));
    app.get('/plakat/:id', (request, response) => page(response, renderPosterPage({ ...common(request.query), facilityId: request.params.id, link: link(`/parken/${request.params.id}`) })));
    app.get('/einbinden', (request, response) => page(response, renderEmbedPage({ ...common(request.query), ranking: null, origin: 'https://parken.example.org' })));
    app.get('/widget', (request, response) => {
      response.set('content-security-policy', POLICY.replace("frame-ancestors 'none'", 'frame-ancestors *'));
      page(response, renderWidgetPage({ ...common(request.query), ranking: null }));
    });
    app.get('/telefon.vxml', (request, response) => void response.type('application/voicexml+xml').send(renderVoicePage({ ...common(request.query), ranking: null })));
    app.get('/telefon.ssml', (request, response) => void response.type('application/ssml+xml').send(renderSpeechPage({ ...common(request.query), ranking: null })));
  }

  private async order(request: express.Request<{ id: string }>, response: express.Response): Promise<void> {
    const tag = (order: SignOrderMessage | null): string => (order === null ? '"none"' : `"${order.orderId}-${order.issuedAtMs}"`);
    const known = request.headers['if-none-match'];
    if (known === tag(this.sign(request.params.id).order)) await this.change(Number(request.query['wait'] ?? 0) * 1000);
    const { order } = this.sign(request.params.id);
    response.set({ 'cache-control': 'no-cache', 'x-server-time-ms': String(this.nowMs()) });
    if (order === null) return void response.status(204).end();
    response.set('etag', tag(order));
    if (known === tag(order)) return void response.status(304).end();
    response.json(order);
  }

  private change(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.waiting.add(done);
    });
  }
}

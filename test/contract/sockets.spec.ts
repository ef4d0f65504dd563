import 'reflect-metadata';
import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyDelta, City, LIVE_NAMESPACE, type ClientToServer, type Delta, type FacilityState, type ServerToClient, type WatchAnswer, type WatchRequest } from '@wegweiser/contracts';
import { Delta as DeltaSchema, Hello, Pulse, WatchAnswer as WatchAnswerSchema } from '@wegweiser/contracts/asyncapi';
import { Metrics } from '@wegweiser/platform';
import { accessForTests, type TestAccess } from '../../apps/service/src/gateway/auth/testing/access-for-tests.js';
import { BoundedIoAdapter } from '../../apps/service/src/gateway/io-adapter.js';
import { LiveGateway } from '../../apps/service/src/gateway/live.gateway.js';
import { Presence } from '../../apps/service/src/gateway/presence.js';
import { LiveFeed } from '../../apps/service/src/live/live-feed.js';
import { LiveStore } from '../../apps/service/src/live/live-store.js';
import { CITY, CLOCK, LIVE_FEED, METRICS, STORE } from '../../apps/service/src/platform/tokens.js';

type Client = Socket<ServerToClient, ClientToServer>;
const NOW = 1_795_419_060_000;
const city = City.parse({ city: { id: 'c', name: 'Ingolstadt', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [0, 0], bounds: [0, 0, 0, 0], attribution: { de: '-', en: '-' } }, areas: [{ id: 'a', name: { de: '-', en: '-' } }] });
const facility = (id: string, vacant: number): FacilityState => ({ id, vacant, status: 'spacesAvailable', capacity: 100, quality: 'measured', measuredAtMs: NOW, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [] });

let app: NestExpressApplication;
let store: LiveStore;
let feed: LiveFeed;
let presence: Presence;
let who: TestAccess;
let metrics: Metrics;
let url: string;
const clients: Client[] = [];

beforeEach(async () => {
  store = new LiveStore('epoch-1');
  feed = new LiveFeed((error) => {
    throw error;
  });
  metrics = new Metrics(false);
  const values = [
    { provide: STORE, useValue: store }, { provide: LIVE_FEED, useValue: feed }, { provide: CLOCK, useValue: { mode: 'system', now: () => NOW, rate: () => 1 } },
    { provide: CITY, useValue: city }, { provide: METRICS, useValue: metrics },
  ];
  who = await accessForTests({ city, store });
  @Module({ providers: [...values, ...who.providers, Presence, LiveGateway] })
  class LiveModule {}
  app = await NestFactory.create<NestExpressApplication>(LiveModule, { logger: false, forceCloseConnections: true });
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  app.useWebSocketAdapter(new BoundedIoAdapter(app));
  await app.listen(0, '127.0.0.1');
  presence = app.get(Presence);
  url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}${LIVE_NAMESPACE}`;
});
afterEach(async () => {
  for (const c of clients.splice(0)) c.disconnect();
  who.access.stop();
  await app.close();
});

const once = <K extends keyof ServerToClient>(client: Client, event: K): Promise<Parameters<ServerToClient[K]>[0]> => new Promise((resolve) => client.once(event, resolve as never));

async function connect(): Promise<{ client: Client; hello: Parameters<ServerToClient['v1:hello']>[0]; deltas: Delta[] }> {
  const client: Client = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  clients.push(client);
  const deltas: Delta[] = [];
  client.on('v1:delta', (d) => deltas.push(d));
  return { client, hello: await once(client, 'v1:hello'), deltas };
}
const watch = (client: Client, ...rooms: WatchRequest['rooms']): Promise<WatchAnswer> => client.emitWithAck('v1:watch', { rooms });
/** Values change, and everybody who watches is told. */
function change(...values: FacilityState[]): void {
  for (const v of values) store.set('facilities', v);
  feed.announce(store.flush());
}
/** Whatever was sent to a client before has arrived when this resolves: Socket.IO keeps order. */
const settled = (client: Client) => client.emitWithAck('v1:unwatch', { rooms: [] });
const answered = (a: WatchAnswer) => {
  if (!a.ok) throw new Error(a.error);
  return a.rooms;
};

describe('live values over Socket.IO', () => {
  it('greets with epoch, service time and city', async () => {
    const { hello } = await connect();
    expect(hello).toEqual({ epoch: 'epoch-1', atMs: NOW, city: 'Ingolstadt' });
    expect(Hello.parse(hello)).toEqual(hello);
  });

  it('answers a watch with a snapshot, then sends deltas that fit on it', async () => {
    change(facility('a', 1), facility('b', 2));
    const { client, deltas } = await connect();
    const answer = await watch(client, { room: 'facilities' });
    expect(WatchAnswerSchema.parse(answer)).toEqual(answer);
    expect(answered(answer)).toMatchObject([{ type: 'snapshot', snapshot: { room: 'facilities', epoch: 'epoch-1', version: 1, atMs: NOW, values: [{ id: 'a', vacant: 1 }, { id: 'b', vacant: 2 }] } }]);
    change(facility('a', 5));
    store.remove('facilities', 'b');
    feed.announce(store.flush());
    await settled(client);
    expect(deltas).toMatchObject([{ room: 'facilities', from: 1, version: 2, changed: [{ id: 'a', vacant: 5 }], removed: [] }, { from: 2, version: 3, changed: [], removed: ['b'] }]);
    for (const d of deltas) expect(DeltaSchema.parse(d)).toEqual(d);
  });

  it('sends nothing of a room that is not watched, or not watched any more', async () => {
    const { client, deltas } = await connect();
    await watch(client, { room: 'signs' });
    change(facility('a', 1));
    await settled(client);
    expect(deltas).toEqual([]);
    await watch(client, { room: 'facilities' });
    await client.emitWithAck('v1:unwatch', { rooms: ['facilities'] });
    change(facility('a', 2));
    await settled(client);
    expect(deltas).toEqual([]);
  });

  it('tells the watcher of one thing of that thing alone; its deltas fit however often others changed', async () => {
    change(facility('a', 1), facility('b', 1));
    const { client, deltas } = await connect();
    const [answer] = answered(await watch(client, { room: 'facilities/a' }));
    if (answer?.type !== 'snapshot') throw new Error('expected a snapshot');
    const values = new Map((answer.snapshot.values as FacilityState[]).map((v) => [v.id, v]));
    const at = { epoch: answer.snapshot.epoch, version: answer.snapshot.version };
    expect([...values.keys()]).toEqual(['a']);
    for (let i = 0; i < 3; i += 1) change(facility('b', i));
    change(facility('a', 9));
    change(facility('b', 7));
    change(facility('a', 10));
    await settled(client);
    expect(deltas).toHaveLength(2);
    expect(deltas.map((d) => applyDelta(values, at, d as Delta<'facilities'>))).toEqual([true, true]);
    expect(values.get('a')?.vacant).toBe(10);
    expect(at.version).toBe(store.version('facilities'));
  });

  it('brings a client that was away up to date with what it missed', async () => {
    change(facility('a', 1), facility('b', 1));
    const first = await connect();
    await watch(first.client, { room: 'facilities' });
    first.client.disconnect();
    change(facility('a', 2));
    change(facility('a', 3), facility('c', 1));
    const { client } = await connect();
    const answer = await watch(client, { room: 'facilities', epoch: 'epoch-1', version: 1 });
    expect(answered(answer)).toMatchObject([{ type: 'deltas', room: 'facilities', version: 3, deltas: [{ from: 1, version: 3, changed: [{ id: 'a', vacant: 3 }, { id: 'c' }], removed: [] }] }]);
    expect(WatchAnswerSchema.parse(answer)).toEqual(answer);
    expect(answered(await watch(client, { room: 'facilities', epoch: 'epoch-1', version: 3 }))).toMatchObject([{ type: 'deltas', deltas: [] }]);
  });

  it('gives a new snapshot to whoever comes from another epoch, or from the future', async () => {
    change(facility('a', 1));
    const { client } = await connect();
    const rooms = answered(await watch(client, { room: 'facilities', epoch: 'epoch-0', version: 1 }, { room: 'facilities/a', epoch: 'epoch-1', version: 99 }));
    expect(rooms.map((r) => r.type)).toEqual(['snapshot', 'snapshot']);
  });

  it('greets again with another epoch when its values were replaced, and then gives snapshots', async () => {
    change(facility('a', 1));
    const { client } = await connect();
    await watch(client, { room: 'facilities' });
    const again = once(client, 'v1:hello');
    store.adoptSnapshot({ collection: 'facilities', epoch: 'epoch-2', version: 40, values: [facility('z', 1)] });
    feed.reset(['facilities']);
    expect(await again).toMatchObject({ epoch: 'epoch-2' });
    expect(answered(await watch(client, { room: 'facilities', epoch: 'epoch-1', version: 1 }))).toMatchObject([{ type: 'snapshot', snapshot: { epoch: 'epoch-2', version: 40, values: [{ id: 'z' }] } }]);
  });

  it.each([
    ['nothing', undefined],
    ['no rooms', { rooms: [] }],
    ['a room that is not there', { rooms: [{ room: 'secrets' }] }],
    ['a room with a path in it', { rooms: [{ room: 'facilities/../x' }] }],
    ['a room named like a member of every object', { rooms: [{ room: 'constructor' }] }],
    ['a version that is none', { rooms: [{ room: 'facilities', version: -1 }] }],
    ['too many rooms', { rooms: Array.from({ length: 65 }, (_, i) => ({ room: `signs/s${i}` })) }],
    ['something else', 'facilities'],
  ])('refuses %s with a reason and stays connected', async (_what, request) => {
    const { client } = await connect();
    const answer: WatchAnswer = await client.emitWithAck('v1:watch', request as never);
    expect(answer).toEqual({ ok: false, error: expect.stringMatching(/./) });
    expect(client.connected).toBe(true);
    expect((await watch(client, { room: 'facilities' })).ok).toBe(true);
  });

  it('lets a connection watch 64 rooms, again and again, and not one more', async () => {
    const { client } = await connect();
    const rooms = Array.from({ length: 64 }, (_, i) => ({ room: `signs/s${i}` }));
    expect((await watch(client, ...rooms)).ok).toBe(true);
    expect((await watch(client, ...rooms)).ok).toBe(true);
    expect(await watch(client, { room: 'facilities' })).toEqual({ ok: false, error: 'at most 64 rooms a connection' });
    await client.emitWithAck('v1:unwatch', { rooms: ['signs/s0'] });
    expect((await watch(client, { room: 'facilities' })).ok).toBe(true);
  });

  it('does not mind a nonsensical unwatch', async () => {
    const { client, deltas } = await connect();
    await watch(client, { room: 'facilities' });
    for (const request of [undefined, null, 5, {}, { rooms: 'facilities' }, { rooms: [5, null, client.id] }]) {
      expect(await client.emitWithAck('v1:unwatch', request as never)).toEqual({ ok: true });
    }
    change(facility('a', 1));
    await settled(client);
    expect(deltas).toHaveLength(1);
  });

  it('cuts the connection of a client that sends more than a request can be', async () => {
    const { client } = await connect();
    const gone = new Promise<string>((resolve) => client.once('disconnect', resolve));
    client.emit('v1:watch', { rooms: [{ room: 'x'.repeat(70_000) }] }, () => undefined);
    expect(await gone).toMatch(/transport/);
  });

  it('tells once a second whether broker and archive are there', async () => {
    const { client } = await connect();
    expect(await once(client, 'v1:pulse')).toEqual({ atMs: NOW, archive: 'ok', broker: 'ok' });
    presence.broker = () => false;
    const pulse = await once(client, 'v1:pulse');
    expect(pulse).toEqual({ atMs: NOW, archive: 'ok', broker: 'away' });
    expect(Pulse.parse(pulse)).toEqual(pulse);
  });

  it('counts its clients', async () => {
    await connect();
    await connect();
    expect(await metrics.registry.metrics()).toContain('wegweiser_socket_clients 2');
  });
});

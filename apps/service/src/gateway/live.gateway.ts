import { Inject } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import { LIVE_NAMESPACE, WatchRequest, type City, type ClientToServer, type ServerToClient, type WatchAnswer } from '@wegweiser/contracts';
import type { Clock, Metrics } from '@wegweiser/platform';
import type { Namespace, Socket } from 'socket.io';
import { LiveFeed } from '../live/live-feed.js';
import type { LiveStore, StoreDelta } from '../live/live-store.js';
import { CITY, CLOCK, LIVE_FEED, METRICS, STORE } from '../platform/tokens.js';
import { Allowance } from './allowance.js';
import { LiveAccess } from './auth/live-access.js';
import { notUnderstood } from './not-understood.js';
import { Presence } from './presence.js';

const PULSE_MS = 1000;
const MAX_ROOMS = 64;
/** Rooms and requests that a client may ask for at once, and per second for ever: each may bring it a whole snapshot. */
const BURST = 300;
const PER_SECOND = 10;

/** Live values over Socket.IO: rooms, snapshots, deltas. See `sockets.ts` of the contracts. */
@WebSocketGateway({ namespace: LIVE_NAMESPACE })
export class LiveGateway implements OnGatewayInit, OnGatewayConnection {
  @WebSocketServer() private readonly server!: Namespace<ClientToServer, ServerToClient>;

  constructor(
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(LIVE_FEED) private readonly feed: LiveFeed,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CITY) private readonly city: City,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(LiveAccess) private readonly access: LiveAccess,
    @Inject(METRICS) metrics: Metrics,
  ) {
    metrics.gauge('socket_clients', 'Clients connected to this gateway', () => this.server?.sockets.size ?? 0);
  }

  afterInit(): void {
    this.access.guard(this.server);
    this.feed.on('deltas', (deltas) => deltas.forEach((d) => this.broadcast(d)));
    // Followers of a replaced collection fetch a new snapshot: a hello with another epoch tells them.
    this.feed.on('reset', () => this.server.emit('v1:hello', this.hello()));
    setInterval(() => this.server.emit('v1:pulse', { atMs: this.clock.now(), ...this.presence.sources() }), PULSE_MS).unref();
  }

  handleConnection(client: Socket<ClientToServer, ServerToClient>): void {
    const allowance = new Allowance(BURST, PER_SECOND);
    // A page that we made never comes near; what does is cut off rather than served.
    client.use(([event, request]: unknown[], next) => (this.access.mayEmit(client, String(event)) && allowance.spend(costOf(event, request)) ? next() : void client.disconnect(true)));
    client.emit('v1:hello', this.hello());
  }

  private hello() {
    return { epoch: this.store.epoch, atMs: this.clock.now(), city: this.city.city.name };
  }

  @SubscribeMessage('v1:watch')
  watch(@ConnectedSocket() client: Socket, @MessageBody() request: unknown): WatchAnswer {
    const parsed = WatchRequest.safeParse(request);
    if (!parsed.success) return notUnderstood(parsed.error);
    // The socket's own room is one of them; a room that is asked for again counts once.
    if (new Set([...client.rooms, ...parsed.data.rooms.map((r) => r.room)]).size > MAX_ROOMS + 1) return { ok: false, error: `at most ${MAX_ROOMS} rooms a connection` };
    // All or nothing: a page that may not see a part of what it asks for must say so.
    const refusal = parsed.data.rooms.map(({ room }) => this.access.refusal(client, room)).find((r) => r !== null);
    if (refusal !== undefined) return { ok: false, error: refusal };
    const atMs = this.clock.now();
    const rooms = parsed.data.rooms.map(({ room, epoch, version }) => {
      void client.join(room);
      return this.store.watch(room, atMs, { epoch, version });
    });
    return { ok: true, rooms };
  }

  @SubscribeMessage('v1:unwatch')
  unwatch(@ConnectedSocket() client: Socket, @MessageBody() request: { rooms?: unknown }): { ok: true } {
    if (Array.isArray(request?.rooms)) for (const room of request.rooms.slice(0, MAX_ROOMS)) if (typeof room === 'string' && room !== client.id) void client.leave(room);
    return { ok: true };
  }

  private broadcast(delta: StoreDelta): void {
    const { collection, from, version, changed, removed } = delta;
    const head = { epoch: this.store.epoch, from, version, atMs: this.clock.now() };
    const { rooms } = this.server.adapter;
    if (rooms.has(collection)) this.server.to(collection).emit('v1:delta', { ...head, room: collection, changed, removed });
    // One thing's delta is the whole of it: it fits on any version, however often others changed meanwhile.
    // Few of many things have somebody who watches them alone: for the others nothing is put together.
    const one = (id: string, value: StoreDelta['changed'][number] | null): void => {
      const room = `${collection}/${id}`;
      if (rooms.has(room)) this.server.to(room).emit('v1:delta', { ...head, from: 0, room, changed: value === null ? [] : [value], removed: value === null ? [id] : [] });
    };
    for (const value of changed) one(value.id, value);
    for (const id of removed) one(id, null);
  }
}

/** An answer to where to park is worked out, and may move a promise. */
const GUIDE_COST = 10;

function costOf(event: unknown, request: unknown): number {
  if (event === 'v1:guide') return GUIDE_COST;
  const rooms = (request as { rooms?: unknown } | null | undefined)?.rooms;
  return Array.isArray(rooms) ? 1 + rooms.length : 1;
}

import { ServiceUnavailableException } from '@nestjs/common';
import { COLLECTION_NAMES, LIVE_NAMESPACE, type ClientToServer, type CollectionName, type CommandOutcome, type PromiseAct, type ServerToClient, type Snapshot } from '@wegweiser/contracts';
import type { Logger, Settings } from '@wegweiser/platform';
import { io, type Socket } from 'socket.io-client';
import type { CommandPort, CommandWish } from '../engine/engine.service.js';
import type { LiveFeed } from '../live/live-feed.js';
import type { LiveStore } from '../live/live-store.js';

const ROOMS = COLLECTION_NAMES.map((room) => ({ room }));

/**
 * A gateway apart follows an engine as any page does: snapshot, deltas, catching up by version. It takes over epoch and
 * versions, so a page may move from one gateway to another and go on.
 */
export class EngineFollower implements CommandPort {
  private socket: Socket<ServerToClient, ClientToServer> | null = null;

  constructor(private readonly settings: Settings, private readonly store: LiveStore, private readonly live: LiveFeed, private readonly log: Logger) {}

  start(): void {
    const socket: Socket<ServerToClient, ClientToServer> = io(`${this.settings.WEGWEISER_ENGINE_URL}${LIVE_NAMESPACE}`, { transports: ['websocket'], extraHeaders: { authorization: `Bearer ${this.settings.WEGWEISER_INTERNAL_TOKEN}` } });
    this.socket = socket;
    socket.on('connect', () => this.watch());
    socket.on('disconnect', () => this.log.warn('engine is away'));
    socket.on('v1:pulse', () => (this.live.engineHeardAt = performance.now()));
    socket.on('v1:delta', (delta) => {
      const adopted = this.store.adopt({ ...delta, collection: delta.room as CollectionName });
      if (adopted === false) this.watch();
      else if (adopted !== null) this.live.announce([adopted]);
    });
  }

  private watch(): void {
    const rooms = ROOMS.map(({ room }) => ({ room, epoch: this.store.epoch, version: this.store.version(room) }));
    this.socket?.emit('v1:watch', { rooms }, (answer) => {
      if (!answer.ok) return this.log.error({ answer }, 'engine refuses to be followed');
      for (const r of answer.rooms) {
        if (r.type === 'snapshot') this.takeSnapshot(r.snapshot);
        else for (const d of r.deltas) {
          const adopted = this.store.adopt({ ...d, collection: r.room as CollectionName });
          if (adopted) this.live.announce([adopted]);
        }
      }
    });
  }

  private takeSnapshot(snapshot: Snapshot): void {
    const collection = snapshot.room as CollectionName;
    this.store.adoptSnapshot({ collection, epoch: snapshot.epoch, version: snapshot.version, values: snapshot.values });
    this.live.reset([collection]);
  }

  async execute(wish: CommandWish): Promise<CommandOutcome> {
    const response = await this.post('commands', wish).catch((error: unknown) => {
      // Nothing was carried out, or nobody knows: the operator looks and tries again.
      throw new ServiceUnavailableException(`the engine is away: ${(error as Error).message}`);
    });
    if (!response.ok) throw new Error(`engine answered ${response.status}`);
    return (await response.json()) as CommandOutcome;
  }

  async promise(acts: readonly PromiseAct[]): Promise<void> {
    const response = await this.post('promises', { acts });
    if (!response.ok) throw new Error(`engine answered ${response.status}`);
  }

  private post(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.settings.WEGWEISER_ENGINE_URL}/internal/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.settings.WEGWEISER_INTERNAL_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }

  stop(): void {
    this.socket?.disconnect();
  }
}

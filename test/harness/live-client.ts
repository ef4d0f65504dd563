import { applyDelta, LIVE_NAMESPACE, type ClientToServer, type CollectionName, type CollectionValues, type Delta, type ServerToClient, type WatchAnswer } from '@wegweiser/contracts';
import { io, type Socket } from 'socket.io-client';
import { until } from './until.js';

type AnyValue = CollectionValues[CollectionName];
interface Room {
  values: Map<string, AnyValue>;
  at: { epoch: string; version: number };
}
type Listener = (room: string, value: AnyValue, atMs: number) => void;

/** A page's end of the live socket: watches rooms, applies deltas, catches up after a loss. */
export class LiveClient {
  private readonly socket: Socket<ServerToClient, ClientToServer>;
  private readonly rooms = new Map<string, Room>();
  private readonly listeners: Listener[] = [];
  private answered = false;
  snapshots = 0;
  deltas = 0;
  gaps = 0;
  pulse: Parameters<ServerToClient['v1:pulse']>[0] | null = null;
  problem: string | null = null;

  constructor(address: string, rooms: string[]) {
    for (const room of rooms) this.rooms.set(room, { values: new Map(), at: { epoch: '', version: -1 } });
    this.socket = io(`${address}${LIVE_NAMESPACE}`, { transports: ['websocket'], reconnectionDelay: 50, reconnectionDelayMax: 200, forceNew: true });
    this.socket.on('connect', () => this.watch());
    this.socket.on('v1:hello', ({ epoch }) => {
      if ([...this.rooms.values()].some((r) => r.at.epoch !== '' && r.at.epoch !== epoch)) this.watch();
    });
    this.socket.on('v1:pulse', (pulse) => (this.pulse = pulse));
    this.socket.on('v1:delta', (delta) => this.take(delta));
  }

  get connected(): boolean {
    return this.socket.connected;
  }
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }
  get<N extends CollectionName>(room: N, id: string): CollectionValues[N] | undefined {
    return this.rooms.get(room)?.values.get(id) as CollectionValues[N] | undefined;
  }
  list<N extends CollectionName>(room: N): CollectionValues[N][] {
    return [...(this.rooms.get(room)?.values.values() ?? [])] as CollectionValues[N][];
  }
  versionOf(room: string): { epoch: string; version: number } {
    return { ...this.rooms.get(room)!.at };
  }

  private watch(): void {
    const rooms = [...this.rooms].map(([room, { at }]) => ({ room, ...(at.version < 0 ? {} : at) }));
    this.socket.emit('v1:watch', { rooms }, (answer: WatchAnswer) => {
      if (!answer.ok) {
        this.problem = answer.error;
        return;
      }
      for (const r of answer.rooms) {
        if (r.type === 'snapshot') this.adopt(r.snapshot);
        else for (const d of r.deltas) this.take(d);
      }
      this.answered = true;
    });
  }

  private adopt(snapshot: { room: string; epoch: string; version: number; atMs: number; values: AnyValue[] }): void {
    this.snapshots += 1;
    this.rooms.set(snapshot.room, { values: new Map(snapshot.values.map((v) => [v.id, v])), at: { epoch: snapshot.epoch, version: snapshot.version } });
    for (const value of snapshot.values) this.tell(snapshot.room, value, snapshot.atMs);
  }

  private take(delta: Delta): void {
    const room = this.rooms.get(delta.room);
    if (room === undefined) return;
    this.deltas += 1;
    const before = room.at.version;
    if (!applyDelta(room.values, room.at, delta)) {
      this.gaps += 1;
      this.watch();
      return;
    }
    if (room.at.version !== before) for (const value of delta.changed) this.tell(delta.room, value, delta.atMs);
  }

  private tell(room: string, value: AnyValue, atMs: number): void {
    for (const listener of this.listeners) listener(room, value, atMs);
  }

  ready(): Promise<unknown> {
    return until('live client', () => this.answered);
  }
  close(): void {
    this.socket.disconnect();
  }
}

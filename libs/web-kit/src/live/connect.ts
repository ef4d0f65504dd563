import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, Delta, ServerToClient, WatchAnswer } from '@wegweiser/contracts';
import type { LiveChange, LiveConnection, LiveOptions, LiveState } from './model.js';
import { ServiceClock } from './service-clock.js';
import { collectionOf, LiveShelf } from './shelf.js';
import { LIVE_NAMESPACE } from './wire.js';

const DEFAULT_SILENCE_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;
const RETRY_MS = 2000;

/**
 * Live values of the watched rooms. Heals by itself: after a lost connection it asks for what it missed, after a gap or a
 * restart of the service it takes a new snapshot. A listener that throws does not stop the others.
 */
class Live implements LiveConnection {
  private readonly shelf = new LiveShelf();
  private readonly clock = new ServiceClock();
  private readonly rooms: Set<string>;
  /** Rooms that are asked for and not answered yet. */
  private readonly asked = new Set<string>();
  private readonly socket: Socket<ServerToClient, ClientToServer>;
  private state: LiveState | null = null;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveOptions) {
    this.rooms = new Set(options.rooms);
    const url = `${options.url ?? ''}${LIVE_NAMESPACE}`;
    this.socket = io(url, { transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 10_000, autoConnect: false });
    this.socket.on('connect', () => this.ask([...this.rooms]));
    this.socket.on('disconnect', () => this.lose());
    this.socket.on('connect_error', () => this.lose());
    this.socket.on('v1:hello', ({ epoch, atMs }) => this.greet(epoch, atMs));
    this.socket.on('v1:delta', (delta) => this.receive(delta));
    this.socket.on('v1:pulse', (pulse) => {
      this.heard(pulse.atMs);
      this.options.onPulse?.(pulse);
    });
  }

  open(): this {
    this.enter('connecting');
    this.socket.connect();
    return this;
  }

  nowMs = (): number => this.clock.nowMs();

  watch = (rooms: readonly string[]): void => {
    const fresh = rooms.filter((room) => !this.rooms.has(room));
    for (const room of fresh) this.rooms.add(room);
    if (this.socket.connected && fresh.length > 0) this.ask(fresh);
  };

  unwatch = (rooms: readonly string[]): void => {
    for (const room of rooms) {
      this.rooms.delete(room);
      this.shelf.forget(room);
    }
    if (this.socket.connected) this.socket.emit('v1:unwatch', { rooms: [...rooms] }, () => undefined);
  };

  close = (): void => {
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
    this.socket.removeAllListeners();
    this.socket.disconnect();
  };

  private greet(epoch: string, atMs: number): void {
    this.heard(atMs);
    // Also sent to an open connection when the service's values were replaced: all versions are void then.
    const void_ = [...this.rooms].filter((room) => !this.asked.has(room) && this.shelf.mark(room) !== undefined && this.shelf.mark(room)?.epoch !== epoch);
    if (void_.length > 0) this.ask(void_);
  }

  private ask(rooms: readonly string[]): void {
    const wanted = rooms.map((room) => ({ room, ...this.shelf.mark(room) }));
    for (const room of rooms) this.asked.add(room);
    this.socket.timeout(ANSWER_TIMEOUT_MS).emit('v1:watch', { rooms: wanted }, (fault: Error | null, answer: WatchAnswer) => {
      for (const room of rooms) this.asked.delete(room);
      if (fault !== null || !answer.ok) return this.askLater(rooms);
      for (const room of answer.rooms) this.answer(room);
      if (this.asked.size === 0) this.enter('live');
    });
  }

  private askLater(rooms: readonly string[]): void {
    clearTimeout(this.retry);
    this.lose();
    this.retry = setTimeout(() => {
      if (this.socket.connected) this.ask(rooms.filter((room) => this.rooms.has(room)));
    }, RETRY_MS);
  }

  private answer(room: Extract<WatchAnswer, { ok: true }>['rooms'][number]): void {
    if (room.type === 'snapshot') {
      if (!this.rooms.has(room.snapshot.room)) return;
      this.heard(room.snapshot.atMs);
      return this.tell(room.snapshot.room, this.shelf.take(room.snapshot));
    }
    for (const delta of room.deltas) this.receive(delta);
  }

  private receive(delta: Delta): void {
    this.heard(delta.atMs);
    if (!this.rooms.has(delta.room)) return;
    const change = this.shelf.apply(delta);
    if (change !== null) return this.tell(delta.room, change);
    if (!this.asked.has(delta.room)) this.ask([delta.room]);
  }

  private tell(room: string, change: LiveChange): void {
    if (!change.whole && change.changed.length === 0 && change.removed.length === 0) return;
    const collection = collectionOf(room);
    try {
      this.options.onValues(collection, this.shelf.values(collection) as never, change);
    } catch (fault) {
      console.error(fault);
    }
  }

  private heard(atMs: number): void {
    this.clock.set(atMs);
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lose(), this.options.silenceMs ?? DEFAULT_SILENCE_MS);
    // A connection that was silent and speaks again: what it missed came with it or shows as a gap.
    if (this.state === 'lost' && this.socket.connected && this.asked.size === 0 && this.retry === undefined) this.enter('live');
  }

  private lose(): void {
    if (this.state === 'live') this.enter('lost');
    else if (this.state === 'connecting' && !this.socket.connected) this.enter('lost');
  }

  private enter(state: LiveState): void {
    if (state === 'live') this.retry = undefined;
    if (state === this.state) return;
    this.state = state;
    this.options.onState(state, this.clock.nowMs());
  }
}

/** Connects to the service's live namespace and keeps the watched rooms up to date until `close()`. */
export const connectLive = (options: LiveOptions): LiveConnection => new Live(options).open();

import { EventEmitter } from 'node:events';
import type { CollectionName } from '@wegweiser/contracts';
import type { StoreDelta } from './live-store.js';

interface LiveEvents {
  deltas: [StoreDelta[]];
  /** The store's contents were replaced: everybody takes a new snapshot. */
  reset: [CollectionName[]];
}

/** Announces changes of the live store inside one process. A listener that throws does not stop the others. */
export class LiveFeed {
  private readonly emitter = new EventEmitter<LiveEvents>();
  /** When the engine was heard of last, real milliseconds; `Infinity` while it runs in this process. */
  engineHeardAt = 0;

  constructor(private readonly onError: (error: unknown) => void) {}

  on<K extends keyof LiveEvents>(event: K, listener: (...args: LiveEvents[K]) => void): void {
    const guarded = (...args: LiveEvents[K]) => {
      try {
        listener(...args);
      } catch (error) {
        this.onError(error);
      }
    };
    this.emitter.on(event, guarded as never);
  }

  announce(deltas: StoreDelta[]): void {
    this.emitter.emit('deltas', deltas);
  }
  reset(collections: CollectionName[]): void {
    this.emitter.emit('reset', collections);
  }
}

import type { CollectionName, CollectionValues, ServerToClient } from '@wegweiser/contracts';

/** `connecting`: the first time; `live`: every room is up to date; `lost`: values on the page only grow older. */
export type LiveState = 'connecting' | 'live' | 'lost';
export type Pulse = Parameters<ServerToClient['v1:pulse']>[0];

/** What a call of `onValues` is about, so that a page need not compare everything. */
export interface LiveChange {
  /** All values were replaced (a snapshot). */
  readonly whole: boolean;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface LiveOptions {
  /** Origin of the service; the page's own when left out. */
  url?: string;
  /** Collections (`facilities`) or single things (`facilities/theater-west`), at most 64. */
  rooms: readonly string[];
  /** Newest values of a collection, keyed by id. The map is the store's own: read it, do not keep it. */
  onValues: <N extends CollectionName>(collection: N, values: ReadonlyMap<string, CollectionValues[N]>, change: LiveChange) => void;
  /** `sinceMs` is by the service's clock, as far as it is known. */
  onState: (state: LiveState, sinceMs: number) => void;
  /** At most once a second: the service's time, and which of its parts are away. */
  onPulse?: (pulse: Pulse) => void;
  /** Without any sign of life for so long an open connection counts as lost. Default 30 s. */
  silenceMs?: number;
}

export interface LiveConnection {
  /** The service's time now: its last word plus what has passed since by the monotonic clock. */
  nowMs: () => number;
  watch: (rooms: readonly string[]) => void;
  unwatch: (rooms: readonly string[]) => void;
  close: () => void;
}

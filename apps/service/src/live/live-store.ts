import { COLLECTION_NAMES, type CollectionName, type CollectionValues, type Delta, type Snapshot, type WatchAnswer } from '@wegweiser/contracts';

type AnyValue = CollectionValues[CollectionName];
interface Change {
  version: number;
  /** Newest value, or `null` when removed. */
  id: string;
}
interface Shelf {
  values: Map<string, AnyValue>;
  /** Counts up with every write. */
  writes: number;
  version: number;
  /** Latest changes in order of version, so that a client that was away can be told what it missed. */
  changes: Change[];
  /** Version below which changes are forgotten. */
  forgotten: number;
  dirty: Set<string>;
}

export interface StoreDelta {
  collection: CollectionName;
  from: number;
  version: number;
  changed: AnyValue[];
  removed: string[];
}

const KEEP_CHANGES = 20_000;

/**
 * The public state, versioned: what engine writes and gateways read. Writes mark values dirty; `flush` turns them into one
 * delta per collection, so that a thing that changed ten times between two flushes is sent once.
 */
export class LiveStore {
  private readonly shelves: Record<CollectionName, Shelf>;

  constructor(public epoch: string) {
    const empty = (): Shelf => ({ values: new Map(), writes: 0, version: 0, changes: [], forgotten: 0, dirty: new Set() });
    this.shelves = Object.fromEntries(COLLECTION_NAMES.map((n) => [n, empty()])) as Record<CollectionName, Shelf>;
  }

  set<N extends CollectionName>(collection: N, value: CollectionValues[N]): void {
    const shelf = this.shelves[collection];
    shelf.values.set(value.id, value);
    shelf.writes += 1;
    shelf.dirty.add(value.id);
  }

  remove(collection: CollectionName, id: string): void {
    const shelf = this.shelves[collection];
    shelf.writes += 1;
    if (shelf.values.delete(id)) shelf.dirty.add(id);
  }

  find<N extends CollectionName>(collection: N, id: string): CollectionValues[N] | undefined {
    return this.shelves[collection].values.get(id) as CollectionValues[N] | undefined;
  }

  list<N extends CollectionName>(collection: N): CollectionValues[N][] {
    return [...this.shelves[collection].values.values()] as CollectionValues[N][];
  }

  /** A number that stands exactly while nothing of the collection is written: what was worked out of it stands as long. */
  writes(collection: CollectionName): number {
    return this.shelves[collection].writes;
  }

  version(collection: CollectionName): number {
    return this.shelves[collection].version;
  }

  /** One delta for every collection that changed since the last flush. */
  flush(): StoreDelta[] {
    const out: StoreDelta[] = [];
    for (const collection of COLLECTION_NAMES) {
      const shelf = this.shelves[collection];
      if (shelf.dirty.size === 0) continue;
      out.push(this.advance(collection, shelf.version + 1, [...shelf.dirty]));
      shelf.dirty = new Set();
    }
    return out;
  }

  /** Takes over a delta of another store (a gateway that follows an engine); `false` when it does not fit. */
  adopt(delta: { epoch: string; collection: CollectionName; from: number; version: number; changed: AnyValue[]; removed: string[] }): StoreDelta | null | false {
    const shelf = this.shelves[delta.collection];
    if (delta.epoch !== this.epoch || delta.from > shelf.version) return false;
    if (delta.version <= shelf.version) return null;
    shelf.writes += 1;
    for (const value of delta.changed) shelf.values.set(value.id, value);
    for (const id of delta.removed) shelf.values.delete(id);
    return this.advance(delta.collection, delta.version, [...delta.changed.map((v) => v.id), ...delta.removed]);
  }

  /** Replaces a collection by another store's snapshot. Followers of this store must take a new snapshot too. */
  adoptSnapshot(snapshot: { collection: CollectionName; epoch: string; version: number; values: AnyValue[] }): void {
    this.epoch = snapshot.epoch;
    const shelf = this.shelves[snapshot.collection];
    shelf.values = new Map(snapshot.values.map((v) => [v.id, v]));
    shelf.writes += 1;
    shelf.version = snapshot.version;
    shelf.changes = [];
    shelf.forgotten = snapshot.version;
  }

  private advance(collection: CollectionName, version: number, ids: string[]): StoreDelta {
    const shelf = this.shelves[collection];
    const from = shelf.version;
    shelf.version = version;
    for (const id of ids) shelf.changes.push({ version, id });
    if (shelf.changes.length > KEEP_CHANGES * 2) {
      const cut = shelf.changes.length - KEEP_CHANGES;
      shelf.forgotten = shelf.changes[cut - 1]!.version;
      shelf.changes = shelf.changes.slice(cut).filter((c) => c.version > shelf.forgotten);
    }
    return { collection, from, version, ...this.current(shelf, ids) };
  }

  private current(shelf: Shelf, ids: Iterable<string>): { changed: AnyValue[]; removed: string[] } {
    const changed: AnyValue[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const value = shelf.values.get(id);
      if (value === undefined) removed.push(id);
      else changed.push(value);
    }
    return { changed, removed };
  }

  /** Answers one room of a `watch`: what it missed, or everything. */
  watch(room: string, atMs: number, have: { epoch?: string | undefined; version?: number | undefined }): Extract<WatchAnswer, { ok: true }>['rooms'][number] {
    const { collection, id } = parseRoom(room);
    const shelf = this.shelves[collection];
    const head = { room, epoch: this.epoch, version: shelf.version, atMs };
    const known = have.epoch === this.epoch && have.version !== undefined && have.version >= shelf.forgotten && have.version <= shelf.version;
    if (known) {
      const missed = this.current(shelf, new Set(shelf.changes.filter((c) => c.version > have.version! && (id === null || c.id === id)).map((c) => c.id)));
      const delta: Delta = { ...head, from: have.version!, ...missed };
      return { type: 'deltas', deltas: have.version === shelf.version ? [] : [delta], room, epoch: this.epoch, version: shelf.version };
    }
    const one = id === null ? undefined : shelf.values.get(id);
    const values = id === null ? [...shelf.values.values()] : one === undefined ? [] : [one];
    return { type: 'snapshot', snapshot: { ...head, values } satisfies Snapshot };
  }
}

/** `facilities` or `facilities/theater-west`. */
export function parseRoom(room: string): { collection: CollectionName; id: string | null } {
  const cut = room.indexOf('/');
  return cut < 0 ? { collection: room as CollectionName, id: null } : { collection: room.slice(0, cut) as CollectionName, id: room.slice(cut + 1) };
}

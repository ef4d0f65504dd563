import type { CollectionName, CollectionValues, Delta, Snapshot } from '@wegweiser/contracts';
import type { LiveChange } from './model.js';
import { applyDelta } from './wire.js';

type AnyValue = CollectionValues[CollectionName];
interface Mark {
  epoch: string;
  version: number;
}

export const collectionOf = (room: string): CollectionName => room.split('/', 1)[0] as CollectionName;
const idOf = (room: string): string | null => {
  const cut = room.indexOf('/');
  return cut < 0 ? null : room.slice(cut + 1);
};

/** Values of the watched rooms with the version that each room stands at. No connection, no clock: rules only. */
export class LiveShelf {
  private readonly marks = new Map<string, Mark>();
  private readonly byCollection = new Map<CollectionName, Map<string, AnyValue>>();

  values(collection: CollectionName): Map<string, AnyValue> {
    let values = this.byCollection.get(collection);
    if (values === undefined) this.byCollection.set(collection, (values = new Map()));
    return values;
  }

  /** Where a room stands, to ask for what was missed. */
  mark(room: string): Readonly<Mark> | undefined {
    return this.marks.get(room);
  }

  forget(room: string): void {
    this.marks.delete(room);
  }

  take(snapshot: Snapshot): LiveChange {
    const { room, epoch, version } = snapshot;
    this.marks.set(room, { epoch, version });
    const values = this.values(collectionOf(room));
    const id = idOf(room);
    const changed = snapshot.values.map((value) => value.id);
    const given = new Set(changed);
    const removed = [...values.keys()].filter((key) => (id === null || key === id) && !given.has(key));
    for (const key of removed) values.delete(key);
    for (const value of snapshot.values) values.set(value.id, value);
    return { whole: id === null, changed, removed };
  }

  /** `null` when the delta does not fit on what is here: ask again with `watch`. */
  apply(delta: Delta): LiveChange | null {
    const mark = this.marks.get(delta.room);
    if (mark === undefined || mark.epoch !== delta.epoch) return null;
    // Versions count per collection and every change carries the whole value, so one thing cannot have missed a part.
    const from = idOf(delta.room) === null ? delta.from : mark.version;
    const before = mark.version;
    if (!applyDelta(this.values(collectionOf(delta.room)), mark, { ...delta, from })) return null;
    const isNew = mark.version !== before;
    return { whole: false, changed: isNew ? delta.changed.map((value) => value.id) : [], removed: isNew ? delta.removed : [] };
  }
}

import { gunzipSync, gzipSync } from 'node:zlib';
import { COLLECTION_NAMES, REPLAY_FRAME_S, type CollectionName, type ReplayFrame } from '@wegweiser/contracts';
import type { LiveStore } from '../live/live-store.js';

/** A whole situation stands at least this often, so that any moment is found in a few steps. */
const WHOLE_EVERY = 30;
const FRAME_MS = REPLAY_FRAME_S * 1000;

/** The situation minute by minute, compressed: a day of a city takes megabytes, not hundreds of them. */
export class Frames {
  private readonly frames: Buffer[] = [];

  constructor(readonly fromMs: number) {}

  get readyToMs(): number {
    return this.fromMs + Math.max(0, this.frames.length - 1) * FRAME_MS;
  }
  get bytes(): number {
    return this.frames.reduce((sum, f) => sum + f.length, 0);
  }

  /** Takes the situation at the next minute. */
  add(store: LiveStore): void {
    const atMs = this.fromMs + this.frames.length * FRAME_MS;
    const deltas = store.flush();
    const whole = this.frames.length % WHOLE_EVERY === 0;
    const frame = whole ? wholeOf(store, atMs) : { atMs, whole, changed: Object.fromEntries(deltas.map((d) => [d.collection, d.changed])), removed: Object.fromEntries(deltas.filter((d) => d.removed.length > 0).map((d) => [d.collection, d.removed])) };
    this.frames.push(gzipSync(JSON.stringify(frame), { level: 1 }));
  }

  /** Frames from the one that `atMs` falls into; the first is whole. */
  read(atMs: number, count: number): ReplayFrame[] {
    const first = Math.min(this.frames.length - 1, Math.max(0, Math.floor((atMs - this.fromMs) / FRAME_MS)));
    if (first < 0) return [];
    const base = first - (first % WHOLE_EVERY);
    const situation = new Situation();
    for (let at = base; at <= first; at += 1) situation.apply(this.at(at));
    return [situation.whole(this.fromMs + first * FRAME_MS), ...this.frames.slice(first + 1, first + count).map((_, n) => this.at(first + 1 + n))];
  }

  private at(index: number): ReplayFrame {
    return JSON.parse(gunzipSync(this.frames[index]!).toString()) as ReplayFrame;
  }
}

const wholeOf = (store: LiveStore, atMs: number): ReplayFrame => ({ atMs, whole: true, changed: Object.fromEntries(COLLECTION_NAMES.map((n) => [n, store.list(n)])), removed: {} });

/** Puts frames together again. */
class Situation {
  private readonly values = new Map<CollectionName, Map<string, { id: string }>>(COLLECTION_NAMES.map((n) => [n, new Map()]));

  apply(frame: ReplayFrame): void {
    for (const [name, shelf] of this.values) {
      if (frame.whole) shelf.clear();
      for (const value of frame.changed[name] ?? []) shelf.set(value.id, value);
      for (const id of frame.removed[name] ?? []) shelf.delete(id);
    }
  }
  whole(atMs: number): ReplayFrame {
    return { atMs, whole: true, changed: Object.fromEntries([...this.values].map(([n, shelf]) => [n, [...shelf.values()]])), removed: {} };
  }
}

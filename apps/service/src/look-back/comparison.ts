import type { Done } from '@wegweiser/archive';
import { REPLAY_FRAME_S, type Difference, type FacilityState, type SignOrderMessage } from '@wegweiser/contracts';
import type { LiveStore } from '../live/live-store.js';
import { shownLine } from './obedient-signs.js';

const MOST = 2000;
/** The replay decides every 5 s, and a reading may come just behind a decision: what is younger than this need not stand there yet. */
const LAG_MS = 10_000;
interface Thing {
  kind: Difference['kind'];
  id: string;
  done: { atMs: number; text: string }[];
  at: number;
  comparedS: number;
  differsS: number;
  open: Difference | null;
}

/** What was really said beside what the replay says, minute by minute. */
export class Comparison {
  private readonly things: Thing[];
  private readonly closed: Difference[] = [];
  private leftOut = 0;

  constructor(orders: readonly Done<SignOrderMessage>[], states: readonly Done<FacilityState>[]) {
    this.things = [...group('sign', orders, shownLine), ...group('facility', states, (s) => s.status)];
  }

  /** Looks at the situation of the minute that begins at `atMs`. */
  look(store: LiveStore, atMs: number): void {
    for (const thing of this.things) {
      while ((thing.done[thing.at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) thing.at += 1;
      const done = thing.done[thing.at];
      const replayed = replayedText(store, thing);
      // Before its first word of the day nothing is known of what it really said.
      if (done === undefined || done.atMs > atMs || replayed === null) this.close(thing);
      else this.compare(thing, saidOf(thing, replayed, atMs), replayed, atMs);
    }
  }

  private compare(thing: Thing, done: string, replayed: string, atMs: number): void {
    thing.comparedS += REPLAY_FRAME_S;
    const differs = done !== replayed;
    if (differs) thing.differsS += REPLAY_FRAME_S;
    const { open } = thing;
    const toMs = atMs + REPLAY_FRAME_S * 1000;
    if (open !== null && differs && open.done === done && open.replayed === replayed) open.toMs = toMs;
    else {
      this.close(thing);
      if (differs) thing.open = { kind: thing.kind, id: thing.id, fromMs: atMs, toMs, done, replayed };
    }
  }

  private close(thing: Thing): void {
    if (thing.open === null) return;
    if (this.closed.length < MOST) this.closed.push(thing.open);
    else this.leftOut += 1;
    thing.open = null;
  }

  result(): { things: { kind: Difference['kind']; id: string; comparedS: number; differsS: number }[]; differences: Difference[]; leftOut: number } {
    const open = this.things.flatMap((t) => (t.open === null ? [] : [t.open])).slice(0, Math.max(0, MOST - this.closed.length));
    const differences = [...this.closed, ...open].sort((a, b) => a.fromMs - b.fromMs || (a.id < b.id ? -1 : 1));
    return { things: this.things.map(({ kind, id, comparedS, differsS }) => ({ kind, id, comparedS, differsS })), differences, leftOut: this.leftOut };
  }
}

/** What was really said at `atMs`; a word of a moment before counts where the replay says just that. */
function saidOf({ done, at }: Thing, replayed: string, atMs: number): string {
  let i = at;
  while (i > 0 && done[i]!.text !== replayed && atMs - done[i]!.atMs < LAG_MS) i -= 1;
  return (done[i]!.text === replayed ? done[i] : done[at])!.text;
}

function replayedText(store: LiveStore, { kind, id }: Thing): string | null {
  if (kind === 'facility') return store.find('facilities', id)?.status ?? null;
  const order = store.find('signs', id)?.order ?? null;
  return order === null ? null : shownLine(order);
}

function group<T>(kind: Thing['kind'], rows: readonly Done<T>[], textOf: (value: T) => string): Thing[] {
  const byId = new Map<string, Thing>();
  for (const { id, atMs, value } of rows) {
    let thing = byId.get(id);
    if (thing === undefined) byId.set(id, (thing = { kind, id, done: [], at: 0, comparedS: 0, differsS: 0, open: null }));
    thing.done.push({ atMs, text: textOf(value) });
  }
  return [...byId.values()];
}

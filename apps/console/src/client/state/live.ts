import { connectLive, type LiveConnection, type LiveState, type Pulse } from '@wegweiser/web-kit';
import type { CollectionValues } from '@wegweiser/contracts';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { createStore } from './store.js';
import type { CollectionName, LiveName } from './collections.js';

export const COLLECTIONS: readonly CollectionName[] = ['alarms', 'facilities', 'junctions', 'signs', 'links', 'devices', 'plans', 'corridors'];
export const ROOMS: readonly LiveName[] = [...COLLECTIONS, 'streetZones'];

type Values = { [N in LiveName]: Map<string, CollectionValues[N]> };
type FrameListener = (changed: ReadonlySet<string>) => void;

interface Line {
  state: LiveState;
  /** Service time of the last change of `state`. */
  sinceMs: number;
  pulse: Pulse | null;
  /** Collections that have arrived at least once. */
  ready: ReadonlySet<LiveName>;
}

const values: Values = { alarms: new Map(), facilities: new Map(), junctions: new Map(), signs: new Map(), links: new Map(), devices: new Map(), plans: new Map(), corridors: new Map(), streetZones: new Map() };
const dirty = new Map<LiveName, Set<string>>();
const listeners = new Map<LiveName, Set<FrameListener>>();
let connection: LiveConnection | null = null;
let frame = 0;

export const line = createStore<Line>({ state: 'connecting', sinceMs: 0, pulse: null, ready: new Set() });

/** While a past day is looked at: its moment. What is live goes on being kept, unseen. */
export const past = createStore<{ nowMs: number | null }>({ nowMs: null });
let pastValues: Values | null = null;

/** The service's time: real or, in a time lapse, simulated; of a past day that is looked at its moment. */
export const serviceNowMs = (): number => past.get().nowMs ?? connection?.nowMs() ?? Date.now();

/** Shows a past situation instead of the live one, everywhere; `null` goes back. */
export function showPast(nowMs: number | null, shown: { [N in LiveName]: Map<string, CollectionValues[N]> } | null): void {
  const before = ROOMS.map((name) => [name, new Set(collection(name).keys())] as const);
  pastValues = shown;
  past.set({ nowMs });
  for (const [name, ids] of before) mark(name, [...ids, ...collection(name).keys()]);
}

/** However many deltas arrive, pages hear of them once per animation frame. */
function flush(): void {
  frame = 0;
  const batch = [...dirty];
  dirty.clear();
  for (const [name, ids] of batch) for (const listener of listeners.get(name) ?? []) listener(ids);
}

function mark(name: LiveName, ids: Iterable<string>): void {
  const set = dirty.get(name) ?? new Set();
  for (const id of ids) set.add(id);
  dirty.set(name, set);
  frame ||= requestAnimationFrame(flush);
}

function take<N extends LiveName>(name: N, newest: ReadonlyMap<string, CollectionValues[N]>, changed: readonly string[], removed: readonly string[]): void {
  const own = values[name] as Map<string, CollectionValues[N]>;
  for (const id of changed) {
    const value = newest.get(id);
    if (value !== undefined) own.set(id, value);
  }
  for (const id of removed) own.delete(id);
  if (pastValues === null) mark(name, [...changed, ...removed]);
}

export function startLive(): void {
  connection = connectLive({
    rooms: ROOMS,
    // Nothing comes but the rooms that are asked for.
    onValues: (name, newest, change) => take(name as LiveName, newest as ReadonlyMap<string, never>, change.changed, change.removed),
    // Live means that every room is answered, so an empty collection is known to be empty from then on.
    onState: (state, sinceMs) => line.set({ state, sinceMs, ...(state === 'live' && { ready: new Set(ROOMS) }) }),
    onPulse: (pulse) => line.set({ pulse }),
    silenceMs: 10_000,
  });
}

/** Connects anew, as whoever this browser is now. */
export function reconnectLive(): void {
  if (connection === null) return;
  connection.close();
  startLive();
}

export function onFrame(name: LiveName, listener: FrameListener): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set);
  set.add(listener);
  return () => set.delete(listener);
}

export const collection = <N extends LiveName>(name: N): ReadonlyMap<string, CollectionValues[N]> => (pastValues ?? values)[name] as ReadonlyMap<string, CollectionValues[N]>;

/** The whole collection; renders again at most once per frame. */
export function useCollection<N extends LiveName>(name: N): ReadonlyMap<string, CollectionValues[N]> {
  const [, render] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    render(undefined);
    return onFrame(name, () => render(undefined));
  }, [name]);
  return collection(name);
}

/** One thing; renders again only when it changes. */
export function useThing<N extends LiveName>(name: N, id: string): CollectionValues[N] | undefined {
  const [, render] = useReducer((n: number) => n + 1, 0);
  const value = collection(name).get(id);
  const shown = useRef(value);
  shown.current = value;
  useEffect(
    () =>
      onFrame(name, (ids) => {
        if (ids.has(id) && collection(name).get(id) !== shown.current) render(undefined);
      }),
    [name, id],
  );
  return value;
}

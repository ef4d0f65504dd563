import { useEffect, useReducer, useRef } from 'preact/hooks';

/** A small observable object: pages that need one value render again only when that value changes. */
export interface Store<T extends object> {
  get: () => T;
  set: (patch: Partial<T>) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (patch) => {
      const keys = Object.keys(patch) as (keyof T)[];
      if (keys.every((key) => Object.is(state[key], patch[key]))) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T extends object, S>(store: Store<T>, pick: (state: T) => S): S {
  const [, render] = useReducer((n: number) => n + 1, 0);
  const picked = pick(store.get());
  const last = useRef(picked);
  last.current = picked;
  const how = useRef(pick);
  how.current = pick;
  useEffect(() => {
    const look = () => {
      if (!Object.is(how.current(store.get()), last.current)) render(undefined);
    };
    // A change between render and effect must not be missed.
    look();
    return store.subscribe(look);
  }, [store]);
  return picked;
}

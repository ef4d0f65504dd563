import { createStore, useStore } from './store.js';
import { serviceNowMs } from './live.js';

const tick = createStore({ nowMs: 0 });

export function startClock(): void {
  const step = () => tick.set({ nowMs: serviceNowMs() });
  step();
  setInterval(step, 1000);
}

/** Service time, once a second: every age on the page moves together. */
export const useNowMs = (): number => useStore(tick, (s) => s.nowMs) || serviceNowMs();

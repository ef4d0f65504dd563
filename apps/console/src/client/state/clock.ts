import { createStore, useStore } from './store.js';
import { line, past, serviceNowMs } from './live.js';

const tick = createStore({ nowMs: 0 });

export function startClock(): void {
  const step = () => tick.set({ nowMs: serviceNowMs() });
  step();
  setInterval(step, 1000);
  // The first word of the service corrects the device's own clock at once, not a second later.
  line.subscribe(step);
  past.subscribe(step);
}

/** Service time, once a second: every age on the page moves together. */
export const useNowMs = (): number => useStore(tick, (s) => s.nowMs) || serviceNowMs();

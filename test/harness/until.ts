import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 25;

/** Waits until `check` answers something truthy and returns it; throws with the newest answer when the deadline passes. */
export async function until<T>(what: string, check: () => T | Promise<T>, timeoutMs = 15_000): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const deadline = performance.now() + timeoutMs;
  let newest: unknown;
  for (;;) {
    try {
      newest = await check();
      if (newest) return newest as never;
    } catch (error) {
      newest = error;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms; newest answer: ${newest instanceof Error ? newest.message : JSON.stringify(newest)?.slice(0, 500)}`);
    await sleep(STEP_MS);
  }
}

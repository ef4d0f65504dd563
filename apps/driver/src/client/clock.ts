/**
 * Service time on the page. A page out of the service worker's store brings the time at which it was stored, because the
 * values in it have gone on ageing since; `data-cached-at` is set by the worker.
 */
export const pageClock = (pageNowMs: number, cachedAt: string | undefined): (() => number) => {
  const startedMs = performance.now();
  const agedMs = cachedAt === undefined ? 0 : Math.max(0, Date.now() - Number(cachedAt));
  return () => pageNowMs + agedMs + performance.now() - startedMs;
};

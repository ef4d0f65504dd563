import { SHELF } from './player/shelf.js';

/** What is used of a service worker's events; its type library and the page's do not go together. */
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Worker_ {
  addEventListener(name: 'install' | 'activate', run: (event: LifeEvent) => void): void;
  addEventListener(name: 'fetch', run: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const worker = self as unknown as Worker_;

/** A service that does not answer in time counts as away. */
const PATIENCE_MS = 5000;

/** The player's page and its script and style; orders are never kept. */
const isOurs = ({ method, url }: Request): boolean => method === 'GET' && /^https?:\/\/[^/]+\/(signs|assets\/sign)\/[^/]+$/.test(url);

const late = (): Promise<never> => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), PATIENCE_MS));

/** From the service while it is well, else what was kept: also instead of a proxy's error page or a refusal. */
const answer = async (request: Request): Promise<Response> => {
  const shelf = await caches.open(SHELF);
  const fresh = await Promise.race([fetch(request), late()]).catch(() => null);
  if (fresh !== null && fresh.type === 'opaqueredirect') return fresh;
  if (fresh !== null && fresh.ok) {
    await shelf.put(request, fresh.clone());
    return fresh;
  }
  // A player starts at its address with a key, which is not kept.
  return (await shelf.match(request)) ?? (await shelf.match(request, { ignoreSearch: true })) ?? fresh ?? Response.error();
};

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});

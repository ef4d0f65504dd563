/*
 * Service worker: the last pages a driver saw can be opened without a connection, and say how old they are. It keeps pages
 * only, no position: an address with coordinates is never stored. Needs the header `Service-Worker-Allowed: /`.
 */
interface WorkerEvent extends Event {
  waitUntil: (done: Promise<unknown>) => void;
}
interface WorkerFetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith: (answer: Promise<Response>) => void;
}
interface WorkerPushEvent extends WorkerEvent {
  readonly data: { json: () => unknown } | null;
}
interface WorkerClickEvent extends WorkerEvent {
  readonly notification: { readonly data: unknown; close: () => void };
}
interface Worker_ {
  readonly location: { readonly origin: string };
  readonly skipWaiting: () => Promise<void>;
  readonly clients: { claim: () => Promise<void>; openWindow: (url: string) => Promise<unknown> };
  readonly registration: { showNotification: (title: string, options: NotificationOptions) => Promise<void> };
  addEventListener: ((type: 'install' | 'activate', listener: (event: WorkerEvent) => void) => void) & ((type: 'fetch', listener: (event: WorkerFetchEvent) => void) => void) &
    ((type: 'push', listener: (event: WorkerPushEvent) => void) => void) &
    ((type: 'notificationclick', listener: (event: WorkerClickEvent) => void) => void);
}
const worker = globalThis as unknown as Worker_;

const STORE = 'driver-v1';
const CACHED_AT = 'x-cached-at';
const OFFLINE_PAGE = '/offline';
const MOST_PAGES = 20;
const PATIENCE_MS = 8000;

const isPage = ({ pathname, searchParams }: URL): boolean => !searchParams.has('lat') && !searchParams.has('lon') && (pathname === '/' || pathname === '/text' || pathname.startsWith('/parken/'));
const isAsset = ({ pathname }: URL): boolean => pathname.startsWith('/assets/driver/');

const keep = async (key: string, answer: Response): Promise<void> => {
  const headers = new Headers(answer.headers);
  headers.set(CACHED_AT, String(Date.now()));
  const store = await caches.open(STORE);
  await store.put(key, new Response(await answer.blob(), { status: answer.status, headers }));
  const pages = (await store.keys()).filter((request) => isPage(new URL(request.url)));
  for (const old of pages.slice(0, Math.max(0, pages.length - MOST_PAGES))) await store.delete(old);
};

/** The page tells its script when it was stored, so that its values go on ageing. */
const reopened = async (stored: Response): Promise<Response> => {
  const text = await stored.text();
  const at = Number(stored.headers.get(CACHED_AT)) || 0;
  return new Response(text.replace('<html ', `<html data-cached-at="${at}" `), { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': stored.headers.get('content-security-policy') ?? '' } });
};

const openPage = async (request: Request): Promise<Response> => {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok && isPage(new URL(request.url))) await keep(request.url, answer.clone());
    return answer;
  } catch {
    const store = await caches.open(STORE);
    const stored = (await store.match(request.url)) ?? (await store.match(request.url, { ignoreSearch: true }));
    return stored === undefined ? ((await store.match(OFFLINE_PAGE)) ?? Response.error()) : reopened(stored);
  }
};

/** Script and style from the store at once, and anew for the next time. */
const asset = async (event: WorkerFetchEvent): Promise<Response> => {
  const store = await caches.open(STORE);
  const stored = await store.match(event.request);
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) await store.put(event.request, answer.clone());
    return answer;
  });
  if (stored === undefined) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  return stored;
};

worker.addEventListener('install', (event) => {
  const addOffline = caches.open(STORE).then((store) => store.add(OFFLINE_PAGE));
  event.waitUntil(Promise.all([addOffline.catch(() => undefined), worker.skipWaiting()]));
});
worker.addEventListener('activate', (event) => {
  const tidy = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('driver-') && name !== STORE).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([tidy, worker.clients.claim()]));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && (isPage(url) || url.pathname === '/')) event.respondWith(openPage(request));
  else if (isAsset(url)) event.respondWith(asset(event));
});
/* One message about the followed target; a tap opens the page with the next best. Only addresses of this site are opened. */
worker.addEventListener('push', (event) => {
  const message = (event.data?.json() ?? {}) as Partial<Record<'title' | 'body' | 'path' | 'lang', string>>;
  const { title = 'Parken', body = '', path = '/', lang = 'de' } = message;
  event.waitUntil(worker.registration.showNotification(title, { body, lang: lang === 'en' ? 'en' : 'de', tag: 'target', icon: '/assets/driver/icon-192.png', data: path }));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = new URL(String(event.notification.data), worker.location.origin);
  event.waitUntil(worker.clients.openWindow(url.origin === worker.location.origin ? url.href : '/'));
});
export {};

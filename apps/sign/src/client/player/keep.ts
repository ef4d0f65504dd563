import { SHELF } from './shelf.js';

/**
 * Keeps this page on the player, so that after a power cut it is there before the service is: dark, and never a browser's
 * error page. Where the browser has no service worker (no TLS, too old) the player does without.
 */
export const keepPage = (): void => {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  const script = document.querySelector('script[src]');
  const style = document.querySelector('link[rel=stylesheet]');
  const parts = [location.pathname + location.search, script && script.getAttribute('src'), style && style.getAttribute('href')].filter((part): part is string => typeof part === 'string');
  const worker = (parts[1] ?? '').replace(/[^/]*$/, 'sw.js');
  navigator.serviceWorker
    .register(worker, { scope: '/signs/' })
    .then(() => caches.open(SHELF))
    .then((shelf) => shelf.addAll(parts))
    .catch(() => undefined);
};

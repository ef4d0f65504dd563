import type { IncomingHttpHeaders } from 'node:http';

export const CSRF_HEADER = 'x-wegweiser-csrf';

export const changesSomething = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/**
 * Whether a browser says that another site's page wants this. `Sec-Fetch-Site` decides where it is sent (every current
 * browser, over TLS or loopback); else `Origin`. Programs send neither and have no cookies that could be abused.
 */
export function isFromForeignPage(headers: IncomingHttpHeaders, publicOrigin: string | null): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin';
  const { origin } = headers;
  if (origin === undefined) return false;
  if (publicOrigin !== null) return origin !== publicOrigin;
  return !URL.canParse(origin) || new URL(origin).host !== headers.host;
}

import type { NextFunction, Request, Response } from 'express';

const policyFor = (host: string): string => [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // 'self' means sockets, too, but not yet in the browsers of old players: this very host is named.
  `connect-src 'self'${/^[\w.\-:[\]]{1,255}$/.test(host) ? ` ws://${host} wss://${host}` : ''}`,
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** Headers of every answer. No address of a driver is kept and none is handed on. */
export function secureHeaders(request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': policyFor(request.headers.host ?? ''),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'geolocation=(self), camera=(), microphone=()',
    'cross-origin-opener-policy': 'same-origin',
  });
  next();
}

/** Where the public address is one of TLS, a browser that was here once comes no other way. */
export function onlyOverTls(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('strict-transport-security', 'max-age=31536000');
  next();
}

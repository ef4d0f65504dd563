import type { IncomingHttpHeaders } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { isLoopback } from '@wegweiser/platform';

/**
 * Whether somebody on this machine asks for it by its own name: not through a proxy, and not by a foreign name that was made
 * to point here (DNS rebinding).
 */
export function isFromHere(headers: IncomingHttpHeaders): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined || headers.via !== undefined) return false;
  const name = /^(\[[^\]]*\]|[^:]*)/.exec(headers.host ?? '')![0].replace(/^\[|\]$/g, '');
  return isLoopback(name);
}

export const bearerOf = (headers: IncomingHttpHeaders): string | null => (headers.authorization?.startsWith('Bearer ') ? headers.authorization.slice(7).trim() : null);

export function bearerIs(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header?.startsWith('Bearer ') ? header.slice(7) : '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

import type { NextFunction, Request, Response } from 'express';
import type { Access } from './access.js';

/** As long as browsers keep a cookie at most; a player is started anew more often, at its address with the key. */
const KEPT_S = 400 * 86_400;

/**
 * A sign's player cannot send headers, only open an address: `/signs/tafel?key=wgw_...`. The key goes into a cookie that no
 * script reads, and out of the address.
 */
export const playerKey = (access: () => Access) => (request: Request, response: Response, next: NextFunction): void => {
  const { key } = request.query;
  if (request.method !== 'GET' || typeof key !== 'string') return next();
  const { keys, cookies } = access();
  if (keys.holder(key, 'cookie') !== null) cookies.set(response, 'key', key, KEPT_S);
  response.setHeader('cache-control', 'no-store');
  // What else the address says, `native=1`, stays.
  const others = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) if (name !== 'key' && typeof value === 'string') others.set(name, value);
  response.redirect(303, `${request.baseUrl}${request.path === '/' ? '' : request.path}${others.size === 0 ? '' : `?${others.toString()}`}`);
};

import { REST_ACCESS } from '@wegweiser/contracts/access';
import type { NextFunction, Request, Response } from 'express';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
/** Methods by pattern of path, of every route there is. */
const METHODS = new Map<string, { matches: RegExp; methods: Set<string> }>();
for (const route of Object.keys(REST_ACCESS)) {
  const [method, pattern] = route.split(' ') as [string, string];
  const known = METHODS.get(pattern) ?? { matches: new RegExp(`^${pattern.split(/:\w+/).map(escaped).join('[^/]+')}/?$`), methods: new Set(['OPTIONS']) };
  known.methods.add(method);
  if (method === 'GET') known.methods.add('HEAD');
  METHODS.set(pattern, known);
}

/** Methods of a path, RFC 9110 section 9.3.7; empty when there is no such route. */
export const methodsOf = (path: string): string[] => [...new Set([...METHODS.values()].filter(({ matches }) => matches.test(path)).flatMap(({ methods }) => [...methods]))].toSorted();

/**
 * `OPTIONS`: which methods a path has. Nothing is allowed to pages of other origins: they get no `Access-Control` header,
 * and so their browsers ask no further.
 */
export function answerOptions(request: Request, response: Response, next: NextFunction): void {
  const methods = request.method === 'OPTIONS' ? methodsOf(request.path) : [];
  if (methods.length === 0) return next();
  response.set('allow', methods.join(', ')).status(204).end();
}

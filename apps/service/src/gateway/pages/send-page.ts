import type { Response } from 'express';

/** A page of this moment: asked for anew each time, unless it is still the same (ETag). */
export function sendPage(response: Response, page: string, type = 'html'): void {
  response.set('cache-control', 'no-cache').type(type).send(page);
}

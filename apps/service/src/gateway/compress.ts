import compression from 'compression';
import type { Request, Response } from 'express';

/**
 * Answers that hold a secret of whoever asks - the session's token, a new key, what roles hand each other - go out as they are.
 * Who sees the lengths of compressed answers and can put words of their own into them learns a secret that stands beside these
 * (BREACH); where there is none there is nothing to learn.
 */
const WITH_SECRETS = /^\/(sign-in|internal|api\/v1\/(sessions?|keys))(?![^/?])/i;

/** A strong tag names the very bytes, as players of signs compare them; Express' own are weak. */
const isStrong = (tag: unknown): boolean => typeof tag === 'string' && tag.startsWith('"');

/** Brotli or gzip for pages, scripts and JSON from 1 kB on; pictures and fonts are packed already. */
export const compress = compression({
  filter: (request: Request, response: Response) => !WITH_SECRETS.test(request.originalUrl) && !isStrong(response.getHeader('etag')) && compression.filter(request, response),
});

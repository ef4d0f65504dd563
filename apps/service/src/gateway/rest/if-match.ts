import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** For OpenAPI: what `IfMatch` reads. */
export const IF_MATCH = { name: 'If-Match', required: false, description: 'Revision of the thing that was seen, e.g. `"7"`. Where it is another one by now nothing is done, and the answer (412) says what changed. Left out, or `*`: whatever it is' };

/** `"7"`, `W/"7"` or `7` as a number; nothing or `*` as `undefined`. Throws `BadRequestException` on anything else. */
export function revisionOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const found = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header);
  if (found === null) throw new BadRequestException('If-Match: expected one revision, e.g. "7"');
  return Number(found[1]);
}

/** Revision that the caller has seen. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => revisionOf(context.switchToHttp().getRequest<Request>().headers['if-match']));

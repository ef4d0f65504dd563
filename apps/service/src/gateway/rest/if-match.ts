import { BadRequestException, createParamDecorator, HttpException, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** For OpenAPI: what `IfMatch` reads. */
export const IF_MATCH = { name: 'If-Match', required: true, description: 'Revision of the thing that was seen, e.g. `"7"`; it stands in the thing\'s state as `revision`. Where it is another one by now nothing is done, and the answer (412) says what changed. Left out, or `*`, nothing is done either (428): nobody overwrites unseen what somebody else did' };

const PRECONDITION_REQUIRED = 428;

/**
 * `"7"`, `W/"7"` or `7` as a number. Throws 428 (RFC 6585, 3) when nothing is said, or `*`, which names nothing that was seen;
 * `BadRequestException` on anything else.
 */
export function revisionOf(header: string | undefined): number {
  if (header === undefined || header.trim() === '*') throw new HttpException('If-Match: say which revision was seen, e.g. "7"; it stands in the state of the thing', PRECONDITION_REQUIRED);
  const found = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header);
  if (found === null) throw new BadRequestException('If-Match: expected one revision, e.g. "7"');
  return Number(found[1]);
}

/** Revision that the caller has seen. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number => revisionOf(context.switchToHttp().getRequest<Request>().headers['if-match']));

import { createParamDecorator, Inject, Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { isLoopback, type Settings } from '@wegweiser/platform';
import type { Request } from 'express';
import { SETTINGS } from '../../platform/tokens.js';

const NAME_HEADER = 'x-wegweiser-operator';

/**
 * Who may act: the holder of the operators' token, under the name given in `X-Wegweiser-Operator`. Without a token
 * configured, only on loopback (the demo). The header makes a browser ask first, so no foreign page can act unseen.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const token = this.settings.WEGWEISER_OPERATOR_TOKEN;
    if (token === undefined && !(isLoopback(this.settings.WEGWEISER_HTTP_HOST) && isFromHere(request))) throw new UnauthorizedException('operators cannot act until WEGWEISER_OPERATOR_TOKEN is set');
    if (token !== undefined && !bearerIs(request.headers.authorization, token)) throw new UnauthorizedException('expected the operators\' bearer token');
    if (nameOf(request) === null) throw new UnauthorizedException(`expected a name of 2 to 60 characters in ${NAME_HEADER}`);
    return true;
  }
}

/**
 * Whether somebody on this machine asks for it by its own name: not through a proxy, and not by a foreign name that was made
 * to point here (DNS rebinding).
 */
function isFromHere({ headers }: Request): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined || headers.via !== undefined) return false;
  const name = /^(\[[^\]]*\]|[^:]*)/.exec(headers.host ?? '')![0].replace(/^\[|\]$/g, '');
  return isLoopback(name);
}

export function bearerIs(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header?.startsWith('Bearer ') ? header.slice(7) : '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** HTTP headers are Latin-1; a name may come percent-encoded. */
function nameOf(request: Request): string | null {
  const raw = request.headers[NAME_HEADER];
  if (typeof raw !== 'string') return null;
  let name = raw;
  try {
    name = decodeURIComponent(raw);
  } catch {
    // Not percent-encoded: taken as it is.
  }
  const trimmed = name.trim();
  return /^[\p{L}\p{N} ._@-]{2,60}$/u.test(trimmed) ? trimmed : null;
}

/** Name of the operator who acts. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): string => nameOf(context.switchToHttp().getRequest<Request>())!);

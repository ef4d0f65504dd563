import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { nameOf, NOBODY, type Identity } from './identity.js';
import type { Recognised } from './authenticator.js';

/** What the guard found out, for whoever answers the request. */
const FOUND = new WeakMap<Request, Recognised>();
export const remember = (request: Request, found: Recognised): void => void FOUND.set(request, found);
export const foundOf = (request: Request): Recognised | null => FOUND.get(request) ?? null;
export const identityOf = (request: Request): Identity => FOUND.get(request)?.identity ?? NOBODY;

/** Who asks. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Identity => identityOf(context.switchToHttp().getRequest<Request>()));
/** Name under which an act stands in the audit log. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): string => nameOf(identityOf(context.switchToHttp().getRequest<Request>())));

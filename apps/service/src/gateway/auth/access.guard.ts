import { ForbiddenException, HttpException, Inject, Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { decideAccess, routeAccess, type Right, type Wanted } from '@wegweiser/contracts/access';
import { timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { ACCESS } from '../../platform/tokens.js';
import type { Access } from './access.js';
import type { Recognised } from './authenticator.js';
import { nameOf, partyOf, type Identity } from './identity.js';
import type { Limited } from './limits.js';
import type { AccessObject } from './object-areas.js';
import { changesSomething, CSRF_HEADER, isFromForeignPage } from './same-origin.js';
import { remember } from './who.js';

/** Stands at every route, whatever the controller: who comes, what the table of access says about it, and whether it is meant. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(ACCESS) private readonly access: Access) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const route = `${request.method} ${(request.route as { path: string }).path}`;
    const wanted = routeAccess(request.method, (request.route as { path: string }).path, request.params as Record<string, string>);
    if (wanted === null) throw new ForbiddenException(`${route} is not in the table of access (libs/contracts/src/access)`);
    const found = await this.access.authenticator.recognise(request.headers);
    remember(request, found);
    this.mustBeMeant(request, found.identity, wanted.right);
    await this.mustBeLittle(request, response, found.identity, wanted);
    this.mustBeAllowed(found, wanted.right, wanted.object, route);
    if (wanted.right !== 'open') response.setHeader('cache-control', 'no-store');
    if (found.claims !== null && !isMereLook(request)) await this.renew(response, found.claims);
    return true;
  }

  /** No foreign page makes a browser change something. */
  private mustBeMeant(request: Request, identity: Identity, right: Right): void {
    if (!changesSomething(request.method)) return;
    if (isFromForeignPage(request.headers, this.access.publicOrigin)) throw new ForbiddenException('this comes from a page of another site');
    if (identity.kind !== 'person' || right === 'open') return;
    const given = Buffer.from(String(request.headers[CSRF_HEADER] ?? ''));
    const wanted = Buffer.from(identity.csrf);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new ForbiddenException(`expected the session's token in ${CSRF_HEADER}`);
  }

  private async mustBeLittle(request: Request, response: Response, identity: Identity, { right, question }: Wanted): Promise<void> {
    if (right === 'internal') return;
    const { limits } = this.access;
    const limited: Limited = question ? await limits.question(request) : changesSomething(request.method) ? await limits.change(identity, request) : await limits.request(request);
    if (limited.ok) return;
    response.setHeader('retry-after', String(limited.retryS));
    throw new HttpException(`too many requests; try again in ${limited.retryS} s`, 429);
  }

  private mustBeAllowed(found: Recognised, right: Right, object: AccessObject | null, route: string): void {
    const { identity } = found;
    const outcome = decideAccess(right, { party: partyOf(identity), ...this.access.areas.claimOf(identity, object) });
    if (outcome === 'allow') return;
    if (outcome === 'signIn') throw new UnauthorizedException(found.stale === 'session' ? 'the session has ended; sign in again' : found.stale === 'key' ? 'this key is not valid' : 'sign in first');
    this.access.auditLog.note(nameOf(identity), { action: 'refused', about: { kind: object?.kind ?? 'route', id: object?.id ?? route }, outcome: 'refused', detail: { route, right, party: partyOf(identity) } });
    throw new ForbiddenException(identity.kind === 'key' ? 'this key does not open that' : 'your role or area does not allow that');
  }

  private async renew(response: Response, claims: NonNullable<Recognised['claims']>): Promise<void> {
    const renewed = await this.access.sessions.renew(claims);
    if (renewed !== null) this.access.cookies.set(response, 'session', renewed.cookie, renewed.maxAgeS);
  }
}

/** A page asks who it is by itself; that is no sign of life of a person unless it says so. */
const isMereLook = (request: Request): boolean => request.method === 'GET' && request.path === '/api/v1/session' && request.query['active'] === undefined;

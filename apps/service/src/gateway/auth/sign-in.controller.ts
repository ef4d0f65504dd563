import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { renderSignInPage, type SignInPage } from '@wegweiser/console';
import { SignInRequest } from '@wegweiser/contracts/access';
import type { Request, Response } from 'express';
import { ACCESS } from '../../platform/tokens.js';
import type { Access } from './access.js';
import { SIGN_IN_MS } from './provider.js';
import { SignIn } from './sign-in.js';
import { foundOf } from './who.js';

const HOME = '/console/';
type Query_ = Record<string, unknown>;

/** Signing in as pages do it: a form without scripts for the built-in account, and the way to the provider and back. */
@ApiExcludeController()
@Controller('sign-in')
export class SignInController {
  constructor(@Inject(ACCESS) private readonly access: Access, @Inject(SignIn) private readonly signIn: SignIn) {}

  @Get()
  page(@Query() query: Query_, @Req() request: Request, @Res() response: Response): void {
    const identity = foundOf(request)?.identity;
    this.send(request, response, { back: localPath(query['return']), name: identity?.kind === 'person' ? identity.name : null, problem: null, done: query['done'] !== undefined });
  }

  @Post()
  async local(@Body() body: Query_, @Req() request: Request, @Res() response: Response): Promise<void> {
    const back = localPath(body['return']);
    const parsed = SignInRequest.safeParse(body);
    const outcome = parsed.success ? await this.signIn.local(parsed.data.name, parsed.data.password, request, response) : { ok: false as const, status: 401 as const, message: '' };
    if (outcome.ok) return response.redirect(303, back);
    if ('retryS' in outcome && outcome.retryS !== undefined) response.setHeader('retry-after', String(outcome.retryS));
    // A form's own page with what was wrong: 422, for 401 is the door's, not the password's.
    response.status(outcome.status === 429 ? 429 : 422);
    this.send(request, response, { back, name: null, problem: outcome.status === 429 ? 'locked' : 'wrong', done: false });
  }

  @Get('provider')
  async provider(@Query() query: Query_, @Req() request: Request, @Res() response: Response): Promise<void> {
    const back = localPath(query['return']);
    const begun = await this.access.provider?.begin(back);
    if (begun === undefined || begun === null) {
      response.status(begun === undefined ? 404 : 503);
      return this.send(request, response, { back, name: null, problem: begun === undefined ? 'none' : 'unavailable', done: false });
    }
    this.access.cookies.set(response, 'signIn', begun.cookie, SIGN_IN_MS / 1000);
    response.setHeader('cache-control', 'no-store');
    response.redirect(303, begun.url);
  }

  @Get('callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { provider, cookies } = this.access;
    const at = request.originalUrl.indexOf('?');
    const outcome = await provider?.finish(at < 0 ? '' : request.originalUrl.slice(at), cookies.read(request.headers, 'signIn'));
    // Used once, whatever came of it.
    cookies.clear(response, 'signIn');
    response.setHeader('cache-control', 'no-store');
    if (outcome?.ok === true) {
      await this.signIn.begin(outcome.who, response);
      return response.redirect(303, outcome.back);
    }
    const { why, subject } = outcome ?? { why: 'none' as const, subject: null };
    this.signIn.refused(subject, why, 'oidc');
    response.status(why === 'unavailable' ? 503 : 422);
    this.send(request, response, { back: HOME, name: null, problem: why, done: false });
  }

  private send(request: Request, response: Response, page: Pick<SignInPage, 'back' | 'name' | 'problem' | 'done'>): void {
    const { local } = this.access;
    response.setHeader('cache-control', 'no-store');
    const lang = request.acceptsLanguages('de', 'en') === 'en' ? 'en' : 'de';
    response.type('html').send(renderSignInPage({ ...page, lang, way: this.signIn.way, demo: local?.isDemo === true, account: local?.isDemo === true ? local.name : null }));
  }
}

/** Only a path of this very service: nobody is sent elsewhere after signing in. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(wanted) || wanted.includes('\\')) return HOME;
  const url = URL.canParse(wanted, 'http://here') ? new URL(wanted, 'http://here') : null;
  return url === null || url.host !== 'here' ? HOME : `${url.pathname}${url.search}${url.hash}`;
}

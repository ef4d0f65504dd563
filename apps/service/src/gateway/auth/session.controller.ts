import { Body, Controller, Delete, Get, HttpCode, HttpException, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Done } from '@wegweiser/contracts';
import { SessionAnswer, SignInRequest } from '@wegweiser/contracts/access';
import type { Request, Response } from 'express';
import { ACCESS } from '../../platform/tokens.js';
import { ok, openApi } from '../rest/schemas.js';
import type { Access } from './access.js';
import { partyOf, type Identity, type Person } from './identity.js';
import { SignIn } from './sign-in.js';
import { foundOf, Who } from './who.js';

/** Who a page is, signing in with the built-in account, signing out. */
@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(@Inject(ACCESS) private readonly access: Access, @Inject(SignIn) private readonly signIn: SignIn) {}

  @Get()
  @ApiOperation({ summary: 'Who you are', description: 'Asking does not keep a session alive; `active=1` says that a person is there.' })
  @ApiQuery({ name: 'active', required: false })
  @ApiResponse(ok('The session, or how to get one', SessionAnswer))
  read(@Req() request: Request, @Res({ passthrough: true }) response: Response): SessionAnswer {
    const found = foundOf(request);
    response.setHeader('cache-control', 'no-store');
    // A cookie that says nothing any more is taken away, or every later request would be called ended.
    if (found?.stale === 'session') this.access.cookies.clear(response, 'session');
    return this.answer(found?.identity ?? { kind: 'nobody' }, found?.stale === 'session');
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with the built-in account' })
  @ApiBody({ schema: openApi(SignInRequest) })
  @ApiResponse(ok('The session; the cookie comes with it', SessionAnswer))
  async begin(@Body({ schema: SignInRequest }) { name, password }: SignInRequest, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionAnswer> {
    const outcome = await this.signIn.local(name, password, request, response);
    if (!outcome.ok) {
      if (outcome.retryS !== undefined) response.setHeader('retry-after', String(outcome.retryS));
      throw new HttpException(outcome.message, outcome.status);
    }
    return this.answer(outcome.person, false);
  }

  @Delete()
  @ApiOperation({ summary: 'Sign out: the session is over everywhere' })
  @ApiResponse(ok('Done', Done))
  async end(@Who() who: Identity, @Res({ passthrough: true }) response: Response): Promise<{ ok: true }> {
    await this.signIn.end(who as Person, response);
    return { ok: true };
  }

  private answer(who: Identity, ended: boolean): SessionAnswer {
    const { local } = this.access;
    const isDemo = local?.isDemo === true;
    return { party: partyOf(who), ...personalOf(who), ended, signIn: { way: this.signIn.way, demo: isDemo, name: isDemo ? local.name : null } };
  }
}

type Personal = Pick<SessionAnswer, 'name' | 'role' | 'areas' | 'endsAtMs' | 'csrf'>;
function personalOf(who: Identity): Personal {
  if (who.kind !== 'person' && who.kind !== 'key') return { name: null, role: null, areas: null, endsAtMs: null, csrf: null };
  const areas = who.areas === '*' ? '*' : [...who.areas];
  if (who.kind === 'key') return { name: who.name, role: null, areas, endsAtMs: null, csrf: null };
  return { name: who.name, role: who.role, areas, endsAtMs: Math.round(who.endsAtMs), csrf: who.csrf };
}

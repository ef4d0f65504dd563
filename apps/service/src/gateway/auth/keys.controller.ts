import { BadRequestException, Body, ConflictException, Controller, Delete, Get, HttpCode, Inject, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Done, type City } from '@wegweiser/contracts';
import { KeyList, KeyRequest, KeyRevocation, KeyRotation, NewKeyAnswer, SessionList, SignOutReason } from '@wegweiser/contracts/access';
import type { z } from 'zod';
import { ACCESS, CITY } from '../../platform/tokens.js';
import { ok, openApi } from '../rest/schemas.js';
import type { Access } from './access.js';
import { plainName, type Identity } from './identity.js';
import type { KeyView, NewKey } from './keys.js';
import { Operator, Who } from './who.js';

const MOST_KEYS = 10_000;

/** Keys of signs, partner systems and machines, and the end of other people's sessions. Each change stands in the audit log with who, before, after and why. */
@ApiTags('keys')
@Controller('api/v1')
export class KeysController {
  constructor(@Inject(ACCESS) private readonly access: Access, @Inject(CITY) private readonly city: City) {}

  @Get('keys')
  @ApiOperation({ summary: 'Keys, without their secrets' })
  @ApiResponse(ok('All keys, revoked ones too', KeyList))
  list(): { keys: KeyView[] } {
    return { keys: this.access.keys.list() };
  }

  @Post('keys')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a key', description: 'A sign\'s key opens its sign\'s order alone; a partner\'s the objects it is given (`signs/x`, or `junctions` for all of them); a machine\'s acts as an operator does, in its areas.' })
  @ApiBody({ schema: openApi(KeyRequest) })
  @ApiResponse(ok('The key, and its secret this once', NewKeyAnswer))
  async create(@Body({ schema: KeyRequest }) request: KeyRequest, @Operator() by: string): Promise<z.infer<typeof NewKeyAnswer>> {
    if (this.access.keys.list().length >= MOST_KEYS) throw new ConflictException(`at most ${MOST_KEYS} keys`);
    const made = await this.access.keys.create(this.wanted(request), by);
    // A key that nobody can be asked about is none.
    await this.write(by, 'createKey', made.key.id, { before: null, after: made.key, reason: request.reason }).catch(async (error: unknown) => {
      await this.access.keys.revoke(made.key.id);
      throw error;
    });
    return made;
  }

  @Post('keys/:id/rotation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a key a new secret', description: 'The old one holds for `overlapMinutes` more, so that it can be changed where it is used.' })
  @ApiBody({ schema: openApi(KeyRotation) })
  @ApiResponse(ok('The key, and its new secret this once', NewKeyAnswer))
  async rotate(@Param('id') id: string, @Body({ schema: KeyRotation }) { reason, overlapMinutes }: z.infer<typeof KeyRotation>, @Operator() by: string): Promise<z.infer<typeof NewKeyAnswer>> {
    const key = this.access.keys.list().find((k) => k.id === id && k.revokedAtMs === null);
    if (key === undefined) throw new NotFoundException(`there is no key ${id.slice(0, 64)} in force`);
    await this.write(by, 'rotateKey', id, { before: key, after: { ...key, oldSecretHoldsMinutes: overlapMinutes }, reason });
    const made = await this.access.keys.rotate(id, overlapMinutes * 60_000);
    if (made === null) throw new NotFoundException(`key ${id.slice(0, 64)} was revoked meanwhile`);
    return made;
  }

  @Delete('keys/:id')
  @ApiOperation({ summary: 'Revoke a key: at once, for ever; its connections are cut' })
  @ApiResponse(ok('Done', Done))
  async revoke(@Param('id') id: string, @Query({ schema: KeyRevocation }) { reason }: z.infer<typeof KeyRevocation>, @Operator() by: string): Promise<{ ok: true }> {
    const revoked = await this.access.keys.revoke(id);
    if (revoked === null) throw new NotFoundException(`there is no key ${id.slice(0, 64)} in force`);
    // Shut first: that it cannot be written down at the moment keeps no door open.
    this.access.auditLog.note(by, { action: 'revokeKey', about: { kind: 'key', id }, outcome: 'ok', detail: { ...revoked, reason } });
    return { ok: true };
  }

  @Get('sessions')
  @ApiOperation({ summary: 'Who is signed in', description: 'Sessions in force of which something was heard at this gateway since it started: an open page is heard every half minute.' })
  @ApiResponse(ok('Newest first', SessionList))
  sessions(@Who() who: Identity): SessionList {
    const own = who.kind === 'person' ? who : null;
    return { sessions: this.access.sessions.list().map((s) => ({ ...s, beganAtMs: Math.round(s.beganAtMs), seenAtMs: s.seenAtMs === null ? null : Math.round(s.seenAtMs), endsAtMs: Math.round(s.endsAtMs), own: s.subject === own?.subject && s.beganAtMs === own.beganAtMs })) };
  }

  @Delete('sessions/:subject')
  @ApiOperation({ summary: 'End every session of somebody', description: 'The subject as it stands in the audit log with each sign-in.' })
  @ApiResponse(ok('Done', Done))
  async signOut(@Param('subject') subject: string, @Query({ schema: SignOutReason }) { reason }: z.infer<typeof SignOutReason>, @Operator() by: string): Promise<{ ok: true }> {
    await this.access.sessions.endAllOf(subject.slice(0, 300));
    this.access.auditLog.note(by, { action: 'endSessions', about: { kind: 'person', id: subject.slice(0, 300) }, outcome: 'ok', detail: { reason } });
    return { ok: true };
  }

  private wanted(request: KeyRequest): NewKey {
    const { kind, expiresAtMs } = request;
    const name = plainName(request.name);
    if (name === null) throw new BadRequestException('name: expected letters or digits');
    if (expiresAtMs !== null && expiresAtMs <= this.access.now()) throw new BadRequestException('expiresAtMs: must be ahead');
    if (kind === 'sign') {
      if (!this.city.signs.some((s) => s.id === request.signId)) throw new BadRequestException(`signId: sign ${request.signId} is not configured`);
      return { kind, name, expiresAtMs, objects: [`signs/${request.signId}`], areas: [] };
    }
    if (kind === 'partner') return { kind, name, expiresAtMs, objects: request.objects, areas: [] };
    const unknown = request.areas === '*' ? [] : request.areas.filter((id) => !this.city.areas.some((a) => a.id === id));
    if (unknown.length > 0) throw new BadRequestException(`areas: ${unknown.join(', ')} not configured`);
    return { kind, name, expiresAtMs, objects: [], areas: request.areas };
  }

  private write(by: string, action: string, id: string, detail: Record<string, unknown>): Promise<void> {
    return this.access.auditLog.write(by, { action, about: { kind: 'key', id }, outcome: 'ok', detail });
  }
}

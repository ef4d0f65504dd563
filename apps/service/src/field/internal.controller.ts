import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res, UnauthorizedException, UseGuards, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { encodedLength, encodeRecord, type JournalRecord, type Received } from '@wegweiser/field';
import type { Settings } from '@wegweiser/platform';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { bearerIs } from '../gateway/auth/from-here.js';
import { SETTINGS, FIELD } from '../platform/tokens.js';
import type { FieldService } from './field.service.js';
import { FIRST_OFFSET_HEADER, JOURNAL_HEADER, KNOWN_UP_TO_HEADER, MORE_HEADER } from './remote-feed.js';
import type { RecordReader } from './record-feed.js';

/** Between roles of one service only: a shared secret, never open. */
@Injectable()
export class InternalGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const token = this.settings.WEGWEISER_INTERNAL_TOKEN;
    if (token !== undefined && bearerIs(context.switchToHttp().getRequest<Request>().headers.authorization, token)) return true;
    throw new UnauthorizedException('for the roles of this service only');
  }
}

export const JournalQuery = z.object({ from: z.coerce.number().int().min(0), limit: z.coerce.number().int().min(1).max(10_000).default(1000), wait: z.coerce.number().min(0).max(30).default(0) });
const POLL_MS = 20;

/** Answers one long-poll with records as they stand in the journal. */
export async function sendRecords(journal: { id: string; reader: RecordReader }, query: z.infer<typeof JournalQuery>, knownUpTo: () => number, response: Response): Promise<void> {
  const { id, reader } = journal;
  const until = Date.now() + query.wait * 1000;
  let records: JournalRecord[] = [];
  let known = knownUpTo();
  for (;;) {
    // Asked before reading: whatever was received until then is in what is read.
    known = knownUpTo();
    records = await reader.next(query.limit);
    if (records.length > 0 || Date.now() >= until || response.destroyed) break;
    await new Promise((r) => setTimeout(r, POLL_MS));
  }
  // The reader's answer counts on from the first: behind a damaged place it begins anew.
  const first = records[0]?.offset ?? query.from;
  const gap = records.findIndex((r, i) => r.offset !== first + i);
  if (gap > 0) records = records.slice(0, gap);
  const bytes = Buffer.allocUnsafe(records.reduce((n, r) => n + encodedLength(r.topic, r.payload), 0));
  let at = 0;
  for (const r of records) at = encodeRecord(bytes, at, r);
  // While there is more, nothing is known beyond what is handed over: a tick must not overtake the rest.
  const last = records.at(-1);
  const more = last !== undefined && (gap > 0 || reader.hasMore);
  const knownMs = more ? Math.min(known, last.receivedAtMs) : known;
  response.set({ [JOURNAL_HEADER]: id, [FIRST_OFFSET_HEADER]: String(first), [MORE_HEADER]: String(more), [KNOWN_UP_TO_HEADER]: String(knownMs), 'content-type': 'application/octet-stream' });
  response.send(bytes);
}

const Release = z.object({ consumer: z.string().max(40), offset: z.number().int().min(0) });
const Publish = z.object({ topic: z.string().max(300), payload: z.string().max(100_000) });
const Inject_ = z.array(z.object({ topic: z.string().max(300), payload: z.base64(), receivedAtMs: z.number() })).max(1000);

/** The field role's journal for engine and archive in other processes. */
@ApiExcludeController()
@UseGuards(InternalGuard)
@Controller('internal')
export class FieldInternalController {
  constructor(@Inject(FIELD) private readonly field: FieldService) {}

  @Get('journal')
  async journal(@Query({ schema: JournalQuery }) query: z.infer<typeof JournalQuery>, @Res() response: Response): Promise<void> {
    const { journalId: id } = await this.field.status();
    return sendRecords({ id, reader: this.field.reader(query.from) }, query, () => this.field.knownUpTo(), response);
  }

  @Post('status')
  @HttpCode(200)
  status() {
    return this.field.status();
  }

  @Post('release')
  @HttpCode(204)
  release(@Body({ schema: Release }) { consumer, offset }: z.infer<typeof Release>): void {
    this.field.release(consumer, offset);
  }

  @Post('publish')
  @HttpCode(204)
  publish(@Body({ schema: Publish }) { topic, payload }: z.infer<typeof Publish>): void {
    this.field.publish(topic, payload);
  }

  @Post('inject')
  @HttpCode(204)
  async inject(@Body({ schema: Inject_ }) messages: z.infer<typeof Inject_>): Promise<void> {
    await this.field.inject(messages.map((m): Received => ({ ...m, payload: Buffer.from(m.payload, 'base64') })));
  }
}

import { BadRequestException, Controller, Get, Inject, Param, Query, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ArchiveError, type Archive, type AuditRequest, type HistoryRequest } from '@wegweiser/archive';
import { AuditAnswer, AuditVerdictAnswer, HISTORY_SUBJECTS, HistoryAnswer, HistoryQuery, Id, Instant, QuarantineAnswer, type HistorySubject } from '@wegweiser/contracts';
import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ArchiveReader } from '../archive-reader.js';
import { Turnstile } from '../allowance.js';
import { ARCHIVE } from '../../platform/tokens.js';
import { ok, openApi } from './schemas.js';

const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().max(200).optional() });
/** The database writes first: so many questions at once, so many more wait. */
const QUESTIONS_AT_ONCE = 2;
const QUESTIONS_WAITING = 50;
const QuarantineQuery = ListQuery.extend({ code: z.string().max(40).optional(), topic: z.string().max(300).optional() });
const AuditQuery = ListQuery.extend({
  kind: z.string().max(40).optional(),
  id: z.string().max(300).optional(),
  by: z.string().max(100).optional(),
  action: z.string().max(40).optional(),
  outcome: z.enum(['ok', 'refused']).optional(),
  of: z.enum(['people', 'rules']).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  /** Somewhere in the record. */
  q: z.string().min(2).max(100).optional(),
  format: z.enum(['json', 'csv']).default('json'),
});

/** What was: any thing over any span. The public part of it is open; audit log and quarantine are the operators'. */
@ApiTags('history')
@Controller('api/v1')
export class ArchiveController {
  private readonly turnstile = new Turnstile(QUESTIONS_AT_ONCE, QUESTIONS_WAITING);

  constructor(@Inject(ARCHIVE) private readonly reader: ArchiveReader) {}

  @Get('history/:subject/:id')
  @ApiOperation({ summary: 'Values of a thing over a span', description: 'Resolution `auto` answers about 1,000 points. `format=csv` streams the whole span as RFC 4180.' })
  @ApiParam({ name: 'subject', enum: HISTORY_SUBJECTS })
  @ApiResponse({ status: 200, description: 'A page of rows, or all as CSV', content: { 'application/json': { schema: openApi(HistoryAnswer) }, 'text/csv': { schema: { type: 'string' } } } })
  async history(@Param('subject') subject: string, @Param('id') id: string, @Query({ schema: HistoryQuery }) query: HistoryQuery, @Res() response: Response): Promise<void> {
    const request = requestOf(subject, id, query);
    const archive = await this.archive();
    if (query.format === 'csv') return this.csv(archive.historyCsv(request), `${subject}-${id}.csv`, response);
    response.json(await this.ask(() => archive.history(request)));
  }

  /** What is wrong with the question shows at its first piece; later ones can but break off. */
  private async csv(pieces: AsyncGenerator<string>, name: string, response: Response): Promise<void> {
    const next = () => this.ask(() => pieces.next());
    const first = await next();
    response.set({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` });
    await pipeline(following(first, next), response).catch(() => response.destroy());
  }

  @Get('quarantine')
  @ApiOperation({ summary: 'Messages that could not be used: payload, topic, reason, what was expected' })
  @ApiResponse(ok('Newest first', QuarantineAnswer))
  async quarantine(@Query({ schema: QuarantineQuery }) query: z.infer<typeof QuarantineQuery>) {
    const archive = await this.archive();
    const [page, counts] = await Promise.all([this.ask(() => archive.listQuarantine(query)), this.ask(() => archive.countQuarantine())]);
    return { ...page, items: page.items.map((i) => ({ ...i, payload: Buffer.from(i.payload).toString('base64') })), counts };
  }

  @Get('audit')
  @ApiOperation({ summary: 'Who did what, newest first', description: 'All that is given must hold. `of=people` leaves out what rules did, `of=rules` the rest. `q` is looked for in the whole record. `format=csv` streams everything that fits as RFC 4180, each line with its hash.' })
  @ApiResponse({ status: 200, description: 'Newest first', content: { 'application/json': { schema: openApi(AuditAnswer) }, 'text/csv': { schema: { type: 'string' } } } })
  async audit(@Query({ schema: AuditQuery }) query: z.infer<typeof AuditQuery>, @Res() response: Response): Promise<void> {
    const archive = await this.archive();
    const request = auditRequestOf(query);
    if (query.format === 'csv') return this.csv(archive.auditCsv(request), 'audit.csv', response);
    response.json(await this.ask(() => archive.listAudit(request)));
  }

  @Get('audit/verify')
  @ApiOperation({ summary: 'Recomputes the hash chain of the audit log' })
  @ApiResponse(ok('Whether the chain holds', AuditVerdictAnswer))
  async verify() {
    const archive = await this.archive();
    return this.ask(() => archive.verifyAudit());
  }

  private archive(): Promise<Archive> {
    return answered(this.reader.get());
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.turnstile.isFull) throw new ServiceUnavailableException('too many questions at once; ask again in a moment');
    return this.turnstile.run(() => answered(question()));
  }
}

function auditRequestOf({ kind, id, from, to, q, format: _format, ...rest }: z.infer<typeof AuditQuery>): AuditRequest {
  return { ...rest, text: q, fromMs: from === undefined ? undefined : Date.parse(from), toMs: to === undefined ? undefined : Date.parse(to), ...(kind !== undefined && id !== undefined ? { about: { kind, id } } : {}) };
}

async function* following<T>(first: IteratorResult<T, unknown>, next: () => Promise<IteratorResult<T, unknown>>): AsyncGenerator<T> {
  for (let step = first; step.done !== true; step = await next()) yield step.value;
}

function requestOf(subject: string, id: string, query: HistoryQuery): HistoryRequest {
  if (!(HISTORY_SUBJECTS as readonly string[]).includes(subject)) throw new BadRequestException(`subject: expected one of ${HISTORY_SUBJECTS.join(', ')}`);
  if (!Id.safeParse(id).success) throw new BadRequestException('id: not an identifier');
  const fromMs = Date.parse(query.from);
  const toMs = Date.parse(query.to);
  if (fromMs >= toMs) throw new BadRequestException('to: must be after from');
  return { subject: subject as HistorySubject, id, fromMs, toMs, resolution: query.resolution, limit: query.limit, cursor: query.cursor };
}

async function answered<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'rejected') throw new BadRequestException(error.message);
    if (error instanceof ArchiveError && error.code === 'unavailable') throw new ServiceUnavailableException('the archive is away; live values go on');
    throw error;
  }
}

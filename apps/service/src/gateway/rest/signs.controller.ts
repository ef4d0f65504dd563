import { BadRequestException, Controller, Get, Header, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SignOrderMessage, type City, type SignConfig } from '@wegweiser/contracts';
import type { Clock } from '@wegweiser/platform';
import { renderSignText, signFrame, type SignInput } from '@wegweiser/sign';
import type { Request, Response } from 'express';
import { LiveFeed } from '../../live/live-feed.js';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, LIVE_FEED, STORE } from '../../platform/tokens.js';
import { ok } from './schemas.js';
import { MAX_SCALE, signBitmap } from './sign-bitmap.js';

const MAX_WAIT_S = 55;
/** Players that wait for an order; who comes beyond is answered at once, and comes again. */
const MAX_WAITING = 10_000;

/** The pull side for signs: the order in force, with ETag and long-poll, and as plain text for small players. */
@ApiTags('signs')
@Controller('api/v1/signs/:id')
export class SignsController {
  private readonly waiting = new Map<string, Set<() => void>>();
  private waitingNow = 0;

  constructor(
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CITY) private readonly city: City,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LIVE_FEED) feed: LiveFeed,
  ) {
    feed.on('deltas', (deltas) => {
      for (const d of deltas) if (d.collection === 'signs') for (const v of d.changed) this.wake(v.id);
    });
  }

  @Get('order')
  @ApiOperation({ summary: 'Order in force', description: 'With `If-None-Match` and `wait` (seconds, at most 55) the answer comes when the order changes, or 304.' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiQuery({ name: 'wait', required: false, description: 'Seconds', schema: { type: 'integer', minimum: 0, maximum: MAX_WAIT_S } })
  @ApiResponse(ok('The order', SignOrderMessage))
  @ApiResponse({ status: 304, description: 'Nothing new' })
  @ApiResponse({ status: 204, description: 'No order yet: stay dark' })
  async order(@Param('id') id: string, @Query('wait') wait: string | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.mustExist(id);
    const known = entityTags(request.headers['if-none-match']);
    if (known.has(this.etag(id))) await this.change(id, Math.min(MAX_WAIT_S, Math.max(0, Number(wait) || 0)), response);
    const etag = this.etag(id);
    const order = this.store.find('signs', id)?.order ?? null;
    response.set({ 'cache-control': 'no-cache', 'x-server-time-ms': String(this.clock.now()), etag });
    if (order === null) return void response.status(204).end();
    if (known.has(etag)) return void response.status(304).end();
    response.json(order);
  }

  @Get('order.txt')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'What the sign shows now, as plain text: one line a row' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'Rows, top first; empty while dark', schema: { type: 'string' } })
  text(@Param('id') id: string, @Res() response: Response): void {
    response.type('text/plain; charset=utf-8').send(renderSignText(this.inputOf(id)));
  }

  @Get('bitmap.png')
  @ApiOperation({ summary: 'What the sign shows now, as a picture: one pixel a dot of its panel', description: 'Indexed PNG, top left is the first dot; number fields of a counter panel stand 8 pixels below each other. A page beyond the last one is dark. `X-Sign-Until` (epoch ms): ask again at the latest; `X-Sign-Valid`: without an answer be dark from then on.' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiQuery({ name: 'page', required: false, description: 'Page of a text, from 1, or `now`: the one that is on by the clock of the service', schema: { type: 'string', pattern: '^(now|[1-9][0-9]?)$', default: '1' } })
  @ApiQuery({ name: 'scale', required: false, description: 'Every dot as a square of so many pixels, without smoothing', schema: { type: 'integer', minimum: 1, maximum: MAX_SCALE, default: 1 } })
  @ApiProduces('image/png')
  @ApiResponse({ status: 200, description: 'The picture; all dark while the sign is dark', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 304, description: 'The same picture' })
  bitmap(@Param('id') id: string, @Query('page') page: unknown, @Query('scale') scale: unknown, @Req() request: Request, @Res() response: Response): void {
    const input = this.inputOf(id);
    const frame = signFrame(input, pageOf(page));
    const bitmap = signBitmap(frame, scaleOf(scale));
    if (bitmap === null) throw new BadRequestException('scale makes the picture too large');
    const { order, nowMs } = input;
    response.set({
      'cache-control': 'no-cache',
      etag: bitmap.etag,
      'x-server-time-ms': String(nowMs),
      'x-sign-page': String(frame.pageNumber),
      'x-sign-pages': frame.rendering.pages.map(({ onDs, offDs }) => `${onDs * 100}/${offDs * 100}`).join(', '),
      'x-sign-brightness': String(frame.brightnessPct),
      ...(frame.untilMs === null ? {} : { 'x-sign-until': String(Math.ceil(frame.untilMs)) }),
      ...(order === null ? {} : { 'x-sign-valid': String(order.validUntilMs) }),
    });
    if (entityTags(request.headers['if-none-match']).has(bitmap.etag)) return void response.status(304).end();
    response.type('image/png').send(bitmap.png);
  }

  private inputOf(id: string): SignInput {
    const sign = this.mustExist(id);
    return { sign, order: this.store.find('signs', id)?.order ?? null, nowMs: this.clock.now(), timeZone: this.city.city.timeZone };
  }

  private mustExist(id: string): SignConfig {
    const sign = this.city.signs.find((s) => s.id === id);
    if (sign === undefined) throw new NotFoundException(`sign ${id.slice(0, 64)} is not configured`);
    return sign;
  }

  /** A renewal moves the times of an order: it is another one for a player. */
  private etag(id: string): string {
    const order = this.store.find('signs', id)?.order;
    return order ? `"${order.orderId}-${order.issuedAtMs}"` : '"none"';
  }

  private change(id: string, waitSeconds: number, response: Response): Promise<void> {
    if (waitSeconds === 0 || this.waitingNow >= MAX_WAITING) return Promise.resolve();
    this.waitingNow += 1;
    return new Promise((resolve) => {
      const listeners = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, listeners);
      const done = () => {
        if (!listeners.delete(done)) return;
        clearTimeout(timer);
        this.waitingNow -= 1;
        resolve();
      };
      const timer = setTimeout(done, waitSeconds * 1000);
      listeners.add(done);
      // The player went away.
      response.once('close', done);
    });
  }

  private wake(id: string): void {
    this.waiting.get(id)?.forEach((done) => done());
  }
}

/** Tags of `If-None-Match`, RFC 9110 section 13.1.2: a list, and weak where a proxy compressed what it passed on. */
function entityTags(header: string | undefined): ReadonlySet<string> {
  return new Set((header ?? '').match(/"[^"]*"/g));
}

function pageOf(value: unknown): number | 'now' {
  if (value === undefined || value === '') return 1;
  if (value === 'now') return 'now';
  if (typeof value === 'string' && /^[1-9]\d?$/.test(value)) return Number(value);
  throw new BadRequestException('page is a number from 1 to 99, or now');
}

function scaleOf(value: unknown): number {
  if (value === undefined || value === '') return 1;
  const scale = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (scale < 1 || scale > MAX_SCALE) throw new BadRequestException(`scale is a whole number from 1 to ${MAX_SCALE}`);
  return scale;
}

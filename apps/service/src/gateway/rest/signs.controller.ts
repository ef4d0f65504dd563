import { Controller, Get, Header, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SignOrderMessage, type City } from '@wegweiser/contracts';
import type { Clock } from '@wegweiser/platform';
import { renderSignText } from '@wegweiser/sign';
import type { Request, Response } from 'express';
import { LiveFeed } from '../../live/live-feed.js';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, LIVE_FEED, STORE } from '../../platform/tokens.js';
import { ok } from './schemas.js';

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
    this.mustExist(id);
    response.type('text/plain; charset=utf-8').send(renderSignText({ order: this.store.find('signs', id)?.order ?? null, nowMs: this.clock.now() }));
  }

  private mustExist(id: string): void {
    if (!this.city.signs.some((s) => s.id === id)) throw new NotFoundException(`sign ${id.slice(0, 64)} is not configured`);
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

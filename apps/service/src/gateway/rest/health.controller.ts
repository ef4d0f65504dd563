import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Metrics } from '@wegweiser/platform';
import type { Response } from 'express';
import { METRICS } from '../../platform/tokens.js';
import { Presence } from '../presence.js';

/** For whoever runs the service: alive, ready, measured. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(Presence) private readonly presence: Presence,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('healthz')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Live guidance works: the engine is there. Broker and archive may be away for a while; they are told, not fatal. */
  @Get('readyz')
  ready(@Res() response: Response): void {
    const engine = this.presence.engine() ? 'ok' : 'away';
    response.status(engine === 'ok' ? 200 : 503).json({ status: engine === 'ok' ? 'ready' : 'notReady', engine, ...this.presence.sources() });
  }

  @Get('metrics')
  async scrape(@Res() response: Response): Promise<void> {
    response.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
  }
}

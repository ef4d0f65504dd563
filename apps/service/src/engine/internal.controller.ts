import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OperatorCommand, PromiseRecord, type CommandOutcome } from '@wegweiser/contracts';
import type { Response } from 'express';
import { z } from 'zod';
import { InternalGuard, JournalQuery, sendRecords } from '../field/internal.controller.js';
import { ENGINE } from '../platform/tokens.js';
import type { EngineService } from './engine.service.js';

const Release = z.object({ offset: z.number().int().min(0) });
const Wish = OperatorCommand.pick({ by: true, act: true, ifRevision: true });

/** The engine for archive and gateways in other processes: derived rows out, commands in. */
@ApiExcludeController()
@UseGuards(InternalGuard)
@Controller('internal')
export class EngineInternalController {
  constructor(@Inject(ENGINE) private readonly engine: EngineService) {}

  @Get('outbox')
  outbox(@Query({ schema: JournalQuery }) query: z.infer<typeof JournalQuery>, @Res() response: Response): Promise<void> {
    const { outbox } = this.engine;
    return sendRecords({ id: outbox.id, reader: outbox.reader(Math.max(query.from, outbox.firstOffset)) }, query, () => 0, response);
  }

  @Get('outbox/status')
  status() {
    const { id, firstOffset, nextOffset } = this.engine.outbox;
    return { journalId: id, firstOffset, nextOffset };
  }

  /** The archive has everything below `offset`. */
  @Post('outbox/release')
  @HttpCode(204)
  release(@Body({ schema: Release }) { offset }: z.infer<typeof Release>): Promise<void> {
    return this.engine.outbox.release(offset);
  }

  @Post('promises')
  @HttpCode(204)
  promise(@Body({ schema: PromiseRecord }) { acts }: PromiseRecord): Promise<void> {
    return this.engine.promise(acts);
  }

  @Post('commands')
  @HttpCode(200)
  execute(@Body({ schema: Wish }) wish: z.infer<typeof Wish>): Promise<CommandOutcome> {
    return this.engine.execute(wish);
  }
}

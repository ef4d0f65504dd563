import { BadRequestException, Body, ConflictException, Controller, Delete, Get, HttpCode, Inject, NotFoundException, Param, Post, Query, ServiceUnavailableException, type OnApplicationShutdown } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ArchiveError, type LookBackReader } from '@wegweiser/archive';
import { Done, DriftAnswer, HealthAnswer, ReplayComparison, ReplayFrames, ReplayFramesQuery, ReplayRequest, ReplayStatus, SpanQuery, WhatIfAnswer, WhatIfRequest, type City } from '@wegweiser/contracts';
import { devicesOf } from '@wegweiser/contracts/devices';
import type { ArchiveReader } from '../gateway/archive-reader.js';
import { Turnstile } from '../gateway/allowance.js';
import { Operator } from '../gateway/auth/who.js';
import { ok, openApi } from '../gateway/rest/schemas.js';
import { ARCHIVE, CITY } from '../platform/tokens.js';
import { driftOf, healthOf } from './health.js';
import { Replays } from './replays.js';
import { WhatIfDesk } from './what-if-desk.js';

const HOUR_MS = 3_600_000;
const MOST_DAYS = 92;
const wholeHour = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** Looking back over whole days: replays, and how well detectors and counters did. Touches nothing that is live. */
@ApiTags('look back')
@Controller('api/v1')
export class LookBackController implements OnApplicationShutdown {
  private readonly turnstile = new Turnstile(1, 10);

  constructor(
    @Inject(Replays) private readonly replays: Replays,
    @Inject(ARCHIVE) private readonly archive: ArchiveReader,
    @Inject(CITY) private readonly city: City,
    @Inject(WhatIfDesk) private readonly desk: WhatIfDesk,
  ) {}

  @Post('replays')
  @HttpCode(200)
  @ApiOperation({ summary: 'Run a past day through the rules again', description: 'In memory, from the archive\'s readings and operators\' acts; nothing is published or written. One an operator: a new one ends the one before.' })
  @ApiBody({ schema: openApi(ReplayRequest) })
  @ApiResponse(ok('Under way; frames can be read while it computes', ReplayStatus))
  async start(@Body({ schema: ReplayRequest }) body: ReplayRequest, @Operator() by: string): Promise<ReplayStatus> {
    const started = await this.replays.start(by, body);
    if (started.ok) return started.status;
    throw started.reason === 'busy' ? new ServiceUnavailableException(started.message) : new BadRequestException(started.message);
  }

  @Get('replays/:id')
  @ApiOperation({ summary: 'How far a replay is' })
  @ApiResponse(ok('Its state', ReplayStatus))
  status(@Param('id') id: string): ReplayStatus {
    return found(this.replays.find(id));
  }

  @Get('replays/:id/frames')
  @ApiOperation({ summary: 'The situation of that day, minute by minute', description: 'The first frame is whole, the others hold what changed since the one before.' })
  @ApiResponse(ok('Frames from the minute of `from` on', ReplayFrames))
  async frames(@Param('id') id: string, @Query({ schema: ReplayFramesQuery }) { from, count }: ReplayFramesQuery): Promise<ReplayFrames> {
    return found(await this.replays.frames(id, from, count).catch(unavailable));
  }

  @Get('replays/:id/comparison')
  @ApiOperation({ summary: 'Where the replay says something else than was really said' })
  @ApiResponse(ok('Differences of signs and statuses', ReplayComparison))
  async comparison(@Param('id') id: string): Promise<ReplayComparison> {
    return found(await this.replays.comparison(id).catch(unavailable));
  }

  @Delete('replays/:id')
  @ApiOperation({ summary: 'End a replay' })
  @ApiResponse(ok('Ended', Done))
  async end(@Param('id') id: string): Promise<{ ok: true }> {
    if (!(await this.replays.end(id))) throw new NotFoundException('no such replay; it may have ended');
    return { ok: true };
  }

  @Get('detector-health')
  @ApiOperation({ summary: 'What every detector and counter gave over a span of at most 92 days' })
  @ApiResponse(ok('One entry a configured detector or counter', HealthAnswer))
  async health(@Query({ schema: SpanQuery }) query: SpanQuery): Promise<HealthAnswer> {
    const { fromMs, toMs } = spanOf(query);
    const devices = devicesOf(this.city).filter((d) => d.deviceClass === 'loop' || d.deviceClass === 'parking').map(({ id, deviceClass }) => ({ id, kind: deviceClass }));
    const unique = [...new Map(devices.map((d) => [d.id, d])).values()];
    return this.ask(async (r) => healthOf(unique, await r.health(fromMs, toMs), await r.deviceAlarms(fromMs, toMs), fromMs, toMs));
  }

  @Get('counter-drift')
  @ApiOperation({ summary: 'What is left in garages at night, how it grows, and what was corrected' })
  @ApiResponse(ok('One entry a facility', DriftAnswer))
  async drift(@Query({ schema: SpanQuery }) query: SpanQuery): Promise<DriftAnswer> {
    const { fromMs, toMs } = spanOf(query);
    const { facilities, city } = this.city;
    return this.ask(async (r) => driftOf(facilities, await r.nights(fromMs, toMs, city.timeZone), await r.acts(fromMs, toMs), fromMs, toMs));
  }

  @Post('what-if')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a day would be like with something changed', description: 'An estimate from the archive\'s typical day: demand, events, closed garages and links in; occupancies, links and what the signs would say out.' })
  @ApiBody({ schema: openApi(WhatIfRequest) })
  @ApiResponse(ok('By quarter hour, beside the typical day', WhatIfAnswer))
  async whatIf(@Body({ schema: WhatIfRequest }) body: WhatIfRequest): Promise<WhatIfAnswer> {
    const outcome = await this.ask((r) => this.desk.answer(body, r));
    if (outcome.ok) return outcome.answer;
    throw outcome.reason === 'invalid' ? new BadRequestException(outcome.message) : new ConflictException(outcome.message);
  }

  private async ask<T>(question: (reader: LookBackReader) => Promise<T>): Promise<T> {
    if (this.turnstile.isFull) throw new ServiceUnavailableException('too many questions at once; ask again in a moment');
    return this.turnstile.run(async () => question((await this.archive.get()).lookBack)).catch(unavailable);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.replays.endAll();
  }
}

function spanOf({ from, to }: SpanQuery): { fromMs: number; toMs: number } {
  const [fromMs, toMs] = [wholeHour(Date.parse(from)), wholeHour(Date.parse(to))];
  if (fromMs >= toMs) throw new BadRequestException('to: must be an hour or more after from');
  if (toMs - fromMs > MOST_DAYS * 24 * HOUR_MS) throw new BadRequestException(`to: at most ${MOST_DAYS} days after from`);
  return { fromMs, toMs };
}

function found<T>(value: T | null): T {
  if (value === null) throw new NotFoundException('no such replay; it may have ended');
  return value;
}

function unavailable(error: unknown): never {
  if (error instanceof ArchiveError && error.code === 'unavailable') throw new ServiceUnavailableException('the archive is away; live values go on');
  if (error instanceof ArchiveError) throw error;
  throw new ServiceUnavailableException(error instanceof Error ? error.message : String(error));
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Post, UnprocessableEntityException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PushAnswer, PushEnd, PushEnded, PushKey, PushWish } from '@wegweiser/contracts';
import { ok } from '../rest/schemas.js';
import { PushService } from './push.service.js';

/** Being told of a followed target when the page is closed. Nothing is asked about who, and nothing outlasts two hours. */
@ApiTags('drivers')
@Controller('api/v1/push')
export class PushController {
  constructor(@Inject(PushService) private readonly push: PushService) {}

  @Get('key')
  @ApiOperation({ summary: 'Public key for Web Push, null where it is not offered' })
  @ApiResponse(ok('VAPID key', PushKey))
  async key() {
    return { key: await this.push.key() };
  }

  @Post('subscriptions')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tell this browser once when the garage fills or closes' })
  @ApiResponse(ok('Until when', PushAnswer))
  async follow(@Body({ schema: PushWish }) wish: PushWish) {
    if ((await this.push.key()) === null) throw new UnprocessableEntityException('Web Push is not offered here');
    const kept = this.push.follow(wish);
    if (!kept.ok) throw new UnprocessableEntityException(kept.why === 'foreign' ? 'endpoint: not a known push service' : 'too many want to be told; try again later');
    return { untilMs: kept.untilMs };
  }

  @Delete('subscriptions')
  @ApiOperation({ summary: 'Forget this browser' })
  @ApiResponse(ok('Forgotten', PushEnded))
  end(@Body({ schema: PushEnd }) { endpoint }: { endpoint: string }) {
    this.push.book.end(endpoint);
    return { ok: true };
  }
}

import { BadRequestException, Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RankingAnswer, RankingQuery } from '@wegweiser/contracts';
import { Ranking } from '../ranking.js';
import { ok } from './schemas.js';

/** Where to park, for a driver: best first, with reasons. Nothing of the question is kept. */
@ApiTags('drivers')
@Controller('api/v1')
export class RankingController {
  constructor(@Inject(Ranking) private readonly ranking: Ranking) {}

  @Get('ranking')
  @ApiOperation({ summary: 'Garages ranked for a destination and needs' })
  @ApiResponse(ok('Best first, with reasons', RankingAnswer))
  rank(@Query({ schema: RankingQuery }) query: RankingQuery) {
    const answer = this.ranking.rank(query);
    if (answer === null) throw new BadRequestException('expected lat and lon, or a known place');
    return answer;
  }
}

import { BadRequestException, Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { GuidanceAccount, GuidanceAnswer, GuidanceQuestion, RankingAnswer, RankingQuery } from '@wegweiser/contracts';
import { Ranking } from '../ranking.js';
import { ok, openApi } from './schemas.js';

const NO_DESTINATION = 'expected lat and lon, or a known place';

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
    if (answer === null) throw new BadRequestException(NO_DESTINATION);
    return answer;
  }

  /** Asked before a trip and every half minute on the way. What is counted is a car, not who drives it. */
  @Post('guidance')
  @HttpCode(200)
  @ApiOperation({ summary: 'Where to park, and a space counted on: ask again on the way with the trip as answered' })
  @ApiBody({ schema: openApi(GuidanceQuestion) })
  @ApiResponse(ok('Best first, with reasons, and the trip to hold', GuidanceAnswer))
  guide(@Body({ schema: GuidanceQuestion }) question: GuidanceQuestion) {
    const answer = this.ranking.guide(question);
    if (answer === null) throw new BadRequestException(NO_DESTINATION);
    return answer;
  }

  /** The same question again, without a promise: what each garage's place in the answer is made of. */
  @Post('guidance/why')
  @HttpCode(200)
  @ApiOperation({ summary: 'Why there: the account of a question, garage by garage; promises nothing' })
  @ApiBody({ schema: openApi(GuidanceQuestion) })
  @ApiResponse(ok('In the order of the answer, with the seconds that the rule adds up', GuidanceAccount))
  why(@Body({ schema: GuidanceQuestion }) question: GuidanceQuestion): GuidanceAccount {
    const account = this.ranking.why(question);
    if (account === null) throw new BadRequestException(NO_DESTINATION);
    return account;
  }
}

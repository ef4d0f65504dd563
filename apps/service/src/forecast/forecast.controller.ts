import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiExcludeController, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForecastSkillAnswer } from '@wegweiser/contracts';
import { InternalGuard } from '../field/internal.controller.js';
import { ok } from '../gateway/rest/schemas.js';
import { FORECAST } from '../platform/tokens.js';
import type { ForecastPort } from './forecast.service.js';

/** How good the forecasts have been. Open: whoever relies on them may know. */
@ApiTags('state')
@Controller('api/v1/forecast')
export class ForecastController {
  constructor(@Inject(FORECAST) private readonly forecast: ForecastPort) {}

  @Get('skill')
  @ApiOperation({ summary: 'How good the forecasts of free spaces have been in the last four weeks: error, reliability, broken promises' })
  @ApiResponse(ok('Skill of the city and of each garage, by minutes ahead', ForecastSkillAnswer))
  skill(): Promise<ForecastSkillAnswer> {
    return this.forecast.skill();
  }
}

/** The same for gateways in other processes. */
@ApiExcludeController()
@UseGuards(InternalGuard)
@Controller('internal/forecast')
export class ForecastInternalController {
  constructor(@Inject(FORECAST) private readonly forecast: ForecastPort) {}

  @Get('skill')
  skill(): Promise<ForecastSkillAnswer> {
    return this.forecast.skill();
  }
}

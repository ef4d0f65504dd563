import { Body, Controller, Delete, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Decision, Done, FacilityAction, JunctionControl, SignLockRequest } from '@wegweiser/contracts';
import { z } from 'zod';
import type { CommandPort, CommandWish } from '../../engine/engine.service.js';
import { COMMANDS } from '../../platform/tokens.js';
import { Operator } from '../auth/who.js';
import { carryOut } from './carry-out.js';
import { IF_MATCH, IfMatch } from './if-match.js';
import { ok, openApi } from './schemas.js';

const DONE = ok('Carried out', Done);
const Reason = z.object({ reason: z.string().min(3).max(500) });

/** What operators do. Each act is journalled first, then carried out, and stands in the audit log. */
@ApiTags('operators')
@Controller('api/v1')
export class ActionsController {
  constructor(@Inject(COMMANDS) private readonly commands: CommandPort) {}

  @Post('recommendations/:id/decision')
  @HttpCode(200)
  @ApiOperation({ summary: 'Accept or reject a signal recommendation' })
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(Decision) })
  decide(@Param('id') recommendationId: string, @Body({ schema: Decision }) body: Decision, @Operator() by: string) {
    return this.execute({ by, act: { type: 'decideRecommendation', recommendationId, ...body } });
  }

  @Post('junctions/:id/control')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the service choose the stages of a junction, or only advise' })
  @ApiHeader(IF_MATCH)
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(JunctionControl) })
  control(@Param('id') junctionId: string, @Body({ schema: JunctionControl }) body: JunctionControl, @Operator() by: string, @IfMatch() seen: number) {
    return this.execute({ by, act: { type: 'junctionControl', junctionId, ...body } }, seen);
  }

  @Post('signs/:id/lock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Show something else on a sign until it expires' })
  @ApiHeader(IF_MATCH)
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(SignLockRequest) })
  lock(@Param('id') signId: string, @Body({ schema: SignLockRequest }) lock: SignLockRequest, @Operator() by: string, @IfMatch() seen: number) {
    return this.execute({ by, act: { type: 'lockSign', signId, lock } }, seen);
  }

  @Delete('signs/:id/lock')
  @ApiOperation({ summary: 'Give a sign back to the rules' })
  @ApiHeader(IF_MATCH)
  @ApiResponse(DONE)
  unlock(@Param('id') signId: string, @Query({ schema: Reason }) { reason }: z.infer<typeof Reason>, @Operator() by: string, @IfMatch() seen: number) {
    return this.execute({ by, act: { type: 'unlockSign', signId, reason } }, seen);
  }

  @Post('facilities/:id/actions')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close or open a garage, set a temporary capacity, apply a re-zero' })
  @ApiHeader(IF_MATCH)
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(FacilityAction) })
  facility(@Param('id') facilityId: string, @Body({ schema: FacilityAction }) action: FacilityAction, @Operator() by: string, @IfMatch() seen: number) {
    return this.execute({ by, act: { type: 'facility', facilityId, action } }, seen);
  }

  @Post('alarms/:id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Acknowledge an alarm' })
  @ApiResponse(DONE)
  acknowledge(@Param('id') alarmId: string, @Operator() by: string) {
    return this.execute({ by, act: { type: 'acknowledgeAlarm', alarmId } });
  }

  private execute(wish: CommandWish, seen?: number) {
    return carryOut(this.commands, wish, seen);
  }
}

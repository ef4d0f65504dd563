import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AcknowledgeAlarms, Done, PlanAction, UndoRequest } from '@wegweiser/contracts';
import type { CommandPort } from '../../engine/engine.service.js';
import { COMMANDS } from '../../platform/tokens.js';
import { Operator } from '../auth/who.js';
import { carryOut } from './carry-out.js';
import { IF_MATCH, IfMatch } from './if-match.js';
import { ok, openApi } from './schemas.js';

const UNDO = 'By the id that the act was answered with, within ten minutes, and only while nobody has acted on the same thing since.';
const DONE = ok('Carried out', Done);

/** Action plans, alarms by the group, and taking back what was done. */
@ApiTags('operators')
@Controller('api/v1')
export class InterventionsController {
  constructor(@Inject(COMMANDS) private readonly commands: CommandPort) {}

  @Post('plans/:id/actions')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start or stop an action plan, or turn its proposal down' })
  @ApiHeader(IF_MATCH)
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(PlanAction) })
  plan(@Param('id') planId: string, @Body({ schema: PlanAction }) action: PlanAction, @Operator() by: string, @IfMatch() seen: number) {
    return carryOut(this.commands, { by, act: { type: 'plan', planId, action } }, seen);
  }

  @Post('alarms/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Acknowledge the alarms of a group that were seen' })
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(AcknowledgeAlarms) })
  acknowledge(@Body({ schema: AcknowledgeAlarms }) { alarmIds }: AcknowledgeAlarms, @Operator() by: string) {
    return carryOut(this.commands, { by, act: { type: 'acknowledgeAlarms', alarmIds } });
  }

  @Post('signs/:id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take back an act on a sign', description: UNDO })
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(UndoRequest) })
  undoSign(@Param('id') id: string, @Body({ schema: UndoRequest }) body: UndoRequest, @Operator() by: string) {
    return this.undo('sign', id, body, by);
  }

  @Post('facilities/:id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take back an act on a garage', description: UNDO })
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(UndoRequest) })
  undoFacility(@Param('id') id: string, @Body({ schema: UndoRequest }) body: UndoRequest, @Operator() by: string) {
    return this.undo('facility', id, body, by);
  }

  @Post('plans/:id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take back the start, stop or dismissal of a plan', description: UNDO })
  @ApiResponse(DONE)
  @ApiBody({ schema: openApi(UndoRequest) })
  undoPlan(@Param('id') id: string, @Body({ schema: UndoRequest }) body: UndoRequest, @Operator() by: string) {
    return this.undo('plan', id, body, by);
  }

  private undo(kind: 'sign' | 'facility' | 'plan', id: string, { commandId }: UndoRequest, by: string) {
    return carryOut(this.commands, { by, act: { type: 'undo', commandId, about: { kind, id } } });
  }
}

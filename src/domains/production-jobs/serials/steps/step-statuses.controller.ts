import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ObjectBody } from '../../bodies';
import { ProductionFailures } from '../../production-failures';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../../versions';
import { SERIAL_ID, STEP_ID } from '../serial-id.param';
import { UnitActionDto } from '../../unit-action.dto';
import { StepRecordDto, StepStatusDto, WaiveStepDto } from './step-status.dto';
import { StepStatusesService } from './step-statuses.service';

@ApiTags('production')
@Controller('api/serials/:id')
@SERIAL_ID
export class StepStatusesController {
  constructor(private readonly service: StepStatusesService) {}

  @Get('step-statuses')
  @ApiOperation({
    summary: 'Show what became of the steps of a unit',
    description: 'In the order of the path.',
    operationId: 'listStepStatuses',
  })
  @ApiOkResponse({ type: [StepStatusDto] })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StepStatusDto[]> {
    return this.service.list(caller, id);
  }

  @Post('complete-deferred/:stepId')
  @HttpCode(200)
  @STEP_ID
  @ApiOperation({
    summary: 'Make up for a deferred step',
    description: 'Wherever the unit is meanwhile.',
    operationId: 'completeDeferredStep',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UnitActionDto, required: false })
  @ApiOkResponse({ type: StepRecordDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  completeDeferred(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('stepId') stepId: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch?: string,
  ): Promise<StepRecordDto> {
    return this.service.completeDeferred({ caller, id, resource: 'Serial', body, ifMatch }, stepId);
  }

  @Post('waive-step/:stepId')
  @HttpCode(200)
  @STEP_ID
  @ApiOperation({
    summary: 'Waive a deferred step',
    description: 'For good, in the name of the approver.',
    operationId: 'waiveStep',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: StepRecordDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  waive(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('stepId') stepId: string,
    @Body() dto: WaiveStepDto,
    @IfMatch() ifMatch?: string,
  ): Promise<StepRecordDto> {
    return this.service.waive({ caller, id, resource: 'Serial', body: dto, ifMatch }, stepId, dto);
  }
}

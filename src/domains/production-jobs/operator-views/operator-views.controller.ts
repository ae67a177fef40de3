import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ProductionFailures } from '../production-failures';
import { OperatorViewsService } from './operator-views.service';
import { StationDto, StepViewDto } from './station.dto';
import { OperatorQueueDto, WorkQueueDto } from './work-queue.dto';

@ApiTags('production')
@Controller('api/operator')
export class OperatorViewsController {
  constructor(private readonly service: OperatorViewsService) {}

  @Get('work-queue')
  @ApiOperation({ summary: 'Show all work by operator', operationId: 'getWorkQueue' })
  @ApiOkResponse({ type: WorkQueueDto })
  @ProductionFailures(401, 403, 429)
  workQueue(@CurrentCaller() caller: Caller): Promise<WorkQueueDto> {
    return this.service.workQueue(caller.tenantId);
  }

  @Get('queue/_all')
  @ApiOperation({
    summary: 'Show all steps with units',
    description: 'And the first steps of paths that have none.',
    operationId: 'getQueueOfAll',
  })
  @ApiOkResponse({ type: OperatorQueueDto })
  @ProductionFailures(401, 403, 429)
  queueOfAll(@CurrentCaller() caller: Caller): Promise<OperatorQueueDto> {
    return this.service.queueOfAll(caller.tenantId);
  }

  @Get('queue/:userId')
  @ApiOperation({
    summary: 'Show the work of an operator',
    description: 'The steps with units that are assigned to that user; none for a user that there is not.',
    operationId: 'getQueueOfUser',
  })
  @ApiOkResponse({ type: OperatorQueueDto })
  @ProductionFailures(401, 403, 429)
  queueOfUser(@CurrentCaller() caller: Caller, @Param('userId') userId: string): Promise<OperatorQueueDto> {
    return this.service.queueOfUser(caller.tenantId, userId);
  }

  @Get('step/:stepId')
  @ApiOperation({ summary: 'Show a step with its units and notes', operationId: 'getStepView' })
  @ApiOkResponse({ type: StepViewDto })
  @ProductionFailures(401, 403, 404, 429)
  step(@CurrentCaller() caller: Caller, @Param('stepId') stepId: string): Promise<StepViewDto> {
    return this.service.step(caller.tenantId, stepId);
  }

  @Get(':stepName')
  @ApiOperation({
    summary: 'Show what is and comes to a station',
    description: 'All steps of exactly that name, of all jobs; nothing for a name that there is not.',
    operationId: 'getStation',
  })
  @ApiOkResponse({ type: StationDto })
  @ProductionFailures(401, 403, 429)
  station(@CurrentCaller() caller: Caller, @Param('stepName') stepName: string): Promise<StationDto> {
    return this.service.station(caller.tenantId, stepName);
  }
}

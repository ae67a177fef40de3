import { Controller, Get, HttpCode, Param, Post, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ProductionFailures } from '../production-failures';
import { UnitActionDto } from '../unit-action.dto';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { TimeEntryDto, UnitTimeDto } from './time.dto';
import { TimersService } from './timers.service';

const TimerAction = (action: string, summary: string, description: string) =>
  applyDecorators(
    Post(action),
    HttpCode(200),
    ApiOperation({ summary, description, operationId: `${action}Timer` }),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiHeader(IF_MATCH),
    ApiBody({ type: UnitActionDto }),
    ApiOkResponse({ type: TimeEntryDto }),
    ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503),
  );

@ApiTags('production')
@Controller('api/serials/:id/time')
export class TimeController {
  constructor(private readonly service: TimersService) {}

  @TimerAction('start', 'Start the timer', 'Of an operator on a unit at its step; resumes one that is paused.')
  start(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<TimeEntryDto> {
    return this.service.act({ caller, id, resource: 'Serial', body, ifMatch }, 'start');
  }

  @TimerAction('pause', 'Pause the timer', 'Pauses do not count.')
  pause(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<TimeEntryDto> {
    return this.service.act({ caller, id, resource: 'Serial', body, ifMatch }, 'pause');
  }

  @TimerAction('stop', 'Stop the timer', 'Leaving the step stops it too.')
  stop(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<TimeEntryDto> {
    return this.service.act({ caller, id, resource: 'Serial', body, ifMatch }, 'stop');
  }

  @Get()
  @ApiOperation({ summary: 'Show the time worked on a unit', operationId: 'getUnitTime' })
  @ApiOkResponse({ type: UnitTimeDto })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  ofUnit(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<UnitTimeDto> {
    return this.service.ofUnit(caller.tenantId, id);
  }
}

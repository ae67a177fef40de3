import { Body, Controller, Header, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledJobAnswerDto } from '../jobs/job.dto';
import { ScheduledFailures } from '../scheduled-failures';
import type { JsonText, SentJson } from '../values/json-text';
import { BackfillAnswerDto, BackfillRequestDto } from './backfill.dto';
import { ExtraRuns } from './extra-runs';
import { readBackfill } from './schedule-queries';

const ID = { name: 'id', description: 'Id of the schedule.', example: '01980a4e-7b1c-7d3e-9f00-3f1c2d4e5a6b' };

@ApiTags('scheduled')
@Controller('scheduler/api/schedules/:id')
export class ExtraRunsController {
  constructor(private readonly extraRuns: ExtraRuns) {}

  @Post('run')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Run a schedule now',
    description: 'One run beside the plan, which stays as it is. A paused schedule can be run too.',
    operationId: 'runSchedule',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: ScheduledJobAnswerDto, description: 'The run.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async run(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    return `{"data":${await this.extraRuns.runNow(caller, id)}}`;
  }

  @Post('backfill')
  @ApiOperation({
    summary: 'Run slots of the past',
    description:
      'Makes a run for every slot from `from` up to but without `to` that has none, as if the plan had always been; ' +
      'at most 1,000. Unless `overlap` is allow they run one after another.',
    operationId: 'backfillSchedule',
  })
  @ApiParam(ID)
  @ApiBody({ type: BackfillRequestDto })
  @ApiCreatedResponse({ type: BackfillAnswerDto })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
  async backfill(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() sent: SentJson,
  ): Promise<BackfillAnswerDto> {
    return { data: await this.extraRuns.backfill(caller, id, readBackfill(sent)) };
  }
}

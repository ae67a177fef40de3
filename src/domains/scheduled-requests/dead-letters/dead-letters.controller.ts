import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { ScheduledJobAnswerDto } from '../jobs/job.dto';
import { ScheduledFailures } from '../scheduled-failures';
import { instantOf } from '../values/instant';
import type { JsonText, SentJson } from '../values/json-text';
import { DeadLetterListDto, ReplayDeadLettersDto, ReplaysAnswerDto } from './dead-letter.dto';
import { readDeadLetterList, readReplaySelection } from './dead-letter-filter';
import { DeadLettersService } from './dead-letters.service';
import { ReplaysService } from './replays.service';

const now = () => instantOf(Date.now());

@ApiTags('scheduled')
@Controller('scheduler/api/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly service: DeadLettersService,
    private readonly replays: ReplaysService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List dead letters: jobs that failed for good', operationId: 'listScheduledDeadLetters' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 } })
  @ApiQuery({ name: 'offset', required: false, schema: { type: 'integer', minimum: 0, default: 0 } })
  @ApiQuery({ name: 'schedule_id', required: false, description: 'Runs of this schedule.', type: String })
  @ApiQuery({ name: 'host', required: false, description: 'To this host, or host:port.', type: String })
  @ApiQuery({ name: 'from', required: false, description: 'Discarded then or later (ISO 8601).', type: String })
  @ApiQuery({ name: 'to', required: false, description: 'Discarded earlier (ISO 8601).', type: String })
  @ApiOkResponse({ type: DeadLetterListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<DeadLetterListDto> {
    return { data: await this.service.list(caller, readDeadLetterList(query, now())) };
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Replay many dead letters',
    description: 'Those that fit all that is set and were not replayed yet: the oldest 1,000 at most, all or none.',
    operationId: 'replayScheduledDeadLetters',
  })
  @ApiBody({ type: ReplayDeadLettersDto })
  @ApiOkResponse({ type: ReplaysAnswerDto })
  @ScheduledFailures(400, 401, 403, 409, 413, 415, 422, 429, 500, 503)
  async replayMany(@CurrentCaller() caller: Caller, @Body() { value }: SentJson): Promise<ReplaysAnswerDto> {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    return { data: await this.replays.replayMany(caller, readReplaySelection(value, now())) };
  }

  @Post(':id/replay')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Replay a dead letter',
    description: 'Makes a job of the same request and retry rule that runs once, now.',
    operationId: 'replayScheduledDeadLetter',
  })
  @ApiParam({ name: 'id', description: 'The `job_id` or the `id` of the job.', example: '29180' })
  @ApiCreatedResponse({ type: ScheduledJobAnswerDto, description: 'The new job.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async replay(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    return `{"data":${await this.replays.replay(caller, id)}}`;
  }
}

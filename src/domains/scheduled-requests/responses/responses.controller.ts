import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ScheduledAttemptListDto } from '../attempts/attempt.dto';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { pageParameters, parameter } from '../lists/list-parameters';
import { ScheduledFailures } from '../scheduled-failures';
import { readResponseQuery } from './response-query';
import { MAX_SEARCHED } from './response-search';
import { ResponsesService } from './responses.service';

const MOMENT = { type: 'string', format: 'date-time' };

@ApiTags('scheduled')
@Controller('scheduler/api/responses')
export class ResponsesController {
  constructor(private readonly service: ResponsesService) {}

  @Get()
  @ApiOperation({
    summary: 'Search answers',
    description: 'The attempts that got an answer, newest first.',
    operationId: 'searchScheduledResponses',
  })
  @parameter('status', 'Answers with this status: `500`, or `5xx` for all of a hundred.', {
    type: 'string',
    pattern: '^[1-5](\\d\\d|[xX][xX])$',
  })
  @parameter(
    'q',
    `A text in the body, in any case; the latest ${MAX_SEARCHED} answers that fit the other parameters are searched. ` +
      'JSON is searched without white space around its marks; base64 is not searched.',
    { type: 'string' },
  )
  @parameter('job_id', 'Answers to this job: its `job_id` or its `id`.', { type: 'string' }, '29180')
  @parameter('schedule_id', 'Answers to the runs of this schedule.', { type: 'string', format: 'uuid' })
  @parameter('from', 'Attempts that began at this moment or later; 24 hours ago unless set.', MOMENT)
  @parameter('to', 'Attempts that began before this moment.', MOMENT)
  @pageParameters('Attempts')
  @ApiOkResponse({ type: ScheduledAttemptListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async search(
    @CurrentCaller() caller: Caller,
    @Query() query: Record<string, unknown>,
  ): Promise<ScheduledAttemptListDto> {
    return { data: await this.service.search(caller, readResponseQuery(query)) };
  }
}

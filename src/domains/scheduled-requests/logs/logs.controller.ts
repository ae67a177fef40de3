import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { pageParameters, parameter } from '../lists/list-parameters';
import { ScheduledFailures } from '../scheduled-failures';
import type { JsonText } from '../values/json-text';
import { LOG_EVENTS } from './log-inserts';
import { readLogListQuery } from './log-list-query';
import { ScheduledLogListDto } from './log.dto';
import { LogsService } from './logs.service';

@ApiTags('scheduled')
@Controller('scheduler/api/logs')
export class LogsController {
  constructor(private readonly service: LogsService) {}

  /** Logs are answered as text, so that bodies come back as they were sent. */
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'List logs',
    description: 'What was sent, what came back, what failed and which slots were left out.',
    operationId: 'listScheduledLogs',
  })
  @pageParameters('Logs')
  @parameter(
    'order_by',
    '`field` or `field:direction`; of inserted_at, job_id and event.',
    { type: 'string', default: 'inserted_at:desc' },
    'inserted_at:desc',
  )
  @parameter('job_id', 'Logs of this job: its `job_id` or its `id`.', { type: 'string' }, '29180')
  @parameter('event', 'Logs of this event.', { type: 'string', enum: LOG_EVENTS })
  @ApiOkResponse({ type: ScheduledLogListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<JsonText> {
    return `{"data":[${(await this.service.list(caller, readLogListQuery(query))).join(',')}]}`;
  }
}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NotRemembered } from '../../../kernel/http/idempotency.interceptor';
import { ComputeFailures } from '../compute-failures';
import { ComputeLogsDto, ComputeLogsRequestDto } from './log.dto';
import { LogsService } from './logs.service';

@ApiTags('compute')
@Controller('v1/customer/logs')
export class LogsController {
  constructor(private readonly service: LogsService) {}

  @Post()
  @HttpCode(200)
  @Access('read')
  @NotRemembered(() => true)
  @ApiOperation({
    summary: 'Read the logs of a job',
    description:
      'What its programs wrote, and what the server said about them, as long as they are kept: 50000 lines or 8 MiB of ' +
      'text at most, the engines first, then the tasks by chunk; a last line of level WARN says if there are more.',
    operationId: 'readComputeLogs',
  })
  @ApiBody({ type: ComputeLogsRequestDto })
  @ApiOkResponse({ type: ComputeLogsDto })
  @ComputeFailures(400, 401, 403, 404, 406, 413, 415, 429, 500, 503)
  read(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<ComputeLogsDto> {
    return this.service.ofJob(caller.tenantId, body);
  }
}

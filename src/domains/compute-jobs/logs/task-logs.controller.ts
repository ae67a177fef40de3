import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { JOB_ID, TASK } from '../tasks/parameters';
import { ComputeTaskLogsDto } from './log.dto';
import { LogsService } from './logs.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/:id/tasks/:task/logs')
export class TaskLogsController {
  constructor(private readonly service: LogsService) {}

  @Get()
  @ApiOperation({
    summary: 'Read the logs of a task',
    description: 'Lines of all its attempts, as long as they are kept: 50000 lines or 8 MiB of text at most.',
    operationId: 'readComputeTaskLogs',
  })
  @ApiParam(JOB_ID)
  @ApiParam(TASK)
  @ApiOkResponse({ type: ComputeTaskLogsDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  read(
    @CurrentCaller() caller: Caller,
    @Param('id') jobId: string,
    @Param('task') task: string,
  ): Promise<ComputeTaskLogsDto> {
    return this.service.ofTask(caller.tenantId, jobId, task);
  }
}

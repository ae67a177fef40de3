import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../../kernel/auth/access';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ComputeFailures } from '../../compute-failures';
import { ComputeRunningTasksDto, ComputeRunningTasksRequestDto } from './running-tasks.dto';
import { RunningTasks } from './running-tasks.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/runningTasks')
export class RunningTasksController {
  constructor(private readonly service: RunningTasks) {}

  @Post()
  @HttpCode(200)
  @Access('read')
  @ApiOperation({
    summary: 'See which tasks are being worked on',
    description: 'Of jobs in state PARTITIONED, the latest first.',
    operationId: 'listRunningComputeTasks',
  })
  @ApiBody({ type: ComputeRunningTasksRequestDto, required: false })
  @ApiOkResponse({ type: ComputeRunningTasksDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<ComputeRunningTasksDto> {
    return this.service.list(caller, body);
  }
}

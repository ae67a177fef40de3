import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { readListQuery } from '../lists/list-query';
import { ApiListQuery, showPagination } from '../lists/pagination.dto';
import { JOB_ID, TASK } from './parameters';
import { showTask } from './task';
import { ComputeTaskDto, ComputeTaskListDto } from './task.dto';
import { readTaskState, TASK_STATES } from './task-state';
import { TasksService } from './tasks.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/:id/tasks')
export class TasksController {
  constructor(private readonly service: TasksService) {}

  @Get()
  @ApiOperation({
    summary: 'List the tasks of a job',
    description: 'One per chunk, by chunk, from PARTITIONED on; `orderBy` has no effect.',
    operationId: 'listComputeTasks',
  })
  @ApiParam(JOB_ID)
  @ApiQuery({
    name: 'state',
    description: 'Only those in this state.',
    required: false,
    schema: { type: 'string', enum: TASK_STATES },
  })
  @ApiListQuery()
  @ApiOkResponse({ type: ComputeTaskListDto })
  @ComputeFailures(400, 401, 403, 404, 406, 429, 500, 503)
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') jobId: string,
    @Query() query: object,
  ): Promise<ComputeTaskListDto> {
    const wanted = readListQuery(query);
    const page = await this.service.list(caller.tenantId, jobId, wanted, readTaskState(query));
    return { pagination: showPagination(wanted, page), data: page.rows.map(showTask) };
  }

  @Get(':task')
  @ApiOperation({ summary: 'Read a task of a job', operationId: 'readComputeTask' })
  @ApiParam(JOB_ID)
  @ApiParam(TASK)
  @ApiOkResponse({ type: ComputeTaskDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id') jobId: string,
    @Param('task') task: string,
  ): Promise<ComputeTaskDto> {
    return showTask(await this.service.get(caller.tenantId, jobId, task));
  }
}

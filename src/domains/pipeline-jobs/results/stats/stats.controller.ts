import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { PipelineFailures } from '../../pipeline-failures';
import { Validated } from '../../validated';
import { DefaultWorkspaceGuard } from '../../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../../workspaces/workspace-id-parameter';
import { scopeOf } from '../job-path';
import { validateJob } from '../result.model';
import type { JobRequest } from '../result.model';
import { JOB_ID } from '../result-parameters';
import { PipelineJobStatsDto } from './stats.dto';
import { StatsService } from './stats.service';

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam(JOB_ID)
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id/stats')
export class StatsController {
  constructor(private readonly service: StatsService) {}

  @Get()
  @ApiOperation({
    summary: 'Sum up a pipeline job',
    description: 'Latency of its results, and the tokens and money that they used.',
    operationId: 'getPipelineJobStats',
  })
  @ApiOkResponse({ type: PipelineJobStatsDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(@CurrentCaller() caller: Caller, @Validated(validateJob) { path }: JobRequest): Promise<PipelineJobStatsDto> {
    return this.service.get(scopeOf(caller, path));
  }
}

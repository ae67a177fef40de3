import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { NumberedPageParameters } from '../../paging/page-parameters';
import { PipelineFailures } from '../../pipeline-failures';
import { Validated } from '../../validated';
import { DefaultWorkspaceGuard } from '../../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../../workspaces/workspace-id-parameter';
import { scopeOf } from '../job-path';
import { JOB_ID } from '../result-parameters';
import { PipelineComparisonPageDto } from './compare.dto';
import { CHANGES, validateCompare } from './compare.model';
import type { CompareRequest } from './compare.model';
import { CompareService } from './compare.service';

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam(JOB_ID)
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id/compare')
export class CompareController {
  constructor(private readonly service: CompareService) {}

  @Get()
  @ApiOperation({
    summary: 'Compare the results of two pipeline jobs',
    description: 'Both jobs ask the same query set. Results belong together by the place of the question and the file.',
    operationId: 'comparePipelineJobs',
  })
  @ApiQuery({
    name: 'with',
    description: 'The other job, of the same workspace.',
    schema: { type: 'string', format: 'uuid' },
  })
  @ApiQuery({
    name: 'change',
    required: false,
    description: `Changes with commas between them, of ${CHANGES.join(', ')}; all when left out.`,
    schema: { type: 'string' },
  })
  @NumberedPageParameters()
  @ApiOkResponse({ type: PipelineComparisonPageDto })
  @PipelineFailures(401, 403, 404, 409, 422, 429, 500)
  compare(
    @CurrentCaller() caller: Caller,
    @Validated(validateCompare) { path, query }: CompareRequest,
  ): Promise<PipelineComparisonPageDto> {
    return this.service.compare(scopeOf(caller, path), query);
  }
}

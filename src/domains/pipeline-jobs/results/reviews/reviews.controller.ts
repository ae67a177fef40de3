import { Controller, Delete, HttpCode, Put, UseGuards } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { PipelineFailures } from '../../pipeline-failures';
import { Validated } from '../../validated';
import { DefaultWorkspaceGuard } from '../../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../../workspaces/workspace-id-parameter';
import { scopeOf } from '../job-path';
import { PipelineResultDto } from '../result.dto';
import { validateResult, validateReview } from '../result.model';
import type { ResultRequest, ReviewRequest } from '../result.model';
import { JOB_ID, RESULT_ID } from '../result-parameters';
import { PutPipelineReviewDto } from './review.dto';
import { ReviewsService } from './reviews.service';

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam(JOB_ID)
@ApiParam(RESULT_ID)
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id/results/:result_id/review')
export class ReviewsController {
  constructor(private readonly service: ReviewsService) {}

  @Put()
  @ApiOperation({
    summary: 'Review a result of a pipeline job',
    description: 'Replaces an earlier mark. When the result is run again, its mark goes.',
    operationId: 'reviewPipelineResult',
  })
  @ApiBody({ type: PutPipelineReviewDto })
  @ApiOkResponse({ type: PipelineResultDto })
  @PipelineFailures(401, 403, 404, 413, 422, 429, 500)
  put(
    @CurrentCaller() caller: Caller,
    @Validated(validateReview) { path, body }: ReviewRequest,
  ): Promise<PipelineResultDto> {
    return this.service.set(scopeOf(caller, path), path.result_id, body);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take the review of a result away', operationId: 'deletePipelineReview' })
  @ApiNoContentResponse({ description: 'The result has no review.' })
  @PipelineFailures(401, 403, 404, 413, 422, 429, 500)
  async delete(@CurrentCaller() caller: Caller, @Validated(validateResult) { path }: ResultRequest): Promise<void> {
    await this.service.set(scopeOf(caller, path), path.result_id, null);
  }
}

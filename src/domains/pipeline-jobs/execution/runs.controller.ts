import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateGetJob } from '../validation/create-job.model';
import type { GetJobRequest } from '../validation/create-job.model';
import { validateRetryResult, validateStartJob } from '../validation/run.model';
import type { RetryResultRequest, StartJobRequest } from '../validation/run.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { JobCancels } from './job-cancels';
import { JobStarts } from './job-starts';

const NO_CONTENT = 204;

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam({ name: 'job_id', description: 'Id of the job.', schema: { type: 'string', format: 'uuid' } })
@ApiHeader({
  name: 'Idempotency-Key',
  description: 'The same key within 24 h gives the first answer again, and nothing is done twice.',
  required: false,
})
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id')
export class RunsController {
  constructor(
    private readonly starts: JobStarts,
    private readonly cancels: JobCancels,
  ) {}

  @Post('start')
  @HttpCode(NO_CONTENT)
  @ApiOperation({
    summary: 'Start a pipeline job',
    description:
      'The first start fixes queries and files: files that come later do not join. A job that has ended or failed runs ' +
      'what has not succeeded. 409 tells what is in the way.',
    operationId: 'startPipelineJob',
  })
  @ApiQuery({
    name: 'only',
    required: false,
    description: '`failed`: of a job that has run, only the failed items; cancelled and untouched ones stay.',
    schema: { type: 'string', enum: ['failed'] },
  })
  @ApiNoContentResponse({ description: 'It is started.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  start(
    @CurrentCaller() caller: Caller,
    @Validated(validateStartJob) { path, query }: StartJobRequest,
  ): Promise<void> {
    return this.starts.start(caller, path, query.only);
  }

  @Post('cancel')
  @HttpCode(NO_CONTENT)
  @ApiOperation({
    summary: 'Cancel a pipeline job',
    description: 'It has ended at once. What is finished stays; calls under way are ended, and their answers dropped.',
    operationId: 'cancelPipelineJob',
  })
  @ApiNoContentResponse({ description: 'It is cancelled.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  cancel(@CurrentCaller() caller: Caller, @Validated(validateGetJob) { path }: GetJobRequest): Promise<void> {
    return this.cancels.cancel(caller, path);
  }

  @Post('run_new_files')
  @HttpCode(NO_CONTENT)
  @ApiOperation({
    summary: 'Run a pipeline job over new files',
    description: 'Of a job per file that has ended or failed: adds and runs items for the files that have none.',
    operationId: 'runNewFilesOfPipelineJob',
  })
  @ApiNoContentResponse({ description: 'It is started.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  runNewFiles(@CurrentCaller() caller: Caller, @Validated(validateGetJob) { path }: GetJobRequest): Promise<void> {
    return this.starts.runNewFiles(caller, path);
  }

  @Post('results/:result_id/retry')
  @HttpCode(NO_CONTENT)
  @ApiOperation({
    summary: 'Run one result of a pipeline job again',
    description: 'For a failed or cancelled one. The job is started for it, unless it is.',
    operationId: 'retryPipelineResult',
  })
  @ApiParam({ name: 'result_id', description: 'Id of the result.', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'It will be run.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  retry(
    @CurrentCaller() caller: Caller,
    @Validated(validateRetryResult) { path }: RetryResultRequest,
  ): Promise<void> {
    return this.starts.retry(caller, path, path.result_id);
  }
}

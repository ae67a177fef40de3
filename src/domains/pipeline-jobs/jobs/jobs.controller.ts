import { Controller, Delete, Get, HttpCode, Patch, Post, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NotRemembered } from '../../../kernel/http/idempotency.interceptor';
import { FilterParameter, PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { isDryRun, validateCreateJob, validateGetJob } from '../validation/create-job.model';
import type { CreateJobRequest, GetJobRequest } from '../validation/create-job.model';
import { JOB_SORTS, validateListJobs } from '../validation/list-jobs.model';
import type { ListJobsRequest } from '../validation/list-jobs.model';
import { validateUpdateJob } from '../validation/update-job.model';
import type { UpdateJobRequest } from '../validation/update-job.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { CreatePipelineJobDto } from './create-job.dto';
import { JobChangesService } from './job-changes.service';
import { JobListsService } from './job-lists.service';
import { PipelineJobPageDto } from './job-page.dto';
import { PipelineJobDto } from './job.dto';
import { JobsService } from './jobs.service';
import { UpdatePipelineJobDto } from './update-job.dto';

const SWITCH = { required: false, schema: { type: 'boolean', default: false } };
const JOB_ID = { name: 'job_id', description: 'Id of the job.', schema: { type: 'string', format: 'uuid' } };

@ApiTags('pipeline')
@WorkspaceIdParameter()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs')
export class JobsController {
  constructor(
    private readonly service: JobsService,
    private readonly lists: JobListsService,
    private readonly changes: JobChangesService,
  ) {}

  @Post()
  @NotRemembered(({ query }: FastifyRequest) => isDryRun(query as object))
  @ApiOperation({
    summary: 'Create a pipeline job',
    description: 'Puts a list of questions to a pipeline, once for each file of the workspace or once over all files.',
    operationId: 'createPipelineJob',
  })
  @ApiQuery({ ...SWITCH, name: 'dry_run', description: 'Check everything, store nothing.' })
  @ApiQuery({ ...SWITCH, name: 'start', description: 'Start the job as well: both or none, and 409 when it cannot be.' })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again; a dry run ignores it.',
    required: false,
  })
  @ApiBody({ type: CreatePipelineJobDto })
  @ApiCreatedResponse({ type: PipelineJobDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Validated(validateCreateJob) request: CreateJobRequest,
  ): Promise<PipelineJobDto> {
    return this.service.create(caller, request);
  }

  @Get()
  @ApiOperation({
    summary: 'List pipeline jobs',
    description: 'Without their queries. What has no value in the field of the sort comes last.',
    operationId: 'listPipelineJobs',
  })
  @PageParameters(...JOB_SORTS)
  @FilterParameter('name', 'status', 'execution_mode', 'pipeline_id', 'query_set_id', 'created_at')
  @ApiOkResponse({ type: PipelineJobPageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  list(
    @CurrentCaller() caller: Caller,
    @Validated(validateListJobs) request: ListJobsRequest,
  ): Promise<PipelineJobPageDto> {
    return this.lists.list(caller, request);
  }

  @Get(':job_id')
  @ApiOperation({ summary: 'Get a pipeline job', operationId: 'getPipelineJob' })
  @ApiParam(JOB_ID)
  @ApiOkResponse({ type: PipelineJobDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(@CurrentCaller() caller: Caller, @Validated(validateGetJob) { path }: GetJobRequest): Promise<PipelineJobDto> {
    return this.service.get(caller, path.workspace_id, path.job_id);
  }

  @Patch(':job_id')
  @ApiOperation({
    summary: 'Change a pipeline job',
    description:
      'Fields that are left out stay as they are. Queries take the place of a query set, and the reverse. A started ' +
      'job cannot be changed; once it ended or failed, only name, description and concurrency can.',
    operationId: 'updatePipelineJob',
  })
  @ApiParam(JOB_ID)
  @ApiBody({ type: UpdatePipelineJobDto })
  @ApiOkResponse({ type: PipelineJobDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  update(
    @CurrentCaller() caller: Caller,
    @Validated(validateUpdateJob) request: UpdateJobRequest,
  ): Promise<PipelineJobDto> {
    return this.changes.update(caller, request);
  }

  @Delete(':job_id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a pipeline job',
    description: 'With its results, reviews and links. Its query set stays. A started job cannot be deleted.',
    operationId: 'deletePipelineJob',
  })
  @ApiParam(JOB_ID)
  @ApiNoContentResponse({ description: 'The job is gone.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  delete(@CurrentCaller() caller: Caller, @Validated(validateGetJob) { path }: GetJobRequest): Promise<void> {
    return this.changes.delete(caller, path);
  }
}

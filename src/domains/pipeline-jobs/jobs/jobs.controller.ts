import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
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
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { isDryRun, validateCreateJob, validateGetJob } from '../validation/create-job.model';
import type { CreateJobRequest, GetJobRequest } from '../validation/create-job.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { CreatePipelineJobDto } from './create-job.dto';
import { PipelineJobDto } from './job.dto';
import { JobsService } from './jobs.service';

const SWITCH = { required: false, schema: { type: 'boolean', default: false } };

@ApiTags('pipeline')
@WorkspaceIdParameter()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs')
export class JobsController {
  constructor(private readonly service: JobsService) {}

  @Post()
  @NotRemembered(({ query }: FastifyRequest) => isDryRun(query as object))
  @ApiOperation({
    summary: 'Create a pipeline job',
    description: 'Puts a list of questions to a pipeline, once for each file of the workspace or once over all files.',
    operationId: 'createPipelineJob',
  })
  @ApiQuery({ ...SWITCH, name: 'dry_run', description: 'Check everything, store nothing.' })
  @ApiQuery({
    ...SWITCH,
    name: 'start',
    description: 'Start the job as well: both or none, and 409 when it cannot be.',
  })
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

  @Get(':job_id')
  @ApiOperation({ summary: 'Get a pipeline job', operationId: 'getPipelineJob' })
  @ApiParam({ name: 'job_id', description: 'Id of the job.', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: PipelineJobDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(@CurrentCaller() caller: Caller, @Validated(validateGetJob) { path }: GetJobRequest): Promise<PipelineJobDto> {
    return this.service.get(caller, path.workspace_id, path.job_id);
  }
}

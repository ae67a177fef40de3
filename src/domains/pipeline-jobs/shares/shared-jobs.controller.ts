import { Controller, Delete, Get, HttpCode, Patch, Post, Req, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { CreateSharedJobDto, PatchSharedJobDto, SharedJobDto, SharedJobPageDto } from './shared-job.dto';
import {
  validateCreateSharedJob,
  validateListSharedJobs,
  validatePatchSharedJob,
  validateSharedJob,
} from './shared-job.model';
import type {
  CreateSharedJobRequest,
  ListSharedJobsRequest,
  PatchSharedJobRequest,
  SharedJobRequest,
} from './shared-job.model';
import { SharedJobsService } from './shared-jobs.service';

const ID = {
  name: 'shared_job_id',
  description: 'Id of the shared job.',
  schema: { type: 'string', format: 'uuid' },
};

@ApiTags('pipeline')
@WorkspaceIdParameter()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/shared_jobs')
export class SharedJobsController {
  constructor(private readonly service: SharedJobsService) {}

  @Post()
  @ApiOperation({
    summary: 'Share a pipeline job',
    description: 'Makes a link under which others read the job and its results, and change nothing.',
    operationId: 'sharePipelineJob',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: CreateSharedJobDto })
  @ApiCreatedResponse({ type: SharedJobDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Validated(validateCreateSharedJob) { path, body }: CreateSharedJobRequest,
    @Req() origin: FastifyRequest,
  ): Promise<SharedJobDto> {
    return this.service.create({ caller, workspaceId: path.workspace_id, origin }, body);
  }

  @Get()
  @ApiOperation({
    summary: 'List shared pipeline jobs',
    description: 'Expired and revoked links too.',
    operationId: 'listSharedPipelineJobs',
  })
  @PageParameters('created_at', 'expiration_date')
  @ApiOkResponse({ type: SharedJobPageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  list(
    @CurrentCaller() caller: Caller,
    @Validated(validateListSharedJobs) { path, query }: ListSharedJobsRequest,
    @Req() origin: FastifyRequest,
  ): Promise<SharedJobPageDto> {
    return this.service.list({ caller, workspaceId: path.workspace_id, origin }, query);
  }

  @Get(':shared_job_id')
  @ApiOperation({ summary: 'Get a shared pipeline job', operationId: 'getSharedPipelineJob' })
  @ApiParam(ID)
  @ApiOkResponse({ type: SharedJobDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(
    @CurrentCaller() caller: Caller,
    @Validated(validateSharedJob) { path }: SharedJobRequest,
    @Req() origin: FastifyRequest,
  ): Promise<SharedJobDto> {
    return this.service.get({ caller, workspaceId: path.workspace_id, origin }, path.shared_job_id);
  }

  @Patch(':shared_job_id')
  @ApiOperation({ summary: 'Change a shared pipeline job', operationId: 'updateSharedPipelineJob' })
  @ApiParam(ID)
  @ApiBody({ type: PatchSharedJobDto })
  @ApiOkResponse({ type: SharedJobDto })
  @PipelineFailures(401, 403, 404, 413, 422, 429, 500)
  update(
    @CurrentCaller() caller: Caller,
    @Validated(validatePatchSharedJob) { path, body }: PatchSharedJobRequest,
    @Req() origin: FastifyRequest,
  ): Promise<SharedJobDto> {
    return this.service.update({ caller, workspaceId: path.workspace_id, origin }, path.shared_job_id, body);
  }

  @Delete(':shared_job_id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a shared pipeline job',
    description: 'Its link is of no use from now on.',
    operationId: 'revokeSharedPipelineJob',
  })
  @ApiParam(ID)
  @ApiNoContentResponse({ description: 'Revoked.' })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  revoke(
    @CurrentCaller() caller: Caller,
    @Validated(validateSharedJob) { path }: SharedJobRequest,
    @Req() origin: FastifyRequest,
  ): Promise<void> {
    return this.service.revoke({ caller, workspaceId: path.workspace_id, origin }, path.shared_job_id);
  }
}

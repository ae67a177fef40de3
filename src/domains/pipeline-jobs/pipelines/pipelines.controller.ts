import { Controller, Delete, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { IdempotencyKeyHeader } from '../idempotency-key-header';
import { PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateCreatePipeline, validateListPipelines, validateQueryYaml } from '../validation/pipeline.model';
import type { CreatePipelineBody, ListPipelinesRequest, QueryYamlBody } from '../validation/pipeline.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { ConfigFailures } from './config-failures';
import { PipelineConfigs } from './pipeline-configs.service';
import { CreatePipelineDto, PipelineDto, PipelinePageDto, PipelineYamlDto } from './pipeline.dto';
import { PipelineName, WorkspaceName } from './pipeline-parameters';
import { PIPELINE_STATUSES } from './pipeline-status';
import { PipelinesService } from './pipelines.service';

@ApiTags('pipeline')
@WorkspaceName()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/pipelines')
export class PipelinesController {
  constructor(
    private readonly service: PipelinesService,
    private readonly configs: PipelineConfigs,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List the pipelines of a workspace',
    description: 'The workspace `default` has the pipeline `builtin`.',
    operationId: 'listPipelines',
  })
  @PageParameters('created_at', 'name')
  @ApiQuery({
    name: 'status',
    required: false,
    description: 'Only pipelines with this status.',
    schema: { type: 'string', enum: [...PIPELINE_STATUSES] },
  })
  @ApiQuery({
    name: 'pipeline_name',
    required: false,
    description: 'Only pipelines with this in their name, in any case.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: PipelinePageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  list(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateListPipelines) { query }: ListPipelinesRequest,
  ): Promise<PipelinePageDto> {
    return this.service.list(caller, workspace, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a pipeline',
    description: 'It can be used once it is deployed. Its secrets are stored encrypted and never shown.',
    operationId: 'createPipeline',
  })
  @IdempotencyKeyHeader()
  @ApiBody({ type: CreatePipelineDto })
  @ApiCreatedResponse({ type: PipelineDto })
  @ConfigFailures(400, 422)
  @PipelineFailures(401, 403, 404, 409, 413, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateCreatePipeline) body: CreatePipelineBody,
  ): Promise<PipelineDto> {
    return this.configs.create(caller, workspace, body);
  }

  @Get(':name')
  @ApiOperation({ summary: 'Get a pipeline', operationId: 'getPipeline' })
  @PipelineName()
  @ApiOkResponse({ type: PipelineDto })
  @PipelineFailures(401, 403, 404, 429, 500)
  get(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<PipelineDto> {
    return this.service.get({ caller, workspace, name });
  }

  @Get(':name/yaml')
  @ApiOperation({
    summary: 'Get what a pipeline was told',
    description: 'The text as it was given, with `"***"` in place of every secret.',
    operationId: 'getPipelineYaml',
  })
  @PipelineName()
  @ApiOkResponse({ type: PipelineYamlDto })
  @PipelineFailures(401, 403, 404, 429, 500)
  yaml(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<PipelineYamlDto> {
    return this.configs.read({ caller, workspace, name });
  }

  @Put(':name/yaml')
  @ApiOperation({
    summary: 'Change what a pipeline is told',
    description: 'It has to be deployed again. A secret written as `"***"` is kept. Not while a job of it runs.',
    operationId: 'updatePipelineYaml',
  })
  @PipelineName()
  @ApiBody({ type: PipelineYamlDto })
  @ApiOkResponse({ type: PipelineDto })
  @ConfigFailures(400, 422)
  @PipelineFailures(401, 403, 404, 409, 413, 429, 500)
  replace(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
    @Validated(validateQueryYaml) body: QueryYamlBody,
  ): Promise<PipelineDto> {
    return this.configs.replace({ caller, workspace, name }, body);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a pipeline',
    description: 'Jobs keep its name, which may be used again. Not while a job of it runs.',
    operationId: 'deletePipeline',
  })
  @PipelineName()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  delete(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<void> {
    return this.configs.delete({ caller, workspace, name });
  }
}

import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateListPipelines } from '../validation/pipeline.model';
import type { ListPipelinesRequest } from '../validation/pipeline.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { PipelineDto, PipelinePageDto } from './pipeline.dto';
import { PIPELINE_STATUSES } from './pipeline-status';
import { PipelinesService } from './pipelines.service';

@ApiTags('pipeline')
@ApiParam({ name: 'workspace', description: 'Name of the workspace.', example: 'default' })
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/pipelines')
export class PipelinesController {
  constructor(private readonly service: PipelinesService) {}

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

  @Get(':name')
  @ApiOperation({ summary: 'Get a pipeline', operationId: 'getPipeline' })
  @ApiParam({ name: 'name', description: 'Name of the pipeline.', example: 'builtin' })
  @ApiOkResponse({ type: PipelineDto })
  @PipelineFailures(401, 403, 404, 429, 500)
  get(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<PipelineDto> {
    return this.service.get(caller, workspace, name);
  }
}

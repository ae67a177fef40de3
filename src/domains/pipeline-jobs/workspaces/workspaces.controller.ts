import { Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateCreateWorkspace } from '../validation/workspace.model';
import type { CreateWorkspaceBody } from '../validation/workspace.model';
import { DefaultWorkspaceGuard } from './default-workspace.guard';
import { CreateWorkspaceDto, WorkspaceDto, PipelineWorkspaceStatsDto } from './workspace.dto';
import { WorkspaceRemoval } from './workspace-removal';
import { WorkspacesService } from './workspaces.service';

const NAME = { name: 'name', description: 'Name of the workspace.', example: 'default' };

@ApiTags('pipeline')
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces')
export class WorkspacesController {
  constructor(
    private readonly service: WorkspacesService,
    private readonly removal: WorkspaceRemoval,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List workspaces',
    description: 'Oldest first, at most 1000. Every tenant has the workspace `default`.',
    operationId: 'listPipelineWorkspaces',
  })
  @ApiOkResponse({ type: [WorkspaceDto] })
  @PipelineFailures(401, 403, 429, 500)
  list(@CurrentCaller() caller: Caller): Promise<WorkspaceDto[]> {
    return this.service.list(caller);
  }

  @Post()
  @ApiOperation({ summary: 'Create a workspace', operationId: 'createPipelineWorkspace' })
  @ApiBody({ type: CreateWorkspaceDto })
  @ApiCreatedResponse({ type: WorkspaceDto })
  @PipelineFailures(400, 401, 403, 409, 413, 422, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Validated(validateCreateWorkspace) body: CreateWorkspaceBody,
  ): Promise<WorkspaceDto> {
    return this.service.create(caller, body);
  }

  @Get(':name')
  @ApiOperation({ summary: 'Get a workspace', operationId: 'getPipelineWorkspace' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: WorkspaceDto })
  @PipelineFailures(401, 403, 404, 429, 500)
  get(@CurrentCaller() caller: Caller, @Param('name') name: string): Promise<WorkspaceDto> {
    return this.service.get(caller, name);
  }

  @Get(':name/stats')
  @ApiOperation({ summary: 'Count what a workspace holds', operationId: 'getPipelineWorkspaceStats' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: PipelineWorkspaceStatsDto })
  @PipelineFailures(401, 403, 404, 429, 500)
  stats(@CurrentCaller() caller: Caller, @Param('name') name: string): Promise<PipelineWorkspaceStatsDto> {
    return this.service.stats(caller, name);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a workspace',
    description: 'With all its files, pipelines, query sets and jobs, unless one of these runs.',
    operationId: 'deletePipelineWorkspace',
  })
  @ApiParam({ ...NAME, example: 'contracts' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @PipelineFailures(401, 403, 404, 409, 429, 500)
  remove(@CurrentCaller() caller: Caller, @Param('name') name: string): Promise<void> {
    return this.removal.remove(caller, name);
  }
}

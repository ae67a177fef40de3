import { Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { RememberedApart } from '../../../kernel/http/idempotency.interceptor';
import { IdempotencyKeyHeader } from '../idempotency-key-header';
import { PipelineFailures } from '../pipeline-failures';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { ConfigFailures } from './config-failures';
import { Deployments } from './deployments.service';
import { PipelineDto } from './pipeline.dto';
import { PipelineName, WorkspaceName } from './pipeline-parameters';

@ApiTags('pipeline')
@WorkspaceName()
@PipelineName()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/pipelines/:name')
export class DeploymentsController {
  constructor(private readonly deployments: Deployments) {}

  @Post('deploy')
  @HttpCode(200)
  @RememberedApart()
  @ApiOperation({
    summary: 'Deploy a pipeline',
    description: 'Looks for up to 10 s whether its connector is ready. Needs no body.',
    operationId: 'deployPipeline',
  })
  @IdempotencyKeyHeader()
  @ApiOkResponse({ type: PipelineDto })
  @ConfigFailures(422)
  @PipelineFailures(401, 403, 404, 409, 413, 429, 500)
  deploy(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<PipelineDto> {
    return this.deployments.deploy({ caller, workspace, name });
  }

  @Post('undeploy')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Undeploy a pipeline',
    description: 'What running jobs have not asked yet fails with `pipeline_unavailable`. Needs no body.',
    operationId: 'undeployPipeline',
  })
  @IdempotencyKeyHeader()
  @ApiOkResponse({ type: PipelineDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  undeploy(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
  ): Promise<PipelineDto> {
    return this.deployments.undeploy({ caller, workspace, name });
  }
}

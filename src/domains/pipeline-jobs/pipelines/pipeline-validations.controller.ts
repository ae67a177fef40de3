import { Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { IdempotencyKeyHeader } from '../idempotency-key-header';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { validateQueryYaml } from '../validation/pipeline.model';
import type { QueryYamlBody } from '../validation/pipeline.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { ConfigFailures } from './config-failures';
import { PipelineConfigs } from './pipeline-configs.service';
import { PipelineYamlDto } from './pipeline.dto';
import { WorkspaceName } from './pipeline-parameters';

@ApiTags('pipeline')
@WorkspaceName()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/pipeline_validations')
export class PipelineValidationsController {
  constructor(private readonly configs: PipelineConfigs) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Look whether a pipeline can be made of a text',
    description: 'Stores nothing and calls nobody. Fields that are not known are told when something else is wrong.',
    operationId: 'validatePipeline',
  })
  @IdempotencyKeyHeader()
  @ApiBody({ type: PipelineYamlDto })
  @ApiNoContentResponse({ description: 'The text is valid.' })
  @ConfigFailures(400, 422)
  @PipelineFailures(401, 403, 404, 409, 413, 429, 500)
  validate(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Validated(validateQueryYaml) body: QueryYamlBody,
  ): Promise<void> {
    return this.configs.validate(caller, workspace, body);
  }
}

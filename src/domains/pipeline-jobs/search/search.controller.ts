import { Controller, HttpCode, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NotRemembered } from '../../../kernel/http/idempotency.interceptor';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { PipelineSearchAnswerDto, PipelineSearchDto } from './search.dto';
import { validateSearch } from './search.model';
import type { SearchBody } from './search.model';
import { SearchService } from './search.service';

@ApiTags('pipeline')
@ApiParam({ name: 'workspace', description: 'Name of the workspace.', example: 'default' })
@ApiParam({ name: 'name', description: 'Name of the pipeline.', example: 'builtin' })
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v1/workspaces/:workspace/pipelines/:name/search')
export class SearchController {
  constructor(private readonly service: SearchService) {}

  @Post()
  @HttpCode(200)
  @Access('read')
  @NotRemembered(() => true)
  @ApiOperation({
    summary: 'Ask a pipeline',
    description:
      'Up to 100 questions, answered at once and stored nowhere. Each is put to the pipeline one time; when one of ' +
      'them fails, the request fails.',
    operationId: 'searchPipeline',
  })
  @ApiBody({ type: PipelineSearchDto })
  @ApiOkResponse({ type: PipelineSearchAnswerDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500, 591)
  search(
    @CurrentCaller() caller: Caller,
    @Param('workspace') workspace: string,
    @Param('name') name: string,
    @Validated(validateSearch) body: SearchBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PipelineSearchAnswerDto> {
    return this.service.search(caller, { workspace, name }, body, reply.raw);
  }
}

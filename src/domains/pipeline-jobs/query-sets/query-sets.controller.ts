import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { BodyLimit } from '../../../kernel/http/body.interceptor';
import { NumberedPageParameters, PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import {
  validateCreateQuerySet,
  validateGetQuerySet,
  validateListQueries,
  validateListQuerySets,
} from '../validation/query-set.model';
import type {
  CreateQuerySetRequest,
  GetQuerySetRequest,
  ListQueriesRequest,
  ListQuerySetsRequest,
} from '../validation/query-set.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { CreateQuerySetDto, PipelineQueryPageDto, QuerySetDto, QuerySetPageDto } from './query-set.dto';
import { QuerySetsService } from './query-sets.service';

const MAX_BODY = 10 * 1024 * 1024;
const QUERY_SET_ID = {
  name: 'query_set_id',
  description: 'Id of the query set.',
  schema: { type: 'string', format: 'uuid' },
};

@ApiTags('pipeline')
@WorkspaceIdParameter()
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/query_sets')
export class QuerySetsController {
  constructor(private readonly service: QuerySetsService) {}

  @Post()
  @BodyLimit(MAX_BODY)
  @ApiOperation({
    summary: 'Create a query set',
    description: 'A list of questions that jobs can share. It never changes. The body may have 10 MiB.',
    operationId: 'createQuerySet',
  })
  @ApiBody({ type: CreateQuerySetDto })
  @ApiCreatedResponse({ type: QuerySetDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Validated(validateCreateQuerySet) { path, body }: CreateQuerySetRequest,
  ): Promise<QuerySetDto> {
    return this.service.create(caller, path.workspace_id, body);
  }

  @Get()
  @ApiOperation({ summary: 'List query sets', operationId: 'listQuerySets' })
  @PageParameters('created_at', 'name')
  @ApiOkResponse({ type: QuerySetPageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  list(
    @CurrentCaller() caller: Caller,
    @Validated(validateListQuerySets) { path, query }: ListQuerySetsRequest,
  ): Promise<QuerySetPageDto> {
    return this.service.list(caller, path.workspace_id, query);
  }

  @Get(':query_set_id')
  @ApiOperation({ summary: 'Get a query set', operationId: 'getQuerySet' })
  @ApiParam(QUERY_SET_ID)
  @ApiOkResponse({ type: QuerySetDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(
    @CurrentCaller() caller: Caller,
    @Validated(validateGetQuerySet) { path }: GetQuerySetRequest,
  ): Promise<QuerySetDto> {
    return this.service.get(caller, path.workspace_id, path.query_set_id);
  }

  @Get(':query_set_id/queries')
  @ApiOperation({ summary: 'List the questions of a query set, in order', operationId: 'listQueriesOfSet' })
  @ApiParam(QUERY_SET_ID)
  @NumberedPageParameters()
  @ApiOkResponse({ type: PipelineQueryPageDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  queries(
    @CurrentCaller() caller: Caller,
    @Validated(validateListQueries) { path, query }: ListQueriesRequest,
  ): Promise<PipelineQueryPageDto> {
    return this.service.queries(caller, path.workspace_id, path.query_set_id, query);
  }
}

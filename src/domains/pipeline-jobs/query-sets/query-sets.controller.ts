import { Controller, Delete, Get, HttpCode, Post, StreamableFile, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { BodyLimit, MultipartBody } from '../../../kernel/http/body.interceptor';
import { NumberedPageParameters, PageParameters } from '../paging/page-parameters';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import {
  validateCreateQuerySet,
  validateGetQuerySet,
  validateImportQuerySet,
  validateListQueries,
  validateListQuerySets,
} from '../validation/query-set.model';
import type {
  CreateQuerySetRequest,
  GetQuerySetRequest,
  ImportQuerySetRequest,
  ListQueriesRequest,
  ListQuerySetsRequest,
} from '../validation/query-set.model';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import {
  CreateQuerySetDto,
  ImportQuerySetDto,
  PipelineQueryPageDto,
  QuerySetDto,
  QuerySetPageDto,
} from './query-set.dto';
import { QuerySetsService } from './query-sets.service';

const MAX_BODY = 10 * 1024 * 1024;
const CSV = 'text/csv';
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};
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
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: CreateQuerySetDto })
  @ApiCreatedResponse({ type: QuerySetDto })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  create(
    @CurrentCaller() caller: Caller,
    @Validated(validateCreateQuerySet) { path, body }: CreateQuerySetRequest,
  ): Promise<QuerySetDto> {
    return this.service.create(caller, path.workspace_id, body);
  }

  @Post('import')
  @MultipartBody()
  @BodyLimit(MAX_BODY)
  @ApiOperation({
    summary: 'Create a query set from a CSV file',
    description:
      'UTF-8 with a header row: `query`, and where wanted `group_name`, `query_label`, `query_index`, ' +
      '`absolute_query_index`, `filters` and `params` as JSON; other columns are ignored, and so is the apostrophe ' +
      'before what a spreadsheet would take for a formula. The body may have 10 MiB, the file 10,000 queries.',
    operationId: 'importQuerySet',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportQuerySetDto })
  @ApiCreatedResponse({ type: QuerySetDto })
  @PipelineFailures(400, 401, 403, 404, 409, 413, 422, 429, 500)
  import(
    @CurrentCaller() caller: Caller,
    @Validated(validateImportQuerySet) { path, body }: ImportQuerySetRequest,
  ): Promise<QuerySetDto> {
    return this.service.import(caller, path.workspace_id, body);
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

  @Get(':query_set_id/csv')
  @ApiOperation({
    summary: 'Export a query set as CSV',
    description: 'In the form that the import takes: RFC 4180, formulas kept from spreadsheets by an apostrophe.',
    operationId: 'exportQuerySet',
  })
  @ApiParam(QUERY_SET_ID)
  @ApiProduces(CSV)
  @ApiOkResponse({ description: 'All questions, in order.', content: { [CSV]: { schema: { type: 'string' } } } })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async csv(
    @CurrentCaller() caller: Caller,
    @Validated(validateGetQuerySet) { path }: GetQuerySetRequest,
  ): Promise<StreamableFile> {
    const content = await this.service.csv(caller, path.workspace_id, path.query_set_id);
    return new StreamableFile(Buffer.from(content), {
      type: `${CSV}; charset=utf-8`,
      disposition: 'attachment; filename="queries.csv"',
    });
  }

  @Delete(':query_set_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a query set that no job uses', operationId: 'deleteQuerySet' })
  @ApiParam(QUERY_SET_ID)
  @ApiNoContentResponse({ description: 'The query set is gone.' })
  @PipelineFailures(401, 403, 404, 409, 413, 422, 429, 500)
  delete(@CurrentCaller() caller: Caller, @Validated(validateGetQuerySet) { path }: GetQuerySetRequest): Promise<void> {
    return this.service.delete(caller, path.workspace_id, path.query_set_id);
  }
}

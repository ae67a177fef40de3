import { Controller, Get, Header, Req, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { PipelineFailures } from '../pipeline-failures';
import { Validated } from '../validated';
import { DefaultWorkspaceGuard } from '../workspaces/default-workspace.guard';
import { WorkspaceIdParameter } from '../workspaces/workspace-id-parameter';
import { accepts } from './accepts';
import { scopeOf } from './job-path';
import { PipelineResultDto, PipelineResultPageDto } from './result.dto';
import { RESULT_FILTER_PATHS, validateExport, validateListResults, validateResult } from './result.model';
import type { ExportRequest, ListResultsRequest, ResultRequest } from './result.model';
import { ResultExports } from './result-exports.service';
import { CSV, RESULT_FORMATS, streamed } from './result-formats';
import { LIST_ORDER } from './result-order';
import { JOB_ID, RESULT_ID, ResultList, StatusParameter } from './result-parameters';
import { ResultsService } from './results.service';

@ApiTags('pipeline')
@WorkspaceIdParameter()
@ApiParam(JOB_ID)
@UseGuards(DefaultWorkspaceGuard)
@Controller('api/v2/workspaces/:workspace_id/jobs/:job_id/results')
export class ResultsController {
  constructor(
    private readonly service: ResultsService,
    private readonly exports: ResultExports,
  ) {}

  @Get()
  @Header('vary', 'Accept')
  @ApiOperation({ summary: 'List the results of a pipeline job', operationId: 'listPipelineResults' })
  @ResultList(PipelineResultPageDto, RESULT_FILTER_PATHS)
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async list(
    @CurrentCaller() caller: Caller,
    @Validated(validateListResults) { path, query }: ListResultsRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PipelineResultPageDto | StreamableFile> {
    const scope = scopeOf(caller, path);
    if (!accepts(request, CSV)) return this.service.list(scope, query);
    return streamed(await this.exports.open(scope, query, query, RESULT_FORMATS.csv), RESULT_FORMATS.csv, reply);
  }

  @Get('export')
  @ApiOperation({
    summary: 'Export the results of a pipeline job',
    description:
      'All results that are wanted at this moment, also while the job runs, however many: as CSV with one line a ' +
      'result, or as one JSON object a line.',
    operationId: 'exportPipelineResults',
  })
  @ApiQuery({
    name: 'format',
    description: 'How they are written.',
    schema: { type: 'string', enum: Object.keys(RESULT_FORMATS) },
  })
  @StatusParameter()
  @ApiOkResponse({
    description: 'All of them.',
    content: {
      'text/csv': { schema: { type: 'string' } },
      'application/x-ndjson': { schema: { type: 'string' } },
    },
  })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  async export(
    @CurrentCaller() caller: Caller,
    @Validated(validateExport) { path, query }: ExportRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const format = RESULT_FORMATS[query.format];
    const filter = { status: query.status, filter: null };
    return streamed(await this.exports.open(scopeOf(caller, path), filter, LIST_ORDER, format), format, reply);
  }

  @Get(':result_id')
  @ApiOperation({ summary: 'Get a result of a pipeline job', operationId: 'getPipelineResult' })
  @ApiParam(RESULT_ID)
  @ApiOkResponse({ type: PipelineResultDto })
  @PipelineFailures(401, 403, 404, 422, 429, 500)
  get(@CurrentCaller() caller: Caller, @Validated(validateResult) { path }: ResultRequest): Promise<PipelineResultDto> {
    return this.service.get(scopeOf(caller, path), path.result_id);
  }
}

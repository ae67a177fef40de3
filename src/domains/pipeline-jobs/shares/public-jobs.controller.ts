import { Controller, Get, Header, Param, Req, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../../kernel/auth/access';
import { OptionalSignInGuard } from '../../../kernel/auth/optional-sign-in.guard';
import { PipelineFailures } from '../pipeline-failures';
import { accepts } from '../results/accepts';
import { PipelineSharedResultPageDto } from '../results/result.dto';
import type { PipelineResultDto } from '../results/result.dto';
import { SHARED_FILTER_PATHS, validateListSharedResults } from '../results/result.model';
import type { ListResultsQuery } from '../results/result.model';
import { ResultExports } from '../results/result-exports.service';
import { CSV, RESULT_FORMATS, streamed } from '../results/result-formats';
import { ResultList } from '../results/result-parameters';
import { ResultsService } from '../results/results.service';
import { Validated } from '../validated';
import { PublicJobsService } from './public-jobs.service';
import { PipelinePublicJobDto } from './shared-job.dto';

@ApiTags('pipeline')
@ApiParam({ name: 'token', description: 'What the link ends with.', example: 'AZjCpAAAcACAAAAAAAAAAQ' })
@Public()
@UseGuards(OptionalSignInGuard)
@Controller('api/v2/shared_jobs/:token')
export class PublicJobsController {
  constructor(
    private readonly jobs: PublicJobsService,
    private readonly results: ResultsService,
    private readonly exports: ResultExports,
  ) {}

  @Get()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Read a pipeline job that was shared with you',
    description: 'Needs no credential, unless the link says so.',
    operationId: 'getPublicPipelineJob',
  })
  @ApiOkResponse({ type: PipelinePublicJobDto })
  @PipelineFailures(401, 403, 404, 410, 500)
  get(@Param('token') token: string, @Req() { user: caller }: FastifyRequest): Promise<PipelinePublicJobDto> {
    return this.jobs.get({ token, caller });
  }

  @Get('results')
  @Header('cache-control', 'private, no-store')
  @Header('vary', 'Accept')
  @ApiOperation({ summary: 'List the results of a shared pipeline job', operationId: 'listPublicPipelineResults' })
  @ResultList(PipelineSharedResultPageDto, SHARED_FILTER_PATHS)
  @PipelineFailures(401, 403, 404, 410, 422, 500)
  async list(
    @Param('token') token: string,
    @Validated(validateListSharedResults) { query }: { query: ListResultsQuery },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PipelineSharedResultPageDto | StreamableFile> {
    const scope = await this.jobs.scopeOf({ token, caller: request.user });
    if (accepts(request, CSV)) {
      return streamed(await this.exports.open(scope, query, query, RESULT_FORMATS.csv), RESULT_FORMATS.csv, reply);
    }
    const page = await this.results.list(scope, query);
    return { ...page, data: page.data.map(withoutReview) };
  }
}

function withoutReview({ review: _, ...shown }: PipelineResultDto): Omit<PipelineResultDto, 'review'> {
  return shown;
}

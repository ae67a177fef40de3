import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { ETAG, etagOf, IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { CreateProductionJobDto } from './create-job.dto';
import { JobDetailsDto } from './job-details.dto';
import { ProductionJobDto } from './job.dto';
import { JobsService } from './jobs.service';
import { ListJobsDto } from './list-jobs.dto';
import { PrioritiesDto } from './priorities.dto';
import { PrioritiesService } from './priorities.service';
import { UpdateProductionJobDto } from './update-job.dto';

@ApiTags('production')
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly service: JobsService,
    private readonly priorities: PrioritiesService,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create a production job',
    description: 'Makes an order for a number of units. Routes and serial numbers are made afterwards.',
    operationId: 'createProductionJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({
    type: ProductionJobDto,
    headers: { Location: { description: 'Path of the job.', schema: { type: 'string' } } },
  })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateProductionJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductionJobDto> {
    const job = await this.service.create(caller.tenantId, dto);
    void reply.header('location', `/api/jobs/${job.id}`);
    return job;
  }

  @Get()
  @ApiOperation({
    summary: 'List production jobs',
    description: 'Ranked ones first, by rank; then those without a rank, by creation; then those of rank 0.',
    operationId: 'listProductionJobs',
  })
  @PagedList(ProductionJobDto)
  @ProductionFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListJobsDto): Promise<Page<ProductionJobDto>> {
    return this.service.list(caller.tenantId, query);
  }

  @Patch('priorities')
  @ApiOperation({
    summary: 'Rank the production jobs',
    description: 'Names every job that is not completed, each once, with the ranks 1 to N. Completed jobs get rank 0.',
    operationId: 'rankProductionJobs',
  })
  @ApiOkResponse({ description: 'The ranked jobs, by rank.', type: [ProductionJobDto] })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  rank(@CurrentCaller() caller: Caller, @Body() { priorities }: PrioritiesDto): Promise<ProductionJobDto[]> {
    return this.priorities.rank(caller.tenantId, priorities);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Show a production job',
    description: 'With its paths and how far it is.',
    operationId: 'getProductionJob',
  })
  @ApiOkResponse({ type: JobDetailsDto, headers: ETAG })
  @ProductionFailures(401, 403, 404, 415, 429, 500, 503)
  async find(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDetailsDto> {
    const { job, version } = await this.service.find(caller.tenantId, id);
    void reply.header('etag', etagOf(version));
    return job;
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a production job',
    description: 'What is left out stays. What the job knows of Jira is written once, at its creation.',
    operationId: 'updateProductionJob',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: UpdateProductionJobDto })
  @ApiOkResponse({ type: ProductionJobDto, headers: ETAG })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductionJobDto> {
    const { job, version } = await this.service.update(caller.tenantId, id, body, ifMatch);
    void reply.header('etag', etagOf(version));
    return job;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a production job',
    description: 'Refused while it has paths, or while a bill of material names it.',
    operationId: 'deleteProductionJob',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.service.delete(caller.tenantId, id, ifMatch);
  }
}

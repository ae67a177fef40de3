import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access } from '../../../../kernel/auth/access';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { ComputeFailures } from '../../compute-failures';
import { ApiListQuery } from '../../lists/pagination.dto';
import { ComputeJobListDto, FilterComputeJobsDto } from './filter-jobs.dto';
import { JobLists } from './job-lists.service';

@ApiTags('compute')
@Controller('v1/customer/jobs')
export class JobListsController {
  constructor(private readonly service: JobLists) {}

  @Get()
  @ApiOperation({ summary: 'List compute jobs', operationId: 'listComputeJobs' })
  @ApiListQuery()
  @ApiOkResponse({ type: ComputeJobListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: object,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobListDto> {
    return this.service.list(caller, query, request);
  }

  @Post('filter')
  @HttpCode(200)
  @Access('read')
  @ApiOperation({
    summary: 'List compute jobs by conditions',
    description: 'Jobs for which all conditions hold; all jobs when none is sent.',
    operationId: 'filterComputeJobs',
  })
  @ApiBody({ type: FilterComputeJobsDto, required: false })
  @ApiOkResponse({ type: ComputeJobListDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  filter(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeJobListDto> {
    return this.service.filter(caller, body, request);
  }
}

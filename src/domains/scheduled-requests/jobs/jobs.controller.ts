import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledFailures } from '../scheduled-failures';
import type { JobRequest } from '../values/job-request';
import type { JsonText } from '../values/json-text';
import { CreateScheduledJobDto } from './create-job.dto';
import { JobRequestPipe } from './job-request.pipe';
import { JobsService } from './jobs.service';
import { ScheduledJobAnswerDto, ScheduledJobListDto } from './job.dto';
import { JobListParameters } from './job-list-parameters';
import { readJobListQuery } from './job-list-query';

const JSON_TYPE = ['content-type', 'application/json; charset=utf-8'] as const;

@ApiTags('scheduled')
@Controller('scheduler/api/jobs')
export class JobsController {
  constructor(private readonly service: JobsService) {}

  @Post()
  @Header(...JSON_TYPE)
  @ApiOperation({
    summary: 'Create a job',
    description: 'Takes an HTTP request that is sent at once, later, or on a schedule.',
    operationId: 'createScheduledJob',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: CreateScheduledJobDto })
  @ApiCreatedResponse({ type: ScheduledJobAnswerDto, description: 'The job.' })
  @ApiOkResponse({ type: ScheduledJobAnswerDto, description: 'The unfinished job that holds the `idempotency_key`.' })
  @ScheduledFailures(400, 401, 403, 409, 413, 415, 422, 429, 500, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body(JobRequestPipe) request: JobRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonText> {
    const { job, created } = await this.service.create(caller, request);
    void reply.status(created ? 201 : 200);
    return answer(job);
  }

  @Get()
  @Header(...JSON_TYPE)
  @ApiOperation({ summary: 'List jobs', operationId: 'listScheduledJobs' })
  @JobListParameters()
  @ApiOkResponse({ type: ScheduledJobListDto })
  @ScheduledFailures(401, 403, 422, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: Record<string, unknown>): Promise<JsonText> {
    return answer(`[${(await this.service.list(caller, readJobListQuery(query))).join(',')}]`);
  }

  @Get(':id')
  @Header(...JSON_TYPE)
  @ApiOperation({ summary: 'Show a job', operationId: 'getScheduledJob' })
  @ApiParam({ name: 'id', description: 'The `job_id` or the `id` of the job.', example: '29180' })
  @ApiOkResponse({ type: ScheduledJobAnswerDto })
  @ScheduledFailures(401, 403, 404, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    return answer(await this.service.show(caller, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Header(...JSON_TYPE)
  @ApiOperation({
    summary: 'Cancel a job',
    description:
      'With a run of a schedule, the schedule and all of its unfinished runs. A finished job stays as it is.',
    operationId: 'cancelScheduledJob',
  })
  @ApiParam({ name: 'id', description: 'The `job_id` or the `id` of the job.', example: '29180' })
  @ApiOkResponse({ type: ScheduledJobAnswerDto, description: 'The job afterwards.' })
  @ScheduledFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<JsonText> {
    return answer(await this.service.cancel(caller, id));
  }
}

/** Jobs are answered as text, so that their `args` come back as they were sent. */
function answer(data: JsonText): JsonText {
  return `{"data":${data}}`;
}

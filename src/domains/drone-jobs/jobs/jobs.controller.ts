import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY, RATE_LIMIT_HEADERS } from '../headers';
import { QueryPipe } from '../lists';
import { CreateRateGuard } from '../rate-limits';
import { CreateDroneJobDto } from './create-job.dto';
import { DroneJobAnswerDto } from './job-details.dto';
import { CreatedDroneJobDto, DroneJobListDto, ListDroneJobsDto } from './job.dto';
import { JobsService } from './jobs.service';

@ApiTags('drone')
@Controller('v3/jobs')
export class JobsController {
  constructor(private readonly service: JobsService) {}

  @Post('create')
  @UseGuards(CreateRateGuard)
  @ApiOperation({
    summary: 'Create a drone job',
    description: 'Asks for a flight. The job is queued for its group as soon as it is due.',
    operationId: 'createDroneJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: CreatedDroneJobDto, headers: RATE_LIMIT_HEADERS })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateDroneJobDto): Promise<CreatedDroneJobDto> {
    return { success: true, job: await this.service.create(caller, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'List drone jobs', operationId: 'listDroneJobs' })
  @ApiOkResponse({ type: DroneJobListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListDroneJobsDto): Promise<DroneJobListDto> {
    return this.service.list(caller, query);
  }

  @Get(':jobId')
  @ApiOperation({ summary: 'Show a drone job', operationId: 'getDroneJob' })
  @ApiOkResponse({ type: DroneJobAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<DroneJobAnswerDto> {
    return { success: true, job: await this.service.find(caller, jobId) };
  }
}

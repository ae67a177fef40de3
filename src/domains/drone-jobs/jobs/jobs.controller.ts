import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY, RATE_LIMIT_HEADERS } from '../headers';
import { QueryPipe } from '../lists';
import { CreateRateGuard } from '../rate-limits';
import {
  CancelDroneJobDto,
  CancelledDroneJobAnswerDto,
  ChangedDroneJobAnswerDto,
  UpdateDroneJobDto,
} from './change-job.dto';
import { CreateDroneJobDto } from './create-job.dto';
import { DroneJobAnswerDto } from './job-details.dto';
import { CreatedDroneJobDto, DroneJobListDto, ListDroneJobsDto } from './job.dto';
import { JobChanges } from './job-changes.service';
import { JobsService } from './jobs.service';

@ApiTags('drone')
@Controller('v3/jobs')
export class JobsController {
  constructor(
    private readonly service: JobsService,
    private readonly changes: JobChanges,
  ) {}

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
    return { success: true, job: await this.service.create(caller.tenantId, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'List drone jobs', operationId: 'listDroneJobs' })
  @ApiOkResponse({ type: DroneJobListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListDroneJobsDto): Promise<DroneJobListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':jobId')
  @ApiOperation({ summary: 'Show a drone job', operationId: 'getDroneJob' })
  @ApiOkResponse({ type: DroneJobAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<DroneJobAnswerDto> {
    return { success: true, job: await this.service.find(caller.tenantId, jobId) };
  }

  @Patch(':jobId')
  @ApiOperation({
    summary: 'Change a drone job',
    description: 'What is left out stays. A new priority orders the group anew at once.',
    operationId: 'updateDroneJob',
  })
  @ApiOkResponse({ type: ChangedDroneJobAnswerDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() dto: UpdateDroneJobDto,
  ): Promise<ChangedDroneJobAnswerDto> {
    return { success: true, job: await this.changes.update(caller.tenantId, jobId, dto) };
  }

  @Delete(':jobId')
  @ApiOperation({
    summary: 'Delete a drone job',
    description: 'Refused while it flies. A device that has been told to fly it is told not to.',
    operationId: 'deleteDroneJob',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<DeletedDto> {
    await this.changes.delete(caller.tenantId, jobId);
    return { success: true, message: 'Job deleted successfully' };
  }

  @Post(':jobId/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a drone job',
    description: 'Only before the flight has started; afterwards it can be aborted.',
    operationId: 'cancelDroneJob',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: CancelDroneJobDto, required: false })
  @ApiOkResponse({ type: CancelledDroneJobAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('jobId') jobId: string,
    @Body() { reason }: CancelDroneJobDto,
  ): Promise<CancelledDroneJobAnswerDto> {
    return { success: true, job: await this.changes.cancel(caller.tenantId, jobId, reason) };
  }
}

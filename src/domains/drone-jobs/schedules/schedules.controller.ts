import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { DroneJobListDto } from '../jobs/job.dto';
import { ListQueryDto, QueryPipe } from '../lists';
import { NextRunsDto, NextRunsQueryDto, DroneScheduleAnswerDto, DroneScheduleListDto } from './schedule.dto';
import { SchedulesService } from './schedules.service';
import { CreateScheduleDto, UpdateScheduleDto } from './write-schedule.dto';

@ApiTags('drone')
@Controller('v3/schedules')
export class DroneSchedulesController {
  constructor(private readonly service: SchedulesService) {}

  @Post()
  @ApiOperation({
    summary: 'Create a schedule of drone jobs',
    description: 'Each run makes one job, once, whatever happens to the service meanwhile.',
    operationId: 'createDroneSchedule',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: DroneScheduleAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateScheduleDto): Promise<DroneScheduleAnswerDto> {
    return { success: true, schedule: await this.service.create(caller.tenantId, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'List schedules of drone jobs', operationId: 'listDroneSchedules' })
  @ApiOkResponse({ type: DroneScheduleListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListQueryDto): Promise<DroneScheduleListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':scheduleId')
  @ApiOperation({ summary: 'Show a schedule of drone jobs', operationId: 'getDroneSchedule' })
  @ApiOkResponse({ type: DroneScheduleAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('scheduleId') id: string): Promise<DroneScheduleAnswerDto> {
    return { success: true, schedule: await this.service.find(caller.tenantId, id) };
  }

  @Patch(':scheduleId')
  @ApiOperation({
    summary: 'Change a schedule of drone jobs',
    description: 'What is left out stays. Jobs that are made already stay as they are.',
    operationId: 'updateDroneSchedule',
  })
  @ApiOkResponse({ type: DroneScheduleAnswerDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('scheduleId') id: string,
    @Body() dto: UpdateScheduleDto,
  ): Promise<DroneScheduleAnswerDto> {
    return { success: true, schedule: await this.service.update(caller.tenantId, id, dto) };
  }

  @Delete(':scheduleId')
  @ApiOperation({
    summary: 'Delete a schedule of drone jobs',
    description: 'The jobs that it has made stay.',
    operationId: 'deleteDroneSchedule',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('scheduleId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Schedule deleted successfully' };
  }

  @Get(':scheduleId/next')
  @ApiOperation({
    summary: 'Show the next runs of a schedule of drone jobs',
    description: 'As they would be if it were enabled.',
    operationId: 'listDroneScheduleRuns',
  })
  @ApiOkResponse({ type: NextRunsDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  next(
    @CurrentCaller() caller: Caller,
    @Param('scheduleId') id: string,
    @Query(QueryPipe) query: NextRunsQueryDto,
  ): Promise<NextRunsDto> {
    return this.service.next(caller.tenantId, id, query);
  }

  @Get(':scheduleId/jobs')
  @ApiOperation({ summary: 'List the jobs that a schedule has made', operationId: 'listDroneScheduleJobs' })
  @ApiOkResponse({ type: DroneJobListDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  jobs(
    @CurrentCaller() caller: Caller,
    @Param('scheduleId') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<DroneJobListDto> {
    return this.service.jobsOf(caller.tenantId, id, query);
  }
}

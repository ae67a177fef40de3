import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { BodyLimit } from '../../../kernel/http/body.interceptor';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { ListQueryDto, QueryPipe } from '../lists';
import { AlarmIntake } from './alarm-intake';
import {
  AlarmSourceAnswerDto,
  AlarmSourceListDto,
  AlarmTestDto,
  CreateAlarmSourceDto,
  CreatedAlarmSourceAnswerDto,
  UpdateAlarmSourceDto,
} from './alarm-source.dto';
import { AlarmSourcesService } from './alarm-sources.service';
import { ALARM, ALARM_BYTES } from './alarms.controller';

@ApiTags('drone')
@Controller('v3/alarm-sources')
export class AlarmSourcesController {
  constructor(
    private readonly service: AlarmSourcesService,
    private readonly intake: AlarmIntake,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create an alarm source',
    description: 'Gives an address that other systems post alarms to; each makes a job. It is shown this once.',
    operationId: 'createAlarmSource',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: CreatedAlarmSourceAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateAlarmSourceDto,
    @Req() request: FastifyRequest,
  ): Promise<CreatedAlarmSourceAnswerDto> {
    return { success: true, alarmSource: await this.service.create(caller.tenantId, dto, request) };
  }

  @Get()
  @ApiOperation({ summary: 'List alarm sources', operationId: 'listAlarmSources' })
  @ApiOkResponse({ type: AlarmSourceListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListQueryDto): Promise<AlarmSourceListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':alarmSourceId')
  @ApiOperation({ summary: 'Show an alarm source', operationId: 'getAlarmSource' })
  @ApiOkResponse({ type: AlarmSourceAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('alarmSourceId') id: string): Promise<AlarmSourceAnswerDto> {
    return { success: true, alarmSource: await this.service.find(caller.tenantId, id) };
  }

  @Patch(':alarmSourceId')
  @ApiOperation({
    summary: 'Change an alarm source',
    description: 'What is left out stays, the address always.',
    operationId: 'updateAlarmSource',
  })
  @ApiOkResponse({ type: AlarmSourceAnswerDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('alarmSourceId') id: string,
    @Body() dto: UpdateAlarmSourceDto,
  ): Promise<AlarmSourceAnswerDto> {
    return { success: true, alarmSource: await this.service.update(caller.tenantId, id, dto) };
  }

  @Delete(':alarmSourceId')
  @ApiOperation({
    summary: 'Delete an alarm source',
    description: 'Its address is not known any more. The jobs that it has made stay.',
    operationId: 'deleteAlarmSource',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('alarmSourceId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Alarm source deleted successfully' };
  }

  @Post(':alarmSourceId/test')
  @HttpCode(200)
  @BodyLimit(ALARM_BYTES)
  @ApiOperation({
    summary: 'Try an alarm',
    description: 'Shows the job that the alarm would make, and makes none.',
    operationId: 'testAlarmSource',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody(ALARM)
  @ApiOkResponse({ type: AlarmTestDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async test(
    @CurrentCaller() caller: Caller,
    @Param('alarmSourceId') id: string,
    @Req() { body }: FastifyRequest,
  ): Promise<AlarmTestDto> {
    return this.intake.test(await this.service.row(caller.tenantId, id), body);
  }
}

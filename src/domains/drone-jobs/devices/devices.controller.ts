import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { QueryPipe } from '../lists';
import { CreatedDeviceDto, DeviceAnswerDto, DeviceListDto, EnrolmentAnswerDto, ListDevicesDto } from './device.dto';
import { DevicesService } from './devices.service';
import { CreateDeviceDto, UpdateDeviceDto } from './write-device.dto';

@ApiTags('drone')
@Controller('v3/devices')
export class DevicesController {
  constructor(private readonly service: DevicesService) {}

  @Post()
  @ApiOperation({
    summary: 'Create a device',
    description: 'The enrolment token is shown only in this answer. It works once, within 24 h.',
    operationId: 'createDevice',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: CreatedDeviceDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateDeviceDto): Promise<CreatedDeviceDto> {
    return { success: true, ...(await this.service.create(caller.tenantId, dto)) };
  }

  @Get()
  @ApiOperation({ summary: 'List devices', operationId: 'listDevices' })
  @ApiOkResponse({ type: DeviceListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListDevicesDto): Promise<DeviceListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':deviceId')
  @ApiOperation({ summary: 'Show a device', operationId: 'getDevice' })
  @ApiOkResponse({ type: DeviceAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('deviceId') id: string): Promise<DeviceAnswerDto> {
    return { success: true, device: await this.service.find(caller.tenantId, id) };
  }

  @Patch(':deviceId')
  @ApiOperation({
    summary: 'Change a device',
    description: 'What is left out stays; another group moves it there, which is refused while it holds a job.',
    operationId: 'updateDevice',
  })
  @ApiOkResponse({ type: DeviceAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('deviceId') id: string,
    @Body() dto: UpdateDeviceDto,
  ): Promise<DeviceAnswerDto> {
    return { success: true, device: await this.service.update(caller.tenantId, id, dto) };
  }

  @Delete(':deviceId')
  @ApiOperation({
    summary: 'Delete a device',
    description: 'Refused while it holds a job.',
    operationId: 'deleteDevice',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('deviceId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Device deleted successfully' };
  }

  @Post(':deviceId/enrolment-token')
  @ApiOperation({
    summary: 'Make a new enrolment token',
    description: 'It is shown only in this answer and works once, within 24 h. Unused tokens of the device end.',
    operationId: 'createEnrolmentToken',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: EnrolmentAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async renewEnrolment(@CurrentCaller() caller: Caller, @Param('deviceId') id: string): Promise<EnrolmentAnswerDto> {
    return { success: true, enrolment: await this.service.renewEnrolment(caller.tenantId, id) };
  }
}

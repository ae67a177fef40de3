import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { ListQueryDto, QueryPipe } from '../lists';
import {
  CreateDeviceGroupDto,
  DeviceGroupAnswerDto,
  DeviceGroupListDto,
  UpdateDeviceGroupDto,
} from './device-group.dto';
import { DeviceGroupsService } from './device-groups.service';

@ApiTags('drone')
@Controller('v3/device-groups')
export class DeviceGroupsController {
  constructor(private readonly service: DeviceGroupsService) {}

  @Post()
  @ApiOperation({ summary: 'Create a device group', operationId: 'createDeviceGroup' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: DeviceGroupAnswerDto })
  @DroneFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateDeviceGroupDto): Promise<DeviceGroupAnswerDto> {
    return { success: true, deviceGroup: await this.service.create(caller.tenantId, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'List device groups', operationId: 'listDeviceGroups' })
  @ApiOkResponse({ type: DeviceGroupListDto })
  @DroneFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListQueryDto): Promise<DeviceGroupListDto> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':deviceGroupId')
  @ApiOperation({ summary: 'Show a device group', operationId: 'getDeviceGroup' })
  @ApiOkResponse({ type: DeviceGroupAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<DeviceGroupAnswerDto> {
    return { success: true, deviceGroup: await this.service.find(caller.tenantId, id) };
  }

  @Patch(':deviceGroupId')
  @ApiOperation({
    summary: 'Change a device group',
    description: 'Name, description and limits of the policy; what is left out stays.',
    operationId: 'updateDeviceGroup',
  })
  @ApiOkResponse({ type: DeviceGroupAnswerDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('deviceGroupId') id: string,
    @Body() dto: UpdateDeviceGroupDto,
  ): Promise<DeviceGroupAnswerDto> {
    return { success: true, deviceGroup: await this.service.update(caller.tenantId, id, dto) };
  }

  @Delete(':deviceGroupId')
  @ApiOperation({
    summary: 'Delete a device group',
    description: 'Refused while it has devices or unfinished jobs.',
    operationId: 'deleteDeviceGroup',
  })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Device group deleted successfully' };
  }
}

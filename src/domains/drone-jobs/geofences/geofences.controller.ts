import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeletedDto } from '../deleted.dto';
import { DroneFailures } from '../drone-failures';
import { GeofenceAnswerDto, GeofenceDto } from './geofence.dto';
import { GeofencesService } from './geofences.service';

@ApiTags('drone')
@Controller('v3/device-groups/:deviceGroupId/geofence')
export class GeofencesController {
  constructor(private readonly service: GeofencesService) {}

  @Put()
  @ApiOperation({
    summary: 'Set the geofence of a device group',
    description: 'Replaces the one before. Whole legs have to keep to it, also those from and to the device.',
    operationId: 'putGeofence',
  })
  @ApiOkResponse({ type: GeofenceAnswerDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('deviceGroupId') id: string,
    @Body() dto: GeofenceDto,
  ): Promise<GeofenceAnswerDto> {
    return { success: true, geofence: await this.service.replace(caller.tenantId, id, dto) };
  }

  @Get()
  @ApiOperation({ summary: 'Show the geofence of a device group', operationId: 'getGeofence' })
  @ApiOkResponse({ type: GeofenceAnswerDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  async find(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<GeofenceAnswerDto> {
    return { success: true, geofence: await this.service.find(caller.tenantId, id) };
  }

  @Delete()
  @ApiOperation({ summary: 'Remove the geofence of a device group', operationId: 'deleteGeofence' })
  @ApiOkResponse({ type: DeletedDto })
  @DroneFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async delete(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<DeletedDto> {
    await this.service.delete(caller.tenantId, id);
    return { success: true, message: 'Geofence deleted successfully' };
  }
}

import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DeviceGroupAnswerDto } from '../device-groups/device-group.dto';
import { DroneFailures } from '../drone-failures';
import { IDEMPOTENCY_KEY } from '../headers';
import { EmergencyStopDto } from './command.dto';
import { EmergencyStops } from './emergency-stops.service';

@ApiTags('drone')
@Controller('v3/device-groups/:deviceGroupId')
export class EmergencyStopsController {
  constructor(private readonly service: EmergencyStops) {}

  @Post('emergency-stop')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop a group',
    description: 'Locks the group, aborts its flights and takes back what has not taken off.',
    operationId: 'stopDeviceGroup',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: EmergencyStopDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async stop(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<EmergencyStopDto> {
    return { success: true, ...(await this.service.stop(caller.tenantId, id)) };
  }

  @Post('release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a stopped group fly again', operationId: 'releaseDeviceGroup' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: DeviceGroupAnswerDto })
  @DroneFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  async release(@CurrentCaller() caller: Caller, @Param('deviceGroupId') id: string): Promise<DeviceGroupAnswerDto> {
    return { success: true, deviceGroup: await this.service.release(caller.tenantId, id) };
  }
}

import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BodyLimit } from '../../../kernel/http/body.interceptor';
import type { DeviceRef } from '../device-protocol/messages';
import { MAX_MESSAGE } from '../device-protocol/read-message';
import { DroneFailures } from '../drone-failures';
import { QueryPipe } from '../lists';
import { CurrentDevice, ForDevices } from './device-key.guard';
import {
  CommandQueryDto,
  DeviceCommandListDto,
  DeviceEventDto,
  DeviceTelemetryDto,
  EventResultsDto,
} from './http-device.dto';
import { HttpDevicesService } from './http-devices.service';

const SIGN_IN = 'Needs `Authorization: Bearer dk_...`, the credential of a device.';
const EVENT = { $ref: getSchemaPath(DeviceEventDto) };

@ApiTags('drone')
@ForDevices()
@Controller('v3/device')
export class HttpDevicesController {
  constructor(private readonly service: HttpDevicesService) {}

  @Post('telemetry')
  @HttpCode(204)
  @BodyLimit(MAX_MESSAGE)
  @ApiOperation({
    summary: 'Tell of oneself as a device',
    description: `Once a second. A device that says nothing for 5 s counts as offline. ${SIGN_IN}`,
    operationId: 'sendDeviceTelemetry',
  })
  @ApiBody({ type: DeviceTelemetryDto })
  @ApiNoContentResponse({ description: 'It is written.' })
  @DroneFailures(400, 401, 413, 415, 429, 500, 503)
  telemetry(@CurrentDevice() device: DeviceRef, @Body() body: unknown): Promise<void> {
    return this.service.telemetry(device, body);
  }

  @Post('events')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Report events as a device',
    description: `One event, or up to 100 in the order in which they happened. ${SIGN_IN}`,
    operationId: 'sendDeviceEvents',
  })
  @ApiExtraModels(DeviceEventDto)
  @ApiBody({ schema: { oneOf: [EVENT, { type: 'array', items: EVENT, minItems: 1, maxItems: 100 }] } })
  @ApiOkResponse({ type: EventResultsDto })
  @DroneFailures(400, 401, 413, 415, 429, 500, 503)
  events(@CurrentDevice() device: DeviceRef, @Body() body: unknown): Promise<EventResultsDto> {
    return this.service.events(device, body);
  }

  @Get('commands')
  @ApiOperation({
    summary: 'Fetch commands as a device',
    description: `Those that are open: not answered, not expired, not made pointless by a later one. ${SIGN_IN}`,
    operationId: 'listDeviceCommands',
  })
  @ApiOkResponse({ type: DeviceCommandListDto })
  @DroneFailures(400, 401, 415, 429, 500, 503)
  commands(
    @CurrentDevice() device: DeviceRef,
    @Query(QueryPipe) query: CommandQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceCommandListDto> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return this.service.open(device, query, gone.signal);
  }
}

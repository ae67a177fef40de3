import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../../kernel/config/settings';
import { MqttEndpoint } from '../broker/mqtt-endpoint';
import { DroneFailures } from '../drone-failures';
import { StreamEndpointsAnswerDto } from './endpoints.dto';

@ApiTags('drone')
@Controller('v3/streams/endpoints')
export class EndpointsController {
  constructor(
    private readonly settings: Settings,
    private readonly mqtt: MqttEndpoint,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Show where streams are', operationId: 'getStreamEndpoints' })
  @ApiOkResponse({ type: StreamEndpointsAnswerDto })
  @DroneFailures(401, 403, 415, 429, 500, 503)
  show(@Req() { protocol, host }: FastifyRequest): StreamEndpointsAnswerDto {
    const origin = this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
    const websocket = `${origin.replace(/^http/i, 'ws')}/v3/stream`;
    return { success: true, endpoints: { mqtt: this.mqtt.describe(), websocket } };
  }
}

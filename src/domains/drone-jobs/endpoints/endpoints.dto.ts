import { ApiProperty } from '@nestjs/swagger';

export class MqttAddressDto {
  @ApiProperty({ description: 'Host of the MQTT broker.', example: '127.0.0.1' })
  host: string;

  @ApiProperty({ description: 'Its port.', example: 1883, type: 'integer' })
  port: number;

  @ApiProperty({ description: 'Whether to connect with TLS.', example: false })
  tls: boolean;
}

class StreamEndpointsDto {
  @ApiProperty({ description: 'MQTT 3.1.1.', type: MqttAddressDto })
  mqtt: MqttAddressDto;

  @ApiProperty({
    description:
      'WebSocket; add `?token=<token or key>&resourceId=<id>`. The credential may be in the `Authorization` header instead, ' +
      'or in the subprotocols: `quintet.stream` and `quintet.bearer.<token or key>`.',
    example: 'ws://127.0.0.1:3000/v3/stream',
  })
  websocket: string;
}

export class StreamEndpointsAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Where streams are.', type: StreamEndpointsDto })
  endpoints: StreamEndpointsDto;
}

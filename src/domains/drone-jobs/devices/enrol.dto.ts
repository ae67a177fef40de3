import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { MqttAddressDto } from '../endpoints/endpoints.dto';
import { id, required } from '../drone-rules';

export class EnrolDeviceDto {
  @ApiProperty({ description: 'Enrolment token of the device.', example: 'et_UGxlYXNlIGRvIG5vdA', minLength: 1 })
  @Rules(required(id()))
  token: string;
}

class DeviceMqttDto extends MqttAddressDto {
  @ApiProperty({ description: 'Client id to connect with.', example: 'drone-uuid-456' })
  clientId: string;

  @ApiProperty({ description: 'User name; the password is the credential.', example: 'drone-uuid-456' })
  username: string;

  @ApiProperty({
    description: 'Where the device is told what to do; subscribe with QoS 1.',
    example: 'quintet/devices/drone-uuid-456/commands',
  })
  commandsTopic: string;

  @ApiProperty({
    description: 'Where the device reports; publish with QoS 1.',
    example: 'quintet/devices/drone-uuid-456/events',
  })
  eventsTopic: string;

  @ApiProperty({
    description: 'Where the device tells of itself each second.',
    example: 'quintet/devices/drone-uuid-456/telemetry',
  })
  telemetryTopic: string;
}

export class EnrolledDeviceDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Id of the device.', example: 'drone-uuid-456' })
  deviceId: string;

  @ApiProperty({ description: 'Group that it flies for.', example: 'group-uuid-789' })
  deviceGroupId: string;

  @ApiProperty({ description: 'What it signs in with. It is shown only here.', example: 'dk_UGxlYXNlIGRvIG5vdA' })
  credential: string;

  @ApiProperty({ description: 'How to connect.', type: DeviceMqttDto })
  mqtt: DeviceMqttDto;
}

import { ApiProperty } from '@nestjs/swagger';
import { DEVICE_STATUSES } from '../devices/device.dto';
import type { DeviceStatus } from '../devices/device.dto';

class ResourceDeviceDto {
  @ApiProperty({ description: 'Id of the device.', example: 'drone-uuid-456' })
  deviceId: string;

  @ApiProperty({ description: 'Its name.', example: 'Alpha 1' })
  name: string;

  @ApiProperty({ description: 'Whether it is heard.', example: 'online', enum: DEVICE_STATUSES })
  status: DeviceStatus;
}

export class ResourceDto {
  @ApiProperty({ description: 'Id of the group.', example: 'group-uuid-789' })
  deviceGroupId: string;

  @ApiProperty({ description: 'Its name.', example: 'Fleet Alpha' })
  name: string;

  @ApiProperty({ description: 'What it is for.', example: 'North fence', type: String, nullable: true })
  description: string | null;

  @ApiProperty({ description: 'Devices of the group, all of them.', example: 1, type: 'integer' })
  deviceCount: number;

  @ApiProperty({ description: 'The first of them by creation, at most 1000.', type: [ResourceDeviceDto] })
  devices: ResourceDeviceDto[];
}

export class ResourceListDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Groups by creation, at most 500, empty ones too.', type: [ResourceDto] })
  resources: ResourceDto[];

  @ApiProperty({ description: 'Groups in this answer.', example: 1, type: 'integer' })
  count: number;
}

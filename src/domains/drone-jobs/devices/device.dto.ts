import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { id, oneOf } from '../drone-rules';
import { ListDto, ListQueryDto } from '../lists';

export const DEVICE_STATUSES = ['online', 'offline'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

class PositionDto {
  @ApiProperty({ description: 'Always `Point`.', example: 'Point' })
  type: 'Point';

  @ApiProperty({
    description: 'Longitude and latitude in degrees, altitude in metres above sea level.',
    example: [-122.4194, 37.7749, 85.5],
    type: [Number],
  })
  coordinates: number[];
}

class RejectedMessageDto {
  @ApiProperty({ description: 'When it came.', example: '2024-01-14T15:30:00.123Z', format: 'date-time' })
  at: string;

  @ApiProperty({ description: 'Why it was dropped.', example: 'battery must be a number between 0 and 100' })
  reason: string;
}

export class DeviceDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'drone-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  deviceId: string;

  @ApiProperty({ description: 'Name of the device.', example: 'North drone 1' })
  name: string;

  @ApiProperty({ description: 'Group that it flies for.', example: 'group-uuid-789' })
  deviceGroupId: string;

  @ApiProperty({ description: 'Model.', example: 'Matrice 350', type: String, nullable: true })
  model: string | null;

  @ApiProperty({
    description: 'Serial number, of no other device of the tenant.',
    example: 'SN-0001',
    type: String,
    nullable: true,
  })
  serialNumber: string | null;

  @ApiProperty({ description: 'What it can do.', example: ['thermal-camera'], type: [String] })
  capabilities: string[];

  @ApiProperty({ description: 'Seconds that it flies on a full battery.', example: 1500, type: 'integer' })
  maxFlightSeconds: number;

  @ApiProperty({ description: 'Whether it takes jobs.', example: true })
  enabled: boolean;

  @ApiProperty({ description: 'Whether it is heard.', example: 'offline', enum: DEVICE_STATUSES })
  status: DeviceStatus;

  @ApiProperty({ description: 'Battery in percent, when last heard.', example: 81, type: Number, nullable: true })
  battery: number | null;

  @ApiProperty({ description: 'What the drone did, when last heard.', example: 'DOCKED', type: String, nullable: true })
  droneState: string | null;

  @ApiProperty({ description: 'What the dock did, when last heard.', example: 'CLOSED', type: String, nullable: true })
  dockState: string | null;

  @ApiProperty({ description: 'Where it was, when last heard.', type: PositionDto, nullable: true })
  position: PositionDto | null;

  @ApiProperty({
    description: 'When it was last heard.',
    example: '2024-01-14T15:30:00Z',
    format: 'date-time',
    type: String,
    nullable: true,
  })
  lastSeenAt: string | null;

  @ApiProperty({ description: 'Job that it holds.', example: null, type: String, nullable: true })
  currentJobId: string | null;

  @ApiProperty({ description: 'The last message of it that was dropped.', type: RejectedMessageDto, nullable: true })
  lastRejectedMessage: RejectedMessageDto | null;

  @ApiProperty({ description: 'When the device was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the device last changed.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  updatedAt: string;
}

export class EnrolmentDto {
  @ApiProperty({ description: 'Token for enrolling once. It is shown only here.', example: 'et_UGxlYXNlIGRvIG5vdA' })
  token: string;

  @ApiProperty({ description: 'When the token ends.', example: '2024-01-15T15:30:00Z', format: 'date-time' })
  expiresAt: string;
}

export class DeviceAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The device.', type: DeviceDto })
  device: DeviceDto;
}

export class EnrolmentAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'What lets the device enrol.', type: EnrolmentDto })
  enrolment: EnrolmentDto;
}

export class CreatedDeviceDto extends DeviceAnswerDto {
  @ApiProperty({ description: 'What lets the device enrol.', type: EnrolmentDto })
  enrolment: EnrolmentDto;
}

export class DeviceListDto extends ListDto {
  @ApiProperty({ description: 'Devices, newest first.', type: [DeviceDto] })
  devices: DeviceDto[];
}

export class ListDevicesDto extends ListQueryDto {
  @ApiPropertyOptional({ description: 'Only devices of this group.', example: 'group-uuid-789' })
  @Rules(optional(id()))
  deviceGroupId?: string;

  @ApiPropertyOptional({
    description: 'Only devices that are, or are not, heard.',
    enum: DEVICE_STATUSES,
    example: 'online',
  })
  @Rules(optional(oneOf(...DEVICE_STATUSES)))
  status?: DeviceStatus;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalBody } from '../../../kernel/http/dto.pipe';
import { optional, Rules } from '../../../kernel/http/rules';
import { id, integer } from '../drone-rules';
import { MAX_VERSION } from '../missions/write-mission.dto';

@OptionalBody()
export class EstimateRequestDto {
  @ApiPropertyOptional({
    description: 'Device that is to fly, from where it was last heard. Only the legs of the mission count without one.',
    example: 'drone-uuid-456',
    type: String,
    nullable: true,
  })
  @Rules(optional(id()))
  deviceId?: string | null;

  @ApiPropertyOptional({
    description: 'Group whose reserve and geofence count; that of the device when left out.',
    example: 'group-uuid-789',
    type: String,
    nullable: true,
  })
  @Rules(optional(id()))
  deviceGroupId?: string | null;

  @ApiPropertyOptional({
    description: 'Version of the mission; the current one when left out.',
    example: 1,
    type: 'integer',
    minimum: 1,
    maximum: MAX_VERSION,
    nullable: true,
  })
  @Rules(optional(integer(1, MAX_VERSION)))
  version?: number | null;
}

export class EstimateViolationDto {
  @ApiProperty({
    description: 'OUTSIDE_GEOFENCE, IN_EXCLUSION, ABOVE_CEILING, BATTERY_LOW or MISSING_CAPABILITY.',
    example: 'OUTSIDE_GEOFENCE',
  })
  code: string;

  @ApiProperty({
    description:
      'The leg to the waypoint of that number, from 0; the one behind the last waypoint is the way back. ' +
      'Null where it is about the whole flight.',
    example: 2,
    type: Number,
    nullable: true,
  })
  segment: number | null;

  @ApiProperty({ description: 'What is wrong, in words.', example: 'Leg 2 leaves the geofence' })
  message: string;
}

export class EstimateDto {
  @ApiProperty({ description: 'Metres of all legs, climbs included.', example: 730.4 })
  distanceMeters: number;

  @ApiProperty({ description: 'Seconds with stays, take-off and landing.', example: 113.1 })
  durationSeconds: number;

  @ApiProperty({
    description: 'Percent of a full battery that it takes; of one for 1500 s without a device.',
    example: 7.5,
  })
  batteryPercent: number;

  @ApiProperty({ description: 'The same with the reserve of the group.', example: 27.5 })
  requiredBatteryPercent: number;

  @ApiProperty({ description: 'Whether nothing stands against it.', example: true })
  feasible: boolean;

  @ApiProperty({
    description: 'What stands against it; the first hundred of the geofence.',
    type: [EstimateViolationDto],
  })
  violations: EstimateViolationDto[];
}

export class EstimateAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The estimate.', type: EstimateDto })
  estimate: EstimateDto;
}

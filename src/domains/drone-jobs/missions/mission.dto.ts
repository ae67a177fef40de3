import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { ListDto } from '../lists';
import { ALTITUDE_MODES, FINISH_ACTIONS, MAX_VERSION } from './write-mission.dto';
import { WaypointDto } from './waypoint.dto';
import type { AltitudeMode, FinishAction } from './mission-version.entity';

const isVersion = (value: unknown) =>
  typeof value === 'string' && /^\d{1,10}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_VERSION;

export class MissionQueryDto {
  @ApiPropertyOptional({
    description: 'Version to show; the current one when left out.',
    example: 1,
    type: 'integer',
    minimum: 1,
    maximum: MAX_VERSION,
  })
  @Rules(optional(refuseUnless(isVersion, (field) => `${field} must be an integer between 1 and ${MAX_VERSION}`)))
  version?: string;
}

export class MissionDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'mission-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  missionId: string;

  @ApiProperty({ description: 'Counts the changes, from 1.', example: 1, type: 'integer' })
  version: number;

  @ApiProperty({ description: 'Name of the mission.', example: 'North fence round' })
  name: string;

  @ApiProperty({ description: 'What it is for.', example: 'Daily round', type: String, nullable: true })
  description: string | null;

  @ApiProperty({ description: 'Places to fly to, in order.', type: [WaypointDto] })
  waypoints: WaypointDto[];

  @ApiProperty({ description: 'Metres per second.', example: 10 })
  speed: number;

  @ApiProperty({ description: 'What altitudes count from.', example: 'RELATIVE', enum: ALTITUDE_MODES })
  altitudeMode: AltitudeMode;

  @ApiProperty({ description: 'What to do at the end.', example: 'RTH', enum: FINISH_ACTIONS })
  finishAction: FinishAction;

  @ApiProperty({ description: 'What a device must be able to do.', example: ['thermal-camera'], type: [String] })
  requiredCapabilities: string[];

  @ApiProperty({ description: 'Metres from the first waypoint to the last, climbs included.', example: 1234.5 })
  distanceMeters: number;

  @ApiProperty({ description: 'When the mission was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When this version was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  updatedAt: string;
}

export class MissionAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The mission.', type: MissionDto })
  mission: MissionDto;
}

export class MissionListDto extends ListDto {
  @ApiProperty({ description: 'Missions in their current versions, newest first.', type: [MissionDto] })
  missions: MissionDto[];
}

export class MissionVersionListDto extends ListDto {
  @ApiProperty({ description: 'The mission in its versions, newest first.', type: [MissionDto] })
  versions: MissionDto[];
}

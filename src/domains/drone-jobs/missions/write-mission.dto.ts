import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { integer, list, name, names, number, oneOf, required, text } from '../drone-rules';
import type { AltitudeMode, FinishAction } from './mission-version.entity';
import { WaypointDto } from './waypoint.dto';

export const ALTITUDE_MODES: AltitudeMode[] = ['RELATIVE', 'AMSL'];
export const FINISH_ACTIONS: FinishAction[] = ['RTH', 'LAND', 'HOVER'];
export const MAX_VERSION = 2_147_483_647;

export class CreateMissionDto {
  @ApiProperty({
    description: 'Name of the mission, not just blank; kept as sent.',
    example: 'North fence round',
    minLength: 1,
    maxLength: 255,
  })
  @Rules(required(name()))
  name: string;

  @ApiProperty({ description: 'Places to fly to, in order.', type: [WaypointDto], minItems: 1, maxItems: 2000 })
  @Rules(required(list(1, 2000)))
  @RulesWithin(WaypointDto, (path) => `${path} must be an object`)
  waypoints: WaypointDto[];

  @ApiPropertyOptional({
    description: 'What it is for.',
    example: 'Daily round',
    maxLength: 4000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(4000)))
  description?: string | null;

  @ApiPropertyOptional({
    description: 'Metres per second.',
    example: 10,
    minimum: 0.1,
    maximum: 50,
    default: 10,
    type: Number,
  })
  @Rules(optional(number(0.1, 50)))
  speed?: number | null;

  @ApiPropertyOptional({
    description: 'What altitudes count from: take-off or sea level.',
    example: 'RELATIVE',
    enum: ALTITUDE_MODES,
    default: 'RELATIVE',
  })
  @Rules(optional(oneOf(...ALTITUDE_MODES)))
  altitudeMode?: AltitudeMode | null;

  @ApiPropertyOptional({
    description: 'What to do at the end: return to home, land or hover.',
    example: 'RTH',
    enum: FINISH_ACTIONS,
    default: 'RTH',
  })
  @Rules(optional(oneOf(...FINISH_ACTIONS)))
  finishAction?: FinishAction | null;

  @ApiPropertyOptional({
    description: 'What a device must be able to do; at most 100 names of at most 100 characters.',
    example: ['thermal-camera'],
    type: [String],
    maxItems: 100,
  })
  @Rules(optional(names(100, 100)))
  requiredCapabilities?: string[] | null;
}

export class ReplaceMissionDto extends CreateMissionDto {
  @ApiPropertyOptional({
    description: 'Version that this change starts from; refused when it is not the current one.',
    example: 1,
    type: 'integer',
    minimum: 1,
    maximum: MAX_VERSION,
  })
  @Rules(optional(integer(1, MAX_VERSION)))
  expectedVersion?: number | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { list, name, number, required } from '../drone-rules';

export class WaypointActionDto {
  @ApiProperty({ description: 'What to do.', example: 'TAKE_PHOTO', minLength: 1, maxLength: 100 })
  @Rules(required(name(100)))
  type: string;
}

export class WaypointDto {
  @ApiProperty({ description: 'Latitude in degrees.', example: 37.7749, minimum: -90, maximum: 90 })
  @Rules(required(number(-90, 90)))
  lat: number;

  @ApiProperty({ description: 'Longitude in degrees.', example: -122.4194, minimum: -180, maximum: 180 })
  @Rules(required(number(-180, 180)))
  lon: number;

  @ApiProperty({
    description: 'Metres above take-off or sea level, as the altitude mode says.',
    example: 60,
    minimum: -500,
    maximum: 9000,
  })
  @Rules(required(number(-500, 9000)))
  alt: number;

  @ApiPropertyOptional({
    description: 'Metres per second on the way here, where it is not the speed of the mission.',
    example: 5,
    minimum: 0.1,
    maximum: 50,
    type: Number,
    nullable: true,
  })
  @Rules(optional(number(0.1, 50)))
  speed?: number | null;

  @ApiPropertyOptional({
    description: 'Seconds to stay.',
    example: 10,
    minimum: 0,
    maximum: 3600,
    type: Number,
    nullable: true,
  })
  @Rules(optional(number(0, 3600)))
  hoverSeconds?: number | null;

  @ApiPropertyOptional({
    description: 'Where to look, degrees from north.',
    example: 90,
    minimum: 0,
    maximum: 360,
    type: Number,
    nullable: true,
  })
  @Rules(optional(number(0, 360)))
  heading?: number | null;

  @ApiPropertyOptional({ description: 'What to do here, in order.', type: [WaypointActionDto], maxItems: 100 })
  @Rules(optional(list(0, 100)))
  @RulesWithin(WaypointActionDto, (path) => `${path} must be an object`)
  actions?: WaypointActionDto[] | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { list, name, number, required } from '../drone-rules';
import { area, isPosition, MAX_VERTICES } from './area-rules';
import type { AreaGeometry } from './geofence';
import type { Point } from './geometry';

const AREA = {
  type: 'object' as const,
  additionalProperties: true,
  nullable: true,
  externalDocs: { description: 'GeoJSON', url: 'https://www.rfc-editor.org/rfc/rfc7946' },
};

export class ExclusionDto {
  @ApiProperty({ description: 'Name, for messages; kept as sent.', example: 'Tower', minLength: 1, maxLength: 255 })
  @Rules(required(name()))
  name: string;

  @ApiPropertyOptional({
    description: 'The area, a GeoJSON Polygon or MultiPolygon; or else a circle is given.',
    example: null,
    ...AREA,
  })
  @Rules(optional(area()))
  geometry?: AreaGeometry | null;

  @ApiPropertyOptional({
    description: 'Middle of a circle: longitude and latitude.',
    example: [-122.4, 37.79],
    type: [Number],
    minItems: 2,
    maxItems: 2,
    nullable: true,
  })
  @Rules(optional(refuseUnless(isPosition, (field) => `${field} must be a longitude and a latitude`)))
  center?: Point | null;

  @ApiPropertyOptional({
    description: 'Radius of the circle in metres.',
    example: 150,
    type: Number,
    minimum: 0.1,
    maximum: 1_000_000,
    nullable: true,
  })
  @Rules(optional(number(0.1, 1_000_000)))
  radiusMeters?: number | null;
}

export class GeofenceDto {
  @ApiPropertyOptional({
    description:
      `Where flights have to stay, a GeoJSON Polygon or MultiPolygon; its boundary is inside, its holes are outside. ` +
      `All areas together have at most ${MAX_VERTICES} positions; rings are closed and do not cross themselves.`,
    example: {
      type: 'Polygon',
      coordinates: [
        [
          [-122.43, 37.76],
          [-122.41, 37.76],
          [-122.41, 37.79],
          [-122.43, 37.79],
          [-122.43, 37.76],
        ],
      ],
    },
    ...AREA,
  })
  @Rules(optional(area()))
  inclusion?: AreaGeometry | null;

  @ApiPropertyOptional({
    description: 'Where flights must not come, not even to the boundary.',
    type: [ExclusionDto],
    maxItems: 1000,
    nullable: true,
  })
  @Rules(optional(list(0, 1000)))
  @RulesWithin(ExclusionDto, (path) => `${path} must be an object`)
  exclusions?: ExclusionDto[] | null;

  @ApiPropertyOptional({
    description: 'Metres that no leg goes above, counted as each mission counts its altitudes.',
    example: 120,
    type: Number,
    minimum: 0,
    maximum: 10_000,
    nullable: true,
  })
  @Rules(optional(number(0, 10_000)))
  ceilingMeters?: number | null;
}

export class GeofenceAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Where the group may fly; null: anywhere.', type: GeofenceDto, nullable: true })
  geofence: GeofenceDto | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { instant } from '../drone-rules';
import { limit, ListDto } from '../lists';
import { DRONE_STATES } from '../device-protocol/messages';
import type { DockState, DroneState, Navigation } from '../device-protocol/messages';

/** Where a page begins: at a time, behind so many that have that time. */
export interface TelemetryPlace {
  time: Date;
  skip: number;
}

export function placeOfTelemetry(cursor: unknown): TelemetryPlace | undefined {
  if (typeof cursor !== 'string') return undefined;
  const [, time, skip] = /^(\d{1,14}) (\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return skip === undefined ? undefined : { time: new Date(Number(time)), skip: Number(skip) };
}

export const cursorOfTelemetry = ({ time, skip }: TelemetryPlace) =>
  Buffer.from(`${time.getTime()} ${skip}`).toString('base64url');

const TIME = { example: '2024-01-14T15:30:00Z', format: 'date-time' };

export class TelemetryQueryDto {
  @ApiPropertyOptional({ description: 'Nothing that was received before.', ...TIME })
  @Rules(optional(instant()))
  from?: string;

  @ApiPropertyOptional({ description: 'Nothing that was received at that time or later.', ...TIME })
  @Rules(optional(instant()))
  to?: string;

  @limit()
  limit?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the answer before.', example: 'MTcwNTI0MjYwMDAwMCAx' })
  @Rules(
    optional(
      refuseUnless(
        (value) => !!placeOfTelemetry(value),
        (field) => `${field} must be the nextCursor of an answer`,
      ),
    ),
  )
  cursor?: string;
}

class TelemetryDto {
  @ApiProperty({ description: 'When it was received.', example: '2024-01-14T15:30:00.123Z', format: 'date-time' })
  at: string;

  @ApiProperty({ description: 'Job that was flown.', example: null, type: String, nullable: true })
  jobId: string | null;

  @ApiProperty({ description: 'Battery in percent.', example: 81 })
  battery: number;

  @ApiProperty({ description: 'What the drone did.', example: 'WAYPOINT', enum: DRONE_STATES })
  droneState: DroneState;

  @ApiProperty({ description: 'What the dock did.', example: 'OPEN', type: String, nullable: true })
  dockState: DockState | null;

  @ApiProperty({
    description: 'Where it was: longitude, latitude, metres above sea level; where it looked and how fast it was.',
    example: { position: { type: 'Point', coordinates: [-122.4194, 37.7749, 85.5] } },
    type: 'object',
    additionalProperties: true,
  })
  navigation: Navigation;

  @ApiProperty({
    description: 'What its sensors said.',
    example: null,
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  sensorPayload: object | null;

  @ApiProperty({
    description: 'What the dock measured.',
    example: null,
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  weather: object | null;
}

export class TelemetryListDto extends ListDto {
  @ApiProperty({ description: 'What the device told of itself, newest first.', type: [TelemetryDto] })
  telemetry: TelemetryDto[];
}

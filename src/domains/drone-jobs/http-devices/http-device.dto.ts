import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { COMMAND_TYPES, DOCK_STATES, DRONE_STATES, EVENT_TYPES, FLIGHT_PHASES } from '../device-protocol/messages';
import type { CommandType, DeviceEvent, Outcome, Telemetry } from '../device-protocol/messages';

const MAX_WAIT = 30;
const OUTCOMES: Outcome[] = ['applied', 'duplicate', 'stale', 'invalid'];
const JOB = { description: 'Job that is flown.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' };
const LEASE = { description: 'Lease of the assignment.', example: 7, type: 'integer' as const, minimum: 1 };
const AT = {
  description: 'When, by the clock of the device.',
  example: '2024-01-14T15:30:00.123Z',
  format: 'date-time',
};

export class DeviceTelemetryDto implements Telemetry {
  @ApiProperty({ description: 'Battery in percent.', example: 81, minimum: 0, maximum: 100 })
  battery: number;

  @ApiProperty({ description: 'What the drone does.', example: 'DOCKED', enum: DRONE_STATES })
  droneState: Telemetry['droneState'];

  @ApiProperty({
    description: 'Where it is: longitude, latitude, metres above sea level. `orientation` and `velocity` may be added.',
    example: { position: { type: 'Point', coordinates: [-122.4194, 37.7749, 85.5] } },
    type: 'object',
    additionalProperties: true,
  })
  navigation: Telemetry['navigation'];

  @ApiPropertyOptional({ description: 'What the dock does.', example: 'CLOSED', enum: DOCK_STATES })
  dockState?: Telemetry['dockState'];

  @ApiPropertyOptional({
    description: 'What its sensors say, at most 16384 bytes of compact JSON.',
    example: { camera: { orientation: { pitch: -45, yaw: 180, roll: 0 } } },
    type: 'object',
    additionalProperties: true,
  })
  sensorPayload?: object;

  @ApiPropertyOptional({
    description: 'What the dock measures: windSpeed, windDirection, temperature, humidity, rain.',
    example: { windSpeed: 3.5, temperature: 21 },
    type: 'object',
    additionalProperties: true,
  })
  weather?: object;

  @ApiPropertyOptional(AT)
  at?: string;

  @ApiPropertyOptional(JOB)
  jobId?: string;

  @ApiPropertyOptional(LEASE)
  lease?: number;
}

export class DeviceEventDto implements DeviceEvent {
  @ApiProperty({
    description: 'Id of the device’s own: what it repeats within 24 h is ignored.',
    example: 'e-1',
    minLength: 1,
    maxLength: 255,
  })
  id: string;

  @ApiProperty({ description: 'What happened.', example: 'offline', enum: EVENT_TYPES })
  type: DeviceEvent['type'];

  @ApiPropertyOptional(JOB)
  jobId?: string;

  @ApiPropertyOptional(LEASE)
  lease?: number;

  @ApiPropertyOptional(AT)
  at?: string;

  @ApiPropertyOptional({
    description: 'Command that is answered.',
    example: 'cmd-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90',
  })
  commandId?: string;

  @ApiPropertyOptional({ description: 'Why not, for programs.', example: 'MOTOR', maxLength: 100 })
  code?: string;

  @ApiPropertyOptional({ description: 'Why not, in words.', example: 'Motor 3 does not turn', maxLength: 1000 })
  reason?: string;

  @ApiPropertyOptional({ description: 'How much is flown.', example: 40, minimum: 0, maximum: 100 })
  percent?: number;

  @ApiPropertyOptional({ description: 'What the device is at.', example: 'MISSION', enum: FLIGHT_PHASES })
  phase?: DeviceEvent['phase'];

  @ApiPropertyOptional({ description: 'Waypoint that it flies to, from 0.', example: 2, type: 'integer' })
  waypointIndex?: number;

  @ApiPropertyOptional({ description: 'Seconds until the end.', example: 95 })
  etaSeconds?: number;
}

class EventResultDto {
  @ApiProperty({ description: 'Id of the event, where it has one.', example: 'e-1', type: String, nullable: true })
  id: string | null;

  @ApiProperty({ description: 'What became of it.', example: 'applied', enum: OUTCOMES })
  outcome: Outcome;
}

export class EventResultsDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'One for each event, in their order.', type: [EventResultDto] })
  results: EventResultDto[];
}

class DeviceCommandDto {
  @ApiProperty({ description: 'Id, for the answer.', example: 'cmd-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  id: string;

  @ApiProperty({
    description:
      'What to do. An `assign` has `name`, `metadata` and `mission` besides, others may have `reason` and `action`.',
    example: 'cancel',
    enum: COMMAND_TYPES,
  })
  type: CommandType;

  @ApiProperty(JOB)
  jobId: string;

  @ApiProperty(LEASE)
  lease: number;

  @ApiProperty({ description: 'When it was sent.', example: '2024-01-14T15:30:00.123Z', format: 'date-time' })
  sentAt: string;

  @ApiProperty({ description: 'When it ends.', example: '2024-01-14T15:30:10.123Z', format: 'date-time' })
  expiresAt: string;
}

export class DeviceCommandListDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Open commands, in their order.', type: [DeviceCommandDto] })
  commands: DeviceCommandDto[];

  @ApiProperty({ description: 'What to send as `after`, to get later ones only.', example: '42' })
  cursor: string;
}

const isWait = (value: unknown) => typeof value === 'string' && /^\d{1,2}$/.test(value) && Number(value) <= MAX_WAIT;
const isCursor = (value: unknown) => typeof value === 'string' && /^\d{1,18}$/.test(value);

export class CommandQueryDto {
  @ApiPropertyOptional({
    description: 'Seconds to wait for a command where there is none.',
    example: 0,
    type: 'integer',
    minimum: 0,
    maximum: MAX_WAIT,
    default: 0,
  })
  @Rules(optional(refuseUnless(isWait, (field) => `${field} must be an integer between 0 and ${MAX_WAIT}`)))
  wait?: string;

  @ApiPropertyOptional({ description: '`cursor` of the answer before; all open commands without it.', example: '42' })
  @Rules(optional(refuseUnless(isCursor, (field) => `${field} must be the cursor of an answer`)))
  after?: string;
}

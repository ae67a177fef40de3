import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { id, instant, integer, metadata, name, required, text } from '../drone-rules';

/** The published request; the demo fleet has what it names. */
export const EXAMPLE_JOB = {
  name: 'Inspection Mission Alpha',
  description: 'Routine infrastructure inspection',
  missionId: 'mission-uuid-123',
  deviceId: 'drone-uuid-456',
  deviceGroupId: 'group-uuid-789',
  priority: 5,
  scheduledAt: '2024-01-15T10:00:00Z',
  metadata: { customer: 'ACME Corp' },
};

export class CreateDroneJobDto {
  @ApiProperty({
    description: 'Name of the flight, 1 to 255 characters, not just blank; kept as sent.',
    example: EXAMPLE_JOB.name,
    minLength: 1,
    maxLength: 255,
  })
  @Rules(required(name()))
  name: string;

  @ApiPropertyOptional({
    description: 'What the flight is for.',
    example: EXAMPLE_JOB.description,
    maxLength: 4000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(4000)))
  description?: string | null;

  @ApiPropertyOptional({
    description: 'Mission to fly; the job keeps to the version that is current when the job is made.',
    example: EXAMPLE_JOB.missionId,
    type: String,
    nullable: true,
  })
  @Rules(optional(id()))
  missionId?: string | null;

  @ApiPropertyOptional({
    description: 'Device of the group that has to fly; any of the group when left out.',
    example: EXAMPLE_JOB.deviceId,
    type: String,
    nullable: true,
  })
  @Rules(optional(id()))
  deviceId?: string | null;

  @ApiProperty({ description: 'Device group that flies.', example: EXAMPLE_JOB.deviceGroupId })
  @Rules(required(id()))
  deviceGroupId: string;

  @ApiPropertyOptional({
    description: 'Order within the group: 10 goes first.',
    example: EXAMPLE_JOB.priority,
    type: 'integer',
    minimum: 1,
    maximum: 10,
    default: 5,
    nullable: true,
  })
  @Rules(optional(integer(1, 10)))
  priority?: number | null;

  @ApiPropertyOptional({
    description: 'When to fly, ISO 8601; UTC where it names no zone. At once when left out or past.',
    example: EXAMPLE_JOB.scheduledAt,
    type: String,
    format: 'date-time',
    nullable: true,
  })
  @Rules(optional(instant()))
  scheduledAt?: string | null;

  @ApiPropertyOptional({
    description: 'Data of your own, given back as sent: at most 16384 bytes of compact JSON, 32 levels deep.',
    example: EXAMPLE_JOB.metadata,
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  @Rules(optional(metadata()))
  metadata?: object | null;
}

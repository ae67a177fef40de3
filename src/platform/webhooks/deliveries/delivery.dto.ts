import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { momentOf } from '../../../kernel/http/moment';
import { optional, Rules } from '../../../kernel/http/rules';
import { DELIVERY_STATES } from './transitions';
import type { DeliveryState } from './transitions';

const TIME = { example: '2026-01-31T12:00:00.000Z', format: 'date-time' };
const NULLABLE = { nullable: true, type: String };

export class DeliveryDto {
  @ApiProperty({
    description: 'Id: the one of the event, and the `webhook-id` of each try.',
    example: 'DsKgAAAAAtoAAAAAAAAAKg',
  })
  id: string;

  @ApiProperty({ description: 'Type of the event.', example: 'quintet.production.job.created' })
  type: string;

  @ApiProperty({ description: 'Subject of the event.', example: 'job_V1StGXR8_Z5j' })
  subject: string;

  @ApiProperty({
    description: 'pending: waits for its next try. dead: failed for good, until it is replayed.',
    example: 'dead',
    enum: DELIVERY_STATES,
  })
  state: DeliveryState;

  @ApiProperty({ description: 'Tries so far.', example: 10, type: 'integer' })
  attempts: number;

  @ApiProperty({ description: 'When it was made.', ...TIME })
  createdAt: string;

  @ApiProperty({ description: 'When it is tried next, if it is pending.', ...TIME, ...NULLABLE })
  nextAttemptAt: string | null;

  @ApiProperty({ description: 'When it was last tried.', ...TIME, ...NULLABLE })
  lastAttemptAt: string | null;

  @ApiProperty({ description: 'Status of the last answer.', example: 503, nullable: true, type: 'integer' })
  lastStatus: number | null;

  @ApiProperty({
    description: 'Why the last try failed.',
    example: 'The receiver answered with status 503',
    ...NULLABLE,
  })
  lastError: string | null;

  @ApiProperty({ description: 'The first KiB of the last answer as text.', example: 'busy', ...NULLABLE })
  lastResponse: string | null;

  @ApiProperty({ description: 'Milliseconds that the last try took.', example: 87, nullable: true, type: 'integer' })
  lastDurationMs: number | null;

  @ApiProperty({ description: 'When it was delivered or given up.', ...TIME, ...NULLABLE })
  finishedAt: string | null;
}

export class DeliveryListDto {
  @ApiProperty({ description: 'Deliveries, those of the newest events first.', type: [DeliveryDto] })
  data: DeliveryDto[];

  @ApiProperty({
    description: '`after` of the next page; null on the last one.',
    example: 'DsKgAAAAAtoAAAAAAAAAKg',
    ...NULLABLE,
  })
  next: string | null;
}

export class ReplayDto {
  @ApiPropertyOptional({
    description: 'Only what was given up at or after this time, ISO 8601; everything when left out.',
    example: '2026-01-31T12:00:00Z',
    type: String,
    format: 'date-time',
  })
  @Rules(
    optional(
      refuseUnless(
        (value) => momentOf(value) !== undefined,
        (field) => `${field} must be an ISO 8601 time`,
      ),
    ),
  )
  since?: string | null;
}

export class ReplayedDto {
  @ApiProperty({ description: 'Dead letters that are sent again.', example: 12, type: 'integer' })
  replayed: number;

  @ApiProperty({ description: 'Whether there are more: one call takes 10,000 at most.', example: false })
  more: boolean;
}

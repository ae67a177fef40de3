import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ScheduledErrorDto } from '../attempts/attempt.dto';
import { MAX_REPLAYS } from './dead-letter-filter';

/** A job that failed for good. */
export class DeadLetterDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the job.', example: '41d7f28b-dfbe-44b8-b716-b91898bb0ce0' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Number of the job.', example: 29180 })
  job_id: number;

  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'Its schedule, if any.', example: null })
  schedule_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The name that was sent.', example: 'reminder' })
  name: string | null;

  @ApiProperty({ description: 'Where the request went; secrets are `[REDACTED]`.', example: 'https://example.com/' })
  url: string;

  @ApiProperty({ type: 'integer', description: 'Attempts that were made.', example: 3 })
  attempts: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'HTTP status of the last answer.', example: 503 })
  status: number | null;

  @ApiProperty({ type: ScheduledErrorDto, description: 'Why the last attempt failed.' })
  error: ScheduledErrorDto;

  @ApiProperty({ format: 'date-time', description: 'When it was given up.', example: '2023-09-01T18:27:49.705161Z' })
  discarded_at: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Number of the job that repeats it.', example: null })
  replayed_as: number | null;
}

export class DeadLetterListDto {
  @ApiProperty({ type: [DeadLetterDto], description: 'The dead letters, the latest first.' })
  data: DeadLetterDto[];
}

const MOMENT = { oneOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }] };

/** Describes the body of a replay of many; `readReplaySelection` reads it. One of the fields has to be set. */
export class ReplayDeadLettersDto {
  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ type: 'integer' }, { type: 'string', format: 'uuid' }] },
    minItems: 1,
    maxItems: MAX_REPLAYS,
    description: 'The `job_id` or `id` of each.',
    example: [29180],
  })
  ids?: (number | string)[] | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Those of this schedule.',
    example: null,
  })
  schedule_id?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Those to this host, with the port if one is meant.',
    example: null,
  })
  host?: string | null;

  @ApiPropertyOptional({ ...MOMENT, description: 'Those that were discarded then or later.', example: null })
  from?: string | number | null;

  @ApiPropertyOptional({ ...MOMENT, description: 'Those that were discarded earlier.', example: null })
  to?: string | number | null;

  @ApiPropertyOptional({ type: Boolean, nullable: true, description: 'All that there are.', example: null })
  all?: boolean | null;
}

export class ReplaysDto {
  @ApiProperty({ type: 'integer', maximum: MAX_REPLAYS, description: 'Letters that are replayed now.', example: 1 })
  replayed: number;

  @ApiProperty({
    type: 'integer',
    description: 'Letters that were asked for and not replayed: replayed before, not discarded, not there.',
    example: 0,
  })
  skipped: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'Numbers of the new jobs, oldest letter first.',
    example: [29190],
  })
  job_ids: number[];
}

export class ReplaysAnswerDto {
  @ApiProperty({ type: ReplaysDto, description: 'What came of it.' })
  data: ReplaysDto;
}

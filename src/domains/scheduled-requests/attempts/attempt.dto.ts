import { ApiProperty } from '@nestjs/swagger';
import type { RecordedError, RecordedResponse } from '../execution/attempt-record';

const MOMENT = { type: String, nullable: true, format: 'date-time' };

export class ScheduledResponseDto {
  @ApiProperty({ type: 'integer', description: 'HTTP status.', example: 200 })
  status: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Headers by lower-case name; secrets are `[REDACTED]`.',
    example: { 'content-type': 'application/json' },
  })
  headers: Record<string, string>;

  @ApiProperty({
    description: 'The first 64 KiB: JSON, text or base64, as `encoding` says.',
    oneOf: [
      { type: 'object', nullable: true },
      { type: 'array', items: {} },
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
    ],
    example: { ok: true },
  })
  body: unknown;

  @ApiProperty({ enum: ['json', 'utf8', 'base64'], description: 'What `body` is.', example: 'json' })
  encoding: string;

  @ApiProperty({ description: 'Whether the answer was longer than what is kept.', example: false })
  truncated: boolean;
}

export class ScheduledErrorDto {
  @ApiProperty({
    enum: ['http', 'timeout', 'dns', 'tls', 'connection', 'blocked', 'interrupted'],
    description: 'http: the status is no 2xx; blocked: the address is refused; interrupted: by our own process.',
    example: 'http',
  })
  code: string;

  @ApiProperty({ description: 'The same in words.', example: 'The target answered with status 503' })
  message: string;
}

/** One attempt at a job's request. */
export class ScheduledAttemptDto {
  @ApiProperty({ type: 'integer', description: 'Number of the attempt among all of the service.', example: 91822 })
  id: number;

  @ApiProperty({ type: 'integer', description: 'Number of the job.', example: 29180 })
  job_id: number;

  @ApiProperty({ type: 'integer', description: 'Number of the attempt among those of its job.', example: 1 })
  attempt: number;

  @ApiProperty({ format: 'date-time', description: 'When it began.', example: '2023-09-01T18:26:19.712004Z' })
  started_at: string;

  @ApiProperty({ ...MOMENT, description: 'When it ended.', example: '2023-09-01T18:26:19.951210Z' })
  finished_at: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Milliseconds of the request.', example: 231 })
  duration_ms: number | null;

  @ApiProperty({ type: ScheduledResponseDto, nullable: true, description: 'The answer, if one came.' })
  response: RecordedResponse | null;

  @ApiProperty({ type: ScheduledErrorDto, nullable: true, description: 'Why it failed, if it did.' })
  error: RecordedError | null;

  @ApiProperty({ ...MOMENT, description: 'When the next attempt was due, if there was to be one.', example: null })
  retry_at: string | null;
}

export class ScheduledAttemptListDto {
  @ApiProperty({ type: [ScheduledAttemptDto], description: 'The attempts, oldest first.' })
  data: ScheduledAttemptDto[];
}

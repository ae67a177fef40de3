import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { LOG_EVENTS, type LogEvent } from './log-inserts';

const ATTEMPT = { type: 'integer', description: 'Number of the attempt among those of its job.', example: 1 } as const;
const ANY_JSON = {
  oneOf: [
    { type: 'object', nullable: true },
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
  ],
};
const MEMBERS = { type: 'object', additionalProperties: true } as const;
const MOMENT_EXAMPLE = '2023-09-01T18:26:19.707539Z';

/** Of `worker.http.request`. */
export class ScheduledRequestLogDto {
  @ApiProperty({ ...ANY_JSON, description: 'As sent; null when nothing is.', example: { author: 'alex' } })
  body: unknown;

  @ApiProperty({
    ...MEMBERS,
    description: "The job's own; secrets are `[REDACTED]`.",
    example: { 'x-source': 'quintet' },
  })
  headers: Record<string, string>;

  @ApiProperty({ ...MEMBERS, description: "The job's own; secrets are `[REDACTED]`.", example: { page: 1 } })
  query: Record<string, unknown>;

  @ApiProperty({
    description: 'As given; secret parameters are `[REDACTED]`.',
    example: 'https://example.com/hooks/hello',
  })
  url: string;
}

/** Of `worker.http.response`. */
export class ScheduledResponseLogDto {
  @ApiProperty(ATTEMPT)
  attempt: number;

  @ApiProperty({ ...ANY_JSON, description: 'The first 64 KiB: JSON, text or base64.', example: { ok: true } })
  body: unknown;

  @ApiProperty({ type: 'integer', description: 'Milliseconds of the request.', example: 231 })
  duration_ms: number;

  @ApiProperty({ ...MEMBERS, description: 'By lower-case name; secrets are `[REDACTED]`.', example: { etag: '"e"' } })
  headers: Record<string, string>;

  @ApiProperty({ type: 'integer', description: 'HTTP status.', example: 200 })
  status: number;

  @ApiProperty({ description: 'Whether the answer was longer than what is kept.', example: false })
  truncated: boolean;
}

/** Of `worker.http.error`. */
export class ScheduledErrorLogDto {
  @ApiProperty(ATTEMPT)
  attempt: number;

  @ApiProperty({
    enum: ['http', 'timeout', 'dns', 'tls', 'connection', 'blocked', 'interrupted'],
    description: 'http: the status is no 2xx.',
    example: 'http',
  })
  code: string;

  @ApiProperty({ description: 'The same in words.', example: 'The target answered with status 503' })
  message: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When the next attempt is due; null when there is none.',
    example: MOMENT_EXAMPLE,
  })
  retry_at: string | null;
}

/** Of `worker.http.skipped`. */
export class ScheduledSkippedLogDto {
  @ApiProperty({ format: 'date-time', description: 'The first slot that was left out.', example: MOMENT_EXAMPLE })
  from: string;

  @ApiProperty({ enum: ['overlap', 'misfire'], description: 'Why.', example: 'misfire' })
  reason: string;

  @ApiProperty({ type: 'integer', description: 'How many slots were left out.', example: 3 })
  slots: number;

  @ApiProperty({ format: 'date-time', description: 'The last slot that was left out.', example: MOMENT_EXAMPLE })
  to: string;
}

const PAYLOADS = [ScheduledRequestLogDto, ScheduledResponseLogDto, ScheduledErrorLogDto, ScheduledSkippedLogDto];

/** Something that happened to a job. */
@ApiExtraModels(...PAYLOADS)
export class ScheduledLogDto {
  @ApiProperty({ enum: LOG_EVENTS, description: 'What happened.', example: 'worker.http.request' })
  event: LogEvent;

  @ApiProperty({ type: 'integer', description: 'Number of the log; rises from log to log.', example: 120401 })
  id: number;

  @ApiProperty({ format: 'date-time', description: 'When (UTC).', example: MOMENT_EXAMPLE })
  inserted_at: string;

  @ApiProperty({ type: 'integer', description: 'Number of the job.', example: 29180 })
  job_id: number;

  @ApiProperty({
    oneOf: PAYLOADS.map((type) => ({ $ref: getSchemaPath(type) })),
    description: 'What is known of it, by event.',
    example: { body: null, headers: {}, query: {}, url: 'https://example.com/hooks/hello' },
  })
  payload: ScheduledRequestLogDto | ScheduledResponseLogDto | ScheduledErrorLogDto | ScheduledSkippedLogDto;

  @ApiProperty({ format: 'uuid', description: 'Id of the tenant.', example: 'bd2aa099-6eb7-4dbb-9178-32141def1355' })
  user_id: string;
}

export class ScheduledLogListDto {
  @ApiProperty({ type: [ScheduledLogDto], description: 'The logs.' })
  data: ScheduledLogDto[];
}

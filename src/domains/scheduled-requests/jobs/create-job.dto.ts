import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MISFIRE_POLICIES } from '../recurrence/misfire';
import { OVERLAP_POLICIES } from '../recurrence/overlap';
import { METHODS } from '../values/job-args';

const DURATION = {
  oneOf: [
    { type: 'number', minimum: 0 },
    { type: 'array', items: { oneOf: [{ type: 'number' }, { type: 'string' }] }, minItems: 2, maxItems: 2 },
    { type: 'string' },
  ],
};
const TARGET = 'https only, no credentials, no private or reserved address.';

/** Describes the body of a create call; `readJobRequest` reads it. */
export class CreateScheduledJobDto {
  @ApiPropertyOptional({ enum: METHODS, default: 'get', description: 'HTTP method, in any case.', example: 'post' })
  method?: string | null;

  @ApiProperty({
    format: 'uri',
    maxLength: 2048,
    description: `Where the request goes: ${TARGET}`,
    example: 'https://example.com/hooks/hello',
  })
  url: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Query parameters; they replace those of the same names in the URL. Dynamic fields as in `body`.',
    example: { page: 1 },
  })
  query?: object | null;

  @ApiPropertyOptional({
    description:
      'Any JSON, at most 64 levels deep. A value that is exactly `$job`, `$state` or `$previous` is replaced; in a ' +
      'recurring job an object also gets the three as its first keys. Not sent with get.',
    example: { content: 'Hello world!' },
  })
  body?: unknown;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    maxProperties: 64,
    description: 'Request headers, at most 16 KiB in all. Those of the connection and of this service are reserved.',
    example: { 'x-source': 'quintet' },
  })
  headers?: Record<string, string> | null;

  @ApiPropertyOptional({
    ...DURATION,
    description: 'How long to wait: seconds, `[n, unit]` or `"n unit"`. Units from second to month, at most 10 years.',
    example: [30, 'seconds'],
  })
  schedule_in?: unknown;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }],
    description: 'When to run first: ISO 8601, or unix seconds or milliseconds. Not beside `schedule_in`.',
    example: null,
  })
  scheduled_at?: string | number | null;

  @ApiPropertyOptional({
    ...DURATION,
    description: 'Repeats the request: a duration of at least 1 second.',
    example: null,
  })
  repeat_every?: unknown;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Repeats the request: five cron fields or a nickname such as `@daily`. Not beside `repeat_every`.',
    example: null,
  })
  cron?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 255,
    description: 'While an unfinished job holds the key, that job is answered instead of making another.',
    example: null,
  })
  idempotency_key?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'uri',
    description: `Gets the result: ${TARGET}`,
    example: null,
  })
  callback_url?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'uri',
    description: `Gets the job's events: ${TARGET}`,
    example: null,
  })
  webhook_url?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 255,
    description: 'A name of your own.',
    example: null,
  })
  name?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 1000,
    description: 'A text of your own.',
    example: null,
  })
  description?: string | null;

  @ApiPropertyOptional({
    ...DURATION,
    default: 30,
    description: 'How long an attempt may take, connect to last byte: a duration of 1 second to 15 minutes.',
    example: null,
  })
  timeout?: unknown;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      '`max_attempts` (1-50, default 3), `backoff` (exponential, linear, fixed), `base` and `max` (durations, 10 s and ' +
      '1 h), `jitter` (0-1, default 0.2). 408, 425, 429, 5xx and failures without an answer are retried.',
    example: { max_attempts: 5 },
  })
  retry?: object | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    default: 'UTC',
    description: 'IANA time zone of `cron`.',
    example: null,
  })
  timezone?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    enum: [...MISFIRE_POLICIES, null],
    default: 'latest',
    description: 'Which of the slots that came due while nothing could run are run. Recurring jobs only.',
    example: null,
  })
  misfire?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    enum: [...OVERLAP_POLICIES, null],
    default: 'allow',
    description: 'What a slot does while an earlier run is not finished. Recurring jobs only.',
    example: null,
  })
  overlap?: string | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 1,
    maximum: 1_000_000,
    description: 'Completes the schedule after so many runs of its plan. Recurring jobs only.',
    example: null,
  })
  max_runs?: number | null;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }],
    description: 'No slot is later than this moment, given as `scheduled_at`. Recurring jobs only.',
    example: null,
  })
  ends_at?: string | number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1000,
    default: 0,
    description: 'Pauses the schedule when so many runs in a row are discarded; 0 never does. Recurring jobs only.',
    example: null,
  })
  pause_after_failures?: number | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      '`key` (default: host and port of the URL), `concurrency` (1-1000, executing at once), `rate` (1-10000, starts in ' +
      'any window of `period`, a duration, 1 s), `pause_after_failures` (0-1000 discarded jobs in a row pause the key). ' +
      'Holds for all jobs of the key; the values given last count.',
    example: null,
  })
  flow_control?: object | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 255,
    description:
      'Jobs of a key run one at a time by `scheduled_at`: the next waits until the one before is finished, retries included.',
    example: null,
  })
  fifo_key?: string | null;
}

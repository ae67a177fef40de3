import { ApiProperty } from '@nestjs/swagger';
import type { JobState } from '../transitions';
import type { JobArgs } from '../values/job-args';

const MOMENT = { type: String, nullable: true, format: 'date-time' };
const MOMENT_EXAMPLE = '2023-09-01T18:26:19.707539Z';
const TEXT = { type: String, nullable: true };

/** How far a job is. */
export class ScheduledJobProgressDto {
  @ApiProperty({ ...MOMENT, description: 'Start of the latest attempt.', example: null })
  attempted_at: string | null;

  @ApiProperty({ ...MOMENT, description: 'When the job was cancelled.', example: null })
  cancelled_at: string | null;

  @ApiProperty({ ...MOMENT, description: 'When a 2xx came.', example: null })
  completed_at: string | null;

  @ApiProperty({ ...MOMENT, description: 'When the job failed for good.', example: null })
  discarded_at: string | null;

  @ApiProperty({ description: 'Whether the answer shows a job that held the `idempotency_key`.', example: false })
  has_confict: boolean;

  @ApiProperty({ type: 'integer', description: 'Number of the job.', example: 29180 })
  id: number;

  @ApiProperty({
    format: 'date-time',
    description: 'When the job was made (UTC).',
    example: '2023-09-01T18:25:49.705161Z',
  })
  inserted_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the first attempt is planned (UTC).',
    example: MOMENT_EXAMPLE,
  })
  scheduled_at: string;

  @ApiProperty({
    enum: ['available', 'executing', 'retryable', 'completed', 'discarded', 'cancelled'],
    description: 'available: waits for its first attempt; retryable: for its next one; discarded: failed for good.',
    example: 'available',
  })
  state: JobState;
}

/** A job as clients see it. */
export class ScheduledJobDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the job.', example: '41d7f28b-dfbe-44b8-b716-b91898bb0ce0' })
  id: string;

  @ApiProperty({ ...TEXT, description: 'The key that was sent.', example: null })
  idempotency_key: string | null;

  @ApiProperty({ description: 'When the job was made (UTC), in whole seconds.', example: '2023-09-01T18:25:49' })
  inserted_at: string;

  @ApiProperty({ ...TEXT, description: 'The name that was sent.', example: null })
  name: string | null;

  @ApiProperty({ ...TEXT, description: 'The description that was sent.', example: null })
  description: string | null;

  @ApiProperty({ format: 'uuid', description: 'Id of the tenant.', example: 'bd2aa099-6eb7-4dbb-9178-32141def1355' })
  user_id: string;

  @ApiProperty({ ...TEXT, format: 'uuid', description: 'Id of the schedule that the job is a run of.', example: null })
  schedule_id: string | null;

  @ApiProperty({ type: 'integer', description: 'Number of the job; rises from job to job.', example: 29180 })
  job_id: number;

  @ApiProperty({ type: ScheduledJobProgressDto, description: 'How far the job is.' })
  job: ScheduledJobProgressDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The fields that were set, as sent.',
    example: { headers: {}, method: 'get', schedule_in: [30, 'seconds'], url: 'https://example.com/' },
  })
  args: JobArgs;
}

export class ScheduledJobAnswerDto {
  @ApiProperty({ type: ScheduledJobDto, description: 'The job.' })
  data: ScheduledJobDto;
}

export class ScheduledJobListDto {
  @ApiProperty({ type: [ScheduledJobDto], description: 'The jobs.' })
  data: ScheduledJobDto[];
}

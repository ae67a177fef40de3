import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JOB_STATUSES } from '../jobs/transitions';
import type { JobStatus } from '../jobs/transitions';
import { PipelineUserDto } from '../user.dto';
import type { ExecutionMode } from '../validation/create-job.model';

const JOB_ID = '0198c2a1-0000-7000-8000-000000000003';
const CREATED_AT = '2026-01-02T03:04:05.678Z';
const EXPIRATION = { example: '2026-01-09T03:04:05.678Z', format: 'date-time' } as const;
const TIME = { example: null, format: 'date-time', nullable: true, type: String } as const;

const DESCRIPTION = {
  description: 'What its readers should know.',
  example: 'For the board',
  nullable: true,
  type: String,
} as const;
const LOGIN = {
  description: 'Whether readers need a credential of your tenant.',
  example: false,
  type: Boolean,
} as const;

/** For the documents alone: the body is read by `validatePatchSharedJob`. */
export class PatchSharedJobDto {
  @ApiPropertyOptional({
    ...EXPIRATION,
    description: 'Until when the link can be used: in the future, at most 60 days from now; null leaves it.',
    example: null,
    nullable: true,
    type: String,
  })
  expiration_date: string | null;

  @ApiPropertyOptional(DESCRIPTION)
  description: string | null;

  @ApiPropertyOptional({ ...LOGIN, default: false })
  login_required: boolean;
}

/** For the documents alone: the body is read by `validateCreateSharedJob`. */
export class CreateSharedJobDto {
  @ApiProperty({ description: 'Job of this workspace.', example: JOB_ID, format: 'uuid' })
  job_id: string;

  @ApiPropertyOptional({
    description: 'Until when the link can be used: in the future, at most 60 days from now; null for 7 days.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  expiration_date: string | null;

  @ApiPropertyOptional(DESCRIPTION)
  description: string | null;

  @ApiPropertyOptional({ ...LOGIN, default: false })
  login_required: boolean;
}

export class SharedJobDto {
  @ApiProperty({ description: 'Id.', example: '0198c2a4-0000-7000-8000-000000000001', format: 'uuid' })
  shared_job_id: string;

  @ApiProperty({ description: 'The job.', example: JOB_ID, format: 'uuid' })
  job_id: string;

  @ApiProperty({ description: 'Its name.', example: 'Leases' })
  job_name: string;

  @ApiProperty({
    description: 'Where others read the job. Whoever knows it can.',
    example: 'http://127.0.0.1:3000/api/v2/shared_jobs/AZjCpAAAcACAAAAAAAAAAQ...',
    format: 'uri',
  })
  link: string;

  @ApiProperty({ ...EXPIRATION, description: 'Until when the link can be used.' })
  expiration_date: string;

  @ApiProperty({ description: 'Whether it was revoked.', example: false })
  is_revoked: boolean;

  @ApiProperty(DESCRIPTION)
  description: string | null;

  @ApiProperty(LOGIN)
  login_required: boolean;

  @ApiProperty({ description: 'When it was made.', example: CREATED_AT, format: 'date-time' })
  created_at: string;

  @ApiProperty({ description: 'Who made it.', type: PipelineUserDto })
  created_by: PipelineUserDto;
}

export class SharedJobPageDto {
  @ApiProperty({ description: 'The links of this page.', type: [SharedJobDto] })
  data: SharedJobDto[];

  @ApiProperty({ description: 'Whether there are more behind this page.', example: false })
  has_more: boolean;

  @ApiProperty({ description: 'Number of links on all pages.', example: 1, type: 'integer' })
  total: number;
}

/** What the readers of a link see of the job. */
export class PipelinePublicJobDto {
  @ApiProperty({ description: 'Name of the job.', example: 'Leases' })
  name: string;

  @ApiProperty({
    description: 'Of the link, or else of the job.',
    example: 'For the board',
    nullable: true,
    type: String,
  })
  description: string | null;

  @ApiProperty({ description: 'Where it stands.', example: 'ENDED', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({
    description: 'Whether every query is asked once for each file or once over all.',
    example: 'PER_FILE',
    enum: ['PER_FILE', 'ACROSS_FILES'],
  })
  execution_mode: ExecutionMode;

  @ApiProperty({ description: 'Name of the pipeline that answers.', example: 'builtin' })
  pipeline_name: string;

  @ApiProperty({ description: 'Number of requests; an estimate before the start.', example: 12, type: 'integer' })
  total_requests: number;

  @ApiProperty({ description: 'Number of requests that are finished.', example: 12, type: 'integer' })
  executed_requests: number;

  @ApiProperty({ description: 'Number of requests that failed.', example: 0, type: 'integer' })
  failed_requests: number;

  @ApiProperty({ description: 'Seconds that the job ran, over all runs.', example: 8.5, nullable: true, type: Number })
  duration: number | null;

  @ApiProperty({ description: 'When it was made.', example: CREATED_AT, format: 'date-time' })
  created_at: string;

  @ApiProperty({ ...TIME, description: 'When it was first started.' })
  executed_at: string | null;

  @ApiProperty({ ...TIME, description: 'When it was cancelled.' })
  cancelled_at: string | null;

  @ApiProperty({ ...EXPIRATION, description: 'Until when the link can be used.' })
  expiration_date: string;
}

import { ApiProperty } from '@nestjs/swagger';
import { PipelineQueryDto } from '../query-sets/query.dto';
import { PipelineUserDto } from '../user.dto';
import type { ExecutionMode } from '../validation/create-job.model';
import { DEFAULT_PIPELINE_ID } from '../workspaces/default-ids';
import { JOB_STATUSES } from './transitions';
import type { JobStatus } from './transitions';

const TIME = { example: null, format: 'date-time', nullable: true, type: String } as const;

/** A pipeline job as the API shows it. Every field is always there. */
export class PipelineJobDto {
  @ApiProperty({ description: 'Id.', example: '0198c2a1-0000-7000-8000-000000000003', format: 'uuid' })
  job_id: string;

  @ApiProperty({ description: 'Name of the job.', example: 'Leases' })
  name: string;

  @ApiProperty({ description: 'What the job is for.', example: null, nullable: true, type: String })
  description: string | null;

  @ApiProperty({ description: 'Pipeline that answers.', example: DEFAULT_PIPELINE_ID, format: 'uuid' })
  pipeline_id: string;

  @ApiProperty({ description: 'Its name, also after it was deleted.', example: 'builtin' })
  pipeline_name: string;

  @ApiProperty({
    description: 'Whether every query is asked once for each file or once over all.',
    example: 'PER_FILE',
    enum: ['PER_FILE', 'ACROSS_FILES'],
  })
  execution_mode: ExecutionMode;

  @ApiProperty({ description: 'Number of queries that may run at once.', example: 3, type: 'integer' })
  concurrency: number;

  @ApiProperty({
    description: 'The query set, also the one that was made from `queries`.',
    example: '0198c2a1-0000-7000-8000-000000000001',
    format: 'uuid',
    nullable: true,
    type: String,
  })
  query_set_id: string | null;

  @ApiProperty({
    description: 'The questions that the job was created with; null in lists and for a query set of others.',
    nullable: true,
    type: [PipelineQueryDto],
  })
  queries: PipelineQueryDto[] | null;

  @ApiProperty({ description: 'Where the job stands.', example: 'CREATED', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({
    description: 'Number of requests to the pipeline; an estimate until the job is started.',
    example: 12,
    type: 'integer',
  })
  total_requests: number;

  @ApiProperty({ description: 'Number of requests that are finished.', example: 0, type: 'integer' })
  executed_requests: number;

  @ApiProperty({ description: 'Seconds that the job ran, over all runs.', example: null, nullable: true, type: Number })
  duration: number | null;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-02T03:04:05.678Z', format: 'date-time' })
  created_at: string;

  @ApiProperty({ description: 'Who made it.', type: PipelineUserDto })
  created_by: PipelineUserDto;

  @ApiProperty({ ...TIME, description: 'When it was first started.' })
  executed_at: string | null;

  @ApiProperty({ ...TIME, description: 'When it was last changed.' })
  last_edited_at: string | null;

  @ApiProperty({ description: 'Who changed it last.', nullable: true, type: PipelineUserDto })
  last_edited_by: PipelineUserDto | null;

  @ApiProperty({ description: 'Number of requests that failed.', example: 0, type: 'integer' })
  failed_requests: number;

  @ApiProperty({ ...TIME, description: 'When it was cancelled.' })
  cancelled_at: string | null;

  @ApiProperty({ description: 'Why nothing could run.', example: null, nullable: true, type: String })
  error: string | null;
}

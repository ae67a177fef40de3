import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATUSES } from '../../jobs/transitions';
import type { JobStatus } from '../../jobs/transitions';

const COUNT = { example: 0, type: 'integer' } as const;

/** How far a job is: `total` is `executed`, `running`, `pending` and `cancelled` together. */
export class PipelineProgressDto {
  @ApiProperty({ description: 'Where the job stands.', example: 'STARTED', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({ description: 'Number of requests; an estimate before the start.', example: 12, type: 'integer' })
  total: number;

  @ApiProperty({ description: 'Requests that are finished, failed ones too.', example: 5, type: 'integer' })
  executed: number;

  @ApiProperty({ ...COUNT, description: 'Requests that failed.' })
  failed: number;

  @ApiProperty({ description: 'Requests that run at this moment.', example: 3, type: 'integer' })
  running: number;

  @ApiProperty({ description: 'Requests that wait.', example: 4, type: 'integer' })
  pending: number;

  @ApiProperty({ ...COUNT, description: 'Requests that were cancelled.' })
  cancelled: number;

  @ApiProperty({
    description: 'Requests that may run at once: less than `concurrency` while the pipeline asks for less.',
    example: 3,
    type: 'integer',
  })
  effective_concurrency: number;

  @ApiProperty({
    description: 'The pipeline asked for no calls before; null when it does not.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  paused_until: string | null;

  @ApiProperty({
    description: 'Finished requests per minute, over all the time that the job ran; null before the first.',
    example: 34.5,
    nullable: true,
    type: Number,
  })
  items_per_minute: number | null;

  @ApiProperty({
    description: 'Seconds until the run ends at this rate; null when the job does not run, or nothing is finished.',
    example: 13,
    nullable: true,
    type: 'integer',
  })
  eta_seconds: number | null;
}

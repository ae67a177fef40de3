import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JOB_STATES } from '../jobs/transitions';
import type { JobState } from '../jobs/transitions';

const COUNT = { type: 'integer', minimum: 0 } as const;

export class ComputeProgressDto {
  @ApiProperty({ description: 'State of the job.', example: 'JOB_STATE_PARTITIONED', enum: JOB_STATES })
  state: JobState;

  @ApiProperty({ ...COUNT, description: 'Tasks of the job; 0 before PARTITIONED.', example: 200 })
  total: number;

  @ApiProperty({ ...COUNT, description: 'Tasks that wait.', example: 100 })
  scheduled: number;

  @ApiProperty({ ...COUNT, description: 'Tasks under way.', example: 8 })
  running: number;

  @ApiProperty({ ...COUNT, description: 'Tasks that ended well.', example: 91 })
  completed: number;

  @ApiProperty({ ...COUNT, description: 'Tasks that failed for good.', example: 1 })
  failed: number;

  @ApiProperty({ ...COUNT, description: 'Tasks that the end of the job cancelled.', example: 0 })
  cancelled: number;

  @ApiProperty({
    description: 'Completed tasks in the hundred, rounded down; failed ones too while the job goes on without them.',
    example: 46,
    type: 'integer',
    minimum: 0,
    maximum: 100,
  })
  percent: number;

  @ApiPropertyOptional({
    ...COUNT,
    description: 'Seconds until the last task ends, at the rate of this run so far; once a task of it has ended.',
    example: 42,
  })
  etaSeconds?: number;
}

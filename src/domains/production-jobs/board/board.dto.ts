import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { text } from '../production-rules';

export class BoardQueryDto {
  @ApiPropertyOptional({ description: 'Only paths of this job.', example: 'job_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(text(200))
  jobId?: string;

  @ApiPropertyOptional({ description: 'Only this path.', example: 'path_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(text(200))
  pathId?: string;
}

export class BoardTotalsDto {
  @ApiProperty({ description: 'Units in progress.', example: 17, type: 'integer' })
  inProgress: number;

  @ApiProperty({ description: 'Units that were completed today, in UTC.', example: 8, type: 'integer' })
  completedToday: number;

  @ApiProperty({ description: 'Units that were scrapped today, in UTC.', example: 1, type: 'integer' })
  scrappedToday: number;

  @ApiProperty({ description: 'Jobs past their due date with units missing.', example: 0, type: 'integer' })
  overdueJobs: number;
}

export class BoardStepDto {
  @ApiProperty({ description: 'Id of the step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  stepName: string;

  @ApiPropertyOptional({ description: 'Where it is done.', example: 'Hall 2' })
  location?: string;

  @ApiProperty({ description: 'Units in progress there.', example: 12, type: 'integer' })
  serialCount: number;

  @ApiProperty({
    description: 'Whole seconds since the unit that waits longest came there; null without units.',
    example: 5400,
    type: 'integer',
    nullable: true,
  })
  oldestSeconds: number | null;
}

export class BoardPathDto {
  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Housing' })
  pathName: string;

  @ApiProperty({ description: 'Units to make.', example: 50, type: 'integer' })
  goal: number;

  @ApiProperty({ description: 'Units that finished it.', example: 8, type: 'integer' })
  completed: number;

  @ApiProperty({ description: 'Its steps, in order.', type: [BoardStepDto] })
  steps: BoardStepDto[];
}

export class BoardDto {
  @ApiProperty({ description: 'When it was so.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  asOf: string;

  @ApiProperty({ description: 'Sums over all that the filters let through.', type: BoardTotalsDto })
  totals: BoardTotalsDto;

  @ApiProperty({ description: 'Paths in order of creation; of more than 1000 the newest.', type: [BoardPathDto] })
  paths: BoardPathDto[];
}

/** What a unit did: the data of `event: change`. */
export interface BoardChange {
  /** What happened, such as `serial.advanced` or `serials.created`. */
  type: string;
  /** Left out for a batch that was made. */
  serialId?: string;
  jobId: string;
  pathId: string;
  fromStepId?: string;
  toStepId?: string;
  /** Of the unit or units afterwards. */
  status: 'in_progress' | 'completed' | 'scrapped' | 'deleted';
  /** Units of a batch that was made. */
  quantity?: number;
  at: string;
}

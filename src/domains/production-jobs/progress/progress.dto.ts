import { ApiProperty } from '@nestjs/swagger';

const UNITS = { type: 'integer' as const };

export class PathProgressDto {
  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Housing' })
  pathName: string;

  @ApiProperty({ description: 'Units that the path is to make.', example: 50, ...UNITS })
  goal: number;

  @ApiProperty({ description: 'Units that have finished it.', example: 20, ...UNITS })
  completed: number;

  @ApiProperty({ description: 'completed / goal * 100, unrounded; may exceed 100.', example: 40 })
  percentComplete: number;
}

/** Progress of a job in both published shapes: by the goals of its paths, and by the job's own goal. */
export class ProgressDto {
  @ApiProperty({ description: 'Sum of the goals of the paths.', example: 50, ...UNITS })
  totalGoal: number;

  @ApiProperty({ description: 'Units that are completed, forced ones too.', example: 20, ...UNITS })
  totalCompleted: number;

  @ApiProperty({ description: 'totalCompleted / totalGoal * 100; 0 without a goal.', example: 40 })
  percentComplete: number;

  @ApiProperty({ description: 'Each path, in order of creation.', type: [PathProgressDto] })
  pathProgress: PathProgressDto[];

  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Goal of the job.', example: 50, ...UNITS })
  goalQuantity: number;

  @ApiProperty({ description: 'Units in any status.', example: 30, ...UNITS })
  totalSerials: number;

  @ApiProperty({ description: 'Units that are completed, forced ones too.', example: 20, ...UNITS })
  completedSerials: number;

  @ApiProperty({ description: 'Units on their way.', example: 8, ...UNITS })
  inProgressSerials: number;

  @ApiProperty({ description: 'Units that were scrapped.', example: 2, ...UNITS })
  scrappedSerials: number;

  @ApiProperty({ description: 'totalSerials.', example: 30, ...UNITS })
  producedQuantity: number;

  @ApiProperty({ description: 'goalQuantity.', example: 50, ...UNITS })
  orderedQuantity: number;

  @ApiProperty({
    description: 'Completed units in percent of the goal without the scrapped ones; unrounded, may exceed 100.',
    example: 41.666666666666664,
  })
  progressPercent: number;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';

export class ComputeRunningTasksRequestDto {
  @ApiPropertyOptional({
    description: 'Ids of the jobs to show; all if left out or empty.',
    example: [],
    type: [String],
    maxItems: 1000,
  })
  jobIds?: string[];
}

export class ComputeRunningTaskDto {
  @ApiProperty({ description: 'Id of the task.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5d', format: 'uuid' })
  taskId: string;

  @ApiProperty({ description: 'Chunk that it works on, from 0.', example: 3, type: 'integer' })
  chunkNumber: number;

  @ApiProperty({ description: 'Which attempt it is, from 1.', example: 1, type: 'integer' })
  attempt: number;

  @ApiProperty({ description: 'When the attempt began.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  startedAt: string;
}

export class ComputeJobTasksDto {
  @ApiProperty({ description: 'Id of the job.', example: ID, format: 'uuid' })
  jobId: string;

  @ApiProperty({ description: 'Tasks that it has.', example: 20, type: 'integer' })
  total: number;

  @ApiProperty({ description: 'Tasks that wait.', example: 8, type: 'integer' })
  scheduled: number;

  @ApiProperty({ description: 'Tasks that run.', example: 4, type: 'integer' })
  running: number;

  @ApiProperty({ description: 'Tasks that ended well.', example: 8, type: 'integer' })
  completed: number;

  @ApiProperty({ description: 'Tasks that failed for good.', example: 0, type: 'integer' })
  failed: number;

  @ApiProperty({ description: 'Those that run, by chunk.', type: [ComputeRunningTaskDto] })
  tasks: ComputeRunningTaskDto[];
}

export class ComputeRunningTasksDto {
  @ApiProperty({
    description: 'Jobs whose tasks are being worked on, at most the latest 1000.',
    type: [ComputeJobTasksDto],
  })
  data: ComputeJobTasksDto[];
}

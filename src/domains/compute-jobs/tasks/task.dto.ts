import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputePaginationDto } from '../lists/pagination.dto';
import { TASK_STATES } from './task-state';
import type { TaskState } from './task-state';

const TIME = '2026-01-31T12:00:00.000Z';

export class ComputeAttemptDto {
  @ApiProperty({ description: 'From 1, in each run of the job anew.', example: 1, type: 'integer' })
  number: number;

  @ApiProperty({ description: 'When the program was started.', example: TIME, format: 'date-time' })
  startedAt: string;

  @ApiPropertyOptional({ description: 'When it ended.', example: TIME, format: 'date-time' })
  endedAt?: string;

  @ApiPropertyOptional({ description: 'Exit code of the program, if it exited.', example: 1, type: 'integer' })
  exitCode?: number;

  @ApiPropertyOptional({ description: 'Signal that ended the program.', example: 'SIGKILL' })
  signal?: string;

  @ApiPropertyOptional({ description: 'Why the attempt failed.', example: 'exit code 1' })
  errorMessage?: string;
}

/** The work of the app on one chunk. What is not known is left out. */
export class ComputeTaskDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5d',
    format: 'uuid',
  })
  id: string;

  @ApiProperty({ description: 'The job.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  jobId: string;

  @ApiProperty({ description: 'Chunk of the input that it works on, from 0.', example: 3, type: 'integer', minimum: 0 })
  chunkNumber: number;

  @ApiProperty({ description: 'Where in its life it is.', example: 'TASK_STATE_COMPLETED', enum: TASK_STATES })
  state: TaskState;

  @ApiProperty({
    description: 'Attempts of this run that count, the current one included: a lost worker does not.',
    example: 1,
    type: 'integer',
    minimum: 0,
  })
  attempt: number;

  @ApiPropertyOptional({ description: 'Exit code of the last attempt.', example: 0, type: 'integer' })
  exitCode?: number;

  @ApiPropertyOptional({ description: 'Why it failed.', example: 'exit code 1' })
  errorMessage?: string;

  @ApiPropertyOptional({ description: 'Process that took it last.', example: 'worker-1:4711' })
  worker?: string;

  @ApiProperty({ description: 'When its chunk was made.', example: TIME, format: 'date-time' })
  createdAt: string;

  @ApiPropertyOptional({ description: 'When its last attempt began.', example: TIME, format: 'date-time' })
  startedAt?: string;

  @ApiPropertyOptional({ description: 'When it ended, well or not.', example: TIME, format: 'date-time' })
  completedAt?: string;

  @ApiPropertyOptional({ description: 'Seconds from its start to its end.', example: 1.234 })
  duration?: number;

  @ApiProperty({ description: 'Bytes of its chunk.', example: 1048576, type: 'integer', format: 'int64', minimum: 0 })
  inputBytes: number;

  @ApiPropertyOptional({
    description: 'Bytes of its result files.',
    example: 2048,
    type: 'integer',
    format: 'int64',
    minimum: 0,
  })
  outputBytes?: number;

  @ApiProperty({ description: 'Whether its results are those of an earlier equal task.', example: false })
  cached: boolean;

  @ApiProperty({
    description: 'Its attempts, those of earlier runs first; the newest 200.',
    type: [ComputeAttemptDto],
    maxItems: 200,
  })
  attempts: ComputeAttemptDto[];
}

export class ComputeTaskListDto {
  @ApiProperty({ description: 'Which part of the list this is.', type: ComputePaginationDto })
  pagination: ComputePaginationDto;

  @ApiProperty({ description: 'The tasks, by chunk.', type: [ComputeTaskDto] })
  data: ComputeTaskDto[];
}

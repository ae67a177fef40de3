import { ApiPropertyOptional } from '@nestjs/swagger';

const USER_DATA = { type: 'object', additionalProperties: true } as const;

export class ComputeJobParamsDto {
  @ApiPropertyOptional({ description: 'Shown again and without effect.', example: 'default', deprecated: true })
  preset?: string;

  @ApiPropertyOptional({ ...USER_DATA, description: 'What the partitioner is given.', example: { lines: 100 } })
  partitioner?: Record<string, unknown>;

  @ApiPropertyOptional({ ...USER_DATA, description: 'What the assembler is given.', example: { sorted: true } })
  assembler?: Record<string, unknown>;

  @ApiPropertyOptional({
    ...USER_DATA,
    description: 'What the app is given; over the defaults of the template it fits the schema of the app.',
    example: { case: 'upper' },
  })
  app?: Record<string, unknown>;
}

export class ComputeJobConfigDto {
  @ApiPropertyOptional({
    description: 'Seconds that one attempt on one part may take; 0 for the default of 3600.',
    example: 60,
    type: 'integer',
    format: 'int64',
    minimum: 0,
    maximum: 2592000,
  })
  taskTimeout?: number;

  @ApiPropertyOptional({
    description: 'Seconds that the whole job may take; 0 for the default of 3600.',
    example: 3600,
    type: 'integer',
    format: 'int64',
    minimum: 0,
    maximum: 2592000,
  })
  jobTimeout?: number;

  @ApiPropertyOptional({ description: 'A test job may use inactive apps and costs nothing.', example: false })
  isTestJob?: boolean;

  @ApiPropertyOptional({
    description: 'How often a failed attempt is repeated; three times when not set.',
    example: 3,
    type: 'integer',
    minimum: 0,
    maximum: 100,
  })
  maxTaskRetries?: number;

  @ApiPropertyOptional({
    description: 'Tasks that may fail for good and the job still ends well; none when not set.',
    example: 2,
    type: 'integer',
    minimum: 0,
    maximum: 10000,
  })
  maxFailedTasks?: number;

  @ApiPropertyOptional({
    description: 'Tasks of the job that run at once, over all workers; no limit when not set.',
    example: 8,
    type: 'integer',
    minimum: 1,
    maximum: 10000,
  })
  maxParallelTasks?: number;

  @ApiPropertyOptional({
    description: 'Whether a task takes the result of an equal one (app, chunk and params) of the last seven days.',
    example: false,
  })
  cacheTasks?: boolean;

  @ApiPropertyOptional({
    description: 'Exit codes that alone are tried again; all when not set.',
    example: [75],
    type: 'array',
    items: { type: 'integer', minimum: 0, maximum: 255 },
  })
  retryExitCodes?: number[];

  @ApiPropertyOptional({
    description: 'Exit codes that are not tried again.',
    example: [2],
    type: 'array',
    items: { type: 'integer', minimum: 0, maximum: 255 },
  })
  noRetryExitCodes?: number[];
}

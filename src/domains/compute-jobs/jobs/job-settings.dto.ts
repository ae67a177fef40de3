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
}

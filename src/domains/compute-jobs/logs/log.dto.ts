import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { LOG_LEVELS } from './log-line.entity';
import type { LogLevel } from './log-line.entity';
import { SERVICES } from './log-query';
import type { LogQuery, Service } from './log-query';

const JOB = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';
const TASK = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5d';
const TIME = '2026-01-31T12:00:00.000Z';

export class ComputeLogDto {
  @ApiProperty({ description: 'The line.', example: 'counting chunk 3' })
  log: string;

  @ApiProperty({ description: 'When it was written.', example: TIME, format: 'date-time' })
  timestamp: string;

  @ApiProperty({
    description: '`UNKNOWN` for what a program wrote; the others are the words of the server.',
    example: 'UNKNOWN',
    enum: LOG_LEVELS,
  })
  level: LogLevel;

  @ApiProperty({ description: 'Always `main`.', example: 'main' })
  container: string;
}

export class ComputeTaskLogsDto {
  @ApiProperty({
    description: 'Lines of all attempts, in the order of time; a last one of level WARN says if there are more.',
    type: [ComputeLogDto],
  })
  logs: ComputeLogDto[];
}

@ApiExtraModels(ComputeTaskLogsDto)
export class ComputeLogsDto {
  @ApiProperty({ description: 'Lines of the partitioner, in the order of time.', type: [ComputeLogDto] })
  partitioner: ComputeLogDto[];

  @ApiProperty({ description: 'Lines of the assembler, in the order of time.', type: [ComputeLogDto] })
  assembler: ComputeLogDto[];

  @ApiProperty({
    description: 'Lines of the tasks by their ids: of those that were named, else of those that have any.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ComputeTaskLogsDto) },
    example: { [TASK]: { logs: [{ log: 'counting chunk 3', timestamp: TIME, level: 'UNKNOWN', container: 'main' }] } },
  })
  taskrunner: Record<string, ComputeTaskLogsDto>;
}

/** Each field is accepted in snake_case too; null, `""` and an empty list count as not sent. */
export class ComputeLogsRequestDto implements LogQuery {
  @ApiProperty({ description: 'The job.', example: JOB, maxLength: 128 })
  jobId: string;

  @ApiPropertyOptional({ description: 'Of the tasks these alone.', type: [String], example: [TASK] })
  taskIds?: string[];

  @ApiPropertyOptional({
    description: 'Lines of these levels alone.',
    type: 'array',
    items: { type: 'string', enum: [...LOG_LEVELS] },
    example: ['UNKNOWN', 'WARN'],
  })
  levels?: LogLevel[];

  @ApiPropertyOptional({
    description: 'What these wrote alone.',
    type: 'array',
    items: { type: 'string', enum: [...SERVICES] },
    example: ['taskrunner'],
  })
  services?: Service[];
}

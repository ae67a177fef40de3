import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputeDataSourceDto } from '../data-sources/data-source.dto';
import { ComputeJobConfigDto, ComputeJobParamsDto } from './job-settings.dto';
import { PRIORITIES } from './priority';
import type { Priority } from './priority';

/** Each field is accepted in snake_case too; null and `""` count as not sent. */
export class CreateComputeJobDto {
  @ApiPropertyOptional({ description: 'Name for people, kept as sent.', example: 'demo', maxLength: 200 })
  name?: string;

  @ApiProperty({
    description: 'Template to make the job from: one of yours, else a public one.',
    example: 'hello-world',
    minLength: 1,
    maxLength: 128,
  })
  templateId: string;

  @ApiPropertyOptional({ description: 'Anything to remember.', example: 'My first job', maxLength: 4000 })
  description?: string;

  @ApiPropertyOptional({
    description: "Where the input is; the template's if left out.",
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bypass' },
  })
  dataSource?: ComputeDataSourceDto;

  @ApiPropertyOptional({
    description: "Where the output goes; the template's if left out.",
    type: ComputeDataSourceDto,
    example: { dataSourceDescriptor: 'bucket' },
  })
  dataDestination?: ComputeDataSourceDto;

  @ApiPropertyOptional({
    description: 'What the programs are given, over the defaults of the template; at most 120000 bytes of JSON.',
    type: ComputeJobParamsDto,
    example: { app: { case: 'upper' } },
  })
  params?: ComputeJobParamsDto;

  @ApiPropertyOptional({
    description: 'How the job is run, over the defaults.',
    type: ComputeJobConfigDto,
    example: { taskTimeout: 60, jobTimeout: 3600, isTestJob: false },
  })
  config?: ComputeJobConfigDto;

  @ApiPropertyOptional({
    description: 'How urgent it is: FAST before all others, CHEAP behind them.',
    example: 'EXECUTION_PRIORITY_BALANCED',
    enum: PRIORITIES,
  })
  priority?: Priority;

  @ApiPropertyOptional({
    description: 'When a job that was asked to run begins; at once when past, at most 365 days ahead.',
    example: '2026-01-31T12:00:00Z',
    format: 'date-time',
  })
  startAt?: string;
}

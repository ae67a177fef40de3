import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ComputeDataSourceDto } from '../data-sources/data-source.dto';
import { ComputeTemplateInfoDto } from '../templates/template.dto';
import { ComputeJobConfigDto, ComputeJobParamsDto } from './job-settings.dto';
import { PRIORITIES } from './priority';
import type { Priority } from './priority';
import { INITIAL_STATE, JOB_STATES } from './transitions';
import type { JobState } from './transitions';

const TIME = '2026-01-31T12:00:00.000Z';

/** A compute job as the API shows it. What is not set is left out. */
export class ComputeJobDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
    format: 'uuid',
  })
  id: string;

  @ApiProperty({ description: 'Template that the job was made from.', example: 'hello-world' })
  templateId: string;

  @ApiPropertyOptional({ description: 'Name for people.', example: 'demo' })
  name?: string;

  @ApiProperty({ description: 'How the job is run.', type: ComputeJobConfigDto })
  config: ComputeJobConfigDto;

  @ApiProperty({ description: 'How urgent it is.', example: PRIORITIES[0], enum: PRIORITIES })
  priority: Priority;

  @ApiProperty({ description: 'Where in its life it is.', example: INITIAL_STATE, enum: JOB_STATES })
  state: JobState;

  @ApiPropertyOptional({ description: 'Where the input is.', type: ComputeDataSourceDto })
  dataSource?: ComputeDataSourceDto;

  @ApiPropertyOptional({ description: 'Where the output goes.', type: ComputeDataSourceDto })
  dataDestination?: ComputeDataSourceDto;

  @ApiPropertyOptional({ description: 'What the programs are given.', type: ComputeJobParamsDto })
  params?: ComputeJobParamsDto;

  @ApiProperty({ description: 'When it was made.', example: TIME, format: 'date-time' })
  createdAt: string;

  @ApiPropertyOptional({ description: 'When it runs by itself.', example: TIME, format: 'date-time' })
  startAt?: string;

  @ApiPropertyOptional({ description: 'When it was asked to run.', example: TIME, format: 'date-time' })
  submittedAt?: string;

  @ApiPropertyOptional({ description: 'When it reached UPLOADING.', example: TIME, format: 'date-time' })
  startedAt?: string;

  @ApiPropertyOptional({ description: 'When it reached COMPLETE or FAILED.', example: TIME, format: 'date-time' })
  endedAt?: string;

  @ApiPropertyOptional({ description: 'When it was deleted.', example: TIME, format: 'date-time' })
  deletedAt?: string;

  @ApiPropertyOptional({ description: 'Seconds from its start to its end.', example: 12.345 })
  duration?: number;

  @ApiPropertyOptional({
    description: 'What it cost, once it has ended: 1 is an hour of one core and one GiB.',
    example: 0.00034292,
  })
  paymentAmount?: number;

  @ApiPropertyOptional({ description: 'Chunks that its input was split into.', example: 20, type: 'integer' })
  numChunks?: number;

  @ApiPropertyOptional({ description: 'The same as text.', example: '20' })
  numUnitsEstimation?: string;

  @ApiPropertyOptional({
    description: 'Chunks whose task failed for good, where the job may have such.',
    example: [3, 7],
    type: 'array',
    items: { type: 'integer' },
  })
  failedChunks?: number[];

  @ApiPropertyOptional({ description: 'Why it failed.', example: 'task 3 failed after 4 attempts: exit code 1' })
  errorMessage?: string;

  @ApiPropertyOptional({ description: 'What the user wanted to remember.', example: 'My first job' })
  description?: string;

  @ApiProperty({
    description: 'When it reached each state that it has been in.',
    type: 'object',
    additionalProperties: { type: 'string', format: 'date-time' },
    example: { JOB_STATE_NEW: TIME },
  })
  stateTimestamps: Partial<Record<JobState, string>>;

  @ApiPropertyOptional({
    description: 'The app that works on each part, if the tag of the template names one.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5c',
    format: 'uuid',
  })
  appId?: string;

  @ApiProperty({ description: 'The template as it was when the job was made.', type: ComputeTemplateInfoDto })
  templateInfo: ComputeTemplateInfoDto;
}

export class ComputeJobResponseDto {
  @ApiProperty({ description: 'The job.', type: ComputeJobDto })
  job: ComputeJobDto;

  @ApiProperty({ description: 'Its template once more.', type: ComputeTemplateInfoDto })
  templateInfo: ComputeTemplateInfoDto;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { PeriodQueryDto } from './period';

export const BUCKETS = ['hour', 'day', 'week', 'month'] as const;
export type Bucket = (typeof BUCKETS)[number];

export class DurationsDto {
  @ApiProperty({ description: 'How many were measured.', example: 40, type: 'integer' })
  count: number;

  @ApiProperty({ description: 'Mean, in seconds.', example: 5400.5, type: Number, nullable: true })
  avgSeconds: number | null;

  @ApiProperty({ description: 'Half took at most so many seconds.', example: 5100, type: Number, nullable: true })
  p50Seconds: number | null;

  @ApiProperty({
    description: 'Nine of ten took at most so many seconds.',
    example: 9000,
    type: Number,
    nullable: true,
  })
  p90Seconds: number | null;
}

export class InspectionCountsDto {
  @ApiProperty({ description: 'Inspections that were passed.', example: 38, type: 'integer' })
  passed: number;

  @ApiProperty({ description: 'Inspections that were failed.', example: 2, type: 'integer' })
  failed: number;
}

export class StepReportDto {
  @ApiProperty({ description: 'Id of the step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  stepName: string;

  @ApiProperty({ description: 'Visits that began.', example: 45, type: 'integer' })
  entered: number;

  @ApiProperty({ description: 'Visits that ended, in whatever way.', example: 44, type: 'integer' })
  left: number;

  @ApiProperty({ description: 'Units that were scrapped there.', example: 1, type: 'integer' })
  scrapped: number;

  @ApiProperty({ description: 'Visits that ended with a return to an earlier step.', example: 2, type: 'integer' })
  sentBack: number;

  @ApiProperty({ description: 'Inspections there.', type: InspectionCountsDto })
  inspections: InspectionCountsDto;

  @ApiProperty({ description: 'How long the visits that ended took.', type: DurationsDto })
  dwell: DurationsDto;

  @ApiProperty({ description: 'Seconds that operators worked there, by their timers.', example: 86400.5 })
  workedSeconds: number;
}

export class PathReportDto {
  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Units that were made.', example: 45, type: 'integer' })
  started: number;

  @ApiProperty({ description: 'Units that were completed, forced ones too.', example: 40, type: 'integer' })
  completed: number;

  @ApiProperty({ description: 'Units whose completion was forced.', example: 1, type: 'integer' })
  forceCompleted: number;

  @ApiProperty({ description: 'Units that were scrapped.', example: 1, type: 'integer' })
  scrapped: number;

  @ApiProperty({ description: 'Units in progress now, whatever the period.', example: 4, type: 'integer' })
  inProgress: number;

  @ApiProperty({
    description: 'Completed among completed and scrapped units; null without any.',
    example: 0.975,
    type: Number,
    nullable: true,
  })
  finalYield: number | null;

  @ApiProperty({
    description: 'The same, where only units count as completed that were never forced, sent back or failed.',
    example: 0.9,
    type: Number,
    nullable: true,
  })
  firstPassYield: number | null;

  @ApiProperty({ description: 'From the making of the completed units to their completion.', type: DurationsDto })
  cycleTime: DurationsDto;

  @ApiProperty({ description: 'Steps in order; behind them those that were taken off.', type: [StepReportDto] })
  steps: StepReportDto[];
}

export class JobReportDto {
  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Its paths, in order of creation.', type: [PathReportDto] })
  paths: PathReportDto[];
}

export class ThroughputDto {
  @ApiProperty({ description: 'When the bucket begins.', example: '2024-01-15T00:00:00.000Z', format: 'date-time' })
  start: string;

  @ApiProperty({ description: 'Units that were made in it.', example: 45, type: 'integer' })
  created: number;

  @ApiProperty({ description: 'Units that were completed in it.', example: 40, type: 'integer' })
  completed: number;

  @ApiProperty({ description: 'Units that were scrapped in it.', example: 1, type: 'integer' })
  scrapped: number;
}

export class ThroughputQueryDto extends PeriodQueryDto {
  @ApiPropertyOptional({
    description: 'Length of a bucket, in UTC; weeks begin on Monday. Without `from`, the last 30 buckets are shown.',
    example: 'day',
    enum: BUCKETS,
    default: 'day',
  })
  @Rules(
    optional(
      refuseUnless(
        (value) => BUCKETS.includes(value as Bucket),
        (field) => `${field} must be one of: ${BUCKETS.join(', ')}`,
      ),
    ),
  )
  bucket?: Bucket;
}

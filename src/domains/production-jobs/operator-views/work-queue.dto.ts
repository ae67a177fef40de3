import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_ROWS } from '../lists';

/** A step with the units at it: work for whoever stands there. */
export class WorkQueueJobDto {
  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Main route' })
  pathName: string;

  @ApiProperty({ description: 'Id of the step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  stepName: string;

  @ApiProperty({ description: 'Index of the step on the path.', example: 1, type: 'integer' })
  stepOrder: number;

  @ApiPropertyOptional({ description: 'Where the step is done.', example: 'Hall 2' })
  stepLocation?: string;

  @ApiProperty({ description: 'Number of steps of the path.', example: 3, type: 'integer' })
  totalSteps: number;

  @ApiProperty({
    description: 'Units in progress at the step, the lowest numbers first.',
    example: ['SN-00001'],
    type: [String],
    maxItems: MAX_ROWS,
  })
  serialIds: string[];

  @ApiProperty({ description: 'How many units those are in all.', example: 1, type: 'integer' })
  partCount: number;

  @ApiPropertyOptional({ description: 'Id of the step before.', example: 'step_Qm8_dLq0xTz1' })
  previousStepId?: string;

  @ApiPropertyOptional({ description: 'Name of the step before.', example: 'Sawing' })
  previousStepName?: string;

  @ApiPropertyOptional({ description: 'Id of the next step.', example: 'step_7yKw2-aPnB4c' })
  nextStepId?: string;

  @ApiPropertyOptional({ description: 'Name of the next step.', example: 'Inspection' })
  nextStepName?: string;

  @ApiPropertyOptional({ description: 'Where the next step is done.', example: 'Metrology' })
  nextStepLocation?: string;

  @ApiProperty({ description: 'Whether units complete behind the step.', example: false })
  isFinalStep: boolean;

  @ApiPropertyOptional({ description: 'Id of the user whose work it is.', example: 'user_V1StGXR8_Z5j' })
  assignedTo?: string;
}

export class OperatorQueueDto {
  @ApiProperty({ description: 'The user that was asked for, or `_all`.', example: 'user_V1StGXR8_Z5j' })
  operatorId: string;

  @ApiProperty({ description: 'Steps, by job, path and index.', type: [WorkQueueJobDto] })
  jobs: WorkQueueJobDto[];

  @ApiProperty({ description: 'Units at those steps.', example: 12, type: 'integer' })
  totalParts: number;
}

export class WorkQueueGroupDto {
  @ApiProperty({
    description: 'The user; null for steps that are assigned to nobody.',
    example: 'user_V1StGXR8_Z5j',
    type: String,
    nullable: true,
  })
  operatorId: string | null;

  @ApiProperty({ description: 'Name of the user, `Unassigned`, or the id of one that there is not.', example: 'Ada' })
  operatorName: string;

  @ApiProperty({ description: 'Steps with units, by job, path and index.', type: [WorkQueueJobDto] })
  jobs: WorkQueueJobDto[];

  @ApiProperty({ description: 'Units at those steps.', example: 12, type: 'integer' })
  totalParts: number;
}

export class WorkQueueDto {
  @ApiProperty({ description: 'Work by user, by name; unassigned work last.', type: [WorkQueueGroupDto] })
  groups: WorkQueueGroupDto[];

  @ApiProperty({ description: 'Units in progress.', example: 40, type: 'integer' })
  totalParts: number;
}

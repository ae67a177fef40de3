import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_ROWS } from '../lists';
import { WorkQueueJobDto } from './work-queue.dto';

export class StationPartDto {
  @ApiProperty({ description: 'Id of the unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Main route' })
  pathName: string;
}

export class CurrentPartDto extends StationPartDto {
  @ApiPropertyOptional({ description: 'Name of the next step.', example: 'Inspection' })
  nextStepName?: string;

  @ApiPropertyOptional({ description: 'Where the next step is done.', example: 'Metrology' })
  nextStepLocation?: string;
}

/** All steps of one name, seen as one station. */
export class StationDto {
  @ApiProperty({ description: 'The name that was asked for.', example: 'Milling' })
  stepName: string;

  @ApiPropertyOptional({ description: 'Where the first of these steps that says so is done.', example: 'Hall 2' })
  location?: string;

  @ApiProperty({ description: 'Units there.', type: [CurrentPartDto], maxItems: MAX_ROWS })
  currentParts: CurrentPartDto[];

  @ApiProperty({ description: 'Units one step before.', type: [StationPartDto], maxItems: MAX_ROWS })
  comingSoon: StationPartDto[];

  @ApiProperty({ description: 'Units two or more steps before.', type: [StationPartDto], maxItems: MAX_ROWS })
  backlog: StationPartDto[];

  @ApiProperty({ description: 'Units there where the location names a vendor.', example: 0, type: 'integer' })
  vendorPartsCount: number;

  @ApiProperty({ description: 'Ids of the steps.', example: ['step_V1StGXR8_Z5j'], type: [String] })
  stepIds: string[];
}

export class StepNoteDto {
  @ApiProperty({ description: 'Id of the note.', example: 'note_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Id of the path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Id of the step.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Units that it is about.', example: ['SN-00001'], type: [String] })
  serialIds: string[];

  @ApiProperty({ description: 'What it says.', example: 'Tool worn, replaced.' })
  text: string;

  @ApiProperty({ description: 'The operator that wrote it.', example: 'user_V1StGXR8_Z5j' })
  createdBy: string;

  @ApiProperty({ description: 'When it was written.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'Whether Jira has it.', example: false })
  pushedToJira: boolean;

  @ApiPropertyOptional({ description: 'The comment that it is in Jira.', example: '10042' })
  jiraCommentId?: string;
}

export class StepViewDto {
  @ApiProperty({ description: 'The step with the units at it.', type: WorkQueueJobDto })
  job: WorkQueueJobDto;

  @ApiProperty({ description: 'Notes of the step, oldest first.', type: [StepNoteDto], maxItems: MAX_ROWS })
  notes: StepNoteDto[];

  @ApiPropertyOptional({
    description: 'Units at the step before; only where the step is not the first and has none.',
    example: 5,
    type: 'integer',
  })
  previousStepWipCount?: number;
}

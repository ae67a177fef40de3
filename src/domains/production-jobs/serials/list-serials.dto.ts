import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { SearchQueryDto } from '../lists';
import { text } from '../production-rules';

/** As the list writes them. */
export const LISTED_STATUSES = ['in-progress', 'completed', 'scrapped'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];
const ID_LENGTH = 200;
const isStatus = (value: unknown) => value === 'in_progress' || (LISTED_STATUSES as readonly unknown[]).includes(value);

export class ListSerialsDto extends SearchQueryDto {
  @ApiPropertyOptional({ description: 'Units of this job.', example: 'job_V1StGXR8_Z5j', maxLength: ID_LENGTH })
  @Rules(text(ID_LENGTH))
  jobId?: string;

  @ApiPropertyOptional({ description: 'Units on this path.', example: 'path_V1StGXR8_Z5j', maxLength: ID_LENGTH })
  @Rules(text(ID_LENGTH))
  pathId?: string;

  @ApiPropertyOptional({
    description: 'Units that are at this step, or were scrapped there.',
    example: 'step_V1StGXR8_Z5j',
    maxLength: ID_LENGTH,
  })
  @Rules(text(ID_LENGTH))
  stepId?: string;

  @ApiPropertyOptional({
    description: 'Units of which this has become.',
    example: 'in-progress',
    enum: LISTED_STATUSES,
  })
  @Rules(optional(refuseUnless(isStatus, (field) => `${field} must be one of: ${LISTED_STATUSES.join(', ')}`)))
  status?: string;
}

/** A unit in a list. */
export class ListedSerialDto {
  @ApiProperty({ description: 'Serial number.', example: 'SN-00001' })
  id: string;

  @ApiProperty({ description: 'Its job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the job.', example: 'JOB-2024-001' })
  jobName: string;

  @ApiProperty({ description: 'Its path.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Main route' })
  pathName: string;

  @ApiProperty({
    description: 'Index of the step where it is, from 0; -1 once completed.',
    example: 0,
    type: 'integer',
  })
  currentStepIndex: number;

  @ApiProperty({ description: 'Name of that step, `Completed` or `Scrapped`.', example: 'Mill' })
  currentStepName: string;

  @ApiPropertyOptional({ description: 'User that the step is assigned to.', example: 'user_V1StGXR8_Z5j' })
  assignedTo?: string;

  @ApiProperty({ description: 'What has become of it.', example: 'in-progress', enum: LISTED_STATUSES })
  status: ListedStatus;

  @ApiPropertyOptional({ description: 'Why it was scrapped.', example: 'damaged' })
  scrapReason?: string;

  @ApiPropertyOptional({ description: 'Only when it was completed although steps were missing.', example: true })
  forceCompleted?: boolean;

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SERIAL_STATUSES } from '../movement/transitions';
import type { SerialStatus } from '../movement/transitions';

const TIME = { example: '2024-01-15T10:30:00.000Z', format: 'date-time' };

/** A unit as the API shows it. What has no value is left out. */
export class SerialDto {
  @ApiProperty({ description: 'Serial number, given by the server.', example: 'SN-00001', pattern: '^SN-\\d{5,}$' })
  id: string;

  @ApiProperty({ description: 'Job that it is made for.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Path that it takes.', example: 'path_V1StGXR8_Z5j' })
  pathId: string;

  @ApiProperty({
    description: 'Index of the step where it is, from 0; -1 once completed.',
    example: 0,
    type: 'integer',
  })
  currentStepIndex: number;

  @ApiProperty({
    description: 'Step where it is, or was scrapped; null once completed.',
    example: 'step_V1StGXR8_Z5j',
    type: String,
    nullable: true,
  })
  currentStepId: string | null;

  @ApiProperty({ description: 'What has become of it.', example: 'in_progress', enum: SERIAL_STATUSES })
  status: SerialStatus;

  @ApiPropertyOptional({ description: 'Why it was scrapped.', example: 'damaged' })
  scrapReason?: string;

  @ApiPropertyOptional({ description: 'The same in words.', example: 'Dropped at unloading.' })
  scrapExplanation?: string;

  @ApiPropertyOptional({ description: 'Step where it was scrapped.', example: 'step_V1StGXR8_Z5j' })
  scrapStepId?: string;

  @ApiPropertyOptional({ description: 'When it was scrapped.', ...TIME })
  scrappedAt?: string;

  @ApiPropertyOptional({ description: 'Operator that scrapped it.', example: 'user_V1StGXR8_Z5j' })
  scrappedBy?: string;

  @ApiProperty({ description: 'Whether it was completed although steps were missing.', example: false })
  forceCompleted: boolean;

  @ApiPropertyOptional({ description: 'Operator that completed it so.', example: 'user_V1StGXR8_Z5j' })
  forceCompletedBy?: string;

  @ApiPropertyOptional({ description: 'When it was completed so.', ...TIME })
  forceCompletedAt?: string;

  @ApiPropertyOptional({ description: 'Why it was completed so.', example: 'Accepted by the customer as it is.' })
  forceCompletedReason?: string;

  @ApiPropertyOptional({ description: 'How often it was sent back.', example: 1, type: 'integer' })
  reworkCount?: number;

  @ApiProperty({ description: 'When it was made.', ...TIME })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', ...TIME })
  updatedAt: string;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { SearchQueryDto } from '../lists';
import { text } from '../production-rules';
import { ADVANCEMENT_MODES } from './path.entity';
import type { AdvancementMode } from './path.entity';
import { DEPENDENCY_TYPES } from './step.entity';
import type { DependencyType } from './step.entity';

export class ListPathsDto extends SearchQueryDto {
  @ApiPropertyOptional({ description: 'Only paths of this job.', example: 'job_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(text(200))
  jobId?: string;
}

/** A step as the API shows it. What has no value is left out. */
export class StepDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'step_V1StGXR8_Z5j',
    pattern: '^step_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'Name of the station.', example: 'Milling' })
  name: string;

  @ApiProperty({ description: 'Index on the path, from 0.', example: 0, type: 'integer' })
  order: number;

  @ApiPropertyOptional({ description: 'Where it is done.', example: 'Hall 2' })
  location?: string;

  @ApiPropertyOptional({ description: 'Id of the user whose work it is.', example: 'user_V1StGXR8_Z5j' })
  assignedTo?: string;

  @ApiProperty({ description: 'Whether units need not pass it.', example: false })
  optional: boolean;

  @ApiProperty({ description: 'What bypassing it means.', example: 'preferred', enum: DEPENDENCY_TYPES })
  dependencyType: DependencyType;
}

export class PathDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'path_V1StGXR8_Z5j',
    pattern: '^path_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The job whose units take it.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Main route' })
  name: string;

  @ApiProperty({ description: 'Number of units to make on it.', example: 50, type: 'integer' })
  goalQuantity: number;

  @ApiProperty({ description: 'Whether units may bypass steps.', example: 'strict', enum: ADVANCEMENT_MODES })
  advancementMode: AdvancementMode;

  @ApiProperty({ description: 'Steps in order.', type: [StepDto] })
  steps: StepDto[];

  @ApiProperty({ description: 'When the path was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    description: 'When the path or a step of it last changed.',
    example: '2024-01-15T10:30:00.000Z',
    format: 'date-time',
  })
  updatedAt: string;
}

export class DeletedPathDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;
}

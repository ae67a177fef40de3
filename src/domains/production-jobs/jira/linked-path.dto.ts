import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ADVANCEMENT_MODES } from '../paths/path.entity';
import type { AdvancementMode } from '../paths/path.entity';
import { DEPENDENCY_TYPES } from '../paths/step.entity';
import type { DependencyType } from '../paths/step.entity';

export class LinkedPathStepDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'step_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  name: string;

  @ApiProperty({ description: 'Place on the path, from 0.', example: 0, type: 'integer' })
  order: number;

  @ApiPropertyOptional({ description: 'Where it is done.', example: 'Hall 2' })
  location?: string;

  @ApiProperty({ description: 'Whether units may go without it.', example: false })
  optional: boolean;

  @ApiProperty({ description: 'How much later steps need it.', example: 'physical', enum: DEPENDENCY_TYPES })
  dependencyType: DependencyType;
}

/** The path that a link made of a template. */
export class LinkedPathDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'path_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Job that it is for.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the template.', example: 'Housing' })
  name: string;

  @ApiProperty({ description: 'Number of units to make.', example: 50, type: 'integer' })
  goalQuantity: number;

  @ApiProperty({ description: 'How units may move.', example: 'strict', enum: ADVANCEMENT_MODES })
  advancementMode: AdvancementMode;

  @ApiProperty({ description: 'Steps, in order.', type: [LinkedPathStepDto] })
  steps: LinkedPathStepDto[];

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ADVANCEMENT_MODES } from '../paths/path.entity';
import type { AdvancementMode } from '../paths/path.entity';
import { DEPENDENCY_TYPES } from '../paths/step.entity';
import type { DependencyType } from '../paths/step.entity';
import { ProgressDto } from '../progress/progress.dto';
import { ProductionJobDto } from './job.dto';

class StepOfJobDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'step_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Name of the step.', example: 'Milling' })
  name: string;

  @ApiProperty({ description: 'Place on the path, from 0.', example: 0, type: 'integer' })
  order: number;

  @ApiPropertyOptional({ description: 'Where the work is done.', example: 'Bay 3' })
  location?: string;

  @ApiPropertyOptional({ description: 'User that it is assigned to.', example: 'user_V1StGXR8_Z5j' })
  assignedTo?: string;

  @ApiProperty({ description: 'Whether units may leave it out.', example: false })
  optional: boolean;

  @ApiProperty({ description: 'What the step is to those behind it.', example: 'preferred', enum: DEPENDENCY_TYPES })
  dependencyType: DependencyType;
}

class PathOfJobDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'path_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'Job that the path is of.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Name of the path.', example: 'Housing' })
  name: string;

  @ApiProperty({ description: 'Units that the path is to make.', example: 50, type: 'integer' })
  goalQuantity: number;

  @ApiProperty({ description: 'How units may move along it.', example: 'strict', enum: ADVANCEMENT_MODES })
  advancementMode: AdvancementMode;

  @ApiProperty({ description: 'Its steps, in order.', type: [StepOfJobDto] })
  steps: StepOfJobDto[];

  @ApiProperty({ description: 'When the path was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When the path last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

export class JobDetailsDto extends ProductionJobDto {
  @ApiProperty({ description: 'Its paths, in order of creation.', type: [PathOfJobDto] })
  paths: PathOfJobDto[];

  @ApiProperty({ description: 'How far it is.', type: ProgressDto })
  progress: ProgressDto;
}

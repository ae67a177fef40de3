import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEPENDENCY_TYPES } from '../paths/step.entity';
import type { DependencyType } from '../paths/step.entity';

export class TemplateStepDto {
  @ApiProperty({ description: 'Name of the step.', example: 'CNC milling' })
  name: string;

  @ApiProperty({ description: 'Place on the route, from 0.', example: 0, type: 'integer', minimum: 0 })
  order: number;

  @ApiPropertyOptional({ description: 'Where it is done.', example: 'CNC room' })
  location?: string;

  @ApiProperty({ description: 'Whether units may leave it out.', example: false })
  optional: boolean;

  @ApiProperty({ description: 'How firmly its order is kept.', example: 'physical', enum: DEPENDENCY_TYPES })
  dependencyType: DependencyType;
}

export class RouteTemplateDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'tmpl_V1StGXR8_Z5j',
    pattern: '^tmpl_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'Name of the template.', example: 'CNC machining' })
  name: string;

  @ApiProperty({ description: 'The steps, in order.', type: [TemplateStepDto] })
  steps: TemplateStepDto[];

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

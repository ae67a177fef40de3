import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { text } from '../production-rules';
import { DEPENDENCY_TYPES } from './step.entity';
import type { DependencyType } from './step.entity';

export class AssignStepDto {
  @ApiProperty({
    description: 'Id of an active user, or null for nobody. Others may still advance units.',
    example: 'user_V1StGXR8_Z5j',
    maxLength: 200,
    type: String,
    nullable: true,
  })
  @Rules((value, field) => (value === undefined ? `${field} is required` : undefined), text(200))
  userId: string | null;
}

/** Values of another kind are ignored, not refused. */
export class ConfigureStepDto {
  @ApiPropertyOptional({ description: 'Whether units need not pass it.', example: true })
  @Rules()
  optional?: boolean;

  @ApiPropertyOptional({
    description: 'What bypassing it means.',
    example: 'completion_gate',
    enum: DEPENDENCY_TYPES,
  })
  @Rules()
  dependencyType?: DependencyType;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules, RulesWithin } from '../../../kernel/http/rules';
import type { OperatorDto } from '../operator';
import { goalQuantity, name, text } from '../production-rules';
import { boolean, MAX_STEPS, oneOf, required, steps, whenGiven } from './path-rules';
import { ADVANCEMENT_MODES } from './path.entity';
import type { AdvancementMode } from './path.entity';
import { DEPENDENCY_TYPES } from './step.entity';
import type { DependencyType } from './step.entity';

const MAX_QUANTITY = 2_147_483_647;
const nameless = (path: string) => `${path}.name is required`;

export class NewStepDto {
  @ApiProperty({ description: 'Name of the station; trimmed.', example: 'Milling', minLength: 1, maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiPropertyOptional({ description: 'Whether units need not pass it.', example: false, default: false })
  @Rules(boolean())
  optional?: boolean | null;

  @ApiPropertyOptional({
    description:
      'What bypassing it means: `physical` cannot be bypassed; `preferred` and `completion_gate` are deferred, and a ' +
      'unit cannot complete before its gates are passed.',
    example: 'preferred',
    enum: DEPENDENCY_TYPES,
    default: 'preferred',
  })
  @Rules(oneOf(DEPENDENCY_TYPES))
  dependencyType?: DependencyType | null;

  @ApiPropertyOptional({
    description: 'Where it is done.',
    example: 'Hall 2',
    maxLength: 10_000,
    type: String,
    nullable: true,
  })
  @Rules(text(10_000))
  location?: string | null;

  @ApiPropertyOptional({
    description: 'Id of an active user whose work it is. Others may do it too.',
    example: null,
    maxLength: 200,
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  assignedTo?: string | null;
}

export class StepEntryDto extends NewStepDto {
  @ApiPropertyOptional({
    description: 'Id of the step that this entry is about. Without it the entry is a new step.',
    example: null,
    maxLength: 200,
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  id?: string | null;
}

export class CreatePathDto {
  @ApiProperty({ description: 'Name of the path; trimmed.', example: 'Main route', minLength: 1, maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiProperty({
    description: 'Number of units to make on it.',
    example: 50,
    minimum: 1,
    maximum: MAX_QUANTITY,
    type: 'integer',
  })
  @Rules(goalQuantity())
  goalQuantity: number;

  @ApiPropertyOptional({
    description: 'Whether units take every step in order (`strict`) or may bypass some.',
    example: 'strict',
    enum: ADVANCEMENT_MODES,
    default: 'strict',
  })
  @Rules(oneOf(ADVANCEMENT_MODES))
  advancementMode?: AdvancementMode | null;

  @ApiProperty({ description: 'Steps in order.', type: [NewStepDto], minItems: 1, maxItems: MAX_STEPS })
  @Rules(steps())
  @RulesWithin(NewStepDto, nameless)
  steps: NewStepDto[];

  @ApiProperty({ description: 'The job whose units take it.', example: 'job_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(name(200))
  jobId: string;
}

export class UpdatePathDto {
  @ApiPropertyOptional({
    description: 'Name of the path; trimmed.',
    example: 'Main route',
    minLength: 1,
    maxLength: 500,
  })
  @Rules(whenGiven(name(500)))
  name?: string;

  @ApiPropertyOptional({
    description: 'Number of units to make on it.',
    example: 50,
    minimum: 1,
    maximum: MAX_QUANTITY,
    type: 'integer',
  })
  @Rules(whenGiven(goalQuantity()))
  goalQuantity?: number;

  @ApiPropertyOptional({
    description: 'Whether units take every step in order (`strict`) or may bypass some.',
    example: 'strict',
    enum: ADVANCEMENT_MODES,
  })
  @Rules(oneOf(ADVANCEMENT_MODES))
  advancementMode?: AdvancementMode | null;

  @ApiPropertyOptional({
    description:
      'All steps in their new order. With an `id` anywhere they are matched by id: an absent `location` or ' +
      '`assignedTo` is kept, entries without id are new. With none, all are replaced by new ones, and units keep their index.',
    type: [StepEntryDto],
    minItems: 1,
    maxItems: MAX_STEPS,
  })
  @Rules(whenGiven(steps()))
  @RulesWithin(StepEntryDto, nameless)
  steps?: StepEntryDto[];

  @ApiPropertyOptional({
    description: 'The operator that acts, for the audit. The subject of the credential is kept beside it.',
    example: 'user_V1StGXR8_Z5j',
    maxLength: 200,
    default: 'anonymous',
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  userId?: OperatorDto['userId'];
}

export class AdvancementModeDto {
  @ApiProperty({
    description: 'Whether units take every step in order (`strict`) or may bypass some. What happened before stays.',
    example: 'flexible',
    enum: ADVANCEMENT_MODES,
  })
  @Rules(required(oneOf(ADVANCEMENT_MODES)))
  advancementMode: AdvancementMode;
}

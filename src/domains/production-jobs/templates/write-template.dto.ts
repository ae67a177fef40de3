import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Rules, RulesWithin } from '../../../kernel/http/rules';
import { DEPENDENCY_TYPES } from '../paths/step.entity';
import type { DependencyType } from '../paths/step.entity';
import { boolean, goalQuantity, list, name, oneOf, text, whenGiven } from '../production-rules';

const MAX_STEPS = 200;
const NAME = { description: 'Name of the template. Trimmed.', example: 'CNC machining', minLength: 1, maxLength: 500 };
const nameless = (path: string) => `${path}.name is required`;

export class WriteTemplateStepDto {
  @ApiProperty({ description: 'Name of the step. Trimmed.', example: 'CNC milling', minLength: 1, maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiPropertyOptional({
    description: 'Whether units may leave it out.',
    example: false,
    default: false,
    type: Boolean,
    nullable: true,
  })
  @Rules(boolean())
  optional?: boolean | null;

  @ApiPropertyOptional({
    description: 'How firmly its order is kept; when left out, `physical` on creation and `preferred` on a change.',
    example: 'physical',
    enum: DEPENDENCY_TYPES,
  })
  @Rules(oneOf(DEPENDENCY_TYPES))
  dependencyType?: DependencyType | null;

  @ApiPropertyOptional({
    description: 'Where it is done.',
    example: 'CNC room',
    maxLength: 10_000,
    type: String,
    nullable: true,
  })
  @Rules(text(10_000))
  location?: string | null;
}

const STEPS: ApiPropertyOptions = {
  description: 'The steps, in order.',
  type: [WriteTemplateStepDto],
  minItems: 1,
  maxItems: MAX_STEPS,
};

export class CreateTemplateDto {
  @ApiProperty(NAME)
  @Rules(name(500))
  name: string;

  @ApiProperty(STEPS)
  @Rules(list(MAX_STEPS))
  @RulesWithin(WriteTemplateStepDto, nameless)
  steps: WriteTemplateStepDto[];
}

/** What is absent stays as it is. */
export class UpdateTemplateDto {
  @ApiPropertyOptional(NAME)
  @Rules(whenGiven(name(500)))
  name?: string;

  @ApiPropertyOptional(STEPS)
  @Rules(whenGiven(list(MAX_STEPS)))
  @RulesWithin(WriteTemplateStepDto, nameless)
  steps?: WriteTemplateStepDto[];
}

export class ApplyTemplateDto {
  @ApiProperty({
    description: 'Job that gets the path.',
    example: 'job_V1StGXR8_Z5j',
    minLength: 1,
    maxLength: 200,
  })
  @Rules(name(200))
  jobId: string;

  @ApiProperty({
    description: 'Number of units to make on the path.',
    example: 50,
    minimum: 1,
    maximum: 2147483647,
    type: 'integer',
  })
  @Rules(goalQuantity('zero'))
  goalQuantity: number;

  @ApiPropertyOptional({
    description: "Name of the path; the template's when left out or blank.",
    example: 'Line A',
    maxLength: 500,
    type: String,
    nullable: true,
  })
  @Rules(text(500))
  pathName?: string | null;
}

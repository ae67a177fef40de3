import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { boolean, name, text } from '../production-rules';
import { CHARACTERISTIC_TYPES } from './judgement';
import type { Characteristic, CharacteristicType } from './judgement';

const MAX_CHARACTERISTICS = 200;

/** Unlike other lists it may be empty. */
const plan = () =>
  optional((value, field) => {
    if (!Array.isArray(value)) return `${field} must be an array`;
    return value.length > MAX_CHARACTERISTICS ? `${field} must have at most ${MAX_CHARACTERISTICS} items` : undefined;
  });
const isType = (value: unknown) => CHARACTERISTIC_TYPES.some((type) => type === value);
const number = () =>
  optional(
    refuseUnless(
      (value) => typeof value === 'number' && Number.isFinite(value),
      (field) => `${field} must be a number`,
    ),
  );

export class CharacteristicDto {
  @ApiProperty({ description: 'Name, unique within the plan. Trimmed.', example: 'Bore diameter', maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiProperty({ description: 'What its values are.', example: 'number', enum: CHARACTERISTIC_TYPES })
  @Rules(refuseUnless(isType, (field) => `${field} must be one of: ${CHARACTERISTIC_TYPES.join(', ')}`))
  type: CharacteristicType;

  @ApiPropertyOptional({ description: 'Unit of measure.', example: 'mm', maxLength: 100, type: String, nullable: true })
  @Rules(text(100))
  unit?: string | null;

  @ApiPropertyOptional({ description: 'Least number that passes.', example: 11.99, type: Number, nullable: true })
  @Rules(number())
  min?: number | null;

  @ApiPropertyOptional({ description: 'Greatest number that passes.', example: 12.01, type: Number, nullable: true })
  @Rules(number())
  max?: number | null;

  @ApiPropertyOptional({
    description: 'Whether every inspection needs it.',
    example: true,
    default: true,
    type: Boolean,
    nullable: true,
  })
  @Rules(boolean())
  required?: boolean | null;
}

export class WriteInspectionPlanDto {
  @ApiPropertyOptional({
    description: 'Whether units may only leave the step forward once the last inspection of this visit has passed.',
    example: true,
    default: false,
    type: Boolean,
    nullable: true,
  })
  @Rules(boolean())
  blockAdvance?: boolean | null;

  @ApiPropertyOptional({
    description: 'What is looked at.',
    type: [CharacteristicDto],
    maxItems: MAX_CHARACTERISTICS,
    default: [],
  })
  @Rules(plan())
  @RulesWithin(CharacteristicDto, (path) => `${path} must be an object`)
  characteristics?: CharacteristicDto[] | null;
}

/** The inspection plan of a step. */
export class InspectionPlanDto {
  @ApiProperty({ description: 'Whether units need a passed inspection to leave the step forward.', example: true })
  blockAdvance: boolean;

  @ApiProperty({ description: 'What is looked at.', type: [CharacteristicDto] })
  characteristics: Characteristic[];
}

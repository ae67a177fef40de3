import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules, RulesWithin } from '../../../kernel/http/rules';
import { boolean, list, name, text } from '../production-rules';
import { UnitActionDto } from '../unit-action.dto';
import type { JudgedResult, Value, Verdict } from './judgement';

const VALUE = { oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string', maxLength: 10_000 }] };

export class ResultDto {
  @ApiProperty({ description: 'The characteristic.', example: 'Bore diameter', maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiProperty({ description: 'What was found.', example: 12.003, ...VALUE })
  @Rules()
  value: Value;

  @ApiPropertyOptional({
    description: 'Needed at a step without a plan; elsewhere the server judges.',
    example: true,
    type: Boolean,
    nullable: true,
  })
  @Rules(boolean())
  pass?: boolean | null;
}

export class RecordInspectionDto extends UnitActionDto {
  @ApiPropertyOptional({
    description: 'Where the unit was inspected; where it is when left out.',
    example: null,
    maxLength: 200,
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  stepId?: string | null;

  @ApiProperty({ description: 'What was found.', type: [ResultDto], minItems: 1, maxItems: 200 })
  @Rules(list(200))
  @RulesWithin(ResultDto, (path) => `${path} must be an object`)
  results: ResultDto[];

  @ApiPropertyOptional({
    description: 'Anything else.',
    example: 'Measured at 20 °C',
    maxLength: 10_000,
    type: String,
    nullable: true,
  })
  @Rules(text(10_000))
  note?: string | null;
}

export class JudgedResultDto implements JudgedResult {
  @ApiProperty({ description: 'The characteristic.', example: 'Bore diameter' })
  name: string;

  @ApiProperty({ description: 'What was found.', example: 12.003, ...VALUE })
  value: Value;

  @ApiPropertyOptional({ description: 'Unit of measure.', example: 'mm' })
  unit?: string;

  @ApiPropertyOptional({ description: 'Least number that passes.', example: 11.99 })
  min?: number;

  @ApiPropertyOptional({ description: 'Greatest number that passes.', example: 12.01 })
  max?: number;

  @ApiProperty({ description: 'Whether it passes.', example: true })
  pass: boolean;
}

/** What was found on a unit during one visit to a step. */
export class InspectionDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'insp_V1StGXR8_Z5j',
    pattern: '^insp_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'Where it was inspected.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({
    description: 'Which time the unit was there; 0 before the first.',
    example: 1,
    type: 'integer',
  })
  visit: number;

  @ApiProperty({ description: '`pass` when every result passes.', example: 'pass', enum: ['pass', 'fail'] })
  result: Verdict;

  @ApiProperty({ description: 'Each result, with the limits of that time.', type: [JudgedResultDto] })
  results: JudgedResult[];

  @ApiPropertyOptional({ description: 'Anything else.', example: 'Measured at 20 °C' })
  note?: string;

  @ApiProperty({ description: 'The operator that inspected.', example: 'user_V1StGXR8_Z5j' })
  createdBy: string;

  @ApiProperty({ description: 'When it was recorded.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}

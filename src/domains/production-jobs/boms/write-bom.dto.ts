import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Rules, RulesWithin } from '../../../kernel/http/rules';
import { OperatorDto } from '../operator';
import { list, MAX_QUANTITY, name, quantity, texts, whenGiven } from '../production-rules';

const MAX_ENTRIES = 1000;
const partless = (path: string) => `${path}.partType is required`;

const NAME = { description: 'Name of the bill. Trimmed.', example: 'Widget assembly', minLength: 1, maxLength: 500 };

export class WriteBomEntryDto {
  @ApiProperty({ description: 'The part. Trimmed.', example: 'Steel plate', minLength: 1, maxLength: 500 })
  @Rules(name(500))
  partType: string;

  @ApiProperty({
    description: 'Quantity of it that one build needs.',
    example: 4,
    minimum: 0,
    maximum: MAX_QUANTITY,
  })
  @Rules(quantity())
  requiredQuantityPerBuild: number;

  @ApiPropertyOptional({
    description: 'Jobs that make the part; at most 1000, each at most 200 characters. Not checked.',
    example: ['job_V1StGXR8_Z5j'],
    type: [String],
    maxItems: 1000,
    default: [],
  })
  @Rules(texts(1000, 200))
  contributingJobIds?: string[] | null;
}

const ENTRIES: ApiPropertyOptions = {
  description: 'The parts, in order.',
  type: [WriteBomEntryDto],
  minItems: 1,
  maxItems: MAX_ENTRIES,
};

export class CreateBomDto {
  @ApiProperty(NAME)
  @Rules(name(500))
  name: string;

  @ApiProperty(ENTRIES)
  @Rules(list(MAX_ENTRIES))
  @RulesWithin(WriteBomEntryDto, partless)
  entries: WriteBomEntryDto[];
}

/** What is absent stays as it is. */
export class UpdateBomDto {
  @ApiPropertyOptional(NAME)
  @Rules(whenGiven(name(500)))
  name?: string;

  @ApiPropertyOptional(ENTRIES)
  @Rules(whenGiven(list(MAX_ENTRIES)))
  @RulesWithin(WriteBomEntryDto, partless)
  entries?: WriteBomEntryDto[];
}

export class EditBomDto extends OperatorDto {
  @ApiProperty(ENTRIES)
  @Rules(list(MAX_ENTRIES))
  @RulesWithin(WriteBomEntryDto, partless)
  entries: WriteBomEntryDto[];

  @ApiProperty({
    description: 'Why it is edited. Trimmed.',
    example: 'Two more plates per build',
    minLength: 1,
    maxLength: 10_000,
  })
  @Rules(name(10_000))
  changeDescription: string;
}

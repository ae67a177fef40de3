import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { MAX_QUANTITY, name, quantity, text } from '../production-rules';
import { UnitActionDto } from '../unit-action.dto';

const OPTIONAL_TEXT = { type: String, nullable: true };
const PART_TYPE = { description: 'What kind of part it is.', example: 'Steel plate' };
const QUANTITY = { description: 'How much of it is built in.', example: 1 };

export class InstallComponentDto extends UnitActionDto {
  @ApiPropertyOptional({
    ...OPTIONAL_TEXT,
    description: 'The unit to build in; either this or `lotNumber`.',
    example: null,
    maxLength: 200,
  })
  @Rules(text(200))
  serialId?: string | null;

  @ApiPropertyOptional({
    ...OPTIONAL_TEXT,
    description: 'The lot that it is taken from; trimmed. Either this or `serialId`.',
    example: 'LOT-7075-A',
    maxLength: 200,
  })
  @Rules(text(200))
  lotNumber?: string | null;

  @ApiPropertyOptional({ ...PART_TYPE, ...OPTIONAL_TEXT, maxLength: 500 })
  @Rules(text(500))
  partType?: string | null;

  @ApiPropertyOptional({
    ...QUANTITY,
    minimum: 0,
    maximum: MAX_QUANTITY,
    default: 1,
    type: Number,
    nullable: true,
  })
  @Rules(optional(quantity()))
  quantity?: number | null;
}

export class RemoveComponentDto extends UnitActionDto {
  @ApiProperty({
    description: 'Why it is taken out. Trimmed.',
    example: 'Cracked on assembly',
    minLength: 1,
    maxLength: 10_000,
  })
  @Rules(name(10_000))
  reason: string;
}

/** What has no value is left out. */
export class ComponentDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'comp_V1StGXR8_Z5j',
    pattern: '^comp_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The unit that it is built into.', example: 'SN-00001' })
  parentSerialId: string;

  @ApiPropertyOptional({ description: 'The unit that is built in.', example: 'SN-00002' })
  serialId?: string;

  @ApiPropertyOptional({ description: 'The lot that it is taken from.', example: 'LOT-7075-A' })
  lotNumber?: string;

  @ApiPropertyOptional(PART_TYPE)
  partType?: string;

  @ApiProperty(QUANTITY)
  quantity: number;

  @ApiPropertyOptional({ description: 'Step at which it was built in.', example: 'step_V1StGXR8_Z5j' })
  stepId?: string;

  @ApiProperty({ description: 'Operator who built it in.', example: 'user_V1StGXR8_Z5j' })
  installedBy: string;

  @ApiProperty({ description: 'When it was built in.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  installedAt: string;
}

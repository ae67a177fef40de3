import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../../kernel/http/common-rules';
import { optional, Rules } from '../../../../kernel/http/rules';
import type { Classification } from '../../movement/plan';
import { SERIAL_STATUSES } from '../../movement/transitions';
import type { SerialStatus } from '../../movement/transitions';
import { text } from '../../production-rules';
import { SerialDto } from '../serial.dto';
import { UnitActionDto } from '../../unit-action.dto';
import { unitIds } from '../unit-rules';

const MAX_UNITS = 100;
const INDEX = {
  description: 'Index of the step to go to, from 0; the number of steps completes. It, or `targetStepId`, is needed.',
  example: 1,
  type: 'integer',
  nullable: true,
} as const;
const STEP = {
  description: 'Id of the step to go to, where no index is given.',
  example: null,
  maxLength: 200,
  type: String,
  nullable: true,
} as const;
const index = () => optional(refuseUnless(Number.isInteger, (field) => `${field} must be an integer`));

/** The step to go to: its index, or else its id. */
export class TargetDto {
  @Rules(index())
  targetStepIndex?: number | null;

  @Rules(text(200))
  targetStepId?: string | null;
}

/** The body of advance-to. */
export class AdvanceToDto extends UnitActionDto {
  @ApiPropertyOptional(INDEX)
  targetStepIndex?: number | null;

  @ApiPropertyOptional(STEP)
  targetStepId?: string | null;
}

export class BulkAdvanceDto extends UnitActionDto {
  @ApiProperty({
    description: 'The units, each once.',
    example: ['SN-00001', 'SN-00002'],
    type: [String],
    minItems: 1,
    maxItems: MAX_UNITS,
  })
  @Rules(unitIds(MAX_UNITS, `Cannot advance more than ${MAX_UNITS} serials at once`), (value) =>
    new Set(value as string[]).size < (value as string[]).length ? 'Duplicate serial IDs' : undefined,
  )
  serialIds: string[];
}

export class BulkAdvanceToDto extends BulkAdvanceDto {
  @ApiPropertyOptional(INDEX)
  @Rules(index())
  targetStepIndex?: number | null;

  @ApiPropertyOptional(STEP)
  @Rules(text(200))
  targetStepId?: string | null;
}

export class BypassedStepDto {
  @ApiProperty({ description: 'A step that was passed by.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'Its name.', example: 'Deburr' })
  stepName: string;

  @ApiProperty({
    description: 'Deferred ones are to be made up for or waived before the unit can be completed.',
    example: 'deferred',
    enum: ['skipped', 'deferred'],
  })
  classification: Classification;
}

export class AdvancedToDto {
  @ApiProperty({ description: 'The unit where it is now.', type: SerialDto })
  serial: SerialDto;

  @ApiProperty({ description: 'The steps between, but those completed or waived before.', type: [BypassedStepDto] })
  bypassed: BypassedStepDto[];
}

export class BulkResultDto {
  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'Whether it moved.', example: true })
  success: boolean;

  @ApiPropertyOptional({ description: 'Its status then.', example: 'in_progress', enum: SERIAL_STATUSES })
  newStatus?: SerialStatus;

  @ApiPropertyOptional({ description: 'Why it did not.', example: 'Serial number is already completed' })
  error?: string;
}

export class BulkResultsDto {
  @ApiProperty({ description: 'Units that moved.', example: 1, type: 'integer' })
  advanced: number;

  @ApiProperty({ description: 'Units that did not.', example: 1, type: 'integer' })
  failed: number;

  @ApiProperty({ description: 'One for each unit, in the order of the request.', type: [BulkResultDto] })
  results: BulkResultDto[];
}
